/** Carries a plan out on the homeserver: goes on after single failures, waits out an outage, can be ended at any point. */
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProfileNames } from '../accounts/profile-names.ts';
import { setMemberName } from '../accounts/member-name.ts';
import type { Log } from '../log.ts';
import { HomeserverUnavailable, type Homeserver, type JsonObject } from '../matrix/homeserver.ts';
import type { MatrixAccount, PersonId, RoomId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Action, ActionOf, Plan } from './action.ts';
import type { Actual } from './actual.ts';
import { isPending, pendingUser, type DesiredRoom, type UserRef } from './desired.ts';
import { withLock } from './locks.ts';
import { reconcileText } from './messages.ts';
import { rebase, withRealRooms, withRealUsers } from './room-content.ts';
import type { RoomKey } from './room-key.ts';
import type { RoomMaker } from './room-maker.ts';
import { runSteps, type Outcome } from './schedule.ts';

export interface AccountMaker {
  /** The account that Parta made for a person, made now if there is none; may be repeated and raced. */
  ensureAccount(sql: Sql, personId: PersonId): Promise<MatrixAccount>;
  /** What profiles say. */
  readonly names: Pick<ProfileNames, 'update'>;
}

export interface ExecutorDependencies {
  readonly database: Database;
  readonly homeserver: Homeserver;
  readonly accounts: AccountMaker;
  readonly rooms: RoomMaker;
  readonly log: Log;
  /** Requests to the homeserver at once. */
  readonly concurrency: number;
  /** How long an outage of the homeserver is waited for before the rest of the plan is given up. */
  readonly patienceMs: number;
}

export interface ExecuteOptions {
  /** Waited for before each action, so that others can go first. */
  readonly mayGo: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly onOutcome: (action: Action, outcome: Outcome) => void;
}

export interface Executor {
  /** Resolves when every action has its outcome. Returns whether rooms were found that had been made before. */
  execute(plan: Plan, actual: Actual, options: ExecuteOptions): Promise<{ adopted: boolean }>;
}

/** Tries of one action, each after the homeserver was seen to answer. */
const MAX_TRIES = 3;
const PROBE_PAUSE_MS = 2_000;

export function createExecutor(dependencies: ExecutorDependencies): Executor {
  const { database, homeserver, accounts, rooms: maker, log, concurrency, patienceMs } = dependencies;

  return {
    async execute(plan, actual, { mayGo, signal, onOutcome }) {
      const roomIds = new Map<RoomKey, RoomId>([...actual.rooms].map(([key, { roomId }]) => [key, roomId]));
      const newUsers = new Map<UserRef, UserId>();
      const giveUp = new AbortController();
      let adopted = false;

      const room = (key: RoomKey): DesiredRoom => plan.rooms.get(key)!;
      const roomId = (key: RoomKey): RoomId => {
        const found = roomIds.get(key);
        if (found === undefined) throw new Error(`room ${key} does not exist`);
        return found;
      };
      const userOf = (user: UserRef): UserId | undefined => (isPending(user) ? newUsers.get(user) : user);
      const user = (ref: UserRef): UserId => {
        const found = userOf(ref);
        if (found === undefined) throw new Error('the person has no account');
        return found;
      };

      async function createRoom({ room: key }: ActionOf<'create_room'>): Promise<void> {
        const { parent } = room(key);
        const made = await maker.make(room(key), parent === null ? null : roomId(parent), userOf);
        roomIds.set(key, made.roomId);
        adopted ||= made.adopted;
      }

      /** Under a lock and on top of what is there now: another run may change the levels of the same room. */
      function setPowerLevels({ room: key, content, replaces }: ActionOf<'set_power_levels'>): Promise<void> {
        const id = roomId(key);
        return withLock(database, `parta power levels ${id}`, signal, async () => {
          const event = await homeserver.readStateEvent(id, 'm.room.power_levels', '');
          const now: JsonObject = event?.content ?? {};
          const next = withRealUsers(rebase(replaces, content, now), userOf);
          if (!isDeepStrictEqual(now, next)) await homeserver.sendState(id, 'm.room.power_levels', '', next);
        });
      }

      async function act(action: Action): Promise<void> {
        switch (action.type) {
          case 'create_account': {
            const account = await accounts.ensureAccount(database, action.personId);
            newUsers.set(pendingUser(action.personId), account.userId);
            return;
          }
          case 'create_room':
            return createRoom(action);
          case 'set_power_levels':
            return setPowerLevels(action);
          case 'set_state': {
            const { type, state_key: stateKey, content } = withRealRooms(action.event, roomId);
            await homeserver.sendState(roomId(action.room), type, stateKey, content);
            return;
          }
          case 'add_child':
            await homeserver.sendState(
              roomId(action.room),
              'm.space.child',
              roomId(action.child),
              action.content,
            );
            return;
          case 'remove_child':
            await homeserver.sendState(roomId(action.room), 'm.space.child', action.childId, {});
            return;
          case 'invite':
            return homeserver.invite(roomId(action.room), user(action.user));
          case 'join':
            return homeserver.joinAs(roomId(action.room), user(action.user), action.name);
          case 'set_name': {
            const alone = room(action.room).classId === null;
            const { name } = action;
            return setMemberName(homeserver, roomId(action.room), action.user, { name, alone });
          }
          case 'kick': {
            const { locale, classId } = room(action.room);
            const reason = reconcileText(
              locale,
              classId === null ? 'removed_from_school' : 'removed_from_class',
            );
            return homeserver.kick(roomId(action.room), action.user, reason);
          }
        }
      }

      let outage: Promise<void> | null = null;
      /** Resolves when the homeserver answers again; rejects when that takes too long. One probe for all who wait. */
      function untilBack(): Promise<void> {
        outage ??= (async () => {
          const deadline = performance.now() + patienceMs;
          for (;;) {
            try {
              await homeserver.versions();
              return;
            } catch (error) {
              if (performance.now() > deadline || signal.aborted) {
                giveUp.abort();
                throw error;
              }
            }
            await sleep(PROBE_PAUSE_MS, undefined, { signal }).catch(() => {});
          }
        })().finally(() => (outage = null));
        return outage;
      }

      /** An action that got no answer is tried again once the homeserver is back: all of them may be done twice. */
      async function actPatiently(action: Action): Promise<void> {
        await mayGo();
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await act(action);
          } catch (error) {
            if (!(error instanceof HomeserverUnavailable) || attempt === MAX_TRIES) throw error;
            log.warn({ action: action.id, attempt }, 'homeserver does not answer');
            await untilBack();
          }
        }
      }

      // Accounts first: who teaches is named in the power levels that a room is made with. A failed account holds up
      // its own person only.
      const isAccount = ({ type }: Action): boolean => type === 'create_account';
      const unmet = new Set<string>();
      const record = (action: Action, outcome: Outcome): void => {
        if (outcome.kind !== 'done') unmet.add(action.id);
        if (outcome.kind === 'failed') {
          log.warn({ action: action.id, error: explain(outcome.error) }, 'action failed');
        }
        onOutcome(action, outcome);
      };
      const options = {
        concurrency,
        lane: (action: Action) => (action.type === 'create_account' ? action.id : action.room),
        signal: AbortSignal.any([signal, giveUp.signal]),
        onOutcome: record,
      };
      await runSteps(plan.actions.filter(isAccount), actPatiently, options);
      const rest = plan.actions.filter((action) => !isAccount(action));
      await runSteps(rest, actPatiently, { ...options, unmet: new Set(unmet) });
      return { adopted };
    },
  };
}

/** An error as a report shows it: codes and ids, never a body. */
export function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
