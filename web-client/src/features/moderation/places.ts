import type { Me, MyRoom } from '../../api/types.ts';
import type { TextKey } from '../../i18n/catalogs/keys.ts';

/** Rooms that people write or meet in, not the Spaces around them. */
const KINDS = [
  ...([
    'announcements',
    'broadcast_hall',
    'staff_room',
    'class_chat',
    'lesson_room',
    'parents_chat',
  ] as const),
];
type Kind = (typeof KINDS)[number];

export interface ChatPlace {
  readonly roomId: string;
  readonly kind: Kind;
  readonly classId: string | null;
  readonly classTitle: string | null;
}

/** The rooms that somebody sees, with the class that they are of. Pure. */
export function placesOf(me: Me): ChatPlace[] {
  const of = (rooms: readonly MyRoom[], classId: string | null, classTitle: string | null): ChatPlace[] =>
    rooms.flatMap(({ room_id: roomId, kind: its }) => {
      const kind = KINDS.find((one) => one === its);
      return kind === undefined ? [] : [{ roomId, kind, classId, classTitle }];
    });
  return me.schools.flatMap((school) => [
    ...of(school.rooms, null, null),
    ...school.classes.flatMap((one) => of(one.rooms, one.class_id, one.title)),
  ]);
}

/** The chats in which somebody keeps order: class teachers in those of their class, administrators in all that they see. */
export function keptBy(me: Me): ChatPlace[] {
  const keeps = (roles: readonly string[]): boolean =>
    roles.some((role) => role === 'school_admin' || role === 'district_admin');
  return me.schools.flatMap((school) => {
    const all = placesOf({ ...me, schools: [school] }).filter(({ kind }) => kind !== 'lesson_room');
    if (keeps(school.roles)) return all;
    const own = new Set(
      school.classes.flatMap((one) => (one.roles.includes('class_teacher') ? one.class_id : [])),
    );
    return all.filter(({ classId }) => classId !== null && own.has(classId));
  });
}

export const sayPlace = (t: (key: TextKey) => string, { kind, classTitle }: ChatPlace): string =>
  [t(`room.${kind}`), classTitle].filter((word) => word !== null).join(', ');
