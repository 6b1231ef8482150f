/**
 * Roles begin and end by date, without anybody doing anything on that day. At a quiet hour of each school's night the people whose roles began or
 * ended lately are brought into line; with jobs (store/jobs.ts) that is done once, whatever the number of processes, and again until it worked.
 */
import type { Log } from '../log.ts';
import type { PersonId, SchoolId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Database } from '../store/database.ts';
import type { JobContext, Jobs, JobTask } from '../store/jobs.ts';
import type { Reconciler } from './reconciler.ts';

const NIGHTLY_TASK = 'reconcile.nightly';
const BY_DATE_TASK = 'reconcile.by_date';
/** Every hour, because schools are in different time zones. */
const EVERY_HOUR = '17 * * * *';
/** The hour of the night in the school's time zone. */
export const QUIET_HOUR = 3;
/** Days that are looked back: after a week without a single night that worked, a person should look. */
const DAYS_BACK = 7;
/** People at once, so that others have their turn in between. */
const PEOPLE_AT_ONCE = 200;

export interface ByDateDependencies {
  readonly database: Database;
  readonly reconciler: Pick<Reconciler, 'reconcile'>;
  readonly jobs: () => Pick<Jobs, 'add'>;
  readonly log: Log;
  readonly now?: () => Date;
}

/** The tasks, and when they run by themselves (crontab patterns, UTC). */
export function byDateTasks({
  database,
  reconciler,
  jobs,
  log,
  now = () => new Date(),
}: ByDateDependencies): {
  readonly tasks: { readonly [name: string]: JobTask };
  readonly schedule: { readonly [name: string]: string };
} {
  async function nightly(): Promise<void> {
    const { rows } = await database.query<{ id: SchoolId; timeZone: string }>(
      'select id, time_zone as "timeZone" from school order by id',
    );
    for (const { id, timeZone } of rows) {
      if (hourIn(timeZone, now()) !== QUIET_HOUR) continue;
      const day = today(timeZone, now());
      await jobs().add(database, BY_DATE_TASK, { schoolId: id, day }, { key: `${BY_DATE_TASK}:${id}` });
    }
  }

  async function bringIntoLine(payload: unknown, { signal }: Pick<JobContext, 'signal'>): Promise<void> {
    const { schoolId, day } = (payload ?? {}) as { schoolId?: unknown; day?: unknown };
    if (typeof schoolId !== 'string' || typeof day !== 'string') return;
    const people = await peopleWithDates(schoolId, day);
    let left = 0;
    for (let at = 0; at < people.length; at += PEOPLE_AT_ONCE) {
      if (signal.aborted) throw new Error('ended before everybody was looked at');
      const personIds = people.slice(at, at + PEOPLE_AT_ONCE);
      const { failed, skipped } = await reconciler.reconcile({ personIds, signal });
      left += failed.length + skipped.length;
    }
    log.info(
      { school: schoolId, people: people.length, left },
      'roles that begin or end by date were looked at',
    );
    if (left > 0) throw new Error(`${left} steps are not done yet`);
  }

  /** Whose roles in a school began or ended in the days up to one, with the guardians of those who are pupils. */
  async function peopleWithDates(schoolId: SchoolId, day: string): Promise<PersonId[]> {
    const { rows } = await database.query<{ id: PersonId }>(
      `with dated as (
         select e.person_id from enrollment e join class c on c.id = e.class_id
          where c.school_id = $1 and (e.begins_on between $2::date - $3::int and $2 or e.ends_on between $2::date - $3::int and $2)
         union
         select person_id from role_grant
          where school_id = $1 and (begins_on between $2::date - $3::int and $2 or ends_on between $2::date - $3::int and $2)
       )
       select person_id as id from dated
       union select guardian_id from guardianship_in_force where child_id in (select person_id from dated)
       union
       select guardian_id from guardianship_in_force join enrollment e on e.person_id = child_id join class c on c.id = e.class_id
        where c.school_id = $1 and (guardianship_in_force.begins_on between $2::date - $3::int and $2
          or guardianship_in_force.ends_on between $2::date - $3::int and $2)
       order by id`,
      [schoolId, day, DAYS_BACK],
    );
    return rows.map(({ id }) => id);
  }

  return {
    tasks: { [NIGHTLY_TASK]: nightly, [BY_DATE_TASK]: bringIntoLine },
    schedule: { [NIGHTLY_TASK]: EVERY_HOUR },
  };
}

/** What hour clocks show, 0 to 23. */
function hourIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at));
}
