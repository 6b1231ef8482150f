/** The registration that the homeserver and the appservice share. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { StackProblem } from './problem.ts';

/** Writes a registration with fresh tokens, unless there is one that fits. */
export async function ensureRegistration(file: string, url: string, serverName: string): Promise<void> {
  // Loaded late: the library behind it takes its time.
  const { createRegistration, loadRegistration, renderRegistration } =
    await import('../../appservice/src/matrix/registration.ts');
  const settings = { homeserver: { server_name: serverName }, appservice: { url } };
  if (existsSync(file)) {
    const fits = await loadRegistration(file, settings).then(
      () => true,
      () => false,
    );
    if (fits) return;
    rmSync(file);
  }
  writeFileSync(file, renderRegistration(createRegistration(settings), serverName), { mode: 0o600 });
}

/** @throws StackProblem when there is no such file, or it is no YAML */
export function readRegistrationFile(file: string): { as_token?: string; url?: string } {
  try {
    return parse(readFileSync(file, 'utf8')) as { as_token?: string; url?: string };
  } catch (error) {
    throw new StackProblem(`The registration ${file} cannot be read: ${(error as Error).message}`);
  }
}
