/** Direct chats in any client: `!parta dm @somebody` or by name, and naming a second adult: `!parta second ROOM @somebody`. */
import { UsageError, type Asker, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import { fold } from '../schedule/import/names.ts';
import type { UserId } from '../school/model.ts';
import { administeredSchools } from '../school/rules.ts';
import type { Contacts } from './contacts.ts';
import { contactText, matrixTo, type ContactMessage } from './messages.ts';
import type { Reachable } from './reach.ts';

const MOST_NAMED = 10;

export function contactCommands(contacts: Pick<Contacts, 'openWith' | 'nameSecond' | 'reach'>): Command[] {
  /** Of the people whom the asker may write to, the only one of that name; all who have it when there are several. */
  async function named(asker: Asker, words: readonly string[]): Promise<readonly Reachable[]> {
    const name = words.join(' ').slice(0, 100);
    if (words.length === 0) throw new UsageError((locale) => contactText(locale, 'dm_whom'));
    const who = { userId: asker.userId, personId: asker.personId! };
    const { people } = await contacts.reach.list(who, { search: name, limit: MOST_NAMED }, asker.locale);
    if (people.length === 0) throw new UsageError((locale) => contactText(locale, 'dm_nobody', { name }));
    // Whoever is called just that is meant, though others are called so too.
    const exactly = people.filter((one) => fold(one.displayName) === fold(name));
    return exactly.length === 1 ? exactly : people;
  }

  async function dm({ asker, line, place }: CommandCall): Promise<Reply> {
    const isId = line.words.length === 1 && /[@%]/.test(line.words[0]!);
    const found = isId ? [] : await named(asker, line.words);
    if (found.length > 1) {
      const people = found
        .map(({ displayName, relation, userId }) => `${displayName}, ${relation}: \`${userId}\``)
        .join('\n');
      const text = contactText(asker.locale, 'dm_several', { people });
      return place.direct ? { text } : { text: contactText(asker.locale, 'dm_help'), privately: text };
    }
    const target = found[0] === undefined ? { userId: userIn(line.words[0], 'dm_whom') } : found[0];
    const room = await contacts.openWith(asker, { userId: target.userId });
    const values = { link: matrixTo(room.roomId), second: room.second ?? '' };
    const key: ContactMessage = !room.supervised
      ? 'dm_made'
      : room.status === 'open'
        ? 'dm_made_supervised'
        : 'dm_made_waiting';
    return { text: contactText(asker.locale, key, values) };
  }

  async function second({ asker, line }: CommandCall): Promise<Reply> {
    const [roomId, user] = line.words;
    if (roomId === undefined || !roomId.startsWith('!')) {
      throw new UsageError((locale) => contactText(locale, 'second_what'));
    }
    const target = userIn(user, 'second_what');
    const room = await contacts.nameSecond(asker, roomId, { userId: target });
    return { text: contactText(asker.locale, 'second_done', { second: room.second ?? target }) };
  }

  return [
    {
      name: 'dm',
      help: (locale) => contactText(locale, 'dm_help'),
      usage: (locale) => (locale === 'ru' ? '!parta dm ИМЯ|@имя:сервер' : '!parta dm NAME|@name:server'),
      allowed: ({ personId }) => personId !== null,
      run: dm,
    },
    {
      name: 'second',
      help: (locale) => contactText(locale, 'second_help'),
      usage: (locale) =>
        locale === 'ru' ? '!parta second !комната @имя:сервер' : '!parta second !room @name:server',
      async allowed(asker) {
        const { personId } = asker;
        if (personId === null) return false;
        return administeredSchools(await asker.school(), personId, new Date()).length > 0;
      },
      run: second,
    },
  ];
}

/** A Matrix ID as it is typed, or in the link that clients make of a mention. */
function userIn(word: string | undefined, otherwise: ContactMessage): UserId {
  const found = /(@[^\s:]+:[^\s)]+)/.exec(decode(word ?? ''))?.[1];
  if (found === undefined || found.length > 255) {
    throw new UsageError((locale) => contactText(locale, otherwise));
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
