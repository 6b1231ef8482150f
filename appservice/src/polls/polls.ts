/**
 * Polls in rooms of the school. Ordinary ones are events of MSC3381 that any client sends, votes in and shows; Parta counts them, ends them in
 * time and says the result. In anonymous ones the votes come to Parta alone. What is counted, and how, is pure (protocol/src/polls.ts).
 */
import { createHmac } from 'node:crypto';
import { POLL_END, pollEndContent, validSelections } from '@parta/protocol';
import type { Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { notice } from '../bot/format.ts';
import type { Command } from '../bot/command.ts';
import type { EventHandler } from '../inbox/handler.ts';
import {
  isJoined,
  HomeserverError,
  type EventSender,
  type MessageSender,
  type StateReader,
} from '../matrix/homeserver.ts';
import type { ManagedRoom, ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Locale, PersonId, RoomId, UserId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { tasksOfLater, type Jobs, type JobTask } from '../store/jobs.ts';
import { timeZoneOf } from '../store/school-store.ts';
import { createAsking, END_TASK, PUBLISH_TASK, type Asker } from './asking.ts';
import { pollCommands } from './commands.ts';
import { createCounting } from './counting.ts';
import type { PollDraft } from './draft.ts';
import { pollText, refuse } from './messages.ts';
import { endSentence, resultLines, type NamedVote } from './results.ts';
import { mayAsk, mayManage } from './rights.ts';
import { pollRoutes } from './routes.ts';
import {
  ballotsOf,
  castBallot,
  endPoll,
  findByCode,
  findByEvent,
  findPoll,
  holdPoll,
  newestIn,
  type PollResult,
  type PollRow,
} from './store.ts';
import { pollHandler } from './watch.ts';

export interface PollsDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly homeserver: EventSender & MessageSender & StateReader & { readonly botUserId: UserId };
  readonly rooms: ManagedRooms;
  readonly jobs: Pick<Jobs, 'add'>;
  /** Ballots of anonymous polls are hidden by it. */
  readonly secret: string;
  readonly defaultLocale: Locale;
  readonly now?: () => Date;
}

/** A poll as somebody may see it. */
export interface PollView {
  readonly poll: PollRow;
  /** Null while nobody is to know. */
  readonly votes: PollResult['votes'];
  readonly voters: number;
  /** What the asker chose in an anonymous poll: nobody else is told. */
  readonly mine: readonly string[];
  readonly mayManage: boolean;
  /** Who has not voted, for those who manage it. */
  readonly missing: { readonly personId: PersonId; readonly name: string }[] | null;
}

/** Names a poll: by its event, or by its code for people of other clients. */
export type PollName = { readonly roomId: RoomId; readonly eventId: string } | { readonly code: string };

export interface Polls {
  ask(by: Asker, roomId: RoomId, draft: PollDraft, cause: string): Promise<void>;
  view(by: Asker, name: PollName): Promise<PollView>;
  /** Votes in an anonymous poll; returns what counts now. */
  vote(by: Asker, name: PollName, answers: readonly string[]): Promise<readonly string[]>;
  end(by: Asker, name: PollName): Promise<void>;
  /** The newest poll of a room, or of those that are open. */
  newest(roomId: RoomId, open: boolean): Promise<PollName>;
  /** For those who manage it, and noted in the audit log. */
  export(
    by: Asker,
    name: PollName,
  ): Promise<{ poll: PollRow; result: PollResult; people: NamedVote[]; timeZone: string }>;
  readonly commands: readonly Command[];
  readonly handlers: readonly EventHandler[];
  readonly routes: Router;
  readonly tasks: { readonly [name in (typeof TASKS)[number]]: JobTask };
}

const TELL_TASK = 'polls.tell';
const TASKS = [PUBLISH_TASK, END_TASK, TELL_TASK] as const;

/** The tasks by name before the feature itself is there. */
export function pollTasks(polls: () => Polls): { readonly [name: string]: JobTask } {
  return tasksOfLater(TASKS, polls);
}

export function createPolls(dependencies: PollsDependencies): Polls {
  const { database, directory, homeserver, rooms, jobs, defaultLocale } = dependencies;
  const { now = () => new Date() } = dependencies;
  const localeOf = async (schoolId: string): Promise<Locale> =>
    (await directory.schoolLocale(schoolId)) ?? defaultLocale;
  const counting = createCounting({ database, directory, rooms, now });
  const asking = createAsking({ database, homeserver, jobs, localeOf, now });

  async function decides(
    rule: typeof mayManage,
    { personId }: Asker,
    place: Pick<ManagedRoom, 'kind' | 'schoolId' | 'classId'>,
  ): Promise<boolean> {
    const { classId, schoolId } = place;
    const state = await directory.aroundPerson(personId, classId === null ? {} : { classId });
    return rule(state, personId, place, today(await timeZoneOf(database, schoolId), now()));
  }

  async function roomOf(roomId: RoomId): Promise<ManagedRoom> {
    const room = await rooms.find(roomId);
    if (room === null) throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
    return room;
  }

  /** A poll is there for those who are in its room now, and for those who manage it. */
  async function pollFor(by: Asker, name: PollName): Promise<{ poll: PollRow; manages: boolean }> {
    const found =
      'code' in name
        ? await findByCode(database, name.code)
        : await findByEvent(database, name.roomId, name.eventId);
    if (found !== null) {
      const manages = await decides(mayManage, by, await roomOf(found.roomId));
      if (manages || (await isJoined(homeserver, found.roomId, by.userId))) return { poll: found, manages };
    }
    throw refuse(404, 'M_NOT_FOUND', 'no_such_poll');
  }

  /** Another name for a person in one poll, the same each time, from which nobody without the secret finds the person. */
  const hidden = ({ id }: PollRow, what: 'voice' | 'voter', personId: string): Buffer =>
    createHmac('sha256', dependencies.secret).update(`parta poll ${id} ${what} ${personId}`).digest();

  async function mineIn(poll: PollRow, personId: PersonId): Promise<readonly string[]> {
    if (!poll.anonymous) return [];
    const voter = hidden(poll, 'voter', personId);
    return (await ballotsOf(database, poll.id)).find((one) => one.voter.equals(voter))?.answers ?? [];
  }

  function shownResult(poll: PollRow): Promise<PollResult> | PollResult {
    return poll.result ?? counting.result(database, poll);
  }

  const isShown = ({ anonymous, question, endedAt }: PollRow): boolean =>
    endedAt !== null || (question.disclosed && !anonymous);

  /** Ends it for good and lets the bot say so; the first one to end it does. */
  async function close(tx: Sql, id: string, at: Date): Promise<void> {
    const poll = await holdPoll(tx, id);
    if (poll === null || poll.endedAt !== null) return;
    await endPoll(tx, id, at, await counting.result(tx, poll, at));
    if (poll.announced) await jobs.add(tx, TELL_TASK, { id }, { key: `${TELL_TASK}:${id}` });
  }

  async function endNow({ id }: { id: string }): Promise<void> {
    const poll = await findPoll(database, id);
    if (poll === null || poll.endedAt !== null) return;
    if (poll.anonymous) return database.transaction((tx) => close(tx, id, now()));
    // The end counts when it comes back as an event of the room, after every vote that came before it (watch.ts).
    const result = await counting.result(database, poll);
    const text = endSentence(poll.question, result, await localeOf(poll.schoolId));
    await homeserver.sendEvent(poll.roomId, POLL_END, `poll-end-${id}`, pollEndContent(poll.eventId!, text));
  }

  async function tell({ id }: { id: string }): Promise<void> {
    const poll = await findPoll(database, id);
    if (poll?.result == null) return;
    const locale = await localeOf(poll.schoolId);
    const title = pollText(locale, 'ended', { question: poll.question.question });
    const text = [title, ...resultLines(poll.question, poll.result, poll.per, locale)].join('\n');
    await homeserver
      .sendMessage(poll.roomId, `poll-result-${id}`, notice(text, poll.eventId ?? undefined))
      .catch((error: unknown) => {
        // The room is gone: nobody is there to be told.
        if (!(error instanceof HomeserverError) || error.status !== 403) throw error;
      });
  }

  const withId =
    (task: (payload: { id: string }) => Promise<void>): JobTask =>
    async (payload) => {
      const { id } = (payload ?? {}) as { id?: unknown };
      if (typeof id === 'string') await task({ id });
    };

  const polls: Omit<Polls, 'commands' | 'routes'> = {
    async ask(by, roomId, draft, cause) {
      const room = await roomOf(roomId);
      if (!(await decides(mayAsk, by, room))) throw refuse(403, 'M_FORBIDDEN', 'may_not_ask');
      await asking.ask(by, room, draft, cause);
    },

    async view(by, name) {
      const { poll, manages } = await pollFor(by, name);
      const result = await shownResult(poll);
      return {
        poll,
        votes: isShown(poll) ? result.votes : null,
        voters: result.voters,
        mine: await mineIn(poll, by.personId),
        mayManage: manages,
        missing: manages ? await counting.missing(poll, by.personId) : null,
      };
    },

    async vote(by, name, answers) {
      const { poll } = await pollFor(by, name);
      if (!poll.anonymous) throw refuse(400, 'M_INVALID_PARAM', 'not_anonymous');
      if (answers.length > poll.question.maxSelections)
        throw refuse(400, 'M_INVALID_PARAM', 'too_many_chosen', { most: poll.question.maxSelections });
      const chosen = validSelections(poll.question, answers);
      if (chosen.length === 0 && answers.length > 0) throw refuse(400, 'M_INVALID_PARAM', 'no_answer');
      const voices = await counting.voicesOf(poll, by.personId);
      if (voices.length === 0) throw refuse(403, 'M_FORBIDDEN', 'no_child');
      await database.transaction(async (tx) => {
        const held = await holdPoll(tx, poll.id);
        const over = held === null || held.endedAt !== null || (held.closesAt ?? Infinity) < now();
        if (over) throw refuse(409, 'ORG.PARTA.POLL_OVER', 'is_over');
        const voter = hidden(poll, 'voter', by.personId);
        for (const voice of voices)
          await castBallot(tx, poll.id, hidden(poll, 'voice', voice), { voter, answers: chosen });
      });
      return chosen;
    },

    async end(by, name) {
      const { poll, manages } = await pollFor(by, name);
      const own = (await directory.holderOf(poll.author))?.personId === by.personId;
      if (!own && !manages) throw refuse(403, 'M_FORBIDDEN', 'may_not_end');
      if (poll.endedAt !== null) throw refuse(409, 'ORG.PARTA.POLL_OVER', 'is_over');
      await database.transaction(async (tx) => {
        await jobs.add(tx, END_TASK, { id: poll.id }, { key: `${END_TASK}:${poll.id}` });
        const details = { room: poll.roomId, poll_id: poll.id };
        await audit(tx, { action: 'poll.end', actorId: by.personId, schoolId: poll.schoolId, details });
      });
    },

    async newest(roomId, open) {
      const poll = await newestIn(database, roomId, open);
      if (poll === null) throw refuse(404, 'M_NOT_FOUND', 'no_poll_here');
      return { roomId, eventId: poll.eventId! };
    },

    async export(by, name) {
      const { poll, manages } = await pollFor(by, name);
      if (!manages) throw refuse(403, 'M_FORBIDDEN', 'may_not_see');
      if (!isShown(poll)) throw refuse(409, 'ORG.PARTA.POLL_OPEN', 'not_yet');
      const details = { room: poll.roomId, poll_id: poll.id };
      await audit(database, {
        action: 'poll.export',
        actorId: by.personId,
        schoolId: poll.schoolId,
        details,
      });
      return {
        poll,
        result: await shownResult(poll),
        people: await counting.named(poll),
        timeZone: await timeZoneOf(database, poll.schoolId),
      };
    },

    handlers: [pollHandler({ rooms, homeserver, jobs, localeOf, close })],
    tasks: {
      [PUBLISH_TASK]: withId(({ id }) => asking.publish(id)),
      [END_TASK]: withId(endNow),
      [TELL_TASK]: withId(tell),
    },
  };
  return {
    ...polls,
    commands: pollCommands({ polls, timeZoneOf: (schoolId) => timeZoneOf(database, schoolId), now }),
    routes: pollRoutes(polls),
  };
}
