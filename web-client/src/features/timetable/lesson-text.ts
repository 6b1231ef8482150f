import type { TimetableLesson } from '../../api/types.ts';
import type { Translator } from '../../i18n/translator.ts';
import { datesOf } from './dates.ts';
import { changesIn, placeText, teachersText } from './words.ts';

/** Whether the reader must be told which class it is. */
export type Show = 'teachers' | 'both';

export interface LessonText {
  readonly clocks: string;
  readonly place: string;
  /** Classes, teachers, or both. */
  readonly people: string;
  readonly changes: readonly string[];
}

export function lessonText(translator: Translator, lesson: TimetableLesson, show: Show): LessonText {
  const clocks = datesOf(translator).clocks(lesson.begins_at, lesson.ends_at);
  const place = lesson.location === null ? '' : placeText(translator, lesson.location.title);
  const classes = lesson.classes.map(({ title }) => title).join(', ');
  const people = [show === 'both' ? classes : '', teachersText(translator, lesson)]
    .filter((part) => part !== '')
    .join(' · ');
  return { clocks, place, people, changes: changesIn(translator, lesson) };
}
