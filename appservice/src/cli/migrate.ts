/** `parta migrate` */
import { parseArgs } from 'node:util';
import type { Command } from './command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'brings the database up to date',
  help: `parta migrate: brings the database to the schema that this version needs

  parta migrate [--config FILE]

\`parta start\` does it too; on its own it is for deployments where only an operator may change the schema. All or nothing.`,

  async run({ args, configPath, env, print }) {
    parseArgs({ args: [...args], options: {} });
    const { openMigrated } = await import('./core.ts');
    const database = await openMigrated({ configPath, env });
    await database.close();
    print('The database is up to date.');
    return 0;
  },
};
