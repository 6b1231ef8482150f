/** `parta inbox`: the command itself is inbox/cli.ts. */
import type { Command } from './command.ts';

export const inbox: Command = {
  name: 'inbox',
  summary: 'shows and replays events that could not be handled',
  help: `parta inbox: events of the homeserver that could not be handled

  parta inbox status           how many events wait, for how long, and how many were put aside
  parta inbox dead             the events that were put aside, with the reason
  parta inbox replay ID|all    tries them again, before anything newer in their rooms
  parta inbox discard ID|all   forgets their content for good`,

  async run({ args, configPath, env, print }) {
    const [{ inboxCommand }, { openMigrated }] = await Promise.all([
      import('../inbox/cli.ts'),
      import('./core.ts'),
    ]);
    const database = await openMigrated({ configPath, env });
    try {
      return await inboxCommand(args, { database, print });
    } finally {
      await database.close();
    }
  },
};
