/** Calendars that classes are subscribed to, in PostgreSQL. */
import type { Values } from '../../i18n/text.ts';
import type { Finding } from '../../roster/findings.ts';
import type { ClassId, PersonId, SchoolId } from '../../school/model.ts';
import type { Sql } from '../../store/database.ts';
import type { ImportCode } from '../import/messages.ts';
import type { FetchProblem, HeldProblem } from './messages.ts';

/** What is wrong with a calendar. */
export interface StoredProblem {
  readonly code: FetchProblem | HeldProblem;
  readonly values: Values;
}

export interface StoredSubscription {
  readonly id: string;
  readonly sourceId: string;
  readonly schoolId: SchoolId;
  readonly classId: ClassId;
  readonly title: string;
  readonly url: string;
  readonly everyMinutes: number;
  readonly paused: boolean;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly timeZones: { readonly [tzid: string]: string };
  /** SHA-256 of the text that was applied last, in hex. */
  readonly digest: string | null;
  readonly fetchedAt: Date | null;
  readonly currentAt: Date | null;
  readonly nextFetchAt: Date;
  readonly failures: number;
  readonly problem: StoredProblem | null;
  readonly problemSince: Date | null;
  readonly findings: readonly Finding<ImportCode>[];
  readonly confirmed: boolean;
}

const SUBSCRIPTION = `c.id, c.source_id as "sourceId", s.school_id as "schoolId", s.class_id as "classId", s.title, c.url,
  c.every_minutes as "everyMinutes", c.paused, c.etag, c.last_modified as "lastModified", s.time_zones as "timeZones",
  encode(s.digest, 'hex') as digest, c.fetched_at as "fetchedAt", c.current_at as "currentAt",
  c.next_fetch_at as "nextFetchAt", c.failures, c.problem, c.problem_since as "problemSince", c.findings, c.confirmed`;
const FROM = 'from calendar_subscription c join import_source s on s.id = c.source_id';

export async function findSubscription(sql: Sql, id: string): Promise<StoredSubscription | null> {
  const { rows } = await sql.query<StoredSubscription>(`select ${SUBSCRIPTION} ${FROM} where c.id = $1`, [
    id,
  ]);
  return rows[0] ?? null;
}

export async function subscriptionsOf(
  sql: Sql,
  of: { readonly schoolId: SchoolId } | { readonly classId: ClassId },
): Promise<StoredSubscription[]> {
  const [column, id] = 'classId' in of ? ['class_id', of.classId] : ['school_id', of.schoolId];
  const { rows } = await sql.query<StoredSubscription>(
    `select ${SUBSCRIPTION} ${FROM} where s.${column} = $1 order by s.title, c.id`,
    [id],
  );
  return rows;
}

/** Those that are to be fetched, the longest overdue first. */
export async function dueSubscriptions(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from calendar_subscription where not paused and next_fetch_at <= $1 order by next_fetch_at limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

export interface NewSubscription {
  readonly schoolId: SchoolId;
  readonly classId: ClassId;
  readonly title: string;
  readonly url: string;
  readonly everyMinutes: number;
  readonly timeZones: { readonly [tzid: string]: string };
  readonly createdBy: PersonId;
  readonly nextFetchAt: Date;
}

/**
 * Stores a subscription, with the source of that title if there is one without a calendar: files that were imported by hand go on as
 * a subscription. Null when the title is taken by another calendar of the class.
 */
export async function insertSubscription(tx: Sql, made: NewSubscription): Promise<string | null> {
  const { schoolId, classId, title, url, everyMinutes, timeZones, createdBy, nextFetchAt } = made;
  const { rows: sources } = await tx.query<{ id: string; taken: boolean }>(
    `select s.id, exists (select 1 from calendar_subscription where source_id = s.id) as taken
       from import_source s where s.class_id = $1 and s.format = 'ical' and s.title = $2 order by taken desc`,
    [classId, title],
  );
  const [known] = sources;
  if (known?.taken === true) return null;
  const source =
    known ??
    (
      await tx.query<{ id: string }>(
        `insert into import_source (school_id, class_id, format, title, created_by)
         values ($1, $2, 'ical', $3, $4) returning id`,
        [schoolId, classId, title, createdBy],
      )
    ).rows[0]!;
  await rememberZones(tx, source.id, timeZones);
  const { rows } = await tx.query<{ id: string }>(
    `insert into calendar_subscription (source_id, url, every_minutes, next_fetch_at) values ($1, $2, $3, $4) returning id`,
    [source.id, url, everyMinutes, nextFetchAt],
  );
  return rows[0]!.id;
}

export async function rememberZones(
  tx: Sql,
  sourceId: string,
  timeZones: { readonly [tzid: string]: string },
): Promise<void> {
  // What was applied with other zones must be read again.
  await tx.query('update import_source set time_zones = time_zones || $2, digest = null where id = $1', [
    sourceId,
    JSON.stringify(timeZones),
  ]);
}

/** Sets the columns that are named. */
export async function updateSubscription(
  tx: Sql,
  id: string,
  change: {
    readonly url?: string;
    readonly everyMinutes?: number;
    readonly paused?: boolean;
    readonly confirmed?: boolean;
    readonly nextFetchAt?: Date;
    readonly forget?: boolean;
  },
): Promise<void> {
  const { url, everyMinutes, paused, confirmed, nextFetchAt, forget = false } = change;
  await tx.query(
    `update calendar_subscription set url = coalesce($2, url), every_minutes = coalesce($3, every_minutes),
        paused = coalesce($4, paused), confirmed = coalesce($5, confirmed), next_fetch_at = coalesce($6, next_fetch_at),
        etag = case when $7 then null else etag end, last_modified = case when $7 then null else last_modified end
      where id = $1`,
    [id, url, everyMinutes, paused, confirmed, nextFetchAt, forget],
  );
}

/** What a fetch ended with. */
export type Outcome =
  | {
      readonly problem: StoredProblem;
      readonly findings?: readonly Finding<ImportCode>[];
    }
  /** `digest` is null when the server said that nothing changed. */
  | {
      readonly problem: null;
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly digest: Buffer | null;
      /** Undefined: as they were. */
      readonly findings?: readonly Finding<ImportCode>[];
    };

/**
 * Notes what a fetch ended with, unless the subscription was changed meanwhile: then it is about to be fetched again. A problem that
 * goes on keeps the time since when it is there.
 */
export async function recordFetch(
  tx: Sql,
  { id, sourceId, nextFetchAt: asked }: Pick<StoredSubscription, 'id' | 'sourceId' | 'nextFetchAt'>,
  outcome: Outcome,
  { now, nextFetchAt, failed }: { now: Date; nextFetchAt: Date; failed: boolean },
): Promise<void> {
  const findings = outcome.findings === undefined ? null : JSON.stringify(outcome.findings);
  if (outcome.problem !== null) {
    await tx.query(
      `update calendar_subscription set fetched_at = $2, next_fetch_at = $3, failures = case when $7 then failures + 1 else 0 end,
          problem_since = case when problem->>'code' = $4::json->>'code' then problem_since else $2 end,
          problem = $4, findings = coalesce($5, '[]'::jsonb)
        where id = $1 and next_fetch_at = $6`,
      [id, now, nextFetchAt, JSON.stringify(outcome.problem), findings, asked, failed],
    );
    return;
  }
  const { rowCount } = await tx.query(
    `update calendar_subscription set fetched_at = $2, current_at = $2, next_fetch_at = $3, failures = 0, problem = null,
        problem_since = null, confirmed = false, etag = $4, last_modified = $5, findings = coalesce($6, findings)
      where id = $1 and next_fetch_at = $7`,
    [id, now, nextFetchAt, outcome.etag, outcome.lastModified, findings, asked],
  );
  if (rowCount === 1 && outcome.digest !== null) {
    await tx.query('update import_source set digest = $2, imported_at = $3 where id = $1', [
      sourceId,
      outcome.digest,
      now,
    ]);
  }
}

export async function deleteSubscription(tx: Sql, id: string): Promise<void> {
  await tx.query('delete from calendar_subscription where id = $1', [id]);
}

/** Whether a lesson comes from a calendar that its class is subscribed to. */
export async function isSubscribed(sql: Sql, lessonId: string): Promise<boolean> {
  const { rows } = await sql.query(
    'select 1 from lesson l join calendar_subscription c on c.source_id = l.source_id where l.id = $1',
    [lessonId],
  );
  return rows.length > 0;
}
