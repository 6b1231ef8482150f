/** The timetable in any client: `!parta today`, `!parta week`, `!parta lesson …`. */
import {
  UsageError,
  type Command,
  type CommandAction,
  type CommandCall,
  type Reply,
} from '../bot/command.ts';
import { displayName, type ClassId, type Locale, type PersonId, type SchoolState } from '../school/model.ts';
import { childrenOf, classesOf, indexState, today } from '../school/rules.ts';
import { lineOf } from './agenda-text.ts';
import { formatDay } from './changes.ts';
import { byDay, type AgendaItem } from './day.ts';
import { fold, personKeys } from './import/names.ts';
import type { OverrideInput } from './lessons.ts';
import { clockOf, daySpan, mondayOf, readLocal, toInstant, toLocal } from './local-time.ts';
import { scheduleText, type ScheduleMessage } from './messages.ts';
import type { LocalTime } from './model.ts';
import { DEFAULT_REMINDER_MINUTES, REMINDER_MINUTES } from './reminders.ts';
import type { Schedule } from './schedule.ts';
import type { Subject, SubjectTimetable } from './views.ts';

export interface ScheduleCommandsDependencies {
  readonly schedule: Pick<Schedule, 'views' | 'lessons' | 'teachersOf' | 'reminders'>;
  /** What else `lesson` can do, of other features: each has its own word. */
  readonly lessonActions?: readonly CommandAction[];
  readonly now?: () => Date;
}

/** A timetable that a command is about, and what to call it. */
interface Named {
  readonly subject: Subject;
  readonly name: string;
}

export function scheduleCommands({
  schedule,
  lessonActions = [],
  now = () => new Date(),
}: ScheduleCommandsDependencies): Command[] {
  const { views, lessons } = schedule;

  /** The class that was named or is of the room; else the asker's own timetable, and their children's. */
  async function subjectsOf(
    { asker, place, line }: CommandCall,
    named: string | undefined,
  ): Promise<Named[]> {
    const state = await asker.school();
    const { classes, persons } = indexState(state);
    const wanted = named ?? line.options.get('class');
    if (wanted !== undefined) {
      const found = state.classes.filter((one) => !one.archived && fold(one.title) === fold(wanted));
      if (found.length === 0) throw usage('class_unknown', { title: wanted.slice(0, 50) });
      return found.map(({ id, title }) => ({ subject: { classId: id }, name: title }));
    }
    const here = place.classId === null ? undefined : classes.get(place.classId);
    if (here !== undefined) return [{ subject: { classId: here.id }, name: here.title }];
    const me = persons.get(asker.personId!);
    if (me === undefined) return [];
    const day = today(state.schools[0]?.timeZone ?? 'UTC', now());
    const children = childrenOf(state, me.id, day).flatMap((childId) => persons.get(childId) ?? []);
    const own = hasOwn(state, me.id, now()) ? [me] : [];
    return [...own, ...children].map((person) => ({
      subject: { personId: person.id },
      name: displayName(person),
    }));
  }

  async function itemsOf(
    asker: CommandCall['asker'],
    { subject }: Named,
    window: (timeZone: string) => { from: number; to: number },
  ): Promise<{ timetable: SubjectTimetable; items: AgendaItem[] }> {
    const timetable = await views.load(asker.personId!, subject, window);
    return { timetable, items: views.items(timetable, window(timetable.timeZone)) };
  }

  const todayIn = (timeZone: string): { from: number; to: number } =>
    daySpan(today(timeZone, now()), 1, timeZone);
  const weekIn = (timeZone: string): { from: number; to: number } =>
    daySpan(mondayOf(today(timeZone, now())), 7, timeZone);

  async function showToday(call: CommandCall): Promise<Reply> {
    const { locale } = call.asker;
    const parts: string[] = [];
    for (const named of await subjectsOf(call, call.line.words[0])) {
      const { timetable, items } = await itemsOf(call.asker, named, todayIn);
      const day = formatDay(today(timetable.timeZone, now()), locale);
      const values = { name: named.name, day };
      parts.push(
        items.length === 0
          ? scheduleText(locale, 'today_none', values)
          : [scheduleText(locale, 'today_title', values), ...linesOf(items, timetable, locale)].join('\n'),
      );
    }
    return { text: parts.length === 0 ? scheduleText(locale, 'whose_none') : parts.join('\n\n') };
  }

  async function showWeek(call: CommandCall): Promise<Reply> {
    const { locale } = call.asker;
    const parts: string[] = [];
    for (const named of await subjectsOf(call, call.line.words[0])) {
      const { timetable, items } = await itemsOf(call.asker, named, weekIn);
      if (items.length === 0) parts.push(scheduleText(locale, 'week_none', { name: named.name }));
      for (const [day, ofDay] of byDay(items)) {
        const title = scheduleText(locale, 'today_title', { name: named.name, day: formatDay(day, locale) });
        parts.push([title, ...linesOf(ofDay, timetable, locale)].join('\n'));
      }
    }
    return { text: parts.length === 0 ? scheduleText(locale, 'whose_none') : parts.join('\n\n') };
  }

  async function lesson(call: CommandCall): Promise<Reply> {
    const [action, ...words] = call.line.words;
    if (action === undefined) return showNow(call);
    const other = lessonActions.find(({ names }) => names.includes(action.toLowerCase()));
    if (other !== undefined) return other.run(call, words);
    const input = await inputOf(action.toLowerCase(), call, words);
    const { lessonId, recurrenceId, said } = await pick(call, words);
    const { personId, locale } = call.asker;
    if (input === 'restore') await lessons.restore(personId!, lessonId, recurrenceId);
    else await lessons.override(personId!, lessonId, recurrenceId, input);
    return { text: scheduleText(locale, 'lesson_done', { line: said }) };
  }

  async function showNow(call: CommandCall): Promise<Reply> {
    const { locale } = call.asker;
    const lines: string[] = [];
    for (const named of await subjectsOf(call, undefined)) {
      const { timetable, items } = await itemsOf(call.asker, named, todayIn);
      for (const item of items.filter(({ phase }) => phase === 'now' || phase === 'next')) {
        const key = item.phase === 'now' ? 'now_line' : 'next_line';
        const line = lineOf(item, timetable.names, timetable.timeZone, locale);
        lines.push(scheduleText(locale, key, { line }));
      }
    }
    return { text: lines.length === 0 ? scheduleText(locale, 'now_none') : lines.join('\n') };
  }

  async function inputOf(
    action: string,
    call: CommandCall,
    words: readonly string[],
  ): Promise<OverrideInput | 'restore'> {
    const { options } = call.line;
    switch (action) {
      case 'cancel':
        return { status: 'cancelled' };
      case 'restore':
        return 'restore';
      case 'move': {
        const to = readLocal((options.get('to') ?? '').replace(' ', 'T'));
        if (to === null) throw usage('lesson_to');
        return { startsAt: to };
      }
      case 'room': {
        const room = options.get('room')?.trim().slice(0, 100) ?? '';
        if (room === '') throw usage('lesson_room');
        return { location: room };
      }
      case 'substitute': {
        const name = fold(options.get('teacher') ?? '');
        if (name === '') throw usage('lesson_teacher');
        const { schoolId } = await pick(call, words);
        const found = (await schedule.teachersOf(schoolId)).filter((one) => personKeys(one).includes(name));
        if (found.length !== 1) throw usage('teacher_unknown');
        return { teacherIds: [found[0]!.id] };
      }
      default:
        throw usage('lesson_action', { word: action.slice(0, 30) });
    }
  }

  /** The one occurrence that begins at the date and time that were written. */
  async function pick(
    call: CommandCall,
    words: readonly string[],
  ): Promise<{ lessonId: string; schoolId: string; recurrenceId: LocalTime; said: string }> {
    const local = readLocal(words.slice(0, 2).join('T'));
    if (local === null) throw usage('lesson_when');
    const subject = call.line.options.get('subject');
    const found = new Map<string, { item: AgendaItem; timetable: SubjectTimetable }>();
    for (const named of await subjectsOf(call, undefined)) {
      const { timetable, items } = await itemsOf(call.asker, named, (timeZone) =>
        daySpan(local.slice(0, 10), 1, timeZone),
      );
      const at = toInstant(local, timetable.timeZone);
      for (const item of items) {
        const { begins, title, lesson: one } = item.occurrence;
        if (begins !== at || (subject !== undefined && fold(subject) !== fold(title))) continue;
        found.set(one.id, { item, timetable });
      }
    }
    if (found.size !== 1) throw usage(found.size === 0 ? 'lesson_unknown' : 'lesson_several');
    const [{ item, timetable }] = [...found.values()] as [{ item: AgendaItem; timetable: SubjectTimetable }];
    const { occurrence } = item;
    return {
      lessonId: occurrence.lesson.id,
      schoolId: occurrence.lesson.schoolId,
      recurrenceId: occurrence.recurrenceId,
      said: `${occurrence.title}, ${formatDay(local.slice(0, 10), call.asker.locale)} ${clockOf(toLocal(occurrence.begins, timetable.timeZone))}`,
    };
  }

  async function remind({ asker, line }: CommandCall): Promise<Reply> {
    const { locale } = asker;
    const personId = asker.personId!;
    const [word] = line.words;
    if (word !== undefined) await schedule.reminders.set(personId, minutesIn(word.toLowerCase()));
    const minutes = await schedule.reminders.minutesOf(personId);
    return {
      text:
        minutes === null
          ? scheduleText(locale, 'remind_off')
          : scheduleText(locale, 'remind_on', { minutes }),
    };
  }

  const known = { allowed: ({ personId }: CommandCall['asker']) => personId !== null };
  return [
    {
      name: 'today',
      help: (locale) => scheduleText(locale, 'today_help'),
      usage: () => '!parta today [CLASS]',
      ...known,
      run: showToday,
    },
    {
      name: 'week',
      help: (locale) => scheduleText(locale, 'week_help'),
      usage: () => '!parta week [CLASS]',
      ...known,
      run: showWeek,
    },
    {
      name: 'lesson',
      help: (locale) => scheduleText(locale, 'lesson_help'),
      usage: () =>
        ['!parta lesson [cancel|restore|move|room|substitute DATE TIME [class=…] [to=…] [room=…] [teacher=…]']
          .concat(lessonActions.map(({ names }) => names[0]!))
          .join('|') + ']',
      ...known,
      run: lesson,
    },
    {
      name: 'remind',
      help: (locale) => scheduleText(locale, 'remind_help'),
      usage: () => '!parta remind [on|off|10]',
      ...known,
      run: remind,
    },
  ];
}

function usage(key: ScheduleMessage, values: Record<string, string> = {}): UsageError {
  return new UsageError((locale) => scheduleText(locale, key, values));
}

/** `on`, `off` or minutes; null is off. */
function minutesIn(word: string): number | null {
  if (word === 'off' || word === 'выкл') return null;
  if (word === 'on' || word === 'вкл') return DEFAULT_REMINDER_MINUTES;
  const { least, most } = REMINDER_MINUTES;
  const minutes = /^\d{1,3}$/.test(word) ? Number(word) : 0;
  if (minutes < least || minutes > most) {
    throw new UsageError((locale) => scheduleText(locale, 'remind_wrong', { least, most }));
  }
  return minutes;
}

/** Whether somebody has lessons of their own: pupils and teachers do, parents look at their children's. */
function hasOwn(state: SchoolState, personId: PersonId, now: Date): boolean {
  const zone = state.schools[0]?.timeZone ?? 'UTC';
  const roles: ReadonlyMap<ClassId, ReadonlySet<string>> = classesOf(state, personId, today(zone, now));
  return [...roles.values()].some((ofClass) => [...ofClass].some((role) => role !== 'parent'));
}

function linesOf(
  items: readonly AgendaItem[],
  { names, timeZone }: SubjectTimetable,
  locale: Locale,
): string[] {
  return items.map((item) => lineOf(item, names, timeZone, locale));
}
