/** The registration that the homeserver and the appservice share. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { StackProblem } from './problem.ts';

/**
 * Writes a registration with fresh tokens, unless there is one for this URL. Whether it is right otherwise is for the
 * appservice to say.
 */
export async function ensureRegistration(file: string, url: string, serverName: string): Promise<void> {
  if (existsSync(file) && readRegistrationFile(file).url === url) return;
  // Loaded late: the library behind it takes its time.
  const { createRegistration, renderRegistration } =
    await import('../../appservice/src/matrix/registration.ts');
  const registration = createRegistration({ appservice: { url } });
  writeFileSync(file, renderRegistration(registration, serverName), { mode: 0o600 });
}

/** @throws StackProblem when there is no such file, or it is no YAML */
export function readRegistrationFile(file: string): { as_token?: string; url?: string } {
  try {
    return parse(readFileSync(file, 'utf8')) as { as_token?: string; url?: string };
  } catch (error) {
    throw new StackProblem(`The registration ${file} cannot be read: ${(error as Error).message}`);
  }
}
