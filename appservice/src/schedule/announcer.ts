/**
 * Tells classes what changed: some time after the last change, so that an hour of editing is one message in the class chat, and
 * keeps `org.parta.timetable` in the class's Space as the timetable is.
 */
import { createHash } from 'node:crypto';
import { TIMETABLE_EVENT } from '@parta/protocol';
import { notice } from '../bot/format.ts';
import type { Log } from '../log.ts';
import type { MessageSender, StateSender } from '../matrix/homeserver.ts';
import type { ClassId, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { describeChanges, type TimetableChange } from './changes.ts';
import { DAY_MS } from './local-time.ts';
import { LIMITS } from './model.ts';
import { loadFrames, loadNames } from './settings-store.ts';
import { forgetChanges, listLessons, untoldChanges } from './store.ts';
import { timetableContent } from './timetable-event.ts';
import { idsIn } from './views.ts';

/** Name of the job that tells one class. */
export const TELL_TASK = 'timetable.tell';

export interface Announcer {
  /** Queues the telling of classes in the transaction of a change. */
  queue(tx: Sql, classIds: readonly ClassId[]): Promise<void>;
  /** Queues it for all classes of a school that have lessons. */
  queueSchool(tx: Sql, schoolId: SchoolId): Promise<void>;
  /** The job: tells a class what it has yet to be told. */
  tell(payload: unknown): Promise<void>;
}

/** Changes of so many seconds become one message. */
const QUIET_SECONDS = 60;
const MOST_CHANGES = 1_000;

export function createAnnouncer({
  database,
  homeserver,
  rooms,
  jobs,
  log,
  now,
}: {
  database: Database;
  homeserver: MessageSender & StateSender;
  rooms: { listForClass(classId: ClassId): Promise<readonly { roomId: RoomId; kind: string }[]> };
  jobs: Pick<Jobs, 'add'>;
  log: Log;
  now: () => Date;
}): Announcer {
  async function queue(tx: Sql, classIds: readonly ClassId[]): Promise<void> {
    const runAt = new Date(now().getTime() + QUIET_SECONDS * 1_000);
    for (const classId of classIds) {
      await jobs.add(tx, TELL_TASK, { classId }, { key: `${TELL_TASK}:${classId}`, runAt });
    }
  }

  async function showState(classId: ClassId, schoolId: SchoolId, roomId: RoomId): Promise<void> {
    const at = now().getTime();
    const window = { from: at - DAY_MS, to: at + LIMITS.windowDays * DAY_MS };
    const lessons = await listLessons(database, { classIds: [classId] }, window);
    const frame = (await loadFrames(database, [schoolId])).get(schoolId)!;
    const ids = idsIn(lessons);
    const { locations } = await loadNames(database, ids);
    const userIds = await userIdsOf(database, ids.personIds);
    const content = timetableContent({ classId, frame, lessons, locations, userIds, now: at });
    await homeserver.sendState(roomId, TIMETABLE_EVENT, '', { ...content });
  }

  return {
    queue,

    async queueSchool(tx, schoolId) {
      const { rows } = await tx.query<{ id: ClassId }>(
        `select id from class where school_id = $1 and not archived
            and exists (select 1 from lesson_class where class_id = class.id)`,
        [schoolId],
      );
      await queue(
        tx,
        rows.map(({ id }) => id),
      );
    },

    async tell(payload) {
      const classId = (payload as { classId?: unknown } | null)?.classId;
      if (typeof classId !== 'string') return;
      const { rows } = await database.query<{ schoolId: SchoolId }>(
        'select school_id as "schoolId" from class where id = $1 and not archived',
        [classId],
      );
      const schoolId = rows[0]?.schoolId;
      if (schoolId === undefined) return;
      const changes = await untoldChanges(database, classId, MOST_CHANGES);
      const ofClass = await rooms.listForClass(classId);
      const space = ofClass.find(({ kind }) => kind === 'class_space');
      const chat = ofClass.find(({ kind }) => kind === 'class_chat');
      if (space !== undefined) await showState(classId, schoolId, space.roomId);
      if (changes.length === 0) return;
      if (chat !== undefined) {
        const told = changes as unknown as readonly (TimetableChange & { id: string })[];
        const names = await loadNames(database, {
          classIds: [],
          personIds: told.flatMap(({ was, now: is }) => [...(was?.teacherIds ?? []), ...is.teacherIds]),
          locationIds: told.flatMap(({ was, now: is }) =>
            [was?.locationId ?? null, is.locationId].filter((id) => id !== null),
          ),
        });
        const { locale } = (await loadFrames(database, [schoolId])).get(schoolId)!;
        const text = describeChanges(told, names, locale);
        // The same changes have the same transaction id: a repeat after a lost answer makes no second message.
        const ids = createHash('sha256')
          .update(told.map(({ id }) => id).join())
          .digest('base64url');
        if (text !== null) await homeserver.sendMessage(chat.roomId, `timetable-${ids}`, notice(text));
      }
      await forgetChanges(
        database,
        changes.map(({ id }) => id),
      );
      log.info({ class: classId, changes: changes.length }, 'a class was told of its timetable');
    },
  };
}

async function userIdsOf(sql: Sql, personIds: readonly PersonId[]): Promise<Map<PersonId, UserId[]>> {
  const { rows } = await sql.query<{ personId: PersonId; userIds: UserId[] }>(
    `select person_id as "personId", array_agg(user_id order by origin, created_at) as "userIds"
       from matrix_account where person_id = any($1::uuid[]) group by person_id`,
    [personIds],
  );
  return new Map(rows.map(({ personId, userIds }) => [personId, userIds]));
}
