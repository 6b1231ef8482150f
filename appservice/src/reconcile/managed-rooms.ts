/** Which rooms are managed by this deployment: the table `managed_room`. */
import type { RoomKind } from '@parta/protocol';
import type { ClassId, RoomId, SchoolId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { DesiredRoom } from './desired.ts';
import type { RoomKey } from './room-key.ts';

export interface ManagedRoom {
  readonly roomId: RoomId;
  readonly kind: RoomKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
}

/** What other features ask. */
export interface ManagedRooms {
  /** Null for a room that Parta does not manage. */
  find(roomId: RoomId): Promise<ManagedRoom | null>;
  /** Those of some rooms that Parta manages. */
  among(roomIds: readonly RoomId[]): Promise<RoomId[]>;
  /** The rooms of a class that exist. */
  listForClass(classId: ClassId): Promise<ManagedRoom[]>;
  /** The rooms of a school that exist, those of its classes included. */
  listForSchool(schoolId: SchoolId): Promise<ManagedRoom[]>;
}

const COLUMNS = 'room_id as "roomId", kind, school_id as "schoolId", class_id as "classId"';

export function createManagedRooms({ database }: { database: Sql }): ManagedRooms {
  const select = async (where: string, value: string): Promise<ManagedRoom[]> =>
    (
      await database.query<ManagedRoom>(
        `select ${COLUMNS} from managed_room where room_id is not null and ${where}`,
        [value],
      )
    ).rows;
  return {
    find: async (roomId) => (await select('room_id = $1', roomId))[0] ?? null,
    async among(roomIds) {
      const { rows } = await database.query<{ roomId: RoomId }>(
        'select room_id as "roomId" from managed_room where room_id = any($1)',
        [roomIds],
      );
      return rows.map(({ roomId }) => roomId);
    },
    listForClass: (classId) => select('class_id = $1', classId),
    listForSchool: (schoolId) => select('school_id = $1', schoolId),
  };
}

/** A row: a room that was made, or that may have been. */
export interface RoomRecord {
  readonly key: RoomKey;
  readonly aliasLocalpart: string;
  /** Null while it is not known whether the room exists. */
  readonly roomId: RoomId | null;
}

/** What the reconciler itself writes down. */
export interface RoomLedger {
  deploymentId(): Promise<string>;
  list(keys: readonly RoomKey[]): Promise<RoomRecord[]>;
  /** Those of some rooms that are managed. */
  listByRoomId(roomIds: readonly RoomId[]): Promise<{ key: RoomKey; schoolId: SchoolId }[]>;
  /**
   * Notes that the homeserver is about to be asked for a room, before it is asked.
   * Returns how many milliseconds ago it was asked before, or null if it never was.
   */
  intend(room: DesiredRoom, alias: string): Promise<number | null>;
  /** Notes which room it became. */
  made(key: RoomKey, roomId: RoomId): Promise<void>;
}

export function createRoomLedger({ database }: { database: Sql }): RoomLedger {
  let deployment: string | undefined;
  return {
    async deploymentId() {
      deployment ??= (await database.query<{ id: string }>('select id from deployment')).rows[0]!.id;
      return deployment;
    },

    async list(keys) {
      const { rows } = await database.query<RoomRecord>(
        `select key, alias_localpart as "aliasLocalpart", room_id as "roomId" from managed_room where key = any($1)`,
        [keys],
      );
      return rows;
    },

    async listByRoomId(roomIds) {
      const { rows } = await database.query<{ key: RoomKey; schoolId: SchoolId }>(
        'select key, school_id as "schoolId" from managed_room where room_id = any($1)',
        [roomIds],
      );
      return rows;
    },

    async intend({ key, kind, schoolId, classId }, alias) {
      const { rows } = await database.query<{ ms: number | null }>(
        `with earlier as (select attempted_at from managed_room where key = $1)
         insert into managed_room (key, kind, school_id, class_id, alias_localpart) values ($1, $2, $3, $4, $5)
         on conflict (key) do update set attempted_at = now(), room_id = null
         returning (select extract(epoch from now() - attempted_at) * 1000 from earlier)::float8 as ms`,
        [key, kind, schoolId, classId, alias],
      );
      return rows[0]?.ms ?? null;
    },

    async made(key, roomId) {
      await database.query('update managed_room set room_id = $2 where key = $1', [key, roomId]);
    },
  };
}
