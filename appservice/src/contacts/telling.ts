/** Tells people in their direct chat with the bot what was done about a room, and makes the room that replaces it. Jobs. */
import type { Directory } from '../accounts/directory.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { OUTCOMES } from '../policy/model.ts';
import type { Locale, UserId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import type { JobTask } from '../store/jobs.ts';
import type { DirectRooms } from './direct-rooms.ts';
import type { Telling } from './foreign-rooms.ts';
import { contactText, matrixTo } from './messages.ts';
import type { DirectParty, Verdict } from './rules.ts';
import { interventionReplaced } from './store.ts';

export const TELL_TASK = 'contacts.tell';

export interface TellingDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'personOf'>;
  readonly messages: DirectMessages;
  readonly direct: Pick<DirectRooms, 'open'>;
  readonly sayRule: (locale: Locale, why: Verdict) => string;
}

export function createTelling({
  database,
  directory,
  messages,
  direct,
  sayRule,
}: TellingDependencies): JobTask {
  const partyOf = async (userId: UserId): Promise<DirectParty> => ({
    userId,
    personId: await directory.personOf(userId),
  });

  return async (payload) => {
    const telling = read(payload);
    if (telling === null) return;
    const { roomId, cause, action, why, userIds } = telling;
    let link: string | null = null;
    if (action === 'replaced') {
      const [from, to] = await Promise.all([partyOf(why.from), partyOf(why.to)]);
      const room = await direct.open(from, to);
      await interventionReplaced(database, roomId, cause, room.roomId);
      link = matrixTo(room.roomId);
    }
    for (const userId of userIds) {
      const personId = await directory.personOf(userId);
      if (personId === null) continue;
      const others = userId === why.from ? why.to : userId === why.to ? why.from : `${why.from}, ${why.to}`;
      await messages.send(personId, `${roomId} ${cause} ${personId}`, (locale) => {
        const values = { others, rule: sayRule(locale, why), link: link ?? '', to: others };
        return contactText(locale, `told_${action}`, values);
      });
    }
  };
}

const ACTIONS: readonly unknown[] = ['cut', 'closed', 'replaced'] satisfies Telling['action'][];

/** An older version may have queued it. */
function read(payload: unknown): Telling | null {
  const { roomId, cause, action, why, userIds } = (payload ?? {}) as Partial<Telling>;
  const known =
    typeof roomId === 'string' &&
    typeof cause === 'string' &&
    ACTIONS.includes(action) &&
    Array.isArray(userIds) &&
    why !== undefined &&
    OUTCOMES.includes(why.outcome);
  return known ? (payload as Telling) : null;
}
