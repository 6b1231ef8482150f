/** `parta registration` */
import { chmod, constants, copyFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Command } from './command.ts';

export const registration: Command = {
  name: 'registration',
  summary: 'writes the registration for the homeserver',
  help: `parta registration: writes the registration, by which homeserver and appservice know each other

  parta registration [--config FILE] [--out FILE] [--force | --update]

Writes fresh random tokens to the file that appservice.registration names, readable by its owner alone. Name the file in the
configuration of the homeserver (Synapse: app_service_config_files) and restart the homeserver.

  --out FILE    writes there instead
  --force       replaces an existing file; the homeserver must be restarted then. Without moderation.evidence_secret the old one is
                kept beside it, because older evidence of cases is sealed with it
  --update      writes an existing file anew for the settings of now, with the tokens that it has; the homeserver must be restarted then`,

  async run({ args, configPath, env, print }) {
    const { values } = parseArgs({
      args: [...args],
      options: { out: { type: 'string' }, force: { type: 'boolean' }, update: { type: 'boolean' } },
    });
    const [{ loadConfig }, registrations] = await Promise.all([
      import('../config/config.ts'),
      import('../matrix/registration.ts'),
    ]);
    const { createRegistration, renderRegistration, updatedRegistration, writeRegistration } = registrations;
    const config = await loadConfig(configPath, env);
    const path = values.out ?? config.appservice.registration;
    const update = values.update === true;
    const text = update
      ? await updatedRegistration(config.appservice.registration, config)
      : renderRegistration(createRegistration(config), config.homeserver.server_name, config.safety.watch);
    const replaces = values.force === true && !update && config.moderation.evidence_secret === undefined;
    const kept = replaces && (await keepOld(path));
    try {
      await writeRegistration(path, text, { force: update || values.force === true });
    } catch (error) {
      throw new Error(explain(path, (error as NodeJS.ErrnoException).code), { cause: error });
    }
    print(`Wrote ${path}.`);
    if (kept) {
      print(
        `moderation.evidence_secret is not set, and older evidence was sealed with the old registration: set it to the hs_token of ${path}.old.`,
      );
    }
    print(
      'Name it in the configuration of the homeserver (Synapse: app_service_config_files) and restart the homeserver.',
    );
    return 0;
  },
};

/** Keeps what evidence was sealed with; false when there was nothing. The first one kept stays. */
async function keepOld(path: string): Promise<boolean> {
  try {
    await copyFile(path, `${path}.old`, constants.COPYFILE_EXCL);
    await chmod(`${path}.old`, 0o600);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

function explain(path: string, code: string | undefined): string {
  if (code === 'EEXIST') {
    return `${path} exists already and may be in use. Keep it, or replace it with --force and restart the homeserver.`;
  }
  if (code === 'ENOENT') return `The folder of ${path} does not exist. Make it first.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path} may not be written by this user.`;
  return `${path} cannot be written (${code ?? 'unknown reason'}).`;
}
