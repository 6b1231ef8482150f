/** What is different about a lesson, in words. Pure. */
import type { TimetableLesson } from '../../api/types.ts';
import type { Translator } from '../../i18n/translator.ts';
import { datesOf } from './dates.ts';

/** `каб. 204`, but «спортзал»: a number alone is a classroom. */
export function placeText({ t }: Translator, title: string): string {
  return /^\d/.test(title) ? t('timetable.room', { title }) : title;
}

export function teachersText({ list }: Translator, lesson: Pick<TimetableLesson, 'teachers'>): string {
  return list(lesson.teachers.map(({ name }) => name).filter((name) => name !== ''));
}

/** The differences one by one, the gravest first; none when the lesson is as the timetable says. */
export function changesIn(translator: Translator, lesson: TimetableLesson): string[] {
  const { t } = translator;
  const { change } = lesson;
  const dates = datesOf(translator);
  if (lesson.cancelled) return [t('timetable.change.cancelled')];
  if (change === null) return [];
  const { was } = change;
  const parts: string[] = [];
  if (change.retitled) parts.push(t('timetable.change.retitled', { title: was.title }));
  if (change.moved) {
    const from =
      was.day === lesson.day
        ? dates.clock(was.begins_at)
        : `${dates.shortDay(was.day)} ${dates.clock(was.begins_at)}`;
    parts.push(
      was.day === lesson.day && was.begins_at === lesson.begins_at
        ? t('timetable.change.length', { time: dates.clocks(lesson.begins_at, lesson.ends_at) })
        : t('timetable.change.moved', { from }),
    );
  }
  if (change.relocated) {
    parts.push(
      lesson.location === null
        ? t('timetable.change.noPlace')
        : t('timetable.change.place', {
            place: placeText(translator, lesson.location.title),
            was: was.location === null ? '' : placeText(translator, was.location.title),
            known: was.location === null ? 'no' : 'yes',
          }),
    );
  }
  if (change.substituted) {
    const names = teachersText(translator, lesson);
    parts.push(names === '' ? t('timetable.change.noTeacher') : t('timetable.change.substitute', { names }));
  }
  return parts;
}

/** How long ago, for what was last seen without a connection. */
export function ageText({ t }: Translator, ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return t('timetable.age.minutes', { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48
    ? t('timetable.age.hours', { count: hours })
    : t('timetable.age.days', { count: Math.round(hours / 24) });
}
