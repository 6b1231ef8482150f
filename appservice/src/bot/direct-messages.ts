/** What the bot tells somebody by itself, in their direct chat: reminders, and who waits for them. */
import { POST_FIELD, type PostContent } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import type { Log } from '../log.ts';
import { causeId, HomeserverError, type EventSender } from '../matrix/homeserver.ts';
import type { Locale, PersonId, UserId } from '../school/model.ts';
import { holdName, type Database } from '../store/database.ts';
import { offer, type Choice } from './buttons.ts';
import { createChats, type ChatHomeserver } from './chats.ts';
import { notice } from './format.ts';

export interface DirectMessages {
  /**
   * Writes to a person where they last had a chat with the bot, or in a new chat. `cause` names what it is about: the same cause is sent
   * once, however often it is asked for. False for somebody without an account to write to. What they asked to be reminded of rings, in quiet
   * hours too; a notice makes no sound.
   */
  send(
    personId: PersonId,
    cause: string,
    text: (locale: Locale) => string,
    how?: { readonly reminder?: boolean; readonly choices?: readonly Choice[] },
  ): Promise<boolean>;
}

const RINGS: PostContent = { kind: 'reminder', rings: true, version: 1 };
const REMINDER = { msgtype: 'm.text', [POST_FIELD]: RINGS };

export function createDirectMessages({
  database,
  homeserver,
  directory,
  defaultLocale,
  log,
}: {
  database: Database;
  homeserver: ChatHomeserver & EventSender;
  directory: Pick<Directory, 'localeOf'>;
  defaultLocale: Locale;
  log: Log;
}): DirectMessages {
  const chats = createChats({ homeserver, log });

  /** The account with the newest chat, else one that its owner brought, else the one made here if somebody ever logged in with it. */
  async function accountOf(personId: PersonId): Promise<UserId | null> {
    const { rows } = await database.query<{ user_id: UserId }>(
      `select a.user_id from matrix_account a join person p on p.id = a.person_id and p.active
        where a.person_id = $1 and (a.origin = 'linked' or a.arrived_at is not null)
        order by (select max(created_at) from bot_chat c where c.user_id = a.user_id) desc nulls last,
          a.origin = 'linked' desc, a.created_at desc limit 1`,
      [personId],
    );
    return rows[0]?.user_id ?? null;
  }

  return {
    async send(personId, cause, text, { reminder = false, choices = [] } = {}) {
      const userId = await accountOf(personId);
      if (userId === null) return false;
      const id = causeId(`${cause} ${userId}`);
      const locale = (await directory.localeOf(personId)) ?? defaultLocale;
      const roomId = await database.transaction(async (tx) => {
        // Two processes with something to say make one chat.
        await holdName(tx, `bot chat ${userId}`);
        return chats.openWith(tx, userId, id);
      });
      try {
        const said = notice(text(locale));
        const content = reminder ? { ...said, ...REMINDER } : said;
        const eventId = await homeserver.sendMessage(roomId, `tell-${id}`, content);
        if (choices.length > 0) await offer(database, homeserver, { roomId, eventId, userId }, choices);
      } catch (error) {
        // The chat was left meanwhile: nobody is there to be told.
        if (!(error instanceof HomeserverError) || error.status !== 403) throw error;
        log.warn({ roomId, errcode: error.errcode }, 'a direct message was refused by the homeserver');
      }
      return true;
    },
  };
}
