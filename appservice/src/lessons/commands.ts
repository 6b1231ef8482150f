/** The teacher's desk in any client: `!parta lesson start|end|mute|…`, beside what the timetable does with `!parta lesson …`. */
import { namesOf } from '../store/school-store.ts';
import type { Directory } from '../accounts/directory.ts';
import { UsageError, type CommandAction, type CommandCall, type Reply } from '../bot/command.ts';
import type { EventSender, JsonObject } from '../matrix/homeserver.ts';
import { displayName, type ClassId, type PersonId, type RoomId, type UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Desk } from './desk.ts';
import { mediaError } from './entry.ts';
import { MediaUnavailable } from './media.ts';
import { lessonText, type LessonMessage } from './messages.ts';
import type { Profile } from './model.ts';
import type { FoundRoom } from './people.ts';
import type { Recordings } from './recording/recordings.ts';
import { lessonKind } from './rules.ts';
import { listSeats, type SeatChange } from './store.ts';
import type { LessonSeat, LessonViews } from './view.ts';

export interface LessonActionsDependencies {
  readonly database: Sql;
  readonly desk: Desk;
  readonly views: LessonViews;
  readonly directory: Pick<Directory, 'aroundClass'>;
  readonly rooms: {
    find(roomId: RoomId): Promise<FoundRoom | null>;
    listForClass(classId: ClassId): Promise<readonly FoundRoom[]>;
  };
  readonly homeserver: EventSender;
  readonly recordings: Pick<Recordings, 'start' | 'stop' | 'stream'>;
}

const PROFILES: readonly Profile[] = ['discussion', 'listen', 'test', 'broadcast'];
const MAX_ANSWERS = 20;

export function lessonActions(dependencies: LessonActionsDependencies): CommandAction[] {
  const { database, desk, views, directory, rooms, homeserver, recordings } = dependencies;

  /** The lesson room that a command is about: where it was written, or that of the class there or named. */
  async function roomOf({ place, line, asker }: CommandCall): Promise<RoomId> {
    const here = place.direct ? null : await rooms.find(place.roomId);
    const named = line.options.get('class');
    if (named === undefined && here !== null) {
      const kind = lessonKind(here.kind);
      if (kind === 'lesson' || kind === 'broadcast') return here.roomId;
    }
    const wanted = named?.trim().toLowerCase();
    const classId =
      wanted === undefined
        ? place.classId
        : (await asker.school()).classes.find((one) => !one.archived && one.title.toLowerCase() === wanted)
            ?.id;
    const found = classId == null ? [] : await rooms.listForClass(classId);
    const room = found.find(({ kind }) => kind === 'lesson_room');
    if (room === undefined) throw usage('command_where');
    return room.roomId;
  }

  /** Somebody of the lesson by Matrix ID or name; names come in several words, and from mentions with a colon behind. */
  async function somebody(call: CommandCall, roomId: RoomId, words: readonly string[]): Promise<UserId> {
    const wanted = words.join(' ').replace(/:$/, '').trim();
    if (wanted === '') throw usage('command_who');
    if (/^@[^:\s]+:\S+$/.test(wanted)) return wanted;
    const { room, session } = await desk.roomFor({ personId: call.asker.personId! }, roomId);
    const found = new Map<UserId, string>();
    if (session !== null) {
      const seats = await listSeats(database, session.id);
      const names = await namesOf(
        database,
        seats.map(({ personId }) => personId),
      );
      for (const seat of seats) found.set(seat.userId, names.get(seat.personId) ?? '');
    }
    if (room.classId !== null) {
      const state = await directory.aroundClass(room.classId, call.asker.personId!);
      const persons = new Map(state.persons.map((person) => [person.id, displayName(person)]));
      for (const { userId, personId } of state.accounts) {
        if (!found.has(userId)) found.set(userId, persons.get(personId) ?? '');
      }
    }
    const folded = wanted.replace(/^@/, '').toLowerCase();
    const exact = [...found].filter(([, name]) => name.toLowerCase() === folded);
    const matches =
      exact.length > 0
        ? exact
        : [...found].filter(([, name]) => name.toLowerCase().split(' ').includes(folded));
    // Several accounts of one name: those of one person, or two who are called alike.
    if (matches.length === 0) throw usage('command_nobody', { name: wanted.slice(0, 60) });
    if (matches.length > 1) throw usage('command_several', { name: wanted.slice(0, 60) });
    return matches[0]![0];
  }

  type Doing = (
    call: CommandCall & { readonly roomId: RoomId; readonly actor: { readonly personId: PersonId } },
    words: readonly string[],
  ) => Promise<LessonMessage | { key: LessonMessage; values: Record<string, string | number> } | Reply>;

  const action = (names: readonly string[], work: Doing): CommandAction => ({
    names,
    async run(call, words) {
      const roomId = await roomOf(call);
      const actor = { personId: call.asker.personId! };
      try {
        const said = await work({ ...call, roomId, actor }, words);
        if (typeof said === 'object' && 'text' in said) return said;
        const { key, values } = typeof said === 'string' ? { key: said, values: {} } : said;
        return { text: lessonText(call.asker.locale, key, values) };
      } catch (error) {
        throw error instanceof MediaUnavailable ? mediaError(error) : error;
      }
    },
  });

  const seatAction = (names: readonly string[], change: SeatChange, done: LessonMessage): CommandAction =>
    action(names, async (call, words) => {
      const userId = await somebody(call, call.roomId, words);
      await desk.changeSeat(call.actor, call.roomId, userId, change);
      return done;
    });

  const switchAction = (names: readonly string[], change: object, done: LessonMessage): CommandAction =>
    action(names, async ({ actor, roomId }) => {
      await desk.change(actor, roomId, change);
      return done;
    });

  return [
    action(['start', 'начать'], async ({ actor, roomId, line }, words) => {
      const minutes = line.options.get('minutes');
      if (minutes !== undefined && !isWithin(minutes, 480)) throw usage('command_minutes', { max: 480 });
      const profile = line.options.get('profile');
      const title = words.join(' ').trim().slice(0, 200);
      await desk.open(actor, roomId, {
        ...(title === '' ? {} : { title }),
        ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
        ...(profile === undefined ? {} : { profile: readProfile(profile) }),
      });
      return 'done_start';
    }),
    action(['end', 'закончить'], async ({ actor, roomId }) => {
      await desk.end(actor, roomId);
      return 'done_end';
    }),
    action(['mute', 'заглушить'], async (call, words) => {
      const all = words.length === 1 && ['all', 'всех'].includes(words[0]!.toLowerCase());
      const userId = all ? null : await somebody(call, call.roomId, words);
      const muted = await desk.mute(call.actor, call.roomId, userId, 'microphone');
      return { key: 'done_mute', values: { muted } };
    }),
    seatAction(['allow', 'разрешить'], { admitted: true, maySpeak: true, removed: false }, 'done_allow'),
    seatAction(['remove', 'удалить'], { removed: true }, 'done_remove'),
    action(['hands', 'руки'], async ({ actor, roomId }) => ({
      key: 'done_hands',
      values: { hands: await desk.lowerHands(actor, roomId, null) },
    })),
    switchAction(['lock', 'закрыть'], { locked: true }, 'done_lock'),
    switchAction(['unlock', 'открыть'], { locked: false }, 'done_unlock'),
    action(['lobby', 'лобби'], async ({ actor, roomId }, [word = '']) => {
      const on = ['on', 'вкл'].includes(word.toLowerCase());
      if (!on && !['off', 'выкл'].includes(word.toLowerCase())) throw usage('command_on_off');
      await desk.change(actor, roomId, { lobby: on });
      return on ? 'done_lobby_on' : 'done_lobby_off';
    }),
    action(['profile', 'режим'], async ({ actor, roomId }, [word = '']) => {
      const profile = readProfile(word);
      await desk.change(actor, roomId, { profile });
      return { key: 'done_profile', values: { profile } };
    }),
    action(['prolong', 'продлить'], async ({ actor, roomId, eventId }, [minutes = '15']) => {
      if (!isWithin(minutes, 240)) throw usage('command_minutes', { max: 240 });
      await desk.change(actor, roomId, { prolongMinutes: Number(minutes) }, eventId);
      return { key: 'done_prolong', values: { minutes: Number(minutes) } };
    }),
    action(['who', 'кто'], async ({ actor, roomId, asker }) => {
      const { room, session } = await desk.roomFor(actor, roomId);
      if (session === null) return 'closed';
      const seats = (await views.seats(room, session)).filter(({ here }) => here);
      const names = await namesOf(
        database,
        seats.map((seat) => seat.person_id),
      );
      const nameOf = (seat: LessonSeat): string => names.get(seat.person_id) ?? '';
      // Teachers first, then by name.
      const inOrder = seats.toSorted(
        (a, b) =>
          Number(b.role === 'teacher') - Number(a.role === 'teacher') || nameOf(a).localeCompare(nameOf(b)),
      );
      const lines = inOrder.map((seat) => {
        const marks = [
          ...(seat.waiting ? [lessonText(asker.locale, 'who_waits')] : []),
          ...(seat.hand_raised ? ['✋'] : []),
        ];
        return [nameOf(seat), ...marks].join(' ');
      });
      const title = lessonText(asker.locale, 'who_title', { title: session.title, count: lines.length });
      return { text: [title, ...lines].join('\n') };
    }),
    action(['record', 'запись'], async ({ actor, roomId }, [word = 'on']) => {
      const off = ['off', 'stop', 'выкл', 'стоп'].includes(word.toLowerCase());
      await (off ? recordings.stop(actor.personId, roomId) : recordings.start(actor.personId, roomId));
      return off ? 'done_record_off' : 'done_record_on';
    }),
    action(['stream', 'эфир'], async ({ actor, roomId }) => {
      await recordings.stream(actor.personId, roomId);
      return 'done_stream';
    }),
    action(['poll', 'опрос'], async ({ actor, roomId, eventId }, [question = '', ...answers]) => {
      await desk.roomFor(actor, roomId);
      if (question === '' || answers.length < 2 || answers.length > MAX_ANSWERS)
        throw usage('command_poll', { max: MAX_ANSWERS });
      // The transaction id is made from the command, so that one that comes again asks nothing twice.
      await homeserver.sendEvent(roomId, POLL, `poll-${eventId}`, pollContent(question, answers));
      await desk.note(actor, roomId, 'lesson.poll');
      return 'done_poll';
    }),
  ];
}

const POLL = 'org.matrix.msc3381.poll.start';

/** A disclosed poll with one answer each, in the unstable form that clients send (MSC3381). */
export function pollContent(question: string, answers: readonly string[]): JsonObject {
  const text = 'org.matrix.msc1767.text';
  return {
    [text]: [question, ...answers.map((answer, at) => `${at + 1}. ${answer}`)].join('\n'),
    [POLL]: {
      kind: 'org.matrix.msc3381.poll.disclosed',
      max_selections: 1,
      question: { [text]: question, body: question, msgtype: 'm.text' },
      answers: answers.map((answer, at) => ({ id: String(at + 1), [text]: answer })),
    },
  };
}

function usage(key: LessonMessage, values: Record<string, string | number> = {}): UsageError {
  return new UsageError((locale) => lessonText(locale, key, values));
}

function isWithin(minutes: string, most: number): boolean {
  return /^\d{1,4}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= most;
}

function readProfile(word: string): Profile {
  const found = PROFILES.find((profile) => profile === word.toLowerCase());
  if (found === undefined) throw usage('command_profile');
  return found;
}
