/**
 * Quiet hours as they act: pushes are held, what staff write for others to read waits for the morning, and what is urgent rings for a
 * reason that is logged. When it is quiet for whom is the policy's affair (policy/quiet.ts), so that what is explained and what is done are
 * one answer.
 */
import { nowAllowedIn } from './posts-store.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import type { Command } from '../bot/command.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { ApiError } from '../http/api-error.ts';
import type { EventHandler } from '../inbox/handler.ts';
import type { Log } from '../log.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import type { Policy } from '../policy/policy.ts';
import { hasQuietHours, mayLeaveQuiet, quietUntil } from '../policy/quiet.ts';
import { listHolders } from '../policy/store.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Locale, PersonId, RoomId, SchoolId } from '../school/model.ts';
import { administersSchool, rolesInSchool, today } from '../school/rules.ts';
import type { Database } from '../store/database.ts';
import { timeZoneOf } from '../store/school-store.ts';
import { noteChange, setLeft } from './accounts-store.ts';
import { quietCommands } from './commands.ts';
import { createHolds, type Holds } from './holds.ts';
import { quietText, type QuietMessage } from './messages.ts';
import { createPosts, type Author, type Posts } from './posts.ts';
import { createQuietRooms, type QuietRoom, type QuietRoomsDependencies } from './rooms.ts';
import { quietRoutes } from './routes.ts';
import { quietWatch } from './watch.ts';

export interface QuietDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly homeserver: Homeserver;
  readonly policy: Pick<Policy, 'parties'>;
  readonly rooms: ManagedRooms;
  readonly directRoom: QuietRoomsDependencies['directRoom'];
  readonly messages: DirectMessages;
  readonly defaultLocale: Locale;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Somebody's own quiet hours. */
export interface MyQuiet {
  readonly until: Date | null;
  /** Whether any quiet hours concern them, or would. */
  readonly concerned: boolean;
  readonly left: boolean;
  readonly mayLeave: boolean;
}

export interface Quiet {
  readonly posts: Posts;
  readonly holds: Holds;
  /** A room for somebody who would post there; null where posts do not wait. */
  look(personId: PersonId, roomId: RoomId): Promise<QuietRoom | null>;
  mine(caller: Author): Promise<MyQuiet>;
  /** @throws ApiError 403 for pupils */
  leave(caller: Author, left: boolean): Promise<MyQuiet>;
  /** Whether staff of a school may post now without a reason. @throws ApiError 404 for who is not of the school */
  posting(personId: PersonId, schoolId: SchoolId): Promise<boolean>;
  setPosting(personId: PersonId, schoolId: SchoolId, nowAllowed: boolean): Promise<void>;
  /** Looks at some people again soon. */
  changed(personIds: readonly PersonId[]): Promise<void>;
  readonly handlers: readonly EventHandler[];
  readonly commands: readonly Command[];
  readonly routes: Router;
  readonly tasks: { readonly [name in (typeof QUIET_TASKS)[number]]: () => Promise<void> };
  start(): void;
  stop(): Promise<void>;
}

export const QUIET_TASKS = ['quiet.forget'] as const;
/** Crontab patterns, UTC. */
export const QUIET_SCHEDULE = { 'quiet.forget': '17 2 * * *' };

const LOOK_EVERY_MS = 1_000;

export function createQuiet(dependencies: QuietDependencies): Quiet {
  const { database, directory, homeserver, policy, messages, defaultLocale, log } = dependencies;
  const { now = () => new Date() } = dependencies;
  const { parties } = policy;
  const rooms = createQuietRooms({ ...dependencies, parties, now });
  const holds = createHolds({
    database,
    parties,
    homeserver,
    now,
    log,
    peopleOf: async (sql, schoolId) =>
      (await listHolders(sql, schoolId)).flatMap(({ personId }) => personId ?? []),
  });
  const posts = createPosts({
    ...{ database, rooms, homeserver, messages, now, log },
    localeOf: async (schoolId) =>
      (schoolId === null ? null : await directory.schoolLocale(schoolId)) ?? defaultLocale,
  });

  async function mine({ personId, userId }: Author): Promise<MyQuiet> {
    const { parties: found, context } = await parties.load([userId], now());
    const party = found[0]!;
    const { rows } = await database.query('select from quiet_left where person_id = $1', [personId]);
    return {
      until: quietUntil(party, context),
      concerned: hasQuietHours({ ...party, leftQuiet: false }, context),
      left: rows.length > 0 && mayLeaveQuiet(party),
      mayLeave: mayLeaveQuiet(party),
    };
  }

  async function inSchool(personId: PersonId, schoolId: SchoolId) {
    const state = await directory.aroundPerson(personId, { administered: true });
    const school = state.schools.find(({ id }) => id === schoolId);
    const day = today(school?.timeZone ?? 'UTC', now());
    if (school === undefined || rolesInSchool(state, personId, schoolId, day).size === 0) {
      throw denied(404, 'M_NOT_FOUND', 'no_such_school');
    }
    return { administers: administersSchool(state, personId, schoolId, day) };
  }

  let closing = new AbortController();
  let working: Promise<unknown> = Promise.resolve();

  /** Again and again, whatever the clock does meanwhile. */
  async function work(name: string, turn: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = closing;
    while (!signal.aborted) {
      await turn(signal).catch((error: unknown) => {
        if (!signal.aborted)
          log.warn({ name, error: (error as Error).name }, 'quiet hours could not be kept just now');
      });
      await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  const quiet: Omit<Quiet, 'routes'> = {
    posts,
    holds,
    look: (personId, roomId) => rooms.look(personId, roomId),
    mine,

    async leave(caller, left) {
      const { mayLeave } = await mine(caller);
      if (left && !mayLeave) throw denied(403, 'M_FORBIDDEN', 'adults_only');
      await setLeft(database, caller.personId, left);
      return mine(caller);
    },

    async posting(personId, schoolId) {
      await inSchool(personId, schoolId);
      return nowAllowedIn(database, schoolId);
    },

    async setPosting(personId, schoolId, nowAllowed) {
      if (!(await inSchool(personId, schoolId)).administers) throw denied(403, 'M_FORBIDDEN', 'admins_only');
      await database.transaction(async (tx) => {
        await tx.query(
          `insert into quiet_posting (school_id, now_allowed) values ($1, $2)
           on conflict (school_id) do update set now_allowed = excluded.now_allowed`,
          [schoolId, nowAllowed],
        );
        const details = { now_allowed: nowAllowed };
        await audit(tx, { action: 'quiet.posting', actorId: personId, schoolId, details });
      });
    },

    changed: (personIds) => noteChange(database, personIds),
    handlers: [quietWatch({ database, directory, rooms, messages, botUserId: homeserver.botUserId })],
    commands: quietCommands({
      posts,
      now,
      zoneOf: ({ schoolId }) => timeZoneOf(database, schoolId),
    }),
    tasks: { 'quiet.forget': () => posts.forgetOld() },

    start() {
      closing = new AbortController();
      working = Promise.all([
        work('holds', (signal) => holds.lookAtDue(signal)),
        work('posts', (signal) => posts.sendDue(signal)),
      ]);
    },
    async stop() {
      closing.abort();
      await working;
    },
  };
  return { ...quiet, routes: quietRoutes(quiet) };
}

function denied(status: number, errcode: string, key: QuietMessage): ApiError {
  return new ApiError(status, errcode, (locale) => quietText(locale, key));
}
