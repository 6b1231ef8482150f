/**
 * The bot: answers commands in direct chats and in managed rooms. Commands live in their features; here is only who
 * asks, where, in which language, and how the answer goes out.
 *
 * Events come at least once (inbox/). An answer's transaction id is made from the event's id, so an event that
 * comes again is answered once; old events are answered too, for an outage must not swallow a command.
 */
import { asObject } from '../json.ts';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import type { EventHandler, RoomEvent } from '../inbox/handler.ts';
import type { Log } from '../log.ts';
import {
  causeId,
  HomeserverError,
  type EventId,
  type EventSender,
  type JsonObject,
  type Redactor,
} from '../matrix/homeserver.ts';
import type { ClassId, Locale, RoomId, SchoolId, SchoolState, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { nearest } from '../config/nearest.ts';
import { createBudget } from './budget.ts';
import { offer, take } from './buttons.ts';
import { createChats, type ChatHomeserver } from './chats.ts';
import { UsageError, type Asker, type Command, type Place, type Reply } from './command.ts';
import { notice } from './format.ts';
import { helpCommand } from './help.ts';
import { botText } from './messages.ts';
import { MAX_COMMAND_LENGTH, MAX_WORDS, parseCommand, type CommandLine } from './parser.ts';

export interface BotDependencies {
  readonly homeserver: ChatHomeserver & Redactor & EventSender;
  readonly directory: Directory;
  /** Whether a room is one of Parta's, managed or for two people, and whose it is. */
  readonly rooms: {
    find(
      roomId: RoomId,
    ): Promise<{ readonly schoolId: SchoolId | null; readonly classId: ClassId | null } | null>;
  };
  readonly commands: readonly Command[];
  readonly defaultLocale: Locale;
  readonly log: Log;
}

export interface Bot {
  readonly handlers: readonly EventHandler[];
  /** Those of some rooms that are direct chats of the bot. */
  chatsAmong(sql: Sql, roomIds: readonly RoomId[]): Promise<RoomId[]>;
}

/** A reply, and the command that it refuses for lack of a right. */
interface Answer extends Reply {
  readonly refused?: string;
}

const NOBODY: SchoolState = {
  schools: [],
  years: [],
  classes: [],
  persons: [],
  roles: [],
  enrollments: [],
  guardianships: [],
  accounts: [],
};

const MINUTE_MS = 60_000;

export function createBot(dependencies: BotDependencies): Bot {
  const { homeserver, directory, rooms, defaultLocale, log } = dependencies;
  const all: readonly Command[] = [...dependencies.commands, helpCommand(() => all)];
  const commands = new Map(all.map((command) => [command.name, command]));
  const chats = createChats({ homeserver, log });
  // A human writes and invites less than this; a program gone wild is not answered until the next minute or hour.
  const answers = createBudget(30, MINUTE_MS);
  const invitesOfOne = createBudget(10, 60 * MINUTE_MS);
  const invitesOfStrangers = createBudget(1000, 60 * MINUTE_MS);

  /** Null when nobody is there to be answered. */
  async function say(
    roomId: RoomId,
    txnId: string,
    text: string,
    answersTo?: EventId,
  ): Promise<EventId | null> {
    try {
      return await homeserver.sendMessage(roomId, txnId, notice(text, answersTo));
    } catch (error) {
      // The bot was put out of the room meanwhile: nobody is there to answer.
      if (!(error instanceof HomeserverError) || error.status !== 403) throw error;
      log.warn({ roomId, errcode: error.errcode }, 'answer refused by the homeserver');
      return null;
    }
  }

  async function askerOf(userId: UserId, schoolId: SchoolId | null): Promise<Asker> {
    const personId = await directory.personOf(userId);
    const own = personId === null ? null : await directory.localeOf(personId);
    const locale =
      own ?? (schoolId === null ? null : await directory.schoolLocale(schoolId)) ?? defaultLocale;
    let school: Promise<SchoolState> | undefined;
    return {
      userId,
      personId,
      locale,
      school: () =>
        (school ??=
          personId === null
            ? Promise.resolve(NOBODY)
            : directory.aroundPerson(personId, { administered: true })),
    };
  }

  async function placeOf(tx: Sql, event: RoomEvent): Promise<Place | null> {
    if ((await chats.userOf(tx, event.room_id)) === event.sender) {
      return { roomId: event.room_id, direct: true, schoolId: null, classId: null };
    }
    const room = await rooms.find(event.room_id);
    return room === null
      ? null
      : { roomId: event.room_id, direct: false, schoolId: room.schoolId, classId: room.classId };
  }

  async function run(asker: Asker, place: Place, line: CommandLine, event: RoomEvent): Promise<Answer> {
    const { locale } = asker;
    const command = commands.get(line.name);
    const name = line.name.slice(0, 30);
    if (command === undefined) {
      const close = nearest(name, [...commands.keys()]) ?? 'none';
      return { text: botText(locale, 'unknown_command', { name, close }) };
    }
    if (!(await command.allowed(asker)))
      return { text: botText(locale, 'not_allowed', { name }), refused: command.name };
    try {
      return await command.run({
        asker,
        place,
        line,
        eventId: event.event_id,
        repliesTo: repliedTo(event.content),
        mentions: mentioned(event.content),
      });
    } catch (error) {
      if (error instanceof ApiError)
        return { text: error.say(locale), ...(error.status === 403 && { refused: command.name }) };
      if (!(error instanceof UsageError)) throw error;
      return { text: `${error.say(locale)}\n${botText(locale, 'usage', { usage: command.usage(locale) })}` };
    }
  }

  /** @param answersTo the message that the answer is shown below; the command itself if it is left out */
  async function answer(event: RoomEvent, tx: Sql, answersTo: EventId = event.event_id): Promise<void> {
    const body = commandBody(event);
    if (body === null || event.sender === homeserver.botUserId) return;
    const parsed = parseCommand(body);
    // In a direct chat every message is meant for the bot, in other rooms only commands are.
    if (parsed === null && (await chats.userOf(tx, event.room_id)) !== event.sender) return;
    const place = await placeOf(tx, event);
    if (place === null) return;
    if (!answers.take(event.sender))
      return log.warn({ roomId: event.room_id }, 'too many messages to the bot');

    const asker = await askerOf(event.sender, place.schoolId);
    const reply: Answer =
      parsed === null
        ? { text: botText(asker.locale, 'hint') }
        : 'problem' in parsed
          ? {
              text: botText(asker.locale, parsed.problem, {
                max: parsed.problem === 'too_long' ? MAX_COMMAND_LENGTH : MAX_WORDS,
              }),
            }
          : await run(asker, place, parsed.command, event);

    if (reply.hidden === true && !place.direct) {
      await homeserver.redact(place.roomId, event.event_id, txnId(event.event_id, 'hide'));
      const chat = await chats.openWith(tx, event.sender, event.event_id);
      await say(
        chat,
        txnId(event.event_id, 'private'),
        [reply.text, reply.privately ?? ''].join('\n').trim(),
      );
    } else if (reply.privately === undefined) {
      const said = await say(place.roomId, txnId(event.event_id, 'answer'), reply.text, answersTo);
      if (place.direct && said !== null) await offerBelow(tx, place.roomId, said, event.sender, reply);
    } else if (place.direct) {
      const text = `${reply.text}\n${reply.privately}`;
      const said = await say(place.roomId, txnId(event.event_id, 'answer'), text, answersTo);
      if (said !== null) await offerBelow(tx, place.roomId, said, event.sender, reply);
    } else {
      const chat = await chats.openWith(tx, event.sender, event.event_id);
      const said = await say(chat, txnId(event.event_id, 'private'), reply.privately);
      if (said !== null) await offerBelow(tx, chat, said, event.sender, reply);
      const hint = `${reply.text}\n${botText(asker.locale, 'see_direct_chat')}`;
      await say(place.roomId, txnId(event.event_id, 'answer'), hint, event.event_id);
    }
    // Last, because from here on others who write to the same log wait for this event to be done.
    if (reply.refused !== undefined) await noteRefusal(tx, asker, place, reply.refused);
  }

  async function offerBelow(
    tx: Sql,
    roomId: RoomId,
    eventId: EventId,
    userId: UserId,
    { choices = [] }: Reply,
  ): Promise<void> {
    if (choices.length > 0) await offer(tx, homeserver, { roomId, eventId, userId }, choices);
  }

  /** A button was taken: its command runs as if it had been written. */
  async function reacted(event: RoomEvent, tx: Sql): Promise<void> {
    if (event.sender === homeserver.botUserId) return;
    const taken = await take(tx, event);
    if (taken === null) return;
    await answer({ ...event, content: { msgtype: 'm.text', body: taken.command } }, tx, taken.eventId);
  }

  /** That somebody tried what they have no right to. Strangers are not noted: anybody on any homeserver can be one. */
  async function noteRefusal(tx: Sql, asker: Asker, place: Place, command: string): Promise<void> {
    if (asker.personId === null) return log.warn({ roomId: place.roomId, command }, 'a stranger was refused');
    await audit(tx, {
      action: 'command.refuse',
      actorId: asker.personId,
      schoolId: place.schoolId ?? (await asker.school()).schools[0]?.id ?? null,
      details: { command, room: place.roomId },
    });
  }

  async function invited(event: RoomEvent, tx: Sql): Promise<void> {
    if ((await rooms.find(event.room_id)) !== null) return;
    const asker = await askerOf(event.sender, null);
    const welcome =
      invitesOfOne.take(event.sender) && (asker.personId !== null || invitesOfStrangers.take('all'));
    if (!welcome) {
      log.warn({ roomId: event.room_id }, 'too many invites to the bot');
      return chats.leave(tx, event.room_id);
    }
    const outcome = await chats.accept(tx, event.room_id, event.sender);
    if (outcome === 'gone') return;
    const key = outcome === 'opened' ? 'welcome' : 'crowded';
    await say(event.room_id, txnId(event.event_id, key), botText(asker.locale, key));
    if (outcome === 'crowded') await chats.leave(tx, event.room_id);
  }

  async function memberChanged(event: RoomEvent, tx: Sql): Promise<void> {
    const { membership } = event.content;
    const present = membership === 'invite' || membership === 'join';
    if (event.state_key === homeserver.botUserId) {
      if (membership === 'invite' && event.sender !== homeserver.botUserId) await invited(event, tx);
      if (!present) await tx.query('delete from bot_chat where room_id = $1', [event.room_id]);
      return;
    }
    const owner = await chats.userOf(tx, event.room_id);
    if (owner === null) return;
    const somebodyElse = present && event.state_key !== owner;
    const ownerLeft = !present && event.state_key === owner;
    if (!somebodyElse && !ownerLeft) return;
    if (somebodyElse) {
      const asker = await askerOf(owner, null);
      await say(event.room_id, txnId(event.event_id, 'crowded'), botText(asker.locale, 'crowded'));
    }
    await chats.leave(tx, event.room_id);
  }

  async function cannotRead(event: RoomEvent, tx: Sql): Promise<void> {
    if ((await chats.userOf(tx, event.room_id)) !== event.sender) return;
    const asker = await askerOf(event.sender, null);
    // Once a room: the id is made from the room, not the event.
    await say(event.room_id, txnId(event.room_id, 'encrypted'), botText(asker.locale, 'encrypted'));
  }

  return {
    chatsAmong: (sql, roomIds) => chats.among(sql, roomIds),
    handlers: [
      { name: 'bot.membership', types: ['m.room.member'], handle: memberChanged },
      {
        name: 'bot.commands',
        types: ['m.room.message'],
        ownRoomsOnly: true,
        handle: (event, tx) => answer(event, tx),
      },
      { name: 'bot.buttons', types: ['m.reaction'], ownRoomsOnly: true, handle: reacted },
      { name: 'bot.encrypted', types: ['m.room.encrypted'], ownRoomsOnly: true, handle: cannotRead },
    ],
  };
}

/** What a human typed, or null: only text, never a notice of another bot, an edit, or a message without a body. */
function commandBody({ content }: RoomEvent): string | null {
  if (content.msgtype !== 'm.text' || typeof content.body !== 'string') return null;
  if (asObject(content['m.relates_to'])['rel_type'] === 'm.replace') return null;
  // Older clients put what they answer to before the answer ("Rich replies", fallback).
  return repliedTo(content) === null ? content.body : content.body.replace(/^(> .*\n)+\n?/, '');
}

function repliedTo(content: JsonObject): EventId | null {
  const id = asObject(asObject(content['m.relates_to'])['m.in_reply_to'])['event_id'];
  return typeof id === 'string' && id.length <= 255 ? id : null;
}

function mentioned(content: JsonObject): UserId[] {
  const ids = asObject(content['m.mentions'])['user_ids'];
  return (Array.isArray(ids) ? ids : []).filter((id): id is UserId => typeof id === 'string').slice(0, 10);
}

function txnId(cause: string, purpose: string): string {
  return `bot-${causeId(cause)}-${purpose}`;
}
