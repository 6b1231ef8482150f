/** A room as quiet hours see it: who reads it, until when it is quiet for them, and how somebody may post there now. */
import { nowAllowedIn } from './posts-store.ts';
import type { Directory } from '../accounts/directory.ts';
import type { Party, PolicyContext } from '../policy/model.ts';
import { worksAtSchool } from '../policy/matrix.ts';
import type { Parties } from '../policy/parties.ts';
import { quietFrom, quietUntil } from '../policy/quiet.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import { classMembers, indexState, rolesInClass, today } from '../school/rules.ts';
import type { Sql } from '../store/database.ts';
import { audienceOf, postsInClass } from './rules.ts';

export interface QuietRoom {
  readonly schoolId: SchoolId | null;
  /** Whether the one who asks works here: only such people choose. */
  readonly staff: boolean;
  /** Nobody writes here just now. */
  readonly closed: boolean;
  /** Until when it is quiet for the last of those who read here; null when it is quiet for none. */
  readonly until: Date | null;
  /** When it next becomes quiet for the first of them; null: not today or tomorrow. */
  readonly from: Date | null;
  readonly timeZone: string;
  readonly nowAllowed: boolean;
}

export interface QuietRooms {
  /** Null for a room where posts do not wait, or that the person does not belong in. */
  look(personId: PersonId, roomId: RoomId): Promise<QuietRoom | null>;
  /** The same; null also for who does not work here, and then without looking at who reads. */
  lookAsStaff(personId: PersonId, roomId: RoomId): Promise<QuietRoom | null>;
}

export interface QuietRoomsDependencies {
  readonly database: Sql;
  readonly rooms: Pick<ManagedRooms, 'find'>;
  readonly directory: Pick<Directory, 'aroundClass'>;
  readonly parties: Pick<Parties, 'load'>;
  readonly directRoom: (roomId: RoomId) => Promise<{
    readonly schoolId: SchoolId | null;
    readonly one: { readonly userId: UserId; readonly personId: PersonId | null };
    readonly other: { readonly userId: UserId; readonly personId: PersonId | null };
    readonly status: 'open' | 'read_only' | 'closed';
  } | null>;
  readonly now: () => Date;
}

export function createQuietRooms(dependencies: QuietRoomsDependencies): QuietRooms {
  const { database, rooms, directory, parties, directRoom, now } = dependencies;

  function times(readers: readonly Party[], context: PolicyContext): Pick<QuietRoom, 'until' | 'from'> {
    const untils = readers.flatMap((party) => quietUntil(party, context)?.getTime() ?? []);
    const froms = readers.flatMap((party) => quietFrom(party, context)?.getTime() ?? []);
    return {
      until: untils.length === 0 ? null : new Date(Math.max(...untils)),
      from: froms.length === 0 ? null : new Date(Math.min(...froms)),
    };
  }

  const zoneOf = (context: PolicyContext, schoolId: SchoolId | null): string =>
    context.schools.get(schoolId ?? '')?.timeZone ?? [...context.schools.values()][0]?.timeZone ?? 'UTC';

  async function lookAtDirect(personId: PersonId, roomId: RoomId): Promise<QuietRoom | null> {
    const room = await directRoom(roomId);
    if (room === null) return null;
    const [me, other] = room.one.personId === personId ? [room.one, room.other] : [room.other, room.one];
    if (me.personId !== personId) return null;
    const { parties: both, context } = await parties.load([me.userId, other.userId], now());
    const [mine, theirs] = both as [Party, Party];
    return {
      schoolId: room.schoolId,
      staff: mine.active && mine.capacities.some(({ role }) => worksAtSchool(role)),
      closed: room.status !== 'open',
      ...times([theirs], context),
      timeZone: zoneOf(context, room.schoolId),
      nowAllowed: await nowAllowedIn(database, room.schoolId),
    };
  }

  async function look(
    personId: PersonId,
    roomId: RoomId,
    { onlyStaff = false } = {},
  ): Promise<QuietRoom | null> {
    const room = await rooms.find(roomId);
    if (room === null) {
      const direct = await lookAtDirect(personId, roomId);
      return onlyStaff && direct?.staff !== true ? null : direct;
    }
    const { classId, schoolId } = room;
    const audience = audienceOf(room.kind);
    if (classId === null || audience === null) return null;
    const state = await directory.aroundClass(classId, personId);
    const { schools, classes, accountsByPerson } = indexState(state);
    const timeZone = schools.get(schoolId)?.timeZone ?? 'UTC';
    const day = today(timeZone, now());
    const staff =
      classes.get(classId)?.archived === false && postsInClass(state, personId, { classId, schoolId }, day);
    if (onlyStaff && !staff) return null;
    if (!staff && rolesInClass(state, personId, classId, day).size === 0) return null;
    const readers = [...classMembers(state, classId, day)].flatMap(([id, roles]) =>
      roles.has(audience) && id !== personId ? (accountsByPerson.get(id)?.[0]?.userId ?? []) : [],
    );
    const loaded = await parties.load(readers, now());
    return {
      schoolId,
      staff,
      closed: false,
      ...times(loaded.parties, loaded.context),
      timeZone,
      nowAllowed: await nowAllowedIn(database, schoolId),
    };
  }

  return {
    look: (personId, roomId) => look(personId, roomId),
    lookAsStaff: (personId, roomId) => look(personId, roomId, { onlyStaff: true }),
  };
}
