/**
 * Brings a person who has just come into their rooms: at once as far as that goes within a few seconds, and the rest
 * as a job, which is queued in the transaction that let the person in and so cannot be lost.
 */
import type { Log } from '../log.ts';
import type { PersonId } from '../school/model.ts';
import type { Reconciler, Report } from '../reconcile/reconciler.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import type { Accounts, Login } from './accounts.ts';

/** The name of the job (store/jobs.ts). */
export const ARRIVAL_TASK = 'arrival';

/** What a browser's session is called in the list of a person's devices. */
const DEVICE_NAME = 'Parta';
/** So long a person waits for their rooms before going on without the last of them. */
const PATIENCE_MS = 4_000;
/** The job looks after what is left, so it lets `bring` go first. */
const JOB_DELAY_MS = 10_000;

export interface Arrivals {
  /** Queues the job in the caller's transaction. */
  queue(tx: Sql, personId: PersonId): Promise<void>;
  /** Brings the person into their rooms now; never throws and returns after a few seconds at most. */
  bring(personId: PersonId): Promise<void>;
  /** Makes the account if need be, logs a browser in with it, and meanwhile brings the person into their rooms. */
  welcome(personId: PersonId): Promise<Login>;
  /** Logs a browser in; whoever has never had an account is welcomed. */
  logIn(personId: PersonId): Promise<Login>;
  /** Does the job: makes the account that was chosen for the person, if any, and brings them into their rooms. */
  finish(payload: unknown): Promise<void>;
}

export interface ArrivalsDependencies {
  readonly database: Database;
  readonly accounts: Pick<Accounts, 'ensureAccount' | 'createdAccount' | 'login'>;
  readonly reconciler: Pick<Reconciler, 'reconcile'>;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly log: Log;
}

export function createArrivals({
  database,
  accounts,
  reconciler,
  jobs,
  log,
}: ArrivalsDependencies): Arrivals {
  function queue(tx: Sql, personId: PersonId): Promise<void> {
    const runAt = new Date(Date.now() + JOB_DELAY_MS);
    return jobs.add(tx, ARRIVAL_TASK, { personId }, { key: `${ARRIVAL_TASK}:${personId}`, runAt });
  }

  /** Whoever comes anew asks for it, so rooms that they once left invite them again. */
  function reconcilePerson(personId: PersonId): Promise<Report> {
    return reconciler.reconcile({ personIds: [personId], inviteAgain: true });
  }

  async function bring(personId: PersonId): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    const work = reconcilePerson(personId).catch((error: unknown) => {
      log.warn({ personId, error: (error as Error).name }, 'rooms of an arrival are left to the job');
    });
    await Promise.race([work, patience]);
    clearTimeout(timer);
  }

  async function welcome(personId: PersonId): Promise<Login> {
    await accounts.ensureAccount(database, personId);
    const [login] = await Promise.all([accounts.login(personId, DEVICE_NAME), bring(personId)]);
    return login;
  }

  return {
    queue,
    bring,
    welcome,

    async logIn(personId) {
      if ((await accounts.createdAccount(database, personId)) !== null)
        return accounts.login(personId, DEVICE_NAME);
      await queue(database, personId);
      return welcome(personId);
    },

    async finish(payload) {
      const personId = personIn(payload);
      const { rows } = await database.query('select 1 from account_reservation where person_id = $1', [
        personId,
      ]);
      if (rows.length > 0) await accounts.ensureAccount(database, personId);
      const { failed, skipped } = await reconcilePerson(personId);
      const left = failed.length + skipped.length;
      if (left > 0) throw new Error(`${left} steps of an arrival are not done yet`);
    },
  };
}

function personIn(payload: unknown): PersonId {
  if (
    typeof payload === 'object' &&
    payload !== null &&
    'personId' in payload &&
    typeof payload.personId === 'string'
  ) {
    return payload.personId;
  }
  throw new Error('the payload of an arrival names no person');
}
