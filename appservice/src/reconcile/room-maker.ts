/**
 * Makes a room exactly once. A lost answer to createRoom says nothing about whether the room was made, so the intent
 * is recorded first, and the alias, the same for every try, lets the homeserver itself refuse a second room.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import {
  HomeserverError,
  HomeserverUnavailable,
  type RoomCreator,
  type StateReader,
} from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { DesiredRoom, UserRef } from './desired.ts';
import type { RoomLedger } from './managed-rooms.ts';
import { bearsMark } from './mark.ts';
import { roomCreation } from './room-content.ts';
import { aliasLocalpart } from './room-key.ts';

export interface RoomMakerDependencies {
  readonly homeserver: RoomCreator &
    StateReader & { readonly serverName: string; readonly botUserId: UserId };
  readonly ledger: RoomLedger;
  readonly log: Log;
  readonly deploymentId: string;
  readonly roomVersion: string;
  readonly timing?: RoomMakerTiming;
}

export interface RoomMakerTiming {
  /** How long a room that the homeserver is still making is waited for. */
  readonly waitMs: number;
  /** How long after the last request a room that is not finished is taken to be dead. */
  readonly abandonAfterMs: number;
}

export interface MadeRoom {
  readonly roomId: RoomId;
  /** It was there already, so it may differ from what was asked for now. */
  readonly adopted: boolean;
}

export interface RoomMaker {
  /** @param parentId of the Space it belongs to, null for none */
  make(
    room: DesiredRoom,
    parentId: RoomId | null,
    userOf: (user: UserRef) => UserId | undefined,
  ): Promise<MadeRoom>;
}

const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;
const DEFAULT_TIMING: RoomMakerTiming = { waitMs: 60_000, abandonAfterMs: 300_000 };

export function createRoomMaker(dependencies: RoomMakerDependencies): RoomMaker {
  const { homeserver, ledger, log, deploymentId, roomVersion, timing = DEFAULT_TIMING } = dependencies;
  const { serverName, botUserId } = homeserver;

  /**
   * The room behind the alias once it bears our mark, which comes with the last of its first events; null when it
   * does not get that far. A homeserver takes the alias before it sends them.
   */
  async function finished(room: DesiredRoom, alias: string, waitMs: number): Promise<RoomId | null> {
    const deadline = performance.now() + waitMs;
    for (let pause = FIRST_PAUSE_MS; ; pause *= 1.5) {
      const roomId = await homeserver.resolveAlias(alias);
      const state = roomId === null ? null : await homeserver.readState(roomId);
      if (state !== null && bearsMark(state, { deploymentId, key: room.key, botUserId })) return roomId;
      if (performance.now() + pause > deadline) return null;
      await sleep(pause);
    }
  }

  return {
    async make(room, parentId, userOf) {
      const alias = aliasLocalpart(deploymentId, room.key);
      const creation = roomCreation(room, {
        roomVersion,
        aliasLocalpart: alias,
        serverName,
        parentId,
        userOf,
      });
      const askedBeforeMs = await ledger.intend(room, alias);
      const nobodyIsAtIt = askedBeforeMs === null || askedBeforeMs > timing.abandonAfterMs;

      for (let attempt = 1; ; attempt += 1) {
        try {
          const roomId = await homeserver.createRoom(creation);
          await ledger.made(room.key, roomId);
          return { roomId, adopted: false };
        } catch (error) {
          if (isAliasTaken(error)) {
            const abandoned = nobodyIsAtIt && attempt === 1;
            const roomId = await finished(room, alias, abandoned ? 0 : timing.waitMs);
            if (roomId !== null) {
              await ledger.made(room.key, roomId);
              log.info({ room: room.key, roomId }, 'room adopted');
              return { roomId, adopted: true };
            }
            if (!abandoned)
              throw new Error('the homeserver has not finished making this room: a later run goes on', {
                cause: error,
              });
            // The homeserver stopped in the middle of making it, long ago: an empty room that nobody can use.
            log.warn({ room: room.key }, 'unfinished room abandoned');
            await homeserver.deleteAlias(alias);
          } else if (!mayHaveBeenMade(error) || attempt >= MAX_ATTEMPTS) {
            throw error;
          } else {
            await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
          }
        }
      }
    },
  };
}

function isAliasTaken(error: unknown): boolean {
  return error instanceof HomeserverError && error.errcode === 'M_ROOM_IN_USE';
}

function mayHaveBeenMade(error: unknown): boolean {
  return error instanceof HomeserverUnavailable || (error instanceof HomeserverError && error.status >= 500);
}
