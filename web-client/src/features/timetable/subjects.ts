/** Whose timetables somebody may choose among. Pure. */
import type { Me, MySchool, TimetableFrame, TimetableLesson } from '../../api/types.ts';
import type { TextKey } from '../../i18n/catalogs/keys.ts';
import type { Translator } from '../../i18n/translator.ts';
import { byTitle } from '../home/home-model.ts';
import { daysOf, keyOf, type Subject } from './subject.ts';
import { placeText } from './words.ts';

export interface SubjectGroup {
  readonly title: TextKey;
  readonly options: readonly { readonly subject: Subject; readonly title: string }[];
}

/** @param frame of the school for those who work there: they see all of it */
export function subjectGroups(me: Me, frame: TimetableFrame | null, translator: Translator): SubjectGroup[] {
  const { t, locale } = translator;
  const family = daysOf(me).map((subject) => ({
    subject,
    title:
      subject.of === 'me'
        ? t('timetable.mine')
        : (me.children.find(({ person_id: id }) => id === subject.id)?.display_name ?? ''),
  }));
  const own = me.schools.flatMap(({ classes }) => classes.map(({ class_id: id, title }) => ({ id, title })));
  const all = new Map([...(frame?.classes ?? []), ...own].map((one) => [one.id, one]));
  const groups: SubjectGroup[] = [
    { title: 'timetable.whose.family', options: family },
    {
      title: 'timetable.whose.classes',
      options: byTitle([...all.values()], locale).map(({ id, title }) => ({
        subject: { of: 'class', id },
        title,
      })),
    },
    {
      title: 'timetable.whose.teachers',
      options: (frame?.teachers ?? [])
        .filter(({ id }) => id !== me.person_id)
        .map(({ id, name }) => ({ subject: { of: 'person', id }, title: name })),
    },
    {
      title: 'timetable.whose.places',
      options: byTitle(frame?.locations ?? [], locale).map(({ id, title }) => ({
        subject: { of: 'location', id },
        title: placeText(translator, title),
      })),
    },
  ];
  return groups.filter(({ options }) => options.length > 0);
}

/** What a subject is called; from its lessons when it is none to choose. */
export function titleOf(
  groups: readonly SubjectGroup[],
  subject: Subject,
  lessons: readonly TimetableLesson[],
): string | undefined {
  const key = keyOf(subject);
  const known = groups.flatMap(({ options }) => options).find((one) => keyOf(one.subject) === key);
  if (known !== undefined || subject.of === 'me') return known?.title;
  for (const lesson of lessons) {
    const found =
      subject.of === 'class'
        ? lesson.classes.find(({ id }) => id === subject.id)?.title
        : subject.of === 'person'
          ? lesson.teachers.find(({ id }) => id === subject.id)?.name
          : lesson.location?.id === subject.id
            ? lesson.location.title
            : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The school of a subject, as far as one can tell before its timetable is there. */
export function schoolOf(me: Me, subject: Subject): MySchool | null {
  const ofClass = (id: string): MySchool | undefined =>
    me.schools.find(({ classes }) => classes.some(({ class_id }) => class_id === id));
  if (subject.of === 'class') return ofClass(subject.id) ?? me.schools[0] ?? null;
  const child =
    subject.of === 'person' ? me.children.find(({ person_id: id }) => id === subject.id) : undefined;
  const classId = child?.classes[0]?.id;
  return (classId === undefined ? undefined : ofClass(classId)) ?? me.schools[0] ?? null;
}
