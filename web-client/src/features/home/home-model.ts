/** What the list of classes shows. Pure. */
import type { Me, MyRoom, RoomKind } from '../../api/types.ts';
import type { TextKey } from '../../i18n/catalogs/keys.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { RoomSummary } from '../../matrix/types.ts';

/** Rooms that people read; Spaces only hold them together. In the order of the list. */
export const CHAT_KINDS = [
  'announcements',
  'broadcast_hall',
  'staff_room',
  'class_chat',
  'parents_chat',
  'lesson_room',
] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

export const ROOM_NAMES: { readonly [K in ChatKind]: TextKey } = {
  announcements: 'room.announcements',
  broadcast_hall: 'room.broadcast_hall',
  staff_room: 'room.staff_room',
  class_chat: 'room.class_chat',
  parents_chat: 'room.parents_chat',
  lesson_room: 'room.lesson_room',
};

export const ROOM_ICONS: { readonly [K in ChatKind]: IconName } = {
  announcements: 'megaphone',
  broadcast_hall: 'lesson',
  staff_room: 'staff',
  class_chat: 'chat',
  parents_chat: 'parents',
  lesson_room: 'lesson',
};

export const isChat = (kind: RoomKind): kind is ChatKind =>
  (CHAT_KINDS as readonly RoomKind[]).includes(kind);

/** The chats among rooms, in the order of the list. */
export function chatsOf(rooms: readonly MyRoom[]): { readonly room_id: string; readonly kind: ChatKind }[] {
  return rooms
    .flatMap(({ room_id, kind }) => (isChat(kind) ? [{ room_id, kind }] : []))
    .sort((a, b) => CHAT_KINDS.indexOf(a.kind) - CHAT_KINDS.indexOf(b.kind));
}

/** Where a room is, in a person's own list. */
export interface Place {
  readonly kind: ChatKind;
  readonly school: Me['schools'][number];
  /** Null for a room of the whole school. */
  readonly class: Me['schools'][number]['classes'][number] | null;
}

export function placeOf(me: Me | null, roomId: string): Place | null {
  for (const school of me?.schools ?? []) {
    for (const one of [null, ...school.classes]) {
      const found = chatsOf((one ?? school).rooms).find(({ room_id: id }) => id === roomId);
      if (found !== undefined) return { kind: found.kind, school, class: one };
    }
  }
  return null;
}

export function classById(
  me: Me | null,
  classId: string,
): (Pick<Place, 'school'> & { class: NonNullable<Place['class']> }) | null {
  for (const school of me?.schools ?? []) {
    const found = school.classes.find(({ class_id: id }) => id === classId);
    if (found !== undefined) return { school, class: found };
  }
  return null;
}

/** Classes in the order that people count them: 5А, 7Б, 10А. */
export function byTitle<T extends { readonly title: string }>(classes: readonly T[], locale: string): T[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return [...classes].sort((a, b) => compare(a.title, b.title));
}

/** Unread messages of all chats in the person's list, those with single people too. */
export function unreadOf(
  me: Me | null,
  rooms: ReadonlyMap<string, RoomSummary>,
  direct: readonly { readonly room_id: string }[] = [],
): number {
  const ids = (me?.schools ?? []).flatMap((school) =>
    [school, ...school.classes].flatMap((one) => chatsOf(one.rooms)),
  );
  return [...ids, ...direct].reduce((sum, { room_id: id }) => sum + (rooms.get(id)?.unread ?? 0), 0);
}

/** The chat that opens by itself when a teacher lets somebody in: of the class that was not there before. */
export function firstChatOfNewClass(before: Me, after: Me): string | null {
  const old = new Set(before.schools.flatMap(({ classes }) => classes.map(({ class_id: id }) => id)));
  for (const one of after.schools.flatMap(({ classes }) => classes)) {
    if (old.has(one.class_id)) continue;
    const chats = chatsOf(one.rooms);
    const wanted: ChatKind = one.roles.some((role) => role !== 'parent') ? 'class_chat' : 'parents_chat';
    const chat = chats.find(({ kind }) => kind === wanted) ?? chats[0];
    if (chat !== undefined) return chat.room_id;
  }
  return null;
}
