/** Polls that Parta asks for somebody: by an event of MSC3381, or by a message that announces an anonymous poll. */
import { sayMoment } from '../i18n/moment.ts';
import { randomInt } from 'node:crypto';
import { POLL_RULES, POLL_START, pollContent, type PollAnswer, type PollRules } from '@parta/protocol';
import { audit } from '../audit/audit.ts';
import { notice } from '../bot/format.ts';
import { causeId, type EventSender, type JsonObject, type MessageSender } from '../matrix/homeserver.ts';
import type { ManagedRoom } from '../reconcile/managed-rooms.ts';
import type { Locale, PersonId, UserId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { timeZoneOf } from '../store/school-store.ts';
import { checkDraft, type PollDraft } from './draft.ts';
import { pollText } from './messages.ts';
import { findPoll, insertPoll, setEventId, type PollRow } from './store.ts';

export const PUBLISH_TASK = 'polls.publish';
export const END_TASK = 'polls.end';

export interface AskingDependencies {
  readonly database: Database;
  readonly homeserver: EventSender & MessageSender;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly localeOf: (schoolId: string) => Promise<Locale>;
  readonly now: () => Date;
}

export interface Asking {
  /** @param cause of the request or command: the same makes no second poll */
  ask(by: Asker, room: ManagedRoom, draft: PollDraft, cause: string): Promise<void>;
  /** Sends the announcement of an anonymous poll, once. */
  publish(id: string): Promise<void>;
}

export interface Asker {
  readonly personId: PersonId;
  readonly userId: UserId;
}

export function createAsking({ database, homeserver, jobs, localeOf, now }: AskingDependencies): Asking {
  async function askOpenly(by: Asker, room: ManagedRoom, draft: PollDraft, cause: string): Promise<void> {
    const { question, answers, ...options } = draft;
    const rules = rulesOf(by.userId, draft);
    const txnId = `poll-${causeId(cause)}`;
    // Whose it is and when it ends is written down when the event comes back (watch.ts), as for polls of any client.
    await homeserver.sendEvent(
      room.roomId,
      POLL_START,
      txnId,
      pollContent(question, answers, { ...options, rules }),
    );
  }

  return {
    async ask(by, room, wish, cause) {
      const draft = checkDraft(wish, room.kind, now());
      if (!draft.anonymous) return askOpenly(by, room, draft, cause);
      await database.transaction(async (tx) => {
        const id = await insertPoll(tx, {
          ...{ schoolId: room.schoolId, classId: room.classId, roomId: room.roomId, eventId: null },
          ...{ author: by.userId, question: questionOf(draft), anonymous: true, per: draft.per },
          ...{ code: newCode(), announced: true, closesAt: draft.closesAt, cause },
        });
        if (id === null) return;
        await jobs.add(tx, PUBLISH_TASK, { id });
        if (draft.closesAt !== null)
          await jobs.add(tx, END_TASK, { id }, { key: `${END_TASK}:${id}`, runAt: draft.closesAt });
        const details = { room: room.roomId, poll_id: id };
        await audit(tx, { action: 'poll.ask', actorId: by.personId, schoolId: room.schoolId, details });
      });
    },

    async publish(id) {
      const poll = await findPoll(database, id);
      if (poll === null || poll.eventId !== null) return;
      const locale = await localeOf(poll.schoolId);
      const content = announcement(poll, locale, await timeZoneOf(database, poll.schoolId));
      await setEventId(database, id, await homeserver.sendMessage(poll.roomId, `poll-${id}`, content));
    },
  };
}

function rulesOf(
  askedBy: UserId,
  { per, closesAt, anonymous }: Pick<PollDraft, 'per' | 'closesAt' | 'anonymous'>,
): PollRules {
  return {
    per,
    ...(closesAt !== null && { closes_at: closesAt.toISOString() }),
    ...(anonymous && { anonymous }),
    asked_by: askedBy,
  };
}

function questionOf({ question, answers, maxSelections }: PollDraft): PollRow['question'] {
  const listed: PollAnswer[] = answers.map((text, index) => ({ id: String(index + 1), text }));
  return { question, answers: listed, maxSelections, disclosed: false };
}

/** Without letters that look like others. */
const LETTERS = 'ABCDEFGHKLMNPQRSTUVWXYZ';
const newCode = (): string => Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** A message that any client shows: the question, its answers, and how to vote without the others knowing. */
function announcement(poll: PollRow, locale: Locale, timeZone: string): JsonObject {
  const { question, answers, maxSelections } = poll.question;
  const text = [
    pollText(locale, 'anonymous_title', { question }),
    ...answers.map((answer, index) => `${index + 1}. ${answer.text}`),
    ...(maxSelections > 1 ? [pollText(locale, 'several', { most: maxSelections })] : []),
    ...(poll.per === 'child' ? [pollText(locale, 'per_child')] : []),
    ...(poll.closesAt === null
      ? []
      : [pollText(locale, 'until', { time: sayMoment(locale, poll.closesAt, timeZone) })]),
    '',
    pollText(locale, 'anonymous_how', { code: poll.code! }),
  ].join('\n');
  return {
    ...notice(text),
    msgtype: 'm.text',
    [POLL_RULES]: rulesOf(poll.author, poll),
  };
}
