/** `parta start` */
import { parseArgs } from 'node:util';
import type { Command } from './command.ts';

/** What is in hand when the process is asked to stop has so long to finish. */
const STOP_MS = 25_000;

export const start: Command = {
  name: 'start',
  summary: 'runs the appservice',
  help: `parta start: runs the appservice until it is asked to stop

  parta start [--config FILE]

Serves the homeserver's transactions, the HTTP API and, where configured, the web client. Brings the database up to date first.
The log goes to standard output, one JSON object a line. SIGTERM or Ctrl-C: finishes what is in hand, then ends.
Any number of processes may run on one database.`,

  async run({ args, configPath, env }) {
    parseArgs({ args: [...args], options: {} });
    const [{ loadConfig }, { createLog, placesOf }, { startAppservice }, { describeError }] =
      await Promise.all([
        import('../config/config.ts'),
        import('../log.ts'),
        import('../main.ts'),
        import('../inbox/failure.ts'),
      ]);
    const config = await loadConfig(configPath, env);
    const log = createLog(config.log.level);
    const appservice = await startAppservice(config, log);

    const broken = new Promise<number>((resolve) => {
      // A bug: the state of the process is unknown, so it ends, and its supervisor starts a new one.
      const end = (error: unknown): void => {
        log.fatal({ error: describeError(error), at: placesOf(error) }, 'unexpected error, ending');
        resolve(1);
      };
      process.on('uncaughtException', end);
      process.on('unhandledRejection', end);
    });
    const asked = new Promise<number>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => {
          log.info({ signal }, 'stopping');
          // Asked twice: at once.
          process.once(signal, () => process.exit(130));
          resolve(0);
        });
      }
    });
    const code = await Promise.race([asked, broken]);
    const late = setTimeout(() => {
      log.error('could not stop in time, ending; unfinished work is done by the next process');
      process.exit(1);
    }, STOP_MS);
    await appservice.stop();
    clearTimeout(late);
    return code;
  },
};
