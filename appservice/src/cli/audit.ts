/** `parta audit`: the command itself is audit/cli.ts. */
import type { Command } from './command.ts';

export const audit: Command = {
  name: 'audit',
  summary: 'verifies and exports the log of what people in power did',
  help: `parta audit: the log of what people in power did

  parta audit verify                  verifies the log in the database, from the first entry to the last
  parta audit verify --file FILE      verifies an export instead
  parta audit verify --kept FILE      … and that everything in an earlier export is still there
  parta audit export FILE             writes the whole log as JSON Lines; docs/verify-audit.py verifies it anywhere
  parta audit export FILE --school ID   only that school's (or the district's: --school district)`,

  async run({ args, configPath, env, print }) {
    const [{ auditCommand }, { openMigrated }] = await Promise.all([
      import('../audit/cli.ts'),
      import('./core.ts'),
    ]);
    return auditCommand(args, { openDatabase: () => openMigrated({ configPath, env }), print });
  },
};
