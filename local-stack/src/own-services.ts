/** A PostgreSQL or a homeserver of the person's own, used instead of the embedded ones. */
import pg from 'pg';
import { StackProblem } from './problem.ts';
import { readRegistrationFile } from './registration-file.ts';

const MIN_POSTGRES = 15;

/** @throws StackProblem when the database cannot be reached or is too old */
export async function checkOwnDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // a lost connection makes the query fail, which is enough
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    if (rows[0]!.version < MIN_POSTGRES * 10_000) throw new Error(`it is older than version ${MIN_POSTGRES}`);
  } catch (error) {
    throw new StackProblem(
      `The PostgreSQL of DATABASE_URL (${withoutPassword(url)}) cannot be used: ${(error as Error).message}. ` +
        `Correct DATABASE_URL, or unset it to use the embedded PostgreSQL.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** A database URL as it may be shown. */
export function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = '';
  url.search = '';
  return url.href;
}

/**
 * Makes sure that the homeserver answers and has loaded the registration.
 * @throws StackProblem that says what to do
 */
export async function checkOwnHomeserver(url: string, registration: string): Promise<void> {
  const status = await whoami(url, readRegistrationFile(registration).as_token ?? '');
  if (status === null) {
    throw new StackProblem(
      `Your homeserver does not answer at ${url}. Start it, or correct PARTA_HOMESERVER_URL.`,
    );
  }
  if (status !== 200) {
    throw new StackProblem(
      `Your homeserver at ${url} does not know the application service of ${registration} (status ${status}). ` +
        `Add that file to its configuration (Synapse: app_service_config_files), restart it, and run npm start again.`,
    );
  }
}

/** The status of "who am I?" for this access token, or null when the homeserver does not answer. */
export async function whoami(homeserverUrl: string, token: string): Promise<number | null> {
  const response = await fetch(`${homeserverUrl}/_matrix/client/v3/account/whoami`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(15_000),
  }).catch(() => null);
  await response?.body?.cancel();
  return response?.status ?? null;
}
