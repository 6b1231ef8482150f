/**
 * What both the server and the command line stand on: the register, the homeserver, and how they fit together.
 */
import { createAccounts } from './accounts/accounts.ts';
import type { Config } from './config/config.ts';
import { withDoor } from './contacts/door.ts';
import { createRuleKeeper } from './contacts/rule-keeper.ts';
import type { Log } from './log.ts';
import { connectHomeserver } from './matrix/client.ts';
import { loadRegistration } from './matrix/registration.ts';
import { createPolicy } from './policy/policy.ts';
import { restrictionsOfRooms } from './moderation/restriction-store.ts';
import { createManagedRooms } from './reconcile/managed-rooms.ts';
import { createReconciler } from './reconcile/reconciler.ts';
import { loadTemplates } from './reconcile/templates.ts';
import { daysOffOf } from './schedule/days-off.ts';
import { openDatabase } from './store/database.ts';
import { migrate } from './store/migrate.ts';

/** What time it is, for tests that turn it: quiet hours and the policy ask. */
export interface Clock {
  readonly now?: () => Date;
}

/** What every command of `parta` that works on a school needs: the register, the homeserver, and how they fit together. */
export type Core = Awaited<ReturnType<typeof createCore>>;

/**
 * Opens the database (migrated) and wires what both the server and the command line use. Nothing is sent to the
 * homeserver. `close()` gives up at the next safe point what is still being done on the homeserver; what is undone
 * then is seen by the next run.
 */
export async function createCore(config: Config, log: Log, { now }: Clock = {}) {
  const registration = await loadRegistration(config.appservice.registration, config);
  const templates = await loadTemplates(config.rooms.templates);
  const database = openDatabase(config.database.url, { poolSize: config.database.pool_size });
  try {
    const client = await database.pool.connect();
    await migrate(client).finally(() => client.release());
  } catch (error) {
    await database.close();
    throw error;
  }
  const closing = new AbortController();
  const { signal } = closing;
  const connected = connectHomeserver({ config, registration, log, signal, watch: config.safety.watch });
  const inviteRules = createRuleKeeper({ database, homeserver: connected });
  const homeserver = withDoor(connected, inviteRules);
  const accounts = createAccounts({ database, homeserver, log, config });
  const rooms = createManagedRooms({ database });
  const reconciler = createReconciler({
    database,
    homeserver,
    templates,
    accounts,
    log,
    concurrency: config.rooms.concurrency,
    provision: config.accounts.provision,
    restrictions: (schoolIds) => restrictionsOfRooms(database, schoolIds),
    signal,
  });
  const policy = createPolicy({
    database,
    directory: accounts.directory,
    homeserver,
    daysOff: (schoolIds, from) => daysOffOf(database, schoolIds, from),
    ...(now !== undefined && { now }),
  });
  const close = async (): Promise<void> => {
    closing.abort();
    await database.close();
  };
  return {
    ...{ config, log, registration, templates, database },
    ...{ homeserver, inviteRules, accounts, rooms, reconciler, policy, close },
  };
}
