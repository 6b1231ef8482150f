/** Who may see and change which timetable. Pure. */
import type { ClassId, IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import {
  administersSchool,
  guardiansOf,
  indexState,
  rolesInClass,
  rolesInSchool,
  teaches,
  worksThere,
} from '../school/rules.ts';

/** Those who work at a school see all of its timetable. */
export function worksAt(state: SchoolState, personId: PersonId, schoolId: SchoolId, day: IsoDate): boolean {
  return worksThere(rolesInSchool(state, personId, schoolId, day));
}

/** A class's timetable is for its people and for those who work at the school. */
export function maySeeClass(state: SchoolState, personId: PersonId, classId: ClassId, day: IsoDate): boolean {
  const found = indexState(state).classes.get(classId);
  if (found === undefined) return false;
  return (
    rolesInClass(state, personId, classId, day).size > 0 || worksAt(state, personId, found.schoolId, day)
  );
}

/** A person's timetable is for themselves, their guardians, and those who work at a school of theirs. */
export function maySeePerson(
  state: SchoolState,
  askerId: PersonId,
  personId: PersonId,
  dayIn: (schoolId: SchoolId) => IsoDate,
): boolean {
  if (indexState(state).persons.get(askerId)?.active !== true) return false;
  if (askerId === personId) return true;
  return state.schools.some(({ id }) => {
    const day = dayIn(id);
    if (guardiansOf(state, personId, day).includes(askerId)) return true;
    return worksAt(state, askerId, id, day) && rolesInSchool(state, personId, id, day).size > 0;
  });
}

/**
 * Administrators change every lesson, teachers those of classes in which they teach, all of the lesson's classes. A lesson of no
 * class is the administrators'.
 */
export function mayChangeLesson(
  state: SchoolState,
  personId: PersonId,
  lesson: { readonly schoolId: SchoolId; readonly classIds: readonly ClassId[] },
  day: IsoDate,
): boolean {
  if (administersSchool(state, personId, lesson.schoolId, day)) return true;
  return (
    lesson.classIds.length > 0 &&
    lesson.classIds.every((classId) => {
      const found = indexState(state).classes.get(classId);
      return (
        found?.schoolId === lesson.schoolId &&
        !found.archived &&
        teaches(rolesInClass(state, personId, classId, day))
      );
    })
  );
}
