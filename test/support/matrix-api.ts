/** The Client-Server API with nothing in between: what a test says about the homeserver's own answers. */

export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of all kinds
  body: any;
}

export interface MatrixApi {
  get(path: string): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

/**
 * @param url of the homeserver (or of any HTTP API that takes Bearer tokens)
 * @returns methods whose paths begin with `/_matrix/...` or, shorter, with `/v3/...` (meaning `/_matrix/client/v3/...`);
 *   errors are answers too, only an unreachable server throws
 */
export function matrixApi(url: string, accessToken?: string): MatrixApi {
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(url + path.replace(/^\/v(?=\d)/, '/_matrix/client/v'), {
      method,
      signal: AbortSignal.timeout(60_000),
      headers: {
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
      },
      ...(method !== 'GET' && method !== 'DELETE' && { body: JSON.stringify(body ?? {}) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson && text ? (JSON.parse(text) as unknown) : text };
  }
  return {
    get: (path) => call('GET', path),
    put: (path, body) => call('PUT', path, body),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
  };
}

/** How something was refused: the status and the code, `403 M_FORBIDDEN`. */
export function refusal({ status, body }: Answer): string {
  return `${status} ${String((body as { errcode?: unknown }).errcode)}`;
}
