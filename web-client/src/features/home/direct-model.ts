/** Direct rooms in the list of chats. Pure. */
import type { MyDirectRoom } from '../../api/people.ts';
import type { Translator } from '../../i18n/translator.ts';

/** Those that one is in oneself. */
export const chatsWithPeople = (rooms: readonly MyDirectRoom[] | null): MyDirectRoom[] =>
  (rooms ?? []).filter(({ as }) => as !== 'administrator');

/** The other one's name; for the second adult the names of both. */
export function titleOf({ people }: MyDirectRoom, { t, list }: Pick<Translator, 't' | 'list'>): string {
  return people.length === 0 ? t('direct.gone') : list(people.map(({ display_name: name }) => name));
}

export const directRoomOf = (rooms: readonly MyDirectRoom[] | null, roomId: string): MyDirectRoom | null =>
  chatsWithPeople(rooms).find((room) => room.room_id === roomId) ?? null;
