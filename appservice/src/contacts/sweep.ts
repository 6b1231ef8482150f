/**
 * Whenever a role, class, guardianship, account or rule changes, the people whom it concerns are looked at again: the invite rules of their
 * accounts, and every room they are in. The database itself notes who they are (migrations/0023_contacts.sql), so no change is
 * forgotten, whoever makes it. At night everybody is looked at, because roles also begin and end by date, and because
 * account data changes unseen.
 */
import type { Log } from '../log.ts';
import { ifFree } from '../reconcile/locks.ts';
import type { PersonId, SchoolId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { JobContext, Jobs, JobTask } from '../store/jobs.ts';
import { accountsAmong, accountsOf, type PupilAccount } from './pupils.ts';
import type { RuleKeeper } from './rule-keeper.ts';

const SWEEP_TASK = 'contacts.sweep';
const NIGHTLY_TASK = 'contacts.nightly';
const TIDY_TASK = 'contacts.tidy';
export const SWEEP_TASKS = [SWEEP_TASK, NIGHTLY_TASK, TIDY_TASK] as const;
/** When they run by themselves (crontab patterns, UTC). */
export const SWEEP_SCHEDULE = { [NIGHTLY_TASK]: '41 1 * * *', [TIDY_TASK]: '* * * * *' };

/** People of one turn; others work in between. */
const PEOPLE_AT_ONCE = 500;
/** A turn that its process did not end is taken up again after so long. */
const TURN_AT_MOST = '15 minutes';
const LOOK_EVERY_MS = 2_000;

export interface SweepDependencies {
  readonly database: Database;
  readonly jobs: () => Pick<Jobs, 'add'>;
  readonly rules: RuleKeeper;
  /** What cannot wait for its turn: calls that are under way. */
  readonly first: (personIds: readonly PersonId[]) => Promise<void>;
  /** Brings the rooms of some accounts into line; throws when some could not be. */
  readonly bringIntoLine: (
    accounts: readonly PupilAccount[],
    how: { cause: string; signal: AbortSignal },
  ) => Promise<void>;
  readonly log: Log;
}

export interface ContactsSweep {
  /** Looks at people again soon, once this transaction is committed: some, and all of a school, or of the district. */
  sweep(
    tx: Sql,
    whom: { personIds?: readonly PersonId[]; schoolId?: SchoolId; everybody?: boolean },
  ): Promise<void>;
  readonly tasks: { readonly [name in (typeof SWEEP_TASKS)[number]]: JobTask };
  /** Begins to look for noted changes. */
  start(): void;
  stop(): void;
}

const OF_SCHOOL = `
  select person_id from role_grant where school_id = $1
  union select e.person_id from enrollment e join class c on c.id = e.class_id where c.school_id = $1
  union select g.guardian_id from guardianship g join enrollment e on e.person_id = g.child_id
    join class c on c.id = e.class_id where c.school_id = $1`;

export function createContactsSweep({
  database,
  jobs,
  rules,
  first,
  bringIntoLine,
  log,
}: SweepDependencies): ContactsSweep {
  let timer: NodeJS.Timeout | undefined;
  /** The last change that `first` was told of. */
  let seen = 0n;

  const queue = (sql: Sql): Promise<void> => jobs().add(sql, SWEEP_TASK, {}, { key: SWEEP_TASK });

  /** Takes some of those who were noted and are in nobody's hands. */
  async function take(): Promise<{ ids: string[]; personIds: PersonId[] }> {
    const { rows } = await database.query<{ id: string; person_id: PersonId }>(
      `update contact_change set taken_at = now() where person_id in (
         select distinct person_id from (
           select person_id from contact_change
            where taken_at is null or taken_at < now() - $2::interval order by id limit 5000) as first limit $1)
       and (taken_at is null or taken_at < now() - $2::interval)
       returning id, person_id`,
      [PEOPLE_AT_ONCE, TURN_AT_MOST],
    );
    return { ids: rows.map(({ id }) => id), personIds: [...new Set(rows.map((row) => row.person_id))] };
  }

  async function turn(personIds: readonly PersonId[], cause: string, signal: AbortSignal): Promise<void> {
    await first(personIds);
    const accounts = await accountsOf(database, personIds);
    for (const account of accounts) {
      if (signal.aborted) throw new Error('ended before everybody was looked at');
      if (await rules.keep(account)) log.info({ personId: account.personId }, 'invite rules were set');
    }
    await bringIntoLine(accounts, { cause, signal });
  }

  async function sweepNoted(_payload: unknown, context: JobContext): Promise<void> {
    // One is enough: it goes on until nobody is left.
    await ifFree(database, 'contacts sweep', () => takeTurns(context));
  }

  async function takeTurns({ signal, jobId }: JobContext): Promise<void> {
    let people = 0;
    for (;;) {
      const { ids, personIds } = await take();
      if (ids.length === 0) break;
      try {
        await turn(personIds, `sweep ${jobId} ${ids[0]!}`, signal);
      } catch (error) {
        await database.query('update contact_change set taken_at = null where id = any($1)', [ids]);
        throw error;
      }
      await database.query('delete from contact_change where id = any($1)', [ids]);
      people += personIds.length;
    }
    if (people > 0) log.info({ people }, 'people whose circumstances changed were looked at');
  }

  const sweep: ContactsSweep['sweep'] = async (tx, { personIds = [], schoolId, everybody = false }) => {
    await tx.query('insert into contact_change (person_id) select unnest($1::uuid[])', [personIds]);
    if (schoolId !== undefined) {
      await tx.query(`insert into contact_change (person_id) ${OF_SCHOOL}`, [schoolId]);
    }
    if (everybody) {
      await tx.query('insert into contact_change (person_id) select distinct person_id from matrix_account');
    }
    await queue(tx);
  };

  /** In the homeserver's quietest hours; a job for each turn, so that a restart costs one turn at most. */
  async function nightly(): Promise<void> {
    await sweep(database, { everybody: true });
  }

  async function tidy(): Promise<void> {
    const userIds = await rules.forgotten();
    for (const account of await accountsAmong(database, userIds)) await rules.keep(account);
  }

  return {
    sweep,
    tasks: { [SWEEP_TASK]: sweepNoted, [NIGHTLY_TASK]: nightly, [TIDY_TASK]: tidy },

    start() {
      const look = async (): Promise<void> => {
        const { rows } = await database.query<{ person_id: PersonId; last: string }>(
          `select person_id, max(id)::text as last from contact_change
            where taken_at is null or taken_at < now() - $1::interval group by person_id`,
          [TURN_AT_MOST],
        );
        if (rows.length === 0) return;
        await queue(database);
        // After a change for a whole school it may be minutes until somebody's turn.
        const fresh = rows.filter(({ last }) => BigInt(last) > seen);
        await first(fresh.map((row) => row.person_id));
        for (const { last } of fresh) if (BigInt(last) > seen) seen = BigInt(last);
      };
      timer = setInterval(() => {
        look().catch((error: unknown) => {
          log.warn({ error: (error as Error).name }, 'cannot look for changed people just now');
        });
      }, LOOK_EVERY_MS);
    },
    stop: () => clearInterval(timer),
  };
}
