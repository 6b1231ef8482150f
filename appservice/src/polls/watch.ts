/** Polls as they happen in rooms, in whatever client: begun, changed, answered, ended, deleted. */
import { asObject } from '../json.ts';
import {
  countAnswers,
  MOST_ANSWERS,
  POLL_ENDS,
  POLL_RESPONSES,
  POLL_RULES,
  POLL_STARTS,
  pollOf,
  readQuestion,
  readRules,
  readSelections,
} from '@parta/protocol';
import { notice } from '../bot/format.ts';
import type { EventHandler, RoomEvent } from '../inbox/handler.ts';
import type { MessageSender, StateReader } from '../matrix/homeserver.ts';
import type { ManagedRoom, ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Locale, RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { END_TASK } from './asking.ts';
import { pollText } from './messages.ts';
import { addVote, changeQuestion, findByEvent, forgetEvent, insertPoll, senderOf } from './store.ts';

export interface PollWatchDependencies {
  readonly rooms: Pick<ManagedRooms, 'find'>;
  readonly homeserver: MessageSender & StateReader & { readonly botUserId: UserId };
  readonly jobs: Pick<Jobs, 'add'>;
  readonly localeOf: (schoolId: string) => Promise<Locale>;
  readonly close: (tx: Sql, id: string, at: Date) => Promise<void>;
}

export function pollHandler({
  rooms,
  homeserver,
  jobs,
  localeOf,
  close,
}: PollWatchDependencies): EventHandler {
  async function begun(event: RoomEvent, room: ManagedRoom, tx: Sql): Promise<void> {
    const question = readQuestion(event.content);
    if (question === null) return;
    const rules = readRules(event.content);
    const byBot = event.sender === homeserver.botUserId;
    const closesAt = rules.closes_at === undefined ? null : new Date(rules.closes_at);
    const id = await insertPoll(tx, {
      ...{ schoolId: room.schoolId, classId: room.classId, roomId: room.roomId, eventId: event.event_id },
      author: byBot ? (rules.asked_by ?? event.sender) : event.sender,
      ...{ question, anonymous: false, per: rules.per, code: null, closesAt, cause: null },
      announced: event.content[POLL_RULES] !== undefined,
    });
    if (id !== null && closesAt !== null)
      await jobs.add(tx, END_TASK, { id }, { key: `${END_TASK}:${id}`, runAt: closesAt });
    const count = countAnswers(event.content);
    if (count <= MOST_ANSWERS) return;
    const text = pollText(await localeOf(room.schoolId), 'surplus', { count, most: MOST_ANSWERS });
    await homeserver.sendMessage(room.roomId, `poll-surplus-${event.event_id}`, notice(text, event.event_id));
  }

  /** As clients do: the question can be put right by whoever asked, as long as nobody has answered. */
  async function edited(event: RoomEvent, of: string, tx: Sql): Promise<void> {
    const question = readQuestion(asObject(event.content['m.new_content']));
    const poll = await findByEvent(tx, event.room_id, of);
    if (question !== null && poll?.author === event.sender) await changeQuestion(tx, poll.id, question);
  }

  async function answered(event: RoomEvent, tx: Sql): Promise<void> {
    const poll = await findByEvent(tx, event.room_id, pollOf(event.content) ?? '');
    if (poll === null || poll.anonymous || poll.endedAt !== null) return;
    await addVote(tx, poll.id, event.event_id, {
      voter: event.sender,
      at: event.origin_server_ts,
      answers: readSelections(event.content),
    });
  }

  async function ended(event: RoomEvent, tx: Sql): Promise<void> {
    const poll = await findByEvent(tx, event.room_id, pollOf(event.content) ?? '');
    if (poll === null || poll.anonymous || poll.endedAt !== null) return;
    const { sender } = event;
    const own = sender === poll.author || sender === homeserver.botUserId;
    if (own || (await mayDelete(event.room_id, sender)))
      await close(tx, poll.id, new Date(event.origin_server_ts));
  }

  /** A homeserver elsewhere may let through what ours would not do: so whether it may be deleted is asked here too. */
  async function deleted({ room_id: roomId, sender }: RoomEvent, target: string, tx: Sql): Promise<void> {
    const by = await senderOf(tx, roomId, target);
    if (by === null) return;
    const own = sender === by || sender === homeserver.botUserId;
    if (own || (await mayDelete(roomId, sender))) await forgetEvent(tx, roomId, target);
  }

  /** MSC3381: besides its author, a poll is ended by those who may delete others' messages. */
  async function mayDelete(roomId: RoomId, userId: UserId): Promise<boolean> {
    const levels = (await homeserver.readStateEvent(roomId, 'm.room.power_levels', ''))?.content ?? {};
    const own = Number(asObject(levels['users'])[userId] ?? levels['users_default'] ?? 0);
    return own >= Number(levels['redact'] ?? 50);
  }

  async function handle(event: RoomEvent, tx: Sql): Promise<void> {
    const room = await rooms.find(event.room_id);
    if (room === null || event.state_key !== undefined) return;
    const { type, content } = event;
    if (POLL_STARTS.includes(type)) {
      const { rel_type: relation, event_id: target } = asObject(content['m.relates_to']);
      if (relation === 'm.replace') return edited(event, String(target), tx);
      return begun(event, room, tx);
    }
    if (POLL_RESPONSES.includes(type)) return answered(event, tx);
    if (POLL_ENDS.includes(type)) return ended(event, tx);
    // Before room version 11 the target stands beside the content.
    const target = content['redacts'] ?? (event as { redacts?: unknown }).redacts;
    if (typeof target === 'string') await deleted(event, target, tx);
  }

  return {
    name: 'polls.watch',
    types: [...POLL_STARTS, ...POLL_RESPONSES, ...POLL_ENDS, 'm.room.redaction'],
    ownRoomsOnly: true,
    handle,
  };
}
