/**
 * Direct rooms that Parta makes for two people, with a second adult where the policy asks for one. The bot is their only creator, so
 * it alone decides who is in them and whether they can be written in. One function, `settle`, brings such a room into line, whatever
 * happened: it was asked for, the second adult left, a rule changed, a process died.
 */
import { isDeepStrictEqual } from 'node:util';
import { DIRECT_EVENT } from '@parta/protocol';
import { setMemberName } from '../accounts/member-name.ts';
import type { NamedPupil } from '../accounts/profile-names.ts';
import type { Log } from '../log.ts';
import { audit } from '../audit/audit.ts';
import { createOrFindRoom, type Homeserver, type JsonObject, type StateEvent } from '../matrix/homeserver.ts';
import type { Circle } from '../policy/circle.ts';
import type { Policy } from '../policy/policy.ts';
import type { Locale, RoomId, SchoolId, UserId } from '../school/model.ts';
import { holdName, type Database, type Sql } from '../store/database.ts';
import { contactText } from './messages.ts';
import {
  CALL_MEMBER,
  CALL_SLOT,
  directContent,
  directCreation,
  directPowerLevels,
  directTopic,
  noticeWithPeople,
  type DirectFace,
} from './room-content.ts';
import {
  between,
  chooseSecondAdult,
  directKey,
  directStatus,
  type Candidate,
  type DirectParty,
  type DirectStatus,
  type Verdict,
} from './rules.ts';
import {
  directRoomByKey,
  directRoomMade,
  directRoomNamed,
  intendDirectRoom,
  saveDirectRoom,
  type DirectRoom,
  type Surroundings,
} from './store.ts';

export interface DirectRoomsDependencies {
  readonly database: Database;
  readonly homeserver: Homeserver;
  readonly policy: Pick<Policy, 'decideAmong'>;
  /** The adults around some people, and whether those are young enough for a guardian to be the second adult. */
  readonly around: (parties: readonly DirectParty[]) => Promise<Surroundings & { readonly young: boolean }>;
  readonly localeOf: (schoolId: SchoolId | null) => Promise<Locale>;
  /** Those of some accounts whose name rooms say, for their profile does not. */
  readonly pupilsAmong: (userIds: readonly UserId[]) => Promise<ReadonlyMap<UserId, NamedPupil>>;
  /** Tells those who can name somebody that a room has no second adult. */
  readonly onNobody: (room: DirectRoom) => Promise<void>;
  /** Told in the transaction that notes how a room stands now. */
  readonly onChange: (tx: Sql, roomId: RoomId) => Promise<void>;
  readonly log: Log;
}

export interface OpenRoom {
  readonly roomId: RoomId;
  readonly status: DirectStatus;
  readonly supervised: boolean;
  readonly second: UserId | null;
}

export interface DirectRooms {
  /** The room of two people, made if there is none, with both in it. Whether they may was asked before. */
  open(from: DirectParty, to: DirectParty): Promise<OpenRoom>;
  /** The room of two people if it exists. */
  find(from: DirectParty, to: DirectParty): Promise<DirectRoom | null>;
  /** Whether a room is as it should be by all that is known here, so that the homeserver need not be asked. */
  stands(room: DirectRoom, circle: Pick<Circle, 'decide'>): Promise<boolean>;
  /** Brings a room into line with the policy as it is now. */
  settle(key: string, how?: { bring?: boolean; named?: DirectParty }): Promise<OpenRoom | null>;
}

export function createDirectRooms(dependencies: DirectRoomsDependencies): DirectRooms {
  const { database, homeserver, policy, around, localeOf, pupilsAmong, onNobody, onChange, log } =
    dependencies;
  const { botUserId } = homeserver;
  let deployment: string | undefined;

  async function deploymentId(): Promise<string> {
    deployment ??= (await database.query<{ id: string }>('select id from deployment')).rows[0]!.id;
    return deployment;
  }

  /** One at a time for a room, in all processes. */
  const holding = <T>(key: string, work: () => Promise<T>): Promise<T> =>
    database.transaction(async (tx) => {
      await holdName(tx, `direct room ${key}`);
      return work();
    });

  async function make(room: DirectRoom, face: DirectFace): Promise<RoomId> {
    if (room.roomId !== null) return room.roomId;
    const roomId = await createOrFindRoom(homeserver, directCreation(face, room.alias, botUserId));
    await directRoomMade(database, room.key, roomId);
    return roomId;
  }

  async function bringIn(
    roomId: RoomId,
    userId: UserId,
    membership: string | undefined,
    name?: string,
  ): Promise<void> {
    if (membership === 'join' || membership === 'ban') return;
    if (membership !== 'invite') {
      const content = { membership: 'invite', is_direct: true };
      await homeserver.sendState(roomId, 'm.room.member', userId, content);
    }
    if (homeserver.isOwnUser(userId)) await homeserver.joinAs(roomId, userId, name);
  }

  /** So that clients show the room among direct chats, under the other one's name. */
  async function markDirect(roomId: RoomId, userId: UserId, other: UserId): Promise<void> {
    if (!homeserver.isOwnUser(userId)) return;
    const direct = (await homeserver.readAccountData(userId, 'm.direct')) ?? {};
    const known = direct[other];
    const rooms = Array.isArray(known) ? (known as unknown[]) : [];
    if (rooms.includes(roomId)) return;
    await homeserver.writeAccountData(userId, 'm.direct', { ...direct, [other]: [...rooms, roomId] });
  }

  async function outcomeOf({ one, other, openedBy }: DirectRoom) {
    const { pairs } = await policy.decideAmong([one.userId, other.userId]);
    return between(one.userId, other.userId, openedBy, (from, to) => decisionIn(pairs, from, to));
  }

  function seconds(
    { one, other }: DirectRoom,
    { candidates, young }: Surroundings & { readonly young: boolean },
    left: ReadonlySet<UserId>,
  ): Candidate | null {
    const both = [one.personId, other.personId].filter((id) => id !== null);
    const gone = candidates.filter(({ userId }) => left.has(userId)).map(({ personId }) => personId);
    return chooseSecondAdult(candidates, { excluded: new Set([...both, ...gone]), young });
  }

  async function settleHeld(
    key: string,
    { bring = false, named }: { bring?: boolean; named?: DirectParty },
  ): Promise<OpenRoom | null> {
    const room = await directRoomByKey(database, key);
    if (room === null || (room.roomId === null && !bring)) return null;
    const [why, locale, id, pupils] = await Promise.all([
      outcomeOf(room),
      localeOf(room.schoolId),
      deploymentId(),
      pupilsAmong([room.one.userId, room.other.userId]),
    ]);
    const supervised = why.outcome === 'second_adult';
    const faceOf = (status: DirectStatus, secondUser: UserId | null): DirectFace => ({
      ...{ deploymentId: id, key, status, supervised, secondUser, locale },
    });

    // Until the second adult is in it, nobody can write.
    const roomId = await make(room, faceOf(directStatus(why.outcome, false), null));
    const state = (await homeserver.readState(roomId)) ?? [];
    const memberships = membershipsIn(state);
    const isIn = (party: DirectParty | null): boolean =>
      party !== null && memberships.get(party.userId) === 'join';
    let second = named ?? room.second;
    let levels = contentIn(state, 'm.room.power_levels');
    if (second !== null && supervised && !isIn(second)) {
      const silent = directPowerLevels('read_only');
      if (levels?.events_default !== silent.events_default) {
        await homeserver.sendState(roomId, 'm.room.power_levels', '', silent);
        levels = silent;
      }
    }
    if (bring && why.outcome !== 'deny') {
      for (const { userId } of [room.one, room.other]) {
        await bringIn(roomId, userId, memberships.get(userId), pupils.get(userId)?.name);
      }
    }
    for (const { userId, name } of pupils.values()) {
      const said = contentIn(state, 'm.room.member', userId)?.displayname;
      if (memberships.get(userId) !== 'join' || said === name) continue;
      await setMemberName(homeserver, roomId, userId, { name, alone: false });
    }
    if (!room.named) await directRoomNamed(database, key, room.names);

    const left = leftByThemselves(state);
    if (named !== undefined) left.delete(named.userId);
    if (supervised) second = await keepSecond(room, roomId, second, memberships, left);
    else if (second !== null) {
      if (isIn(second) || memberships.get(second.userId) === 'invite') {
        await homeserver.kick(roomId, second.userId, contactText(locale, 'bye_second'));
      }
      second = null;
    }
    const status = directStatus(why.outcome, second !== null && memberships.get(second.userId) === 'join');
    const face = faceOf(status, second?.userId ?? null);
    await show(roomId, state, levels, face);
    if (bring) {
      await markDirect(roomId, room.one.userId, room.other.userId);
      await markDirect(roomId, room.other.userId, room.one.userId);
    }
    await conclude(room, { supervised, second, status }, roomId, face);
    return { roomId, status, supervised, second: second?.userId ?? null };
  }

  /** The second adult who is in the room or on the way, another one if they left, or null. Notes in `memberships` who came in. */
  async function keepSecond(
    room: DirectRoom,
    roomId: RoomId,
    current: DirectParty | null,
    memberships: Map<UserId, string>,
    left: ReadonlySet<UserId>,
  ): Promise<DirectParty | null> {
    const found = await around([room.one, room.other]);
    // Whoever was named or chosen stays, unless they left by themselves or are nobody to these two any more.
    const stays =
      current !== null &&
      !left.has(current.userId) &&
      found.candidates.some((one) => one.userId === current.userId);
    const chosen = stays ? current : seconds(room, found, left);
    if (chosen === null) return null;
    await bringIn(roomId, chosen.userId, memberships.get(chosen.userId));
    if (homeserver.isOwnUser(chosen.userId)) memberships.set(chosen.userId, 'join');
    return { userId: chosen.userId, personId: chosen.personId };
  }

  /** Sends what is not as it should be. @param levels the power levels as they are by now */
  async function show(
    roomId: RoomId,
    state: readonly StateEvent[],
    levels: JsonObject | undefined,
    face: DirectFace,
  ): Promise<void> {
    const wanted: readonly (readonly [string, string, JsonObject, JsonObject | undefined])[] = [
      ['m.room.power_levels', '', directPowerLevels(face.status), levels],
      [DIRECT_EVENT, '', { ...directContent(face) }, contentIn(state, DIRECT_EVENT)],
      ['m.room.topic', '', { topic: directTopic(face) }, contentIn(state, 'm.room.topic')],
      [
        CALL_SLOT.type,
        CALL_SLOT.state_key,
        CALL_SLOT.content,
        contentIn(state, CALL_SLOT.type, CALL_SLOT.state_key),
      ],
    ];
    for (const [type, stateKey, content, found] of wanted) {
      if (!isDeepStrictEqual(found, content)) await homeserver.sendState(roomId, type, stateKey, content);
    }
    if (face.status === 'open') return;
    // Whoever may not call any more may not take back either that they are in the call.
    for (const { type, state_key: stateKey, content } of state) {
      if (type !== CALL_MEMBER || Object.keys(content).length === 0) continue;
      await homeserver.sendState(roomId, CALL_MEMBER, stateKey, {});
    }
  }

  /** Says what changed, in the room and in the audit log, and remembers it. */
  async function conclude(
    before: DirectRoom,
    now: Pick<DirectRoom, 'supervised' | 'second' | 'status'>,
    roomId: RoomId,
    { locale }: DirectFace,
  ): Promise<void> {
    const isNew = before.roomId === null;
    const changed =
      before.status !== now.status ||
      before.supervised !== now.supervised ||
      before.second?.userId !== now.second?.userId;
    if (!isNew && !changed) return;

    const second = now.second?.userId ?? '';
    const key =
      now.status === 'closed'
        ? 'now_closed'
        : now.status === 'read_only'
          ? 'now_waiting'
          : now.supervised
            ? 'now_supervised'
            : before.supervised
              ? 'now_unsupervised'
              : before.status !== 'open'
                ? 'now_open'
                : null;
    if (key !== null) {
      const text = contactText(locale, key, { second });
      const txnId = `direct-${crypto.randomUUID()}`;
      await homeserver.sendMessage(roomId, txnId, noticeWithPeople(text, second === '' ? [] : [second]));
    }
    if (now.status === 'read_only' && now.second === null) await onNobody({ ...before, ...now, roomId });
    await database.transaction(async (tx) => {
      await saveDirectRoom(tx, before.key, now);
      if (!isNew) await onChange(tx, roomId);
      await audit(tx, {
        action: isNew ? 'contact.direct_room' : `contact.${ACTS[now.status]}`,
        actorId: null,
        schoolId: before.schoolId,
        details: { room_id: roomId, supervised: now.supervised, second_id: now.second?.personId ?? null },
      });
    });
    log.info(
      { roomId, status: now.status, supervised: now.supervised },
      'a direct room was brought into line',
    );
  }

  return {
    async open(from, to) {
      const id = await deploymentId();
      const key = directKey(id, from, to);
      const { schoolId } = await around([from, to]);
      const alias = `parta_direct_${key.slice(0, 40)}`;
      const opened = await holding(key, async () => {
        await intendDirectRoom(database, { key, alias, schoolId, one: from, other: to });
        return settleHeld(key, { bring: true });
      });
      return opened!;
    },
    async stands({ one, other, openedBy, supervised, second, status, named }, circle) {
      if (!named) return false;
      const { outcome } = between(one.userId, other.userId, openedBy, (from, to) => circle.decide(from, to));
      if (outcome !== 'second_adult') return !supervised && status === directStatus(outcome, false);
      if (!supervised || second === null || status !== 'open') return false;
      const { candidates } = await around([one, other]);
      return candidates.some(({ userId }) => userId === second.userId);
    },
    find: async (from, to) => directRoomByKey(database, directKey(await deploymentId(), from, to)),
    settle: (key, how = {}) => holding(key, () => settleHeld(key, how)),
  };
}

const ACTS: { readonly [S in DirectStatus]: string } = {
  open: 'direct_open',
  read_only: 'direct_read_only',
  closed: 'direct_close',
};

/** What was decided for one way. What was not asked is allowed to nobody. */
export function decisionIn(
  pairs: readonly {
    from: UserId;
    to: UserId;
    decision: { outcome: Verdict['outcome']; rule: Verdict['rule'] };
  }[],
  from: UserId,
  to: UserId,
): Verdict {
  return (
    pairs.find((pair) => pair.from === from && pair.to === to)?.decision ?? {
      outcome: 'deny',
      rule: 'inactive',
    }
  );
}

/** Who went away, or declined; whom the bot removed may come back. */
function leftByThemselves(state: readonly StateEvent[]): Set<UserId> {
  const left = state.filter(
    ({ type, content, sender, state_key: userId }) =>
      type === 'm.room.member' &&
      (content.membership === 'ban' || (content.membership === 'leave' && sender === userId)),
  );
  return new Set(left.map(({ state_key: userId }) => userId));
}

function contentIn(state: readonly StateEvent[], type: string, stateKey = ''): JsonObject | undefined {
  return state.find((event) => event.type === type && event.state_key === stateKey)?.content;
}

function membershipsIn(state: readonly StateEvent[]): Map<UserId, string> {
  return new Map(
    state
      .filter(({ type }) => type === 'm.room.member')
      .map(({ state_key: userId, content }) => [userId, String(content.membership)]),
  );
}
