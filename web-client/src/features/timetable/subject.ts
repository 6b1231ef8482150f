/** Whose timetable is looked at. Pure. */
import type { Me, MyClass, MySchool, TimetableLesson } from '../../api/types.ts';
import { MINUTE_MS } from './calendar.ts';

export type Subject =
  { readonly of: 'me' } | { readonly of: 'person' | 'class' | 'location'; readonly id: string };

export const ME: Subject = { of: 'me' };

export const keyOf = (subject: Subject): string =>
  subject.of === 'me' ? 'me' : `${subject.of} ${subject.id}`;

/** Parameters of GET /timetable. */
export function paramsOf(subject: Subject): Record<string, string> {
  return subject.of === 'me' ? {} : { [`${subject.of}_id`]: subject.id };
}

const WORK = ['teacher', 'staff', 'school_admin', 'district_admin', 'class_teacher'] as const;
const ADMINISTER = ['school_admin', 'district_admin'] as const;

/** Those who work at a school see all of its timetable. */
export const worksAt = (school: Pick<MySchool, 'roles'>): boolean =>
  WORK.some((role) => school.roles.includes(role));
export const administers = (school: Pick<MySchool, 'roles'>): boolean =>
  ADMINISTER.some((role) => school.roles.includes(role));
export const teachesIn = ({ roles }: Pick<MyClass, 'roles'>): boolean =>
  roles.includes('teacher') || roles.includes('class_teacher');

/** Schools and their classes for which somebody may make lessons. */
export function editableClasses(me: Me): { readonly school: MySchool; readonly classes: MyClass[] }[] {
  return me.schools
    .map((school) => ({
      school,
      classes: administers(school) ? school.classes : school.classes.filter(teachesIn),
    }))
    .filter(({ classes }) => classes.length > 0);
}

/** Who has a day of lessons to look at: oneself, unless only a parent, then each child. */
export function daysOf(me: Me): Subject[] {
  const self = me.schools.some(({ roles }) => roles.some((role) => role !== 'parent'));
  return [
    ...(self ? [ME] : []),
    ...me.children.map((child): Subject => ({ of: 'person', id: child.person_id })),
  ];
}

/** Whether somebody has a day at school to look at. */
export const hasToday = (me: Me | null): me is Me => me !== null && daysOf(me).length > 0;

/** Lessons are open to those in them a little before they begin. */
const OPENS_BEFORE = 10 * MINUTE_MS;

export const isOpen = ({ cancelled, begins, ends }: TimetableLesson, now: number): boolean =>
  !cancelled && now >= Date.parse(begins) - OPENS_BEFORE && now < Date.parse(ends);

/** The room where a lesson is held online, if it is one of the person's own; parents have none. */
export function lessonRoomOf(me: Me, { classes }: Pick<TimetableLesson, 'classes'>): string | null {
  const mine = me.schools.flatMap((school) => school.classes);
  for (const { id } of classes) {
    const room = mine
      .find((one) => one.class_id === id)
      ?.rooms.find(({ kind }) => kind === 'lesson_room')?.room_id;
    if (room !== undefined) return room;
  }
  return null;
}
