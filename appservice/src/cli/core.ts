/** Opens what a command needs. */
import { loadConfig } from '../config/config.ts';
import { createLog } from '../log.ts';
import type { Core } from '../core.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { CommandContext } from './command.ts';

type Opening = Pick<CommandContext, 'configPath' | 'env' | 'debug'>;

/** The register and the homeserver. Commands speak to people, so the log is silent unless they ask for it. */
export async function openCore({ configPath, env, debug }: Opening): Promise<Core> {
  const [config, { createCore }] = await Promise.all([loadConfig(configPath, env), import('../core.ts')]);
  return createCore(config, createLog(debug ? 'debug' : 'silent'));
}

/** The database alone, brought up to date, with few connections. Close it. */
export async function openMigrated({
  configPath,
  env,
}: Pick<Opening, 'configPath' | 'env'>): Promise<Database> {
  const config = await loadConfig(configPath, env);
  const database = openDatabase(config.database.url, { poolSize: 4, applicationName: 'parta-cli' });
  try {
    const client = await database.pool.connect();
    await migrate(client).finally(() => client.release());
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
