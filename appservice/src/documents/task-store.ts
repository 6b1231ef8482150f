/** The tables of work to hand in. */
import { nameSql } from '../store/school-store.ts';
import type { ClassId, PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

export interface TaskRow {
  readonly id: string;
  readonly classId: ClassId;
  readonly classTitle: string;
  readonly title: string;
  readonly instructions: string;
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly authorId: PersonId;
  readonly authorName: string;
}

export interface SlotRow {
  readonly pupilId: PersonId;
  readonly handedInAt: Date | null;
  readonly returnedAt: Date | null;
}

export interface CommentRow {
  readonly pupilId: PersonId;
  readonly authorId: PersonId;
  readonly authorName: string;
  readonly text: string;
  readonly createdAt: Date;
}

const TASK = `
  select t.id, t.class_id as "classId", c.title as "classTitle", t.title, t.instructions, t.due_at as "dueAt",
    t.created_at as "createdAt", t.author_id as "authorId", ${nameSql('p')} as "authorName"
  from hand_in_task t join class c on c.id = t.class_id join person p on p.id = t.author_id where t.deleted_at is null`;

export async function findTask(sql: Sql, id: string): Promise<TaskRow | null> {
  return (await sql.query<TaskRow>(`${TASK} and t.id = $1`, [id])).rows[0] ?? null;
}

/** Those without a deadline last; the newest of a class. */
export async function tasksOf(sql: Sql, classIds: readonly ClassId[]): Promise<TaskRow[]> {
  const { rows } = await sql.query<TaskRow>(
    `${TASK} and t.class_id = any($1::uuid[]) order by t.due_at desc nulls first, t.created_at desc limit 200`,
    [classIds],
  );
  return rows;
}

export async function insertTask(
  sql: Sql,
  one: { classId: ClassId; authorId: PersonId; title: string; instructions: string; dueAt: Date | null },
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    'insert into hand_in_task (class_id, author_id, title, instructions, due_at) values ($1, $2, $3, $4, $5) returning id',
    [one.classId, one.authorId, one.title, one.instructions, one.dueAt],
  );
  return rows[0]!.id;
}

/** What is undefined stays. A new deadline is reminded of again. */
export async function changeTask(
  sql: Sql,
  id: string,
  patch: { title?: string | undefined; instructions?: string | undefined; dueAt?: Date | null | undefined },
): Promise<void> {
  const hasDue = patch.dueAt !== undefined;
  await sql.query(
    `update hand_in_task set title = coalesce($2, title), instructions = coalesce($3, instructions),
       due_at = case when $4 then $5::timestamptz else due_at end,
       reminded_at = case when $4 then null else reminded_at end where id = $1`,
    [id, patch.title ?? null, patch.instructions ?? null, hasDue, patch.dueAt ?? null],
  );
}

export async function slotsOf(sql: Sql, taskId: string): Promise<Map<PersonId, SlotRow>> {
  const { rows } = await sql.query<SlotRow>(
    'select pupil_id as "pupilId", handed_in_at as "handedInAt", returned_at as "returnedAt" from hand_in_slot where task_id = $1',
    [taskId],
  );
  return new Map(rows.map((row) => [row.pupilId, row]));
}

export async function commentsOf(sql: Sql, taskId: string): Promise<CommentRow[]> {
  const { rows } = await sql.query<CommentRow>(
    `select c.pupil_id as "pupilId", c.author_id as "authorId", ${nameSql('p')} as "authorName", c.text, c.created_at as "createdAt"
       from hand_in_comment c join person p on p.id = c.author_id where c.task_id = $1 order by c.created_at, c.id`,
    [taskId],
  );
  return rows;
}

/** False when nothing was handed in. */
export async function returnSlot(
  sql: Sql,
  one: { taskId: string; pupilId: PersonId; authorId: PersonId; comment: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    'update hand_in_slot set returned_at = now() where task_id = $1 and pupil_id = $2 and handed_in_at is not null',
    [one.taskId, one.pupilId],
  );
  if (rowCount !== 1) return false;
  await sql.query(
    'insert into hand_in_comment (task_id, pupil_id, author_id, text) values ($1, $2, $3, $4)',
    [one.taskId, one.pupilId, one.authorId, one.comment],
  );
  return true;
}
