/** The demonstration school's timetable: brought in by its administrator through the same API that the web client uses. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StackProblem } from './problem.ts';

const FOLDER = resolve(import.meta.dirname, '../../config/demo-school/timetable');
const TIMEOUT_MS = 60_000;

export const readDemoTimetable = (): string => readFileSync(resolve(FOLDER, 'lessons.csv'), 'utf8');

interface LoggedIn {
  readonly access_token: string;
  readonly homeserver_url: string;
  readonly api_session: { readonly token: string };
}

/**
 * Sets terms and bells, and imports the table of lessons. Twice changes nothing.
 * @param link a fresh log-in link of an administrator of the school; it is used up
 * @param csv the table, by default the whole of it
 * @throws StackProblem when the server refuses something
 */
export async function importDemoTimetable(
  url: string,
  link: string,
  csv = readDemoTimetable(),
): Promise<void> {
  const call = async <T>(method: string, path: string, body?: object, token?: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        'Accept-Language': 'en',
        'Content-Type': 'application/json',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new StackProblem(`The timetable was not imported: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const redeemed = await call<LoggedIn>('POST', '/login-links/redeem', {
    code: new URL(link).hash.slice(1),
    idempotency_key: randomBytes(24).toString('base64url'),
  });
  const { token } = redeemed.api_session;
  const me = await call<{ schools: { school_id: string }[] }>('GET', '/me', undefined, token);
  const schoolId = me.schools[0]!.school_id;
  const frame = JSON.parse(readFileSync(resolve(FOLDER, 'frame.json'), 'utf8')) as object;
  await call('PATCH', `/schools/${schoolId}/timetable`, frame, token);
  const result = await call<{ applied: boolean; findings: { severity: string; message: string }[] }>(
    'POST',
    '/timetable-imports',
    { format: 'csv', school_id: schoolId, text: csv, apply: true },
    token,
  );
  if (!result.applied) {
    const problems = result.findings.map(({ message }) => message).join('; ');
    throw new StackProblem(`The timetable was not imported: ${problems}`);
  }
  // No device of the administrator stays behind.
  await call('DELETE', '/sessions/current', undefined, token);
  await fetch(`${redeemed.homeserver_url}/_matrix/client/v3/logout`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${redeemed.access_token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
