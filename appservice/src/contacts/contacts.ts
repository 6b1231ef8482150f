/**
 * Who may talk to whom, on the homeserver: direct rooms that Parta makes, the watch over those it did not make, the homeserver's invite
 * rules on pupils' accounts, and the sweep that brings everything into line again when something changed. What is allowed is the
 * policy's affair (policy/).
 */
import type { Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import type { ProfileNames } from '../accounts/profile-names.ts';
import type { Command } from '../bot/command.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { ApiError } from '../http/api-error.ts';
import type { EventHandler } from '../inbox/handler.ts';
import type { Log } from '../log.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import type { Policy } from '../policy/policy.ts';
import type { DirectRoom as SimulatedRoom } from '../policy/simulate.ts';
import { anyComesOfAgeAfter } from '../policy/store.ts';
import type { Locale, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import { administeredSchools } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { tasksOfLater, type Jobs, type JobTask } from '../store/jobs.ts';
import { audit } from '../audit/audit.ts';
import { contactCommands } from './commands.ts';
import { createDirectRooms, type OpenRoom } from './direct-rooms.ts';
import { createForeignRooms, type Look } from './foreign-rooms.ts';
import { contactText, type ContactMessage } from './messages.ts';
import { accountsAmong, type PupilAccount } from './pupils.ts';
import { myDirectRooms, type MyDirectRoom } from './my-rooms.ts';
import { createReach, type Reach, type ReachDependencies } from './reach.ts';
import { bestAccountOf } from './reach-store.ts';
import { contactRoutes } from './routes.ts';
import type { DirectParty, Verdict } from './rules.ts';
import type { RuleKeeper } from './rule-keeper.ts';
import {
  openDirectRooms,
  directRoomByRoom,
  directRoomsAmong,
  directRoomsOf,
  pendingInvites,
  surroundings,
  type DirectRoom,
  type Surroundings,
} from './store.ts';
import { createContactsSweep, SWEEP_SCHEDULE, SWEEP_TASKS, type ContactsSweep } from './sweep.ts';
import { createTelling, TELL_TASK } from './telling.ts';
import { contactHandlers } from './watch.ts';

export interface ContactsDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly homeserver: Homeserver;
  readonly policy: Policy;
  readonly inviteRules: RuleKeeper;
  readonly names: Pick<ProfileNames, 'pupilsAmong'>;
  readonly messages: DirectMessages;
  readonly rooms: { among(roomIds: readonly RoomId[]): Promise<RoomId[]> };
  /** Those of some rooms that are direct chats of the bot. */
  readonly chatsAmong: (sql: Sql, roomIds: readonly RoomId[]) => Promise<RoomId[]>;
  /** Calls in direct rooms (lessons/): how a room stands has changed; somebody's circumstances have. */
  readonly calls: {
    readonly onRoom: (tx: Sql, roomId: RoomId) => Promise<void>;
    readonly onPeople: (personIds: readonly PersonId[]) => Promise<void>;
  };
  /** Its tasks must include `tasks`. */
  readonly jobs: () => Pick<Jobs, 'add'>;
  readonly keepMembers: ReadonlySet<UserId>;
  readonly defaultLocale: Locale;
  /** The sentence of a rule. */
  readonly sayRule: (locale: Locale, why: Verdict) => string;
  readonly subjectsTaught: ReachDependencies['subjectsTaught'];
  /** Others who have to know of whom roles, classes or ages changed. */
  readonly onChanged: (personIds: readonly PersonId[]) => Promise<void>;
  readonly log: Log;
}

/** By person or by Matrix ID. */
export interface Target {
  readonly personId?: PersonId;
  readonly userId?: UserId;
}

export interface Contacts {
  /** The direct room of two people, if the policy allows one. Throws ApiError with the sentence of the rule that does not. */
  openWith(from: { userId: UserId; personId: PersonId | null }, target: Target): Promise<OpenRoom>;
  /** An administrator names the second adult of a direct room of their school. */
  nameSecond(by: { personId: PersonId | null }, roomId: RoomId, target: Target): Promise<OpenRoom>;
  /** The people whom somebody may write to. */
  readonly reach: Reach;
  /** The direct rooms that somebody is in, and for administrators those that lack a second adult. */
  roomsOf(personId: PersonId): Promise<MyDirectRoom[]>;
  /** Whose a direct room is: of the school that the two have in common; null for a room that is none. */
  placeOf(roomId: RoomId): Promise<{ schoolId: SchoolId | null; classId: null } | null>;
  /** Those of some rooms that are Parta's: managed ones, direct chats of the bot, direct rooms that it made for two. */
  readonly ownAmong: (roomIds: readonly RoomId[]) => Promise<ReadonlySet<RoomId>>;
  /** Whether a room is one that Parta made for two people. */
  readonly isDirect: (sql: Sql, roomId: RoomId) => Promise<boolean>;
  /** A direct room that Parta made, or null. */
  directRoom(roomId: RoomId): Promise<DirectRoom | null>;
  /** The direct rooms that are open, of a school or, for null, of all: for simulating another policy. */
  openRooms(schoolId: SchoolId | null): Promise<SimulatedRoom[]>;
  readonly handlers: readonly EventHandler[];
  readonly commands: readonly Command[];
  readonly routes: Router;
  readonly tasks: { readonly [name in (typeof CONTACT_TASKS)[number]]: JobTask };
  readonly sweep: Pick<ContactsSweep, 'sweep' | 'start' | 'stop'>;
}

/** Whoever comes of age only after so many years is young enough for a guardian to be the second adult: children under ten. */
const YOUNG_YEARS = 8;

/** So many rooms that Parta did not make are looked at together by the sweep. */
const ROOMS_AT_ONCE = 20;

const CONTACT_TASKS = [...SWEEP_TASKS, TELL_TASK] as const;

/** The tasks of contacts that are made later, and when they run by themselves (crontab patterns, UTC). */
export function contactTasks(contacts: () => Pick<Contacts, 'tasks'>): {
  readonly tasks: { readonly [name: string]: JobTask };
  readonly schedule: { readonly [name: string]: string };
} {
  return { tasks: tasksOfLater(CONTACT_TASKS, contacts), schedule: SWEEP_SCHEDULE };
}

export function createContacts(dependencies: ContactsDependencies): Contacts {
  const { database, directory, homeserver, policy, inviteRules, names, messages, rooms, jobs, log } =
    dependencies;
  const { calls, chatsAmong, keepMembers, defaultLocale, sayRule, onChanged } = dependencies;

  /** What is around the children among some people, or around all of them when none is a child. */
  async function around(parties: readonly DirectParty[]): Promise<Surroundings & { young: boolean }> {
    const accounts = await accountsAmong(
      database,
      parties.map(({ userId }) => userId),
    );
    const pupils = accounts.filter(({ pupil }) => pupil);
    const personIds = (pupils.length > 0 ? pupils : accounts).map(({ personId }) => personId);
    const [found, young] = await Promise.all([
      surroundings(database, personIds),
      anyComesOfAgeAfter(database, personIds, YOUNG_YEARS),
    ]);
    return { ...found, young };
  }

  const localeOf = async (schoolId: SchoolId | null): Promise<Locale> =>
    (schoolId === null ? null : await directory.schoolLocale(schoolId)) ?? defaultLocale;

  async function secondWanted(room: DirectRoom): Promise<void> {
    const { candidates } = await around([room.one, room.other]);
    const admins = new Set(
      candidates.flatMap(({ kind, personId }) => (kind === 'school_admin' ? personId : [])),
    );
    for (const personId of admins) {
      await messages.send(
        personId,
        `second adult of ${room.key} ${new Date().toISOString().slice(0, 10)}`,
        (locale) => contactText(locale, 'second_wanted', { room: room.roomId ?? '' }),
      );
    }
  }

  const direct = createDirectRooms({
    database,
    homeserver,
    policy,
    around,
    localeOf,
    pupilsAmong: (userIds) => names.pupilsAmong(database, userIds),
    onNobody: secondWanted,
    onChange: calls.onRoom,
    log,
  });

  const foreign = createForeignRooms({
    database,
    homeserver,
    policy,
    keep: keepMembers,
    pupilsAmong: (userIds) => names.pupilsAmong(database, userIds),
    async secondAdultsAmong(userIds) {
      const pupils = (await accountsAmong(database, userIds)).filter(({ pupil }) => pupil);
      const { candidates } = await surroundings(
        database,
        pupils.map(({ personId }) => personId),
      );
      const adults = candidates.filter(({ kind }) => kind !== 'staff').map(({ userId }) => userId);
      const present = new Set(userIds);
      return new Set(adults.filter((userId) => present.has(userId)));
    },
    async schoolOf(userIds) {
      const { schoolId } = await around(userIds.map((userId) => ({ userId, personId: null })));
      return { schoolId, locale: await localeOf(schoolId) };
    },
    sayReason: (locale, act, why) => contactText(locale, `reason_${act}`, { rule: sayRule(locale, why) }),
    tell: (tx, telling) => jobs().add(tx, TELL_TASK, telling),
    log,
  });

  /** Rooms of some accounts, each looked at once: direct rooms, those that Parta did not make, and invites into these. */
  async function bringIntoLine(
    accounts: readonly PupilAccount[],
    { cause, signal }: { cause: string; signal: AbortSignal },
  ): Promise<void> {
    let failed = 0;
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      if (signal.aborted) throw new Error('ended before every room was looked at');
      await work().catch((error: unknown) => {
        failed += 1;
        log.warn({ error: (error as Error).name }, 'a room could not be looked at');
      });
    };
    // They meet each other in most of these rooms.
    const circle = policy.circle();
    const personIds = [...new Set(accounts.map(({ personId }) => personId))];
    const directRooms = await directRoomsOf(database, personIds);
    await circle.know(directRooms.flatMap(({ one, other }) => [one.userId, other.userId]));
    for (const room of directRooms) {
      await attempt(async () => (await direct.stands(room, circle)) || direct.settle(room.key));
    }
    const mine = accounts.filter(({ userId }) => homeserver.mayActFor(userId));
    /** Each room with the first of them who is in it. */
    const joined = new Map<RoomId, UserId>();
    for (const { userId } of mine) {
      for (const roomId of await homeserver.joinedRooms(userId)) {
        if (!joined.has(roomId)) joined.set(roomId, userId);
      }
    }
    const ours = await ownAmong(database, [...joined.keys()]);
    const looks: Look[] = [...joined].flatMap(([roomId, userId]) =>
      ours.has(roomId) ? [] : [{ roomId, actors: [userId], cause }],
    );
    const userIds = mine.map(({ userId }) => userId);
    for (const { roomId, userId: target, sender } of await pendingInvites(database, userIds)) {
      // Who is in the room is held against its guests anyhow.
      if (joined.has(roomId)) continue;
      looks.push({ roomId, actors: [sender], invite: { sender, target }, cause: `${cause} ${target}` });
    }
    for (let at = 0; at < looks.length; at += ROOMS_AT_ONCE) {
      await attempt(async () => {
        const failures = await foreign.bringAllIntoLine(looks.slice(at, at + ROOMS_AT_ONCE), circle);
        failed += Math.max(0, failures.length - 1);
        if (failures.length > 0) throw failures[0];
      });
    }
    if (failed > 0) throw new Error(`${failed} rooms could not be looked at`);
  }

  async function ownAmong(sql: Sql, roomIds: readonly RoomId[]): Promise<ReadonlySet<RoomId>> {
    if (roomIds.length === 0) return new Set();
    const found = await Promise.all([
      rooms.among(roomIds),
      chatsAmong(sql, roomIds),
      directRoomsAmong(sql, roomIds),
    ]);
    return new Set(found.flat());
  }

  const sweep = createContactsSweep({
    database,
    jobs,
    rules: inviteRules,
    async first(personIds) {
      await onChanged(personIds);
      await calls.onPeople(personIds);
    },
    bringIntoLine,
    log,
  });

  async function partyOf({ personId, userId }: Target): Promise<DirectParty> {
    if (userId !== undefined) {
      if (userId === homeserver.botUserId) throw refuse(400, 'M_INVALID_PARAM', 'nobody_there');
      return { userId, personId: await directory.personOf(userId) };
    }
    const account = personId === undefined ? null : await bestAccountOf(database, personId);
    if (account === null) throw refuse(404, 'M_NOT_FOUND', 'no_account');
    return { userId: account, personId: personId! };
  }

  const contacts: Omit<Contacts, 'commands' | 'routes'> = {
    async openWith({ userId, personId }, target) {
      if (personId === null) throw refuse(403, 'M_FORBIDDEN', 'not_known_here');
      const to = await partyOf(target);
      if (to.personId === personId) throw refuse(400, 'M_INVALID_PARAM', 'yourself');
      const from = { userId, personId };
      const decision = await policy.decide(userId, to.userId);
      const { outcome } = decision;
      if (outcome === 'allow' || outcome === 'second_adult') return direct.open(from, to);
      if (outcome === 'teacher_first') {
        // Whom the school wrote to may come back to that chat.
        const found = await direct.find(from, to);
        if (found?.roomId != null && found.openedBy !== userId && found.status !== 'closed') {
          const settled = await direct.settle(found.key, { bring: true });
          if (settled !== null && settled.status !== 'closed') return settled;
        }
      }
      throw new ApiError(
        403,
        outcome === 'teacher_first' ? 'ORG.PARTA.TEACHER_FIRST' : 'ORG.PARTA.CONTACT_DENIED',
        (locale) => sayRule(locale, decision),
      );
    },

    async nameSecond({ personId }, roomId, target) {
      const room = await directRoomByRoom(database, roomId);
      const state = personId === null ? null : await directory.aroundPerson(personId, { administered: true });
      const may =
        state !== null &&
        administeredSchools(state, personId!, new Date()).some(({ id }) => id === room?.schoolId);
      // Whoever may not is told nothing of what rooms there are.
      if (room === null || !may || !room.supervised) throw refuse(404, 'M_NOT_FOUND', 'second_no_room');
      const named = await partyOf(target);
      const { candidates } = await around([room.one, room.other]);
      const fits =
        candidates.some((one) => one.personId === named.personId) &&
        named.personId !== room.one.personId &&
        named.personId !== room.other.personId;
      if (!fits) throw refuse(400, 'M_INVALID_PARAM', 'second_unfit');
      const settled = await direct.settle(room.key, { named });
      await audit(database, {
        action: 'contact.name_second',
        actorId: personId,
        schoolId: room.schoolId,
        details: { room_id: roomId, person_id: named.personId },
      });
      return settled!;
    },

    reach: createReach({ database, policy, sayRule, subjectsTaught: dependencies.subjectsTaught }),

    async roomsOf(personId) {
      const state = await directory.aroundPerson(personId, { administered: true });
      const administered = administeredSchools(state, personId, new Date()).map(({ id }) => id);
      return myDirectRooms(database, personId, administered);
    },

    async placeOf(roomId) {
      const room = await directRoomByRoom(database, roomId);
      return room === null ? null : { schoolId: room.schoolId, classId: null };
    },
    ownAmong: (roomIds) => ownAmong(database, roomIds),
    isDirect: async (sql, roomId) => (await directRoomsAmong(sql, [roomId])).length > 0,
    directRoom: (roomId) => directRoomByRoom(database, roomId),
    async openRooms(schoolId) {
      return (await openDirectRooms(database, schoolId)).map(({ roomId, openedBy, one, other, second }) => ({
        roomId: roomId!,
        openedBy,
        members: [one.userId, other.userId],
        supervised: second !== null,
      }));
    },
    handlers: contactHandlers({
      homeserver,
      isOurs: async (sql, roomId) => (await ownAmong(sql, [roomId])).has(roomId),
      direct,
      foreign,
      rules: inviteRules,
    }),
    tasks: {
      ...sweep.tasks,
      [TELL_TASK]: createTelling({ database, directory, messages, direct, sayRule }),
    },
    sweep,
  };
  return { ...contacts, commands: contactCommands(contacts), routes: contactRoutes(contacts) };
}

function refuse(status: number, errcode: string, key: ContactMessage): ApiError {
  return new ApiError(status, errcode, (locale) => contactText(locale, key));
}
