/** Whose pushes are held, in PostgreSQL (migrations/0034_quiet_hours.sql). */
import type { PersonId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';

export interface QuietAccount {
  readonly userId: UserId;
  readonly held: boolean;
}

export interface Looked extends QuietAccount {
  /** When it is looked at again; null: only when something changes. */
  readonly dueAt: Date | null;
}

/** What is due much later than anything ever is was put there by a clock that was wrong. */
const LONGEST = '2 hours';
const DUE = `(due_at <= $1 or (due_at > $1::timestamptz + interval '${LONGEST}' and due_at < 'infinity'))`;

export async function anythingToLookAt(sql: Sql, at: Date): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>(
    `select exists (select from quiet_change) or exists (select from quiet_account where ${DUE}) as found`,
    [at],
  );
  return rows[0]!.found;
}

export async function dueAccounts(sql: Sql, at: Date, limit: number): Promise<QuietAccount[]> {
  const { rows } = await sql.query<QuietAccount>(
    `select user_id as "userId", held from quiet_account where ${DUE} order by due_at, user_id limit $2`,
    [at, limit],
  );
  return rows;
}

export async function saveLooked(sql: Sql, looked: readonly Looked[]): Promise<void> {
  if (looked.length === 0) return;
  await sql.query(
    `update quiet_account as a set held = l.held, due_at = coalesce(l.due_at, 'infinity')
       from unnest($1::text[], $2::boolean[], $3::timestamptz[]) as l (user_id, held, due_at) where a.user_id = l.user_id`,
    [looked.map(({ userId }) => userId), looked.map(({ held }) => held), looked.map(({ dueAt }) => dueAt)],
  );
}

/** Makes due whoever is concerned by what was noted. */
export async function takeChanges(
  database: Database,
  peopleOf: (sql: Sql, schoolId: SchoolId) => Promise<readonly PersonId[]>,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rows } = await tx.query<{ personId: PersonId | null; schoolId: SchoolId | null }>(
      `delete from quiet_change where id in (select id from quiet_change order by id limit 5000)
       returning person_id as "personId", school_id as "schoolId"`,
    );
    const schoolIds = new Set(rows.flatMap(({ schoolId }) => schoolId ?? []));
    const personIds = new Set(rows.flatMap(({ personId }) => personId ?? []));
    for (const schoolId of schoolIds) for (const id of await peopleOf(tx, schoolId)) personIds.add(id);
    await tx.query(`update quiet_account set due_at = '-infinity' where person_id = any($1::uuid[])`, [
      [...personIds],
    ]);
  });
}

/** Notes that something changed about some people that quiet hours may depend on. */
export async function noteChange(sql: Sql, personIds: readonly PersonId[]): Promise<void> {
  await sql.query('insert into quiet_change (person_id) select unnest($1::uuid[])', [personIds]);
}

/** Whether somebody's pushes are held at all: without reading who. */
export async function anybodyHeld(sql: Sql): Promise<boolean> {
  return (await sql.query('select from quiet_account where held limit 1')).rows.length > 0;
}

/** Whether pushes are held that should not be any more: the morning has come and not everybody was reached yet. */
export async function stillReleasing(sql: Sql, at: Date): Promise<boolean> {
  const { rows } = await sql.query('select from quiet_account where held and due_at <= $1 limit 1', [at]);
  return rows.length > 0;
}

export async function setLeft(sql: Sql, personId: PersonId, left: boolean): Promise<void> {
  if (left) {
    await sql.query('insert into quiet_left (person_id) values ($1) on conflict do nothing', [personId]);
  } else await sql.query('delete from quiet_left where person_id = $1', [personId]);
}
