/** `parta roster`: the command itself is roster/cli.ts. */
import { userInfo } from 'node:os';
import type { Command } from './command.ts';

export const roster: Command = {
  name: 'roster',
  summary: 'shows what an export of the school would change, or applies it',
  help: `parta roster: brings an export of the school information system in

  parta roster plan FILE     shows what would change, and changes nothing
  parta roster apply FILE    does it; may be stopped with Ctrl-C and run again

FILE is a OneRoster 1.2 CSV bundle: a ZIP file or a folder.

  --lang ru|en               language of the output; default: LANG, else the district's
  --json                     for programs`,

  async run({ args, configPath, env, stdout, stderr, debug }) {
    const [{ rosterCommand }, { openCore }] = await Promise.all([
      import('../roster/cli.ts'),
      import('./core.ts'),
    ]);
    const core = await openCore({ configPath, env, debug });
    const interrupted = new AbortController();
    const onInterrupt = (): void => {
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    };
    process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
    try {
      const { default_locale: locale, default_time_zone: timeZone } = core.config.district;
      return await rosterCommand(args, {
        database: core.database,
        reconciler: core.reconciler,
        defaults: { locale, timeZone },
        startedBy: whoRunsThis(),
        stdout,
        stderr,
        env,
        signal: interrupted.signal,
      });
    } finally {
      await core.close();
    }
  },
};

/** In a container there may be no entry for the user. */
function whoRunsThis(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
