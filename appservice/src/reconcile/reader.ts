/** Looks at the rooms that there are, as cheaply as the question allows; writes nothing to the homeserver. */
import {
  HomeserverError,
  type RoomCreator,
  type StateEvent,
  type StateReader,
} from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import { actualMember, actualRoom, type Actual, type ActualMember, type ActualRoom } from './actual.ts';
import type { RoomLedger, RoomRecord } from './managed-rooms.ts';
import { bearsMark } from './mark.ts';
import type { RoomKey } from './room-key.ts';

export interface ReaderDependencies {
  readonly homeserver: StateReader & RoomCreator & { readonly botUserId: UserId };
  readonly ledger: RoomLedger;
  /** Requests at once. */
  readonly concurrency: number;
}

export interface FoundRooms extends Actual {
  /** Rooms that were made in an earlier run whose end nobody wrote down. */
  readonly unrecorded: ReadonlyMap<RoomKey, RoomId>;
}

export interface RoomReader {
  /** Whole rooms: state and members. Rooms that do not exist are absent. */
  readRooms(keys: readonly RoomKey[]): Promise<FoundRooms>;
  /**
   * Of rooms that are known to exist, only what is needed to bring these people in or out: power levels and their own
   * membership. `joined` are the rooms where it is known already that somebody is.
   */
  readMembers(
    keys: readonly RoomKey[],
    users: readonly UserId[],
    joined: ReadonlyMap<UserId, ReadonlySet<RoomId>>,
  ): Promise<Actual>;
}

export function createRoomReader({ homeserver, ledger, concurrency }: ReaderDependencies): RoomReader {
  const { botUserId } = homeserver;

  async function readRoom({ key, aliasLocalpart, roomId }: RoomRecord, found: Found): Promise<void> {
    const at = roomId ?? (await homeserver.resolveAlias(aliasLocalpart));
    // Asked for, and never made.
    if (at === null) return;
    const state = await homeserver.readState(at);
    const deploymentId = await ledger.deploymentId();
    if (state !== null && bearsMark(state, { deploymentId, key, botUserId })) {
      found.rooms.set(key, actualRoom(at, state));
      if (roomId === null) found.unrecorded.set(key, at);
    } else if (
      roomId !== null &&
      (state !== null || (await homeserver.resolveAlias(aliasLocalpart)) === roomId)
    ) {
      const message =
        state === null
          ? `the bot is not in the room ${at}: let an administrator of the homeserver bring it back, or delete the room`
          : `the room ${at} does not bear org.parta.room of this deployment`;
      found.blocked.set(key, message);
    }
    // Else: unfinished (the room maker decides), or deleted by an administrator of the homeserver. Made anew.
  }

  async function readFew(
    { key, roomId }: RoomRecord,
    users: readonly UserId[],
    joined: ReadonlyMap<UserId, ReadonlySet<RoomId>>,
    found: Found,
  ): Promise<void> {
    if (roomId === null) return;
    const member = async (user: UserId): Promise<[UserId, ActualMember]> => {
      if (joined.get(user)?.has(roomId) === true) return [user, { membership: 'join', bySelf: true }];
      const event = await homeserver.readStateEvent(roomId, 'm.room.member', user);
      return [user, event === null ? { membership: 'leave', bySelf: false } : actualMember(event)];
    };
    const [levels, ...members] = await Promise.all([
      homeserver.readStateEvent(roomId, 'm.room.power_levels', ''),
      ...users.map(member),
    ]);
    // Everybody in the room sees its levels: without them the bot is not in it.
    if (levels === null) found.blocked.set(key, `the bot is not in the room ${roomId}`);
    else found.rooms.set(key, someOfRoom(roomId, levels, members));
  }

  return {
    async readRooms(keys) {
      const found = nothing();
      await inParallel(await ledger.list(keys), concurrency, (record) =>
        readRoom(record, found).catch((error: unknown) => {
          // One room that the homeserver cannot show must not keep all others waiting.
          if (!(error instanceof HomeserverError)) throw error;
          found.blocked.set(record.key, error.message);
        }),
      );
      return found;
    },
    async readMembers(keys, users, joined) {
      const found = nothing();
      await inParallel(await ledger.list(keys), concurrency, (record) =>
        readFew(record, users, joined, found),
      );
      return found;
    },
  };
}

interface Found extends FoundRooms {
  readonly rooms: Map<RoomKey, ActualRoom>;
  readonly blocked: Map<RoomKey, string>;
  readonly unrecorded: Map<RoomKey, RoomId>;
}

function nothing(): Found {
  return { rooms: new Map(), blocked: new Map(), unrecorded: new Map() };
}

function someOfRoom(
  roomId: RoomId,
  levels: StateEvent,
  members: readonly [UserId, ActualMember][],
): ActualRoom {
  return { ...actualRoom(roomId, [levels]), members: new Map(members) };
}

/** Throws the first failure: a plan made from half a look would be wrong. */
async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
