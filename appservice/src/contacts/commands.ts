/** Direct chats in any client: `!parta dm @somebody`, and naming a second adult: `!parta second ROOM @somebody`. */
import { UsageError, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { UserId } from '../school/model.ts';
import { administeredSchools } from '../school/rules.ts';
import type { Contacts } from './contacts.ts';
import { contactText, matrixTo, type ContactMessage } from './messages.ts';

export function contactCommands(contacts: Pick<Contacts, 'openWith' | 'nameSecond'>): Command[] {
  async function dm({ asker, line }: CommandCall): Promise<Reply> {
    const target = userIn(line.words[0], 'dm_whom');
    const room = await contacts.openWith(asker, { userId: target });
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
      usage: (locale) => (locale === 'ru' ? '!parta dm @имя:сервер' : '!parta dm @name:server'),
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
