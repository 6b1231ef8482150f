/**
 * How requests leave for the homeserver: a `request`-compatible function over Node's own `fetch`, for the bot SDK's
 * `setRequestFn`. The SDK's default, the retired `request` library, times out only when a socket is silent, so a body
 * that trickles keeps it for ever, and it reads an answer of any size into memory.
 */

/** What the SDK hands over (its http.js); only the parts it really uses. */
interface RequestParams {
  readonly uri: string;
  readonly method: string;
  readonly qs?: Record<string, string> | null;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly timeout: number;
}

export interface TransportResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** Parsed JSON, or text when it is not JSON. */
  readonly body: unknown;
}

type Callback = (error: Error | null, response?: TransportResponse, body?: unknown) => void;

/** The state of a Space with tens of thousands of members fits; anything larger is not an answer to us. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Sends one request over a pooled, kept-alive connection. Redirects are not followed: an API has none. */
export function fetchAsRequest(params: RequestParams, callback: Callback): void {
  exchange(params).then(
    (response) => callback(null, response, response.body),
    (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
  );
}

async function exchange({
  uri,
  method,
  qs,
  headers,
  body,
  timeout,
}: RequestParams): Promise<TransportResponse> {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(qs ?? {})) url.searchParams.append(name, value);
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    // Covers the body too: a server that trickles is as good as one that hangs.
    signal: AbortSignal.timeout(timeout),
    ...(body === undefined ? {} : { body }),
  });
  const text = await readText(response);
  return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: parse(text) };
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
