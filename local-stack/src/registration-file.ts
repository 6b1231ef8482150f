/** The registration that the homeserver and the appservice share. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { StackProblem } from './problem.ts';

/**
 * Writes a registration, unless there is one that fits. One for this URL that is of an older version is written anew with
 * its tokens.
 */
export async function ensureRegistration(file: string, url: string, serverName: string): Promise<void> {
  // Loaded late: the library behind it takes its time.
  const { createRegistration, loadRegistration, renderRegistration, updatedRegistration } =
    await import('../../appservice/src/matrix/registration.ts');
  const settings = {
    homeserver: { server_name: serverName },
    appservice: { url },
    safety: { watch: 'everybody' as const },
  };
  const write = (text: string): void => writeFileSync(file, text, { mode: 0o600 });
  if (existsSync(file) && readRegistrationFile(file).url === url) {
    const fits = await loadRegistration(file, settings).then(
      () => true,
      () => false,
    );
    if (fits) return;
    // What is no registration at all is for the appservice to explain.
    const text = await updatedRegistration(file, settings).catch(() => undefined);
    if (text !== undefined) write(text);
    return;
  }
  write(renderRegistration(createRegistration(settings), serverName));
}

/** @throws StackProblem when there is no such file, or it is no YAML */
export function readRegistrationFile(file: string): { as_token?: string; hs_token?: string; url?: string } {
  try {
    return parse(readFileSync(file, 'utf8')) as ReturnType<typeof readRegistrationFile>;
  } catch (error) {
    throw new StackProblem(`The registration ${file} cannot be read: ${(error as Error).message}`);
  }
}
