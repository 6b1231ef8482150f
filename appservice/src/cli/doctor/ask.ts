/** One plain HTTP request of the doctor: no retries, a short time limit, and what went wrong in words. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON object that was answered; empty when it was none. */
  readonly body: { readonly [key: string]: unknown };
}

const TIMEOUT_MS = 10_000;

/** Nobody answered; the message says why, to be read after "the homeserver". */
export class NoAnswer extends Error {}

export async function ask(
  url: string,
  options: { method?: string; token?: string; body?: object; timeoutMs?: number } = {},
): Promise<Answer> {
  const { method = 'GET', token, body, timeoutMs = TIMEOUT_MS } = options;
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = (await response.text()).slice(0, 1_000_000);
    return { status: response.status, headers: response.headers, body: parse(text) };
  } catch (error) {
    throw new NoAnswer(reason(error, timeoutMs), { cause: error });
  }
}

function parse(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Answer['body']) : {};
  } catch {
    return {};
  }
}

const REASONS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known (DNS)',
  EAI_AGAIN: 'the name cannot be looked up just now (DNS)',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was cut',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function reason(error: unknown, timeoutMs: number): string {
  if ((error as Error).name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const { cause } = error as { cause?: { code?: string; errors?: { code?: string }[] } };
  const code = cause?.code ?? cause?.errors?.[0]?.code ?? '';
  return REASONS[code] ?? `the connection failed${code === '' ? '' : ` (${code})`}`;
}
