/**
 * Makes a room exactly once. A lost answer to createRoom says nothing about whether the room was made, so the intent
 * is recorded first, and the alias, the same for every try, lets the homeserver itself refuse a second room.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import {
  HomeserverError,
  HomeserverUnavailable,
  type MemberMover,
  type RoomCreator,
  type StateReader,
} from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { DesiredRoom, UserRef } from './desired.ts';
import type { RoomLedger } from './managed-rooms.ts';
import { bearsMark } from './mark.ts';
import { roomCreation } from './room-content.ts';
import { aliasLocalpart, type RoomKey } from './room-key.ts';

export interface RoomMakerDependencies {
  readonly homeserver: RoomCreator &
    StateReader &
    Pick<MemberMover, 'leave'> & { readonly serverName: string; readonly botUserId: UserId };
  readonly ledger: RoomLedger;
  readonly log: Log;
  readonly deploymentId: string;
  readonly roomVersion: string;
  /** Ends waiting. */
  readonly signal: AbortSignal;
  /**
   * How many milliseconds after it was last asked for an unfinished room is taken to be dead; 5 minutes if not given.
   * Must be longer than a homeserver may ever take to make a room: one that finishes later exists beside its successor.
   */
  readonly abandonAfterMs?: number;
}

export interface MadeRoom {
  readonly roomId: RoomId;
  /** An earlier run asked for it, so it may differ from what is wanted now. */
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
const LONGEST_PAUSE_MS = 5_000;
const ABANDON_AFTER_MS = 300_000;

export function createRoomMaker(dependencies: RoomMakerDependencies): RoomMaker {
  const { homeserver, ledger, log, deploymentId, roomVersion, signal } = dependencies;
  const { abandonAfterMs = ABANDON_AFTER_MS } = dependencies;
  const { serverName, botUserId } = homeserver;

  /**
   * Waits for the room behind the alias to bear our mark, which comes with the last of its first events: a homeserver
   * takes the alias before it sends them. Returns what it saw last.
   */
  async function look(
    key: RoomKey,
    alias: string,
    waitMs: number,
  ): Promise<{ roomId: RoomId | null; finished: boolean }> {
    const deadline = performance.now() + waitMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
      const roomId = await homeserver.resolveAlias(alias);
      const state = roomId === null ? null : await homeserver.readState(roomId);
      const finished = state !== null && bearsMark(state, { deploymentId, key, botUserId });
      const left = deadline - performance.now();
      if (finished || left <= 0) return { roomId, finished };
      await sleep(Math.min(pause, left), undefined, { signal });
    }
  }

  return {
    async make(room, parentId, userOf) {
      const { key } = room;
      const alias = aliasLocalpart(deploymentId, key);
      const context = { roomVersion, aliasLocalpart: alias, serverName, parentId, userOf };
      const creation = roomCreation(room, context);
      const askedBeforeMs = await ledger.intend(room, alias);
      let idleMs = askedBeforeMs ?? Infinity;
      let adopted = askedBeforeMs !== null;

      for (let attempt = 1; ; attempt += 1) {
        try {
          const roomId = await homeserver.createRoom(creation);
          await ledger.made(key, roomId);
          return { roomId, adopted: false };
        } catch (error) {
          const taken = isAliasTaken(error);
          if ((!taken && !mayHaveBeenMade(error)) || attempt >= MAX_ATTEMPTS) throw error;
          // Somebody else's record is gone (a database put back from a backup), yet the room is there.
          adopted ||= taken && attempt === 1;
          const { roomId, finished } = await look(key, alias, taken ? abandonAfterMs - idleMs : 0);
          if (finished && roomId !== null) {
            await ledger.made(key, roomId);
            log.info({ room: key, roomId }, 'room found that was asked for before');
            return { roomId, adopted };
          }
          if (taken && roomId !== null) {
            // The homeserver stopped in the middle of making it: an empty room that nobody can use.
            log.warn({ room: key, roomId }, 'unfinished room abandoned');
            await homeserver.deleteAlias(alias);
            await homeserver.leave(roomId).catch(() => {});
          } else {
            await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal });
          }
          idleMs = 0;
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
