/** The tables of cases: reports, steps, access. */
import type { EventId } from '../matrix/homeserver.ts';
import type { ClassId, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { CaseState } from './rules.ts';

export type CaseKind = 'message' | 'room' | 'person';

export interface CaseRow {
  readonly id: string;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
  readonly classTitle: string | null;
  readonly kind: CaseKind;
  readonly roomId: RoomId | null;
  readonly eventId: EventId | null;
  readonly personId: PersonId | null;
  readonly userId: UserId | null;
  readonly state: CaseState;
  readonly upheld: boolean | null;
  readonly decidedBy: PersonId | null;
  readonly decidedAt: Date | null;
  readonly assigneeId: PersonId | null;
  readonly deadlineAt: Date;
  readonly evidenceHash: string | null;
  readonly createdAt: Date;
}

export interface StepRow {
  readonly id: string;
  readonly caseId: string;
  readonly at: Date;
  readonly actorId: PersonId | null;
  readonly action: string;
  readonly text: Buffer | null;
  readonly restrictionId: string | null;
  readonly doneAt: Date | null;
}

export interface AccessRow {
  readonly id: string;
  readonly caseId: string;
  readonly askedBy: PersonId;
  readonly askedAt: Date;
  readonly reason: Buffer;
  readonly allowedBy: PersonId | null;
  readonly expiresAt: Date | null;
}

const CASE = `id, school_id as "schoolId", class_id as "classId",
  (select class.title from class where class.id = class_id) as "classTitle", kind, room_id as "roomId", event_id as "eventId",
  person_id as "personId", user_id as "userId", state, upheld, decided_by as "decidedBy", decided_at as "decidedAt",
  assignee_id as "assigneeId", deadline_at as "deadlineAt", evidence_hash as "evidenceHash", created_at as "createdAt"`;

export async function findCase(sql: Sql, id: string, lock = false): Promise<CaseRow | null> {
  const { rows } = await sql.query<CaseRow>(
    `select ${CASE} from moderation_case where id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Those of some schools and classes, what is due first. */
export async function listCases(
  sql: Sql,
  of: { readonly schoolIds: readonly SchoolId[]; readonly classIds: readonly ClassId[] },
  states: readonly CaseState[],
): Promise<CaseRow[]> {
  const { rows } = await sql.query<CaseRow>(
    `select ${CASE} from moderation_case
      where (school_id = any($1::uuid[]) or class_id = any($2::uuid[])) and state = any($3)
      order by state in ('open', 'appealed') desc, deadline_at, id limit 200`,
    [of.schoolIds, of.classIds, states],
  );
  return rows;
}

export async function findOpenByEvent(sql: Sql, eventId: EventId): Promise<CaseRow | null> {
  const { rows } = await sql.query<CaseRow>(
    `select ${CASE} from moderation_case where event_id = $1 and state = 'open' for update`,
    [eventId],
  );
  return rows[0] ?? null;
}

export async function insertCase(
  sql: Sql,
  one: Omit<
    CaseRow,
    | 'state'
    | 'classTitle'
    | 'upheld'
    | 'decidedBy'
    | 'decidedAt'
    | 'createdAt'
    | 'evidenceHash'
    | 'deadlineAt'
  > & { readonly deadlineHours: number },
  evidence: { readonly sealed: Buffer; readonly hash: string } | null,
): Promise<void> {
  await sql.query(
    `insert into moderation_case (id, school_id, class_id, kind, room_id, event_id, person_id, user_id, assignee_id,
       deadline_at, evidence, evidence_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(hours => $10), $11, $12)`,
    [
      ...[one.id, one.schoolId, one.classId, one.kind, one.roomId, one.eventId, one.personId, one.userId],
      ...[one.assigneeId, one.deadlineHours, evidence?.sealed ?? null, evidence?.hash ?? null],
    ],
  );
}

export async function updateCase(
  sql: Sql,
  id: string,
  change: { state?: CaseState; upheld?: boolean; decidedBy?: PersonId; assigneeId?: PersonId },
): Promise<void> {
  await sql.query(
    `update moderation_case set state = coalesce($2, state), upheld = coalesce($3, upheld),
       decided_by = coalesce($4, decided_by), assignee_id = coalesce($5, assignee_id),
       decided_at = case when $4::uuid is null then decided_at else now() end
     where id = $1`,
    [id, change.state ?? null, change.upheld ?? null, change.decidedBy ?? null, change.assigneeId ?? null],
  );
}

export async function readEvidence(sql: Sql, id: string): Promise<Buffer | null> {
  const { rows } = await sql.query<{ evidence: Buffer | null }>(
    'select evidence from moderation_case where id = $1',
    [id],
  );
  return rows[0]?.evidence ?? null;
}

export interface ReportRow {
  readonly id: string;
  readonly caseId: string;
  readonly reporterId: PersonId | null;
  readonly source: 'bot' | 'web' | 'homeserver';
  readonly reason: Buffer | null;
  readonly at: Date;
}
const REPORT = 'id, case_id as "caseId", reporter_id as "reporterId", source, reason, at';

/** False when the same cause made a report before. */
export async function insertReport(
  sql: Sql,
  one: Omit<ReportRow, 'id' | 'at'>,
  cause: string,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into moderation_report (case_id, reporter_id, source, reason, cause) values ($1, $2, $3, $4, $5)
     on conflict (cause) do nothing`,
    [one.caseId, one.reporterId, one.source, one.reason, cause],
  );
  return rowCount === 1;
}

/** The case that a report with a cause came to; null when there was none. */
export async function receiptOf(
  sql: Sql,
  cause: string,
): Promise<{ caseId: string; deadlineAt: Date } | null> {
  const { rows } = await sql.query<{ caseId: string; deadlineAt: Date }>(
    `select c.id as "caseId", c.deadline_at as "deadlineAt" from moderation_report r
       join moderation_case c on c.id = r.case_id where r.cause = $1`,
    [cause],
  );
  return rows[0] ?? null;
}

export async function listReports(sql: Sql, caseId: string): Promise<ReportRow[]> {
  const { rows } = await sql.query<ReportRow>(
    `select ${REPORT} from moderation_report where case_id = $1 order by at, id`,
    [caseId],
  );
  return rows;
}

/** How many reports somebody made in the last hour. */
export async function countReports(sql: Sql, reporterId: PersonId): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from moderation_report where reporter_id = $1 and at > now() - interval '1 hour'`,
    [reporterId],
  );
  return rows[0]!.count;
}

const STEP = `id, case_id as "caseId", at, actor_id as "actorId", action, text, restriction_id as "restrictionId",
  done_at as "doneAt"`;

/** Open cases whose deadline was before a moment and about which nothing was said yet under a cause: its beginning, before the id. */
export async function listOverdue(sql: Sql, before: Date, cause: string): Promise<CaseRow[]> {
  const { rows } = await sql.query<CaseRow>(
    `select ${CASE} from moderation_case c where state = 'open' and deadline_at <= $1
        and not exists (select 1 from moderation_step where cause = $2 || ' ' || c.id::text)
      order by deadline_at, id limit 200`,
    [before, cause],
  );
  return rows;
}

/** Null when the same cause made a step before. */
export async function insertStep(
  sql: Sql,
  one: Pick<StepRow, 'caseId' | 'actorId' | 'action' | 'text' | 'restrictionId'>,
  cause: string,
): Promise<string | null> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into moderation_step (case_id, actor_id, action, text, restriction_id, cause)
     values ($1, $2, $3, $4, $5, $6) on conflict (cause) do nothing returning id`,
    [one.caseId, one.actorId, one.action, one.text, one.restrictionId, cause],
  );
  return rows[0]?.id ?? null;
}

export async function findStep(sql: Sql, id: string): Promise<StepRow | null> {
  const { rows } = await sql.query<StepRow>(`select ${STEP} from moderation_step where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function isStep(sql: Sql, cause: string): Promise<boolean> {
  return ((await sql.query('select 1 from moderation_step where cause = $1', [cause])).rowCount ?? 0) > 0;
}

export async function listSteps(sql: Sql, caseId: string): Promise<StepRow[]> {
  const { rows } = await sql.query<StepRow>(
    `select ${STEP} from moderation_step where case_id = $1 order by at, id`,
    [caseId],
  );
  return rows;
}

export async function finishStep(sql: Sql, id: string): Promise<void> {
  await sql.query('update moderation_step set done_at = coalesce(done_at, now()) where id = $1', [id]);
}

const ACCESS = `id, case_id as "caseId", asked_by as "askedBy", asked_at as "askedAt", reason, allowed_by as "allowedBy",
  expires_at as "expiresAt"`;

export async function insertAccess(
  sql: Sql,
  one: Pick<AccessRow, 'caseId' | 'askedBy' | 'reason'>,
  cause: string,
): Promise<string | null> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into moderation_access (case_id, asked_by, reason, cause) values ($1, $2, $3, $4)
     on conflict (cause) do nothing returning id`,
    [one.caseId, one.askedBy, one.reason, cause],
  );
  return rows[0]?.id ?? null;
}

export async function listAccess(sql: Sql, caseId: string): Promise<AccessRow[]> {
  const { rows } = await sql.query<AccessRow>(
    `select ${ACCESS} from moderation_access where case_id = $1 order by asked_at desc, id`,
    [caseId],
  );
  return rows;
}

/** Allows what somebody else asked for; false when it was allowed before or is the asker's own. */
export async function allowAccess(sql: Sql, id: string, by: PersonId, minutes: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update moderation_access set allowed_by = $2, expires_at = now() + make_interval(mins => $3)
      where id = $1 and allowed_by is null and asked_by <> $2`,
    [id, by, minutes],
  );
  return rowCount === 1;
}

/** Whether somebody may read a case's evidence now: who asked for it, and who allowed it. */
export async function hasAccess(sql: Sql, caseId: string, personId: PersonId): Promise<boolean> {
  const { rowCount } = await sql.query(
    `select 1 from moderation_access where case_id = $1 and $2 in (asked_by, allowed_by) and expires_at > now() limit 1`,
    [caseId, personId],
  );
  return (rowCount ?? 0) > 0;
}
