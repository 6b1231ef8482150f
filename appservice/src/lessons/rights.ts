/** Who may know who was in lessons. Pure. */
import type { ClassId, IsoDate, PersonId, SchoolState } from '../school/model.ts';
import { administersSchool, guardiansOf, indexState, rolesInClass, teaches, today } from '../school/rules.ts';

/**
 * Those who teach the class, administrators, and whoever gave the lesson.
 *
 * @param teacherIds who gave the lesson that it is about
 */
export function maySeeAttendance(
  state: SchoolState,
  askerId: PersonId,
  classId: ClassId,
  day: IsoDate,
  teacherIds: readonly PersonId[] = [],
): boolean {
  const { classes, persons } = indexState(state);
  const found = classes.get(classId);
  if (found === undefined || persons.get(askerId)?.active !== true) return false;
  return (
    teaches(rolesInClass(state, askerId, classId, day)) ||
    administersSchool(state, askerId, found.schoolId, day) ||
    teacherIds.includes(askerId)
  );
}

/** Everybody sees their own, and guardians their children's. */
export function maySeeAttendanceOf(
  state: SchoolState,
  askerId: PersonId,
  personId: PersonId,
  now: Date,
): boolean {
  if (indexState(state).persons.get(askerId)?.active !== true) return false;
  return (
    askerId === personId ||
    state.schools.some(({ timeZone }) => guardiansOf(state, personId, today(timeZone, now)).includes(askerId))
  );
}
