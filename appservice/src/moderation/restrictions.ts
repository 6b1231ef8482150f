/**
 * Locks, slow mode, mutes, removals and pauses of invites. They are rows first; a job then makes the homeserver be so, and another one
 * at their end undoes it, so nothing is lost by a restart. Rooms show them as part of how they should be (reconcile/restriction.ts).
 */
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { notice } from '../bot/format.ts';
import {
  HomeserverError,
  type MessageSender,
  type StateReader,
  type StateSender,
} from '../matrix/homeserver.ts';
import type { ManagedRoom, ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import { roomKey } from '../reconcile/room-key.ts';
import type { ClassId, Locale, PersonId, RoomId, SchoolId, SchoolState, UserId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { timeZoneOf } from '../store/school-store.ts';
import type { Jobs, JobTask } from '../store/jobs.ts';
import { moderationText, refuse, untilText, type ModerationMessage } from './messages.ts';
import {
  endRestriction,
  findRestriction,
  holdsStill,
  insertRestriction,
  listActive,
  type NewRestriction,
  type RestrictionKind,
  type RestrictionRow,
  type RestrictionView,
  withNames,
} from './restriction-store.ts';
import { mayModerate, mayRestrict, rankOf, type Scope } from './rules.ts';

export const RESTRICTION_TASK = 'moderation.restriction';

/** Where there is something to lock or mute: rooms that people write in. */
const CHATS: ReadonlySet<string> = new Set([
  ...['class_chat', 'parents_chat', 'lesson_room'],
  ...['announcements', 'staff_room', 'broadcast_hall'],
]);

export interface NewRestrictionRequest {
  readonly kind: RestrictionKind;
  /** Null until it is ended. */
  readonly untilSeconds: number | null;
  /** Of slow mode: between two messages of one person. */
  readonly seconds?: number | undefined;
  /** Whom a mute or removal is about. */
  readonly personId?: PersonId | undefined;
  readonly caseId?: string | undefined;
}

export interface RestrictionsDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPair' | 'aroundPerson' | 'schoolLocale'>;
  readonly rooms: Pick<ManagedRooms, 'find' | 'listForClass'>;
  readonly reconciler: Pick<Reconciler, 'reconcile'>;
  readonly homeserver: StateReader & StateSender & MessageSender;
  readonly messages: DirectMessages;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly now: () => Date;
}

export interface Restrictions {
  /** The power of somebody over another in a room or class. Throws ApiError 403. */
  check(askerId: PersonId, scope: Scope, targetId?: PersonId): Promise<void>;
  /** Throws 403, and 404 for a room that Parta does not manage or nobody writes in. */
  begin(askerId: PersonId, roomId: RoomId, request: NewRestrictionRequest, cause: string): Promise<void>;
  /** In a transaction of the caller, who has checked the right. */
  write(tx: Sql, one: NewRestriction, cause: string): Promise<string | null>;
  /** Ends what holds; false when nothing like it does. */
  end(askerId: PersonId, roomId: RoomId, kind: RestrictionKind, personId?: PersonId): Promise<boolean>;
  /** In a transaction of the caller, who has checked the right. */
  endIn(tx: Sql, one: RestrictionRow, actorId: PersonId | null): Promise<void>;
  list(askerId: PersonId, roomId: RoomId): Promise<{ room: ManagedRoom; held: RestrictionView[] }>;
  /** Whether the invites of a class are paused. */
  isPaused(sql: Sql, classId: ClassId): Promise<boolean>;
  readonly tasks: { readonly [RESTRICTION_TASK]: JobTask };
}

export function createRestrictions(dependencies: RestrictionsDependencies): Restrictions {
  const { database, directory, rooms, reconciler, homeserver, messages, jobs, now } = dependencies;

  async function dayIn(state: SchoolState, schoolId: SchoolId): Promise<string> {
    const known = state.schools.find(({ id }) => id === schoolId)?.timeZone;
    return today(known ?? (await timeZoneOf(database, schoolId)), now());
  }

  async function check(askerId: PersonId, scope: Scope, targetId?: PersonId): Promise<void> {
    const state =
      targetId === undefined
        ? await directory.aroundPerson(askerId, scope.classId === null ? {} : { classId: scope.classId })
        : await directory.aroundPair(askerId, targetId);
    const day = await dayIn(state, scope.schoolId);
    if (!mayModerate(state, askerId, scope, day)) throw refuse(403, 'M_FORBIDDEN', 'may_not_moderate');
    if (targetId === undefined) return;
    const ranked = (personId: PersonId) => ({ personId, rank: rankOf(state, personId, scope.schoolId, day) });
    if (!mayRestrict(ranked(askerId), ranked(targetId))) throw refuse(403, 'M_FORBIDDEN', 'may_not_restrict');
  }

  async function roomFor(roomId: RoomId): Promise<ManagedRoom> {
    const room = await rooms.find(roomId);
    if (room === null || !CHATS.has(room.kind)) throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
    return room;
  }

  async function write(tx: Sql, one: NewRestriction, cause: string): Promise<string | null> {
    const id = await insertRestriction(tx, one, cause);
    if (id === null) return null;
    await jobs.add(tx, RESTRICTION_TASK, { id });
    if (one.until !== null) {
      const options = { key: `${RESTRICTION_TASK}:${id}`, runAt: one.until };
      await jobs.add(tx, RESTRICTION_TASK, { id }, options);
    }
    await note(tx, 'begin', { id, ...one }, one.createdBy);
    return id;
  }

  async function endIn(tx: Sql, one: RestrictionRow, actorId: PersonId | null): Promise<void> {
    if (!(await endRestriction(tx, one.id))) return;
    await jobs.add(tx, RESTRICTION_TASK, { id: one.id });
    await note(tx, 'end', one, actorId);
  }

  function note(
    tx: Sql,
    verb: 'begin' | 'end',
    {
      id,
      kind,
      schoolId,
      classId,
      roomId,
      personId,
      until,
      seconds,
      caseId,
    }: NewRestriction & { id: string },
    actorId: PersonId | null,
  ): Promise<void> {
    return audit(tx, {
      action: `restriction.${verb}`,
      actorId,
      schoolId,
      details: {
        ...{
          restriction_id: id,
          kind,
          class_id: classId,
          room: roomId,
          person_id: personId,
          case_id: caseId,
        },
        ...(verb === 'begin' && { until: until?.toISOString() ?? null, seconds }),
      },
    });
  }

  /** Makes the homeserver be as the row says, whether it holds or has ended. May run at any time and twice. */
  async function settle(payload: unknown): Promise<void> {
    const { id } = (payload ?? {}) as { id?: unknown };
    if (typeof id !== 'string') return;
    const one = await findRestriction(database, id);
    if (one === null) return;
    if (!one.active && one.endedAt === null) {
      await database.transaction(async (tx) => {
        if (await endRestriction(tx, id)) await note(tx, 'end', one, null);
      });
    }
    // One that replaced it speaks for itself.
    if (!one.active && (await holdsStill(database, one))) return;
    await bringIntoLine(one);
    await tell(one);
  }

  async function bringIntoLine(one: RestrictionRow): Promise<void> {
    const { kind, schoolId, roomKey: key, roomId, personId } = one;
    if (kind === 'lock' || kind === 'mute') {
      const report = await reconciler.reconcile({ levelsOf: { schoolId, rooms: [key!] } });
      if (!report.ok) throw new Error('the power levels of the room could not be set');
    }
    if (kind !== 'removal') return;
    // Banned, because whoever is in the class's Space could join again.
    for (const userId of await accountsOf(personId!)) await setBan(roomId!, userId, one.active);
    if (!one.active) await reconciler.reconcile({ personIds: [personId!], inviteAgain: true });
  }

  async function accountsOf(personId: PersonId): Promise<UserId[]> {
    const { rows } = await database.query<{ id: UserId }>(
      'select user_id as id from matrix_account where person_id = $1',
      [personId],
    );
    return rows.map(({ id }) => id);
  }

  async function setBan(roomId: RoomId, userId: UserId, banned: boolean): Promise<void> {
    const member = await homeserver.readStateEvent(roomId, 'm.room.member', userId);
    if ((member?.content['membership'] === 'ban') === banned) return;
    const membership = banned ? 'ban' : 'leave';
    await homeserver.sendState(roomId, 'm.room.member', userId, { membership });
  }

  /** Nobody is restricted silently: the room is told of what concerns all, the person of what concerns them. */
  async function tell(one: RestrictionRow): Promise<void> {
    const { id, kind, schoolId, roomId, personId, seconds } = one;
    const timeZone = await timeZoneOf(database, schoolId);
    const key: ModerationMessage = `${kind}_${one.active ? 'on' : 'off'}`;
    const text = (locale: Locale): string =>
      moderationText(locale, key, { until: untilText(locale, one.until, timeZone), seconds: seconds ?? 0 });
    const cause = `restriction ${id} ${one.active ? 'on' : 'off'}`;
    if (personId !== null) return void (await messages.send(personId, cause, text));
    const at = roomId ?? (await chatOf(one.classId!));
    if (at === null) return;
    const locale = (await directory.schoolLocale(schoolId)) ?? 'ru';
    const txnId = `restriction-${id}-${one.active ? 'on' : 'off'}`;
    await homeserver.sendMessage(at, txnId, notice(text(locale))).catch((error: unknown) => {
      // The room is gone; nobody is there to be told.
      if (!(error instanceof HomeserverError) || error.status !== 403) throw error;
    });
  }

  async function chatOf(classId: ClassId): Promise<RoomId | null> {
    return (await rooms.listForClass(classId)).find(({ kind }) => kind === 'class_chat')?.roomId ?? null;
  }

  return {
    check,
    write,
    endIn,

    async begin(askerId, roomId, { kind, untilSeconds, seconds, personId, caseId }, cause) {
      const room = await roomFor(roomId);
      const scope = { schoolId: room.schoolId, classId: room.classId };
      await check(askerId, scope, personId);
      if (kind === 'join_pause' && room.classId === null) throw refuse(400, 'M_INVALID_PARAM', 'pause_where');
      if (kind === 'slow' && seconds === undefined) throw refuse(400, 'M_INVALID_PARAM', 'slow_how');
      const ofPerson = kind === 'mute' || kind === 'removal';
      if (ofPerson !== (personId !== undefined)) throw refuse(400, 'M_INVALID_PARAM', 'whom');
      const inRoom = kind !== 'join_pause';
      const one: NewRestriction = {
        kind,
        ...scope,
        roomKey: inRoom ? roomKey(room.kind, room.classId ?? room.schoolId) : null,
        roomId: inRoom ? roomId : null,
        personId: personId ?? null,
        seconds: kind === 'slow' ? seconds! : null,
        until: untilSeconds === null ? null : new Date(now().getTime() + untilSeconds * 1000),
        caseId: caseId ?? null,
        createdBy: askerId,
      };
      await database.transaction((tx) => write(tx, one, cause));
    },

    async end(askerId, roomId, kind, personId) {
      const room = await roomFor(roomId);
      await check(askerId, { schoolId: room.schoolId, classId: room.classId }, personId);
      const held = await heldIn(room);
      const ended = held.filter(
        (one) => one.kind === kind && (personId === undefined || one.personId === personId),
      );
      await database.transaction(async (tx) => {
        for (const one of ended) await endIn(tx, one, askerId);
      });
      return ended.length > 0;
    },

    async list(askerId, roomId) {
      const room = await roomFor(roomId);
      await check(askerId, { schoolId: room.schoolId, classId: room.classId });
      return { room, held: await withNames(database, await heldIn(room)) };
    },

    async isPaused(sql, classId) {
      return (await listActive(sql, { classId })).some(({ kind }) => kind === 'join_pause');
    },

    tasks: { [RESTRICTION_TASK]: settle },
  };

  async function heldIn({ roomId, classId }: ManagedRoom): Promise<RestrictionRow[]> {
    const ofClass = classId === null ? [] : await listActive(database, { classId });
    return [
      ...(await listActive(database, { roomId })),
      ...ofClass.filter(({ kind }) => kind === 'join_pause'),
    ];
  }
}
