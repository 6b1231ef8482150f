/**
 * Brings rooms into line with the school register: looks at what there is, plans, carries out. Killing it at any point
 * is harmless, because the next run plans again; two runs at once are harmless too.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../log.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import type {
  ClassId,
  MatrixAccount,
  PersonId,
  RoomId,
  SchoolId,
  SchoolState,
  UserId,
} from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { loadSchoolState, schoolIdsOf } from '../store/school-store.ts';
import type { Action, Plan, PlanOptions } from './action.ts';
import type { Actual } from './actual.ts';
import { desiredRooms, pendingUser, type DesiredRoom, type UserRef } from './desired.ts';
import { createExecutor, type AccountMaker } from './executor.ts';
import { withLock } from './locks.ts';
import { createRoomLedger } from './managed-rooms.ts';
import { plan } from './plan.ts';
import { createRoomReader } from './reader.ts';
import { createTally, type Progress, type Report, type Tally } from './report.ts';
import { restricted, type Restriction } from './restriction.ts';
import { createRightOfWay } from './right-of-way.ts';
import type { RoomKey } from './room-key.ts';
import { createRoomMaker } from './room-maker.ts';
import type { Outcome } from './schedule.ts';
import type { RoomTemplates } from './templates.ts';

export type { Progress, Report } from './report.ts';

export interface ReconcilerOptions {
  readonly database: Database;
  readonly homeserver: Homeserver;
  readonly templates: RoomTemplates;
  readonly accounts: AccountMaker;
  readonly log: Log;
  /** Requests to the homeserver at once. */
  readonly concurrency: number;
  /** `roster`: everybody of the register gets an account; `arrival`: only who comes. */
  readonly provision: 'roster' | 'arrival';
  /** What moderation has laid over the rooms of some schools. */
  readonly restrictions?: (schoolIds: readonly SchoolId[]) => Promise<readonly Restriction[]>;
  readonly now?: () => Date;
  /** How long an outage of the homeserver is waited for, in milliseconds; 5 minutes if not given. */
  readonly patienceMs?: number;
  /** After how long an unfinished room is made anew, see room-maker.ts. */
  readonly abandonAfterMs?: number;
  /** Ends whatever runs at the next safe point, as if every request were aborted. */
  readonly signal?: AbortSignal;
}

export interface ReconcileOptions {
  /** All schools if not given. */
  readonly schoolIds?: readonly SchoolId[];
  /** Only the rooms of these classes and the Spaces above them. */
  readonly classIds?: readonly ClassId[];
  /** Only the memberships and power of these people, in rooms that exist: the fast path. Goes before the others. */
  readonly personIds?: readonly PersonId[];
  /** With `personIds`: also invite them where they declined or left by themselves; they have just asked to come. */
  readonly inviteAgain?: boolean;
  /** Only the power levels of these rooms of one school: what a lock or a mute needs. Goes before the others, too. */
  readonly levelsOf?: { readonly schoolId: SchoolId; readonly rooms: readonly RoomKey[] };
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface Reconciler {
  /** What `reconcile` would do: for the register as it is, or for another state of it. Only reads. */
  preview(state?: SchoolState): Promise<Plan>;
  /** Throws when it cannot even look; what fails later is in the report. */
  reconcile(options?: ReconcileOptions): Promise<Report>;
}

/** The register may change while we work; what changed is brought into line as well, but not for ever. */
const MAX_ROUNDS = 3;
const PATIENCE_MS = 300_000;

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { database, homeserver, templates, accounts, log, concurrency, provision } = options;
  const { now = () => new Date(), patienceMs = PATIENCE_MS, abandonAfterMs } = options;
  const { restrictions = () => Promise.resolve([]) } = options;
  const ledger = createRoomLedger({ database });
  const reader = createRoomReader({ homeserver, ledger, concurrency });
  const way = createRightOfWay();
  const planOptions: PlanOptions = {
    serverName: homeserver.serverName,
    botUserId: homeserver.botUserId,
    keepMembers: templates.keepMembers,
  };

  async function carryOut(
    planned: Plan,
    actual: Actual,
    tally: Tally,
    signal: AbortSignal,
    mayGo: () => Promise<void>,
  ): Promise<{ adopted: boolean }> {
    tally.begin(planned);
    const rooms = createRoomMaker({
      homeserver,
      ledger,
      log,
      deploymentId: await ledger.deploymentId(),
      roomVersion: templates.roomVersion,
      signal,
      ...(abandonAfterMs === undefined ? {} : { abandonAfterMs }),
    });
    const executor = createExecutor({ database, homeserver, accounts, rooms, log, concurrency, patienceMs });
    const onOutcome = (action: Action, outcome: Outcome): void => tally.note(action, outcome);
    return executor.execute(planned, actual, { mayGo, signal, onOutcome });
  }

  async function desiredOf(state: SchoolState): Promise<DesiredRoom[]> {
    const desired = desiredRooms(state, templates, {
      deploymentId: await ledger.deploymentId(),
      now: now(),
      provision,
    });
    return restricted(desired, await restrictions(state.schools.map(({ id }) => id)));
  }

  async function desiredNow(
    schoolIds: readonly SchoolId[],
    classIds?: readonly ClassId[],
  ): Promise<DesiredRoom[]> {
    const desired = await desiredOf(await loadSchoolState(database, { schoolIds }));
    return classIds === undefined ? desired : ofClasses(desired, classIds);
  }

  /** One school from end to end. */
  async function reconcileSchool(
    schoolId: SchoolId,
    { classIds }: ReconcileOptions,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<void> {
    let desired = await desiredNow([schoolId], classIds);
    for (let round = 1; round <= MAX_ROUNDS && !signal.aborted; round += 1) {
      const found = await reader.readRooms(desired.map(({ key }) => key));
      for (const [key, roomId] of found.unrecorded) await ledger.made(key, roomId);
      // The register is read after the rooms: who came in meanwhile by the fast path is in it, so they are not thrown out.
      const fresh = await desiredNow([schoolId], classIds);
      const seen = new Set(desired.map(({ key }) => key));
      const unseen = fresh.filter(({ key }) => !seen.has(key));
      const more = await reader.readRooms(unseen.map(({ key }) => key));
      const actual = {
        rooms: new Map([...found.rooms, ...more.rooms]),
        blocked: new Map([...found.blocked, ...more.blocked]),
      };
      const planned = plan(fresh, actual, planOptions);
      await accounts.names.update({ personIds: peopleIn(fresh), signal });
      const { adopted } = await carryOut(planned, actual, tally, signal, () => way.mayGo());
      desired = await desiredNow([schoolId], classIds);
      if (!adopted && isDeepStrictEqual(comparable(desired), comparable(fresh))) return;
      log.info({ schoolId, round }, 'the register changed meanwhile');
    }
  }

  async function reconcilePeople(
    personIds: readonly PersonId[],
    { inviteAgain }: ReconcileOptions,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<void> {
    const userAccounts = await accountsOf(database, personIds);
    const joined = new Map<UserId, ReadonlySet<RoomId>>();
    await Promise.all(
      userAccounts
        .filter(({ origin }) => origin === 'created')
        .map(async ({ userId }) => joined.set(userId, new Set(await homeserver.joinedRooms(userId)))),
    );
    const entered = await ledger.listByRoomId([...joined.values()].flatMap((rooms) => [...rooms]));
    const schoolIds = [...(await schoolIdsOf(database, personIds)), ...entered.map((room) => room.schoolId)];
    // District administrators are in every school.
    const everywhere = await administersDistrict(database, personIds);
    const state = await loadSchoolState(database, everywhere ? {} : { schoolIds: [...new Set(schoolIds)] });
    const desired = await desiredOf(state);

    const people = new Set(personIds);
    const enrolled = await classesEver(database, personIds);
    const isIn = new Set<RoomKey>(entered.map(({ key }) => key));
    const concerned = desired.filter(
      ({ key, classId, members }) =>
        isIn.has(key) ||
        classId === null ||
        enrolled.has(classId) ||
        members.some(({ personId }) => people.has(personId)),
    );
    const users = new Set<UserRef>([
      ...userAccounts.map(({ userId }) => userId),
      ...personIds.map(pendingUser),
    ]);
    // Of whom a name is said room by room, the rooms say which.
    const named = concerned.flatMap(({ members }) => members).filter(({ name }) => name !== null);
    for (const { user } of named) joined.delete(user);
    const actual = await reader.readMembers(
      concerned.map(({ key }) => key),
      userAccounts.map(({ userId }) => userId),
      joined,
    );
    // What profiles say comes with every invite, so before.
    await accounts.names.update({ personIds, signal });
    const planned = plan(concerned, actual, {
      ...planOptions,
      onlyUsers: users,
      ...(inviteAgain === undefined ? {} : { inviteAgain }),
    });
    await carryOut(planned, actual, tally, signal, () => Promise.resolve());
  }

  async function reconcileLevels(
    { schoolId, rooms }: { schoolId: SchoolId; rooms: readonly RoomKey[] },
    tally: Tally,
    signal: AbortSignal,
  ): Promise<void> {
    const desired = (await desiredNow([schoolId])).filter(({ key }) => rooms.includes(key));
    const actual = await reader.readMembers(rooms, [], new Map());
    const planned = plan(desired, actual, { ...planOptions, onlyLevels: true });
    await carryOut(planned, actual, tally, signal, () => Promise.resolve());
  }

  return {
    async preview(state) {
      const desired = await desiredOf(state ?? (await loadSchoolState(database)));
      return plan(desired, await reader.readRooms(desired.map(({ key }) => key)), planOptions);
    },

    async reconcile(request = {}) {
      const signal = AbortSignal.any([options.signal, request.signal].filter((one) => one !== undefined));
      const tally = createTally(request.onProgress);
      if (request.personIds !== undefined) {
        const { personIds } = request;
        await way.urgent(() => reconcilePeople(personIds, request, tally, signal));
      } else if (request.levelsOf !== undefined) {
        const { levelsOf } = request;
        const work = () => reconcileLevels(levelsOf, tally, signal);
        // One after the other: of a mute and its end at once, the earlier must not write last.
        await way.urgent(() => withLock(database, `parta levels ${levelsOf.schoolId}`, signal, work));
      } else {
        for (const schoolId of await schoolsOf(database, request)) {
          const work = () => reconcileSchool(schoolId, request, tally, signal);
          // Two runs of one school would do everything twice.
          await withLock(database, `parta reconcile ${schoolId}`, signal, work).catch((error: unknown) => {
            if (!signal.aborted) throw error;
          });
        }
      }
      const report = tally.report(signal.aborted);
      log.info(
        {
          done: report.done,
          failed: report.failed.length,
          skipped: report.skipped.length,
          problems: report.problems,
        },
        'reconciled',
      );
      return report;
    },
  };
}

async function schoolsOf(sql: Sql, { schoolIds, classIds }: ReconcileOptions): Promise<SchoolId[]> {
  const { rows } = await sql.query<{ id: SchoolId }>(
    `select id from school
     where ($1::uuid[] is null or id = any($1))
       and ($2::uuid[] is null or id in (select school_id from class where class.id = any($2)))
     order by name, id`,
    [schoolIds ?? null, classIds ?? null],
  );
  return rows.map(({ id }) => id);
}

async function administersDistrict(sql: Sql, personIds: readonly PersonId[]): Promise<boolean> {
  const { rowCount } = await sql.query(
    'select 1 from role_grant where person_id = any($1::uuid[]) and school_id is null limit 1',
    [personIds],
  );
  return rowCount === 1;
}

async function accountsOf(sql: Sql, personIds: readonly PersonId[]): Promise<MatrixAccount[]> {
  const { rows } = await sql.query<MatrixAccount>(
    `select user_id as "userId", person_id as "personId", origin from matrix_account where person_id = any($1::uuid[])`,
    [personIds],
  );
  return rows;
}

/** Without the IDs of accounts that Parta makes: that somebody got theirs is no change, it is what the run does. */
function comparable(desired: readonly DesiredRoom[]): object[] {
  return desired.map(({ members, ...room }) => {
    const people = members.map(({ user, personId, origin, level, name }): [string, unknown] => [
      origin === 'created' ? personId : user,
      { level, name },
    ]);
    return { ...room, members: new Map(people) };
  });
}

function peopleIn(desired: readonly DesiredRoom[]): PersonId[] {
  return [...new Set(desired.flatMap(({ members }) => members.map(({ personId }) => personId)))];
}

/** The rooms of some classes, and the Spaces above them. */
function ofClasses(desired: readonly DesiredRoom[], classIds: readonly ClassId[]): DesiredRoom[] {
  const wanted = new Set(classIds);
  const keys = new Set<RoomKey | null>();
  // From the inside out: a Space comes before the rooms in it.
  for (const { key, parent, classId } of desired.toReversed()) {
    if (keys.has(key) || (classId !== null && wanted.has(classId))) keys.add(key).add(parent);
  }
  return desired.filter(({ key }) => keys.has(key));
}

/** The classes where these people, or children of theirs, are or were on any day, also by guardianships that ended. */
async function classesEver(sql: Sql, personIds: readonly PersonId[]): Promise<ReadonlySet<ClassId>> {
  const { rows } = await sql.query<{ id: ClassId }>(
    `select distinct class_id as id from enrollment where person_id = any($1::uuid[])
       or person_id in (select child_id from guardianship where guardian_id = any($1::uuid[]))`,
    [personIds],
  );
  return new Set(rows.map(({ id }) => id));
}
