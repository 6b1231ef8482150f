/** Who may ask about whom, and who may change what. Pure. */
import type { SchoolId } from '../school/model.ts';
import type { Party } from './model.ts';

/** Whether somebody administers a school; null: the district. */
export function mayEdit(asker: Party, schoolId: SchoolId | null): boolean {
  return (
    asker.active &&
    asker.capacities.some(
      ({ role, schoolId: its }) =>
        role === 'district_admin' || (role === 'school_admin' && schoolId !== null && its === schoolId),
    )
  );
}

/** Everybody about themselves, teachers about their own pupils, administrators about the people of their school. */
export function mayAskAbout(asker: Party, someone: Party): boolean {
  if (!asker.active) return false;
  if (asker.personId !== null && asker.personId === someone.personId) return true;
  return asker.capacities.some(({ role, schoolId, classId }) => {
    if (role === 'district_admin') return true;
    if (role === 'school_admin') return someone.capacities.some((one) => one.schoolId === schoolId);
    if (role !== 'teacher' && role !== 'class_teacher') return false;
    return (
      classId !== null && someone.capacities.some((one) => one.role === 'pupil' && one.classId === classId)
    );
  });
}
