/** Work to hand in: a teacher's task, a slot for each pupil of the class, returned with comments. */
import type { components } from '@parta/protocol';
import { schoolOf, type Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { displayName, type ClassId, type PersonId, type SchoolState } from '../school/model.ts';
import { classesOf, classMembers, indexState, rolesInClass, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { refusal } from './errors.ts';
import { allowed, maySetTasks, standing } from './rules.ts';
import * as documents from './store.ts';
import * as store from './task-store.ts';
import type { TaskRow } from './task-store.ts';
import { shown } from './view.ts';

export type TaskView = components['schemas']['Task'];
export interface TaskList {
  readonly tasks: TaskView[];
  readonly may_set: boolean;
}

export interface NewTask {
  readonly title: string;
  readonly instructions?: string;
  readonly due_at?: string | null;
}

export interface Tasks {
  ofClass(personId: PersonId, classId: ClassId): Promise<TaskList>;
  /** Of all classes of the person and of their children. */
  mine(personId: PersonId): Promise<TaskList>;
  get(personId: PersonId, taskId: string): Promise<TaskView>;
  create(personId: PersonId, classId: ClassId, task: NewTask): Promise<TaskView>;
  change(personId: PersonId, taskId: string, patch: Partial<NewTask>): Promise<TaskView>;
  remove(personId: PersonId, taskId: string): Promise<void>;
  giveBack(personId: PersonId, taskId: string, pupilId: PersonId, comment: string): Promise<TaskView>;
}

export interface TasksDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundClass' | 'aroundPerson'>;
  /** A class has something new to be told. */
  readonly onNew: (tx: Sql, classId: ClassId) => Promise<void>;
  readonly onReturned: (tx: Sql, one: { taskId: string; pupilId: PersonId }) => Promise<void>;
  readonly now: () => Date;
}

/** A deadline is in these years, or it is a slip of the keyboard. */
const DUE_YEARS = { from: 2000, to: 2200 };

export function createTasks({ database, directory, onNew, onReturned, now }: TasksDependencies): Tasks {
  const dayOf = (state: SchoolState, classId: ClassId): string =>
    today(schoolOf(state, classId)?.timeZone ?? 'UTC', now());

  /** The pupils whose slots somebody sees: all of a class that they teach, else themselves and their children. */
  function pupilsSeen(state: SchoolState, personId: PersonId, classId: ClassId): PersonId[] {
    const day = dayOf(state, classId);
    return [...classMembers(state, classId, day)].flatMap(([pupilId, roles]) =>
      roles.has('pupil') &&
      allowed(state, personId, { kind: 'hand_in', classId, pupilId }, day).includes('read')
        ? [pupilId]
        : [],
    );
  }

  async function view(state: SchoolState, personId: PersonId, row: TaskRow): Promise<TaskView> {
    const { classId } = row;
    const day = dayOf(state, classId);
    const { persons } = indexState(state);
    // Files first: whoever sees one that is ready sees it handed in too, and need not ask again.
    const files = await documents.ofTask(database, row.id);
    const [slots, comments] = await Promise.all([
      store.slotsOf(database, row.id),
      store.commentsOf(database, row.id),
    ]);
    const seen = pupilsSeen(state, personId, classId).map((pupilId) => {
      const { handedInAt, returnedAt } = slots.get(pupilId) ?? { handedInAt: null, returnedAt: null };
      const may = allowed(state, personId, { kind: 'hand_in', classId, pupilId }, day);
      return {
        pupil: { person_id: pupilId, display_name: displayName(persons.get(pupilId)!) },
        standing: standing({ handedInAt, returnedAt }, row.dueAt, now()),
        handed_in_at: handedInAt?.toISOString() ?? null,
        returned_at: returnedAt?.toISOString() ?? null,
        documents: files
          .filter(({ ownerId }) => ownerId === pupilId)
          .map((file) => shown(file, may))
          .filter((one) => one !== null),
        comments: comments
          .filter((one) => one.pupilId === pupilId)
          .map(({ authorId, authorName, text, createdAt }) => ({
            author: { person_id: authorId, display_name: authorName },
            text,
            created_at: createdAt.toISOString(),
          })),
        may: [...may],
      };
    });
    return {
      task_id: row.id,
      class_id: classId,
      class_title: row.classTitle,
      title: row.title,
      instructions: row.instructions,
      due_at: row.dueAt?.toISOString() ?? null,
      created_at: row.createdAt.toISOString(),
      author: { person_id: row.authorId, display_name: row.authorName },
      may_change: maySetTasks(state, personId, classId, day),
      slots: seen.sort((a, b) => a.pupil.display_name.localeCompare(b.pupil.display_name)),
    };
  }

  /** The class around a task, for somebody who is of the class; 404 for all others. */
  async function around(personId: PersonId, taskId: string): Promise<{ state: SchoolState; row: TaskRow }> {
    const row = await store.findTask(database, taskId);
    if (row === null) throw refusal('no_such_task');
    const state = await directory.aroundClass(row.classId, personId);
    if (rolesInClass(state, personId, row.classId, dayOf(state, row.classId)).size === 0) {
      throw refusal('no_such_task');
    }
    return { state, row };
  }

  async function aroundToChange(
    personId: PersonId,
    taskId: string,
  ): Promise<{ state: SchoolState; row: TaskRow }> {
    const found = await around(personId, taskId);
    const { classId } = found.row;
    if (!maySetTasks(found.state, personId, classId, dayOf(found.state, classId))) throw refusal('may_not');
    return found;
  }

  async function note(
    tx: Sql,
    action: 'set' | 'change' | 'remove' | 'return',
    actorId: PersonId,
    { state, classId, taskId }: { state: SchoolState; classId: ClassId; taskId: string },
    details: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await audit(tx, {
      action: `task.${action}`,
      actorId,
      schoolId: schoolOf(state, classId)?.id ?? null,
      details: { task_id: taskId, class_id: classId, ...details },
    });
  }

  return {
    async ofClass(personId, classId) {
      const state = await directory.aroundClass(classId, personId);
      const day = dayOf(state, classId);
      if (rolesInClass(state, personId, classId, day).size === 0) throw refusal('no_such_class');
      const rows = await store.tasksOf(database, [classId]);
      return {
        tasks: await Promise.all(rows.map((row) => view(state, personId, row))),
        may_set: maySetTasks(state, personId, classId, day),
      };
    },

    async mine(personId) {
      const state = await directory.aroundPerson(personId);
      const days = new Map(state.classes.map(({ id }) => [id, dayOf(state, id)]));
      const own = state.classes.filter(
        ({ id, archived }) => !archived && classesOf(state, personId, days.get(id)!).has(id),
      );
      const rows = await store.tasksOf(
        database,
        own.map(({ id }) => id),
      );
      const tasks = await Promise.all(rows.map((row) => view(state, personId, row)));
      // A teacher sees here what there is to hand in, not what a class has handed in.
      return { tasks: tasks.filter(({ slots }) => slots.length > 0), may_set: false };
    },

    async get(personId, taskId) {
      const { state, row } = await around(personId, taskId);
      return view(state, personId, row);
    },

    async create(personId, classId, task) {
      const state = await directory.aroundClass(classId, personId);
      const day = dayOf(state, classId);
      if (!maySetTasks(state, personId, classId, day)) {
        throw refusal(rolesInClass(state, personId, classId, day).size > 0 ? 'may_not' : 'no_such_class');
      }
      const { title, instructions = '', due_at: due = null } = task;
      const dueAt = readDue(due);
      const taskId = await database.transaction(async (tx) => {
        const id = await store.insertTask(tx, { classId, authorId: personId, title, instructions, dueAt });
        await onNew(tx, classId);
        await note(tx, 'set', personId, { state, classId, taskId: id });
        return id;
      });
      return this.get(personId, taskId);
    },

    async change(personId, taskId, { title, instructions, due_at: due }) {
      const { state, row } = await aroundToChange(personId, taskId);
      const dueAt = due === undefined ? undefined : readDue(due);
      await database.transaction(async (tx) => {
        await store.changeTask(tx, taskId, { title, instructions, dueAt });
        await note(tx, 'change', personId, { state, classId: row.classId, taskId });
      });
      return this.get(personId, taskId);
    },

    async remove(personId, taskId) {
      const { state, row } = await aroundToChange(personId, taskId);
      await database.transaction(async (tx) => {
        await tx.query('update hand_in_task set deleted_at = now() where id = $1', [taskId]);
        await note(tx, 'remove', personId, { state, classId: row.classId, taskId });
      });
    },

    async giveBack(personId, taskId, pupilId, comment) {
      const { state, row } = await around(personId, taskId);
      const { classId } = row;
      const may = allowed(state, personId, { kind: 'hand_in', classId, pupilId }, dayOf(state, classId));
      if (!may.includes('return')) throw refusal('may_not');
      await database.transaction(async (tx) => {
        const had = await store.returnSlot(tx, { taskId, pupilId, authorId: personId, comment });
        if (!had) throw refusal('nothing_handed_in');
        await onReturned(tx, { taskId, pupilId });
        await note(tx, 'return', personId, { state, classId, taskId }, { person_id: pupilId });
      });
      return this.get(personId, taskId);
    },
  };
}

function readDue(text: string | null): Date | null {
  if (text === null) return null;
  const due = new Date(text);
  const year = due.getUTCFullYear();
  if (!(year >= DUE_YEARS.from && year <= DUE_YEARS.to)) throw refusal('due_wrong');
  return due;
}
