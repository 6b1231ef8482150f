/**
 * A homeserver writes a changed profile into all rooms of its person, over whatever name they bear there; and a client may change that name in
 * one room. For pupils both are put back as soon as they are seen.
 */
import type { EventHandler, RoomEvent } from '../inbox/handler.ts';
import type { MemberMover, MemberNames, StateReader } from '../matrix/homeserver.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Locale, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { setMemberName } from './member-name.ts';
import { pupilName, type NamedPupil, type ProfileNames } from './profile-names.ts';

export interface NameWatchDependencies {
  readonly names: Pick<ProfileNames, 'pupilsAmong' | 'restore'>;
  readonly homeserver: Pick<MemberMover, 'joinAs'> &
    MemberNames &
    Pick<StateReader, 'readStateEvent'> & { isOwnUser(userId: UserId): boolean };
  readonly rooms: Pick<ManagedRooms, 'find'>;
  readonly schoolLocale: (schoolId: SchoolId) => Promise<Locale | null>;
  /** Whether Parta made a room for two people. */
  readonly isDirect: (sql: Sql, roomId: RoomId) => Promise<boolean>;
}

export function nameWatch(dependencies: NameWatchDependencies): EventHandler {
  const { names, homeserver, rooms, schoolLocale, isDirect } = dependencies;

  /** How a pupil is called in a room; null where Parta has no say. */
  async function wanted(
    tx: Sql,
    roomId: RoomId,
    { name, profileName }: NamedPupil,
  ): Promise<{ name: string; alone: boolean } | null> {
    const room = await rooms.find(roomId);
    if (room === null) return (await isDirect(tx, roomId)) ? { name, alone: false } : null;
    if (room.classId !== null) return { name, alone: false };
    const locale = await schoolLocale(room.schoolId);
    return { name: locale === null ? profileName : pupilName(locale), alone: true };
  }

  async function handle(event: RoomEvent, tx: Sql): Promise<void> {
    const { room_id: roomId, state_key: userId, sender, content } = event;
    if (userId !== sender || content['membership'] !== 'join' || !homeserver.isOwnUser(userId)) return;
    const pupil = (await names.pupilsAmong(tx, [userId])).get(userId);
    const right = pupil === undefined ? null : await wanted(tx, roomId, pupil);
    if (pupil === undefined || right === null || content['displayname'] === right.name) return;
    // Events come late; whoever has left since must not be brought back.
    const now = (await homeserver.readStateEvent(roomId, 'm.room.member', userId))?.content;
    if (now?.['membership'] !== 'join') return;
    // The profile first: the homeserver may still be at writing it into rooms.
    await names.restore(pupil);
    await setMemberName(homeserver, roomId, userId, right);
  }

  return { name: 'accounts.names', types: ['m.room.member'], ownRoomsOnly: true, handle };
}
