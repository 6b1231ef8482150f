/** Tells people of documents and tasks: classes in their chat, pupils and guardians in their chat with the bot. */
import type { Directory } from '../accounts/directory.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { notice } from '../bot/format.ts';
import { causeId, type MessageSender } from '../matrix/homeserver.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { ClassId, Locale, PersonId } from '../school/model.ts';
import { classMembers, guardiansOf, today } from '../school/rules.ts';
import { schoolOf } from '../accounts/directory.ts';
import { timeZoneOf } from '../store/school-store.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { documentText } from './messages.ts';
import { findTask, slotsOf } from './task-store.ts';

export const TELL_TASK = 'documents.tell';
export const RETURNED_TASK = 'documents.returned';
export const REMIND_TASK = 'documents.remind';

export interface Telling {
  /** In the transaction of what is new: soon the class is told of all that is new. */
  queue(tx: Sql, classId: ClassId): Promise<void>;
  queueReturned(tx: Sql, one: { taskId: string; pupilId: PersonId }): Promise<void>;
  tell(payload: unknown): Promise<void>;
  tellReturned(payload: unknown): Promise<void>;
  /** Those who have not handed in what is due within a day are reminded, once. For a periodic job. */
  remind(): Promise<void>;
}

export interface TellingDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundClass' | 'schoolLocale'>;
  readonly homeserver: MessageSender;
  readonly messages: DirectMessages;
  readonly rooms: Pick<ManagedRooms, 'listForClass'>;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Documents that come within so many seconds of the first are told of in one message. */
const GATHER_SECONDS = 45;
const MOST_NAMED = 8;
const NOBODY = '00000000-0000-0000-0000-000000000000';

export function createTelling(dependencies: TellingDependencies): Telling {
  const { database, directory, homeserver, messages, rooms, jobs, publicUrl, now } = dependencies;

  const inWords = (locale: Locale, due: Date, timeZone: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(due);
  const taskUrl = (taskId: string): string => `${publicUrl}/tasks/${taskId}`;

  async function say(
    classId: ClassId,
    ids: readonly string[],
    text: (locale: Locale) => string,
  ): Promise<void> {
    const chat = (await rooms.listForClass(classId)).find(({ kind }) => kind === 'class_chat');
    // An archived class has no chat: nobody is there to be told.
    if (chat === undefined) return;
    const locale = (await directory.schoolLocale(chat.schoolId)) ?? 'ru';
    const id = causeId(ids.join(' '));
    await homeserver.sendMessage(chat.roomId, `documents-${id}`, notice(text(locale)));
  }

  async function tellDocuments(classId: ClassId): Promise<void> {
    const { rows } = await database.query<{ id: string; name: string }>(
      `select d.id, d.name from document d where d.class_id = $1 and d.place = 'library' and d.told_at is null
         and d.deleted_at is null and exists (select 1 from document_version v where v.document_id = d.id and v.state = 'ready')
       order by d.created_at, d.id`,
      [classId],
    );
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await say(classId, ids, (locale) => {
      const more = rows.length - MOST_NAMED;
      const names = rows.slice(0, MOST_NAMED).map(({ name }) => `«${name}»`);
      if (more > 0) names.push(documentText(locale, 'and_more', { count: more }));
      const text = documentText(locale, 'new_documents', { count: rows.length, names: names.join(', ') });
      return `${text}\n${documentText(locale, 'open_here', { url: `${publicUrl}/classes/${classId}/documents` })}`;
    });
    await database.query('update document set told_at = now() where id = any($1::uuid[])', [ids]);
  }

  async function tellTasks(classId: ClassId): Promise<void> {
    const { rows } = await database.query<{ id: string; title: string; due: Date | null; schoolId: string }>(
      `select t.id, t.title, t.due_at as due, c.school_id as "schoolId" from hand_in_task t join class c on c.id = t.class_id
        where t.class_id = $1 and t.told_at is null and t.deleted_at is null order by t.created_at, t.id`,
      [classId],
    );
    for (const { id, title, due, schoolId } of rows) {
      const zone = await timeZoneOf(database, schoolId);
      await say(classId, [id], (locale) => {
        const when = due === null ? 'none' : inWords(locale, due, zone);
        const text = documentText(locale, 'new_task', { title, due: when });
        return `${text}\n${documentText(locale, 'open_here', { url: taskUrl(id) })}`;
      });
      await database.query('update hand_in_task set told_at = now() where id = $1', [id]);
    }
  }

  async function remindOf(taskId: string): Promise<void> {
    const task = await findTask(database, taskId);
    if (task?.dueAt == null) return;
    const state = await directory.aroundClass(task.classId, NOBODY);
    const zone = schoolOf(state, task.classId)?.timeZone ?? 'UTC';
    const done = await slotsOf(database, taskId);
    for (const [pupilId, roles] of classMembers(state, task.classId, today(zone, now()))) {
      if (!roles.has('pupil') || done.get(pupilId)?.handedInAt != null) continue;
      await messages.send(pupilId, `task ${taskId} ${task.dueAt.toISOString()}`, (locale) =>
        documentText(locale, 'remind', {
          title: task.title,
          due: inWords(locale, task.dueAt!, zone),
          url: taskUrl(taskId),
        }),
      );
    }
    await database.query('update hand_in_task set reminded_at = now() where id = $1', [taskId]);
  }

  return {
    async queue(tx, classId) {
      const runAt = new Date(now().getTime() + GATHER_SECONDS * 1_000);
      await jobs.add(tx, TELL_TASK, { classId }, { key: `${TELL_TASK}:${classId}`, runAt });
    },

    queueReturned: (tx, one) => jobs.add(tx, RETURNED_TASK, { ...one, at: now().toISOString() }),

    async tell(payload) {
      const { classId } = payload as { classId: ClassId };
      await tellDocuments(classId);
      await tellTasks(classId);
    },

    async tellReturned(payload) {
      const { taskId, pupilId, at } = payload as { taskId: string; pupilId: PersonId; at: string };
      const task = await findTask(database, taskId);
      if (task === null) return;
      const state = await directory.aroundClass(task.classId, NOBODY);
      const day = today(schoolOf(state, task.classId)?.timeZone ?? 'UTC', now());
      for (const personId of [pupilId, ...guardiansOf(state, pupilId, day)]) {
        await messages.send(personId, `returned ${taskId} ${pupilId} ${at}`, (locale) =>
          documentText(locale, 'returned', { title: task.title, url: taskUrl(taskId) }),
        );
      }
    },

    async remind() {
      const { rows } = await database.query<{ id: string }>(
        `select id from hand_in_task where reminded_at is null and deleted_at is null
           and due_at > now() and due_at < now() + interval '1 day'`,
      );
      for (const { id } of rows) await remindOf(id);
    },
  };
}
