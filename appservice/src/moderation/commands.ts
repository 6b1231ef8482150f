/** The commands with which class teachers and administrators keep order in a chat: `lock`, `slow`, `mute`, `pause` and their ends. */
import type { Directory } from '../accounts/directory.ts';
import { UsageError, type Asker, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Locale, PersonId } from '../school/model.ts';
import { administersSchool, classesOf, today } from '../school/rules.ts';
import { readDuration } from './duration.ts';
import { moderationText, type ModerationMessage } from './messages.ts';
import type { RestrictionKind } from './restriction-store.ts';
import type { Restrictions } from './restrictions.ts';

export interface RoomCommandsDependencies {
  readonly restrictions: Restrictions;
  readonly directory: Pick<Directory, 'holderOf'>;
  readonly now: () => Date;
}

/** Without a time of its own a mute is for an hour: nobody is silenced for ever by a forgotten word. */
const MUTE_SECONDS = 3_600;
const SLOW_SECONDS = 30;
const MOST_SLOW_SECONDS = 3_600;

export function roomCommands({ restrictions, directory, now }: RoomCommandsDependencies): Command[] {
  async function begin(call: CommandCall, kind: RestrictionKind): Promise<Reply> {
    const { asker, place, line, eventId } = call;
    inRoom(call);
    const [word] = line.words;
    const given = word === undefined ? null : durationIn(word);
    await restrictions.begin(
      asker.personId!,
      place.roomId,
      kind === 'slow'
        ? { kind, untilSeconds: null, seconds: Math.min(given ?? SLOW_SECONDS, MOST_SLOW_SECONDS) }
        : { kind, untilSeconds: given },
      `bot ${eventId}`,
    );
    return said(asker.locale, 'done');
  }

  async function end(call: CommandCall, kind: RestrictionKind): Promise<Reply> {
    inRoom(call);
    const ended = await restrictions.end(call.asker.personId!, call.place.roomId, kind);
    return said(call.asker.locale, ended ? 'done' : 'nothing_held');
  }

  async function mute(call: CommandCall): Promise<Reply> {
    inRoom(call);
    const personId = await personIn(call, directory);
    const word = call.line.words.find((one) => !one.startsWith('@') && /^\d/.test(one));
    await restrictions.begin(
      call.asker.personId!,
      call.place.roomId,
      { kind: 'mute', personId, untilSeconds: word === undefined ? MUTE_SECONDS : durationIn(word) },
      `bot ${call.eventId}`,
    );
    return said(call.asker.locale, 'done');
  }

  async function unmute(call: CommandCall): Promise<Reply> {
    inRoom(call);
    const personId = await personIn(call, directory);
    const ended = await restrictions.end(call.asker.personId!, call.place.roomId, 'mute', personId);
    return said(call.asker.locale, ended ? 'done' : 'nothing_held');
  }

  const allowed = (asker: Asker): Promise<boolean> => moderatesAnywhere(asker, now());
  const command = (name: string, help: ModerationMessage, usage: string, run: Command['run']): Command => ({
    name,
    help: (locale) => moderationText(locale, help),
    usage: () => usage,
    allowed,
    run,
  });
  return [
    command('lock', 'lock_help', '!parta lock [30m]', (call) => begin(call, 'lock')),
    command('unlock', 'unlock_help', '!parta unlock', (call) => end(call, 'lock')),
    command('slow', 'slow_help', '!parta slow [30s|off]', (call) =>
      OFF.has(call.line.words[0]?.toLowerCase() ?? '') ? end(call, 'slow') : begin(call, 'slow'),
    ),
    command('mute', 'mute_help', '!parta mute @USER [1h]', mute),
    command('unmute', 'unmute_help', '!parta unmute @USER', unmute),
    command('pause', 'pause_help', '!parta pause [2h]', (call) => begin(call, 'join_pause')),
    command('resume', 'resume_help', '!parta resume', (call) => end(call, 'join_pause')),
  ];
}

const OFF: ReadonlySet<string> = new Set(['off', 'выкл']);

/** Whether somebody has a class or school to moderate; where exactly is decided when they do it. */
export async function moderatesAnywhere(asker: Asker, now: Date): Promise<boolean> {
  const { personId } = asker;
  if (personId === null) return false;
  const state = await asker.school();
  return state.schools.some(({ id, timeZone }) => {
    const day = today(timeZone, now);
    return (
      administersSchool(state, personId, id, day) ||
      [...classesOf(state, personId, day).values()].some((roles) => roles.has('class_teacher'))
    );
  });
}

/** The person whose Matrix ID was written, or who was mentioned. */
export async function personIn(
  { line, mentions }: CommandCall,
  directory: Pick<Directory, 'holderOf'>,
): Promise<PersonId> {
  const userId = line.words.find((word) => /^@[^:\s]+:.+$/.test(word)) ?? mentions[0];
  if (userId === undefined) throw new UsageError((locale) => moderationText(locale, 'who_missing'));
  const holder = await directory.holderOf(userId);
  if (holder === null) throw new UsageError((locale) => moderationText(locale, 'who_unknown'));
  return holder.personId;
}

export function durationIn(word: string): number {
  const seconds = readDuration(word);
  if (seconds === null) {
    throw new UsageError((locale) => moderationText(locale, 'time_wrong', { word: word.slice(0, 20) }));
  }
  return seconds;
}

function inRoom({ place }: CommandCall): void {
  if (place.direct) throw new UsageError((locale) => moderationText(locale, 'which_room'));
}

function said(locale: Locale, key: ModerationMessage): Reply {
  return { text: moderationText(locale, key) };
}
