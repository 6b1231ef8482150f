/** A valid request for each operation of guardians and roles. */
import type { Operation } from './lesson-operations.ts';
import type { LoggedInPerson, RunningSchool } from './running-school.ts';

/**
 * @param teacher administers the school, too
 * @param ids of people by what they are here for: `parent` works at the school, `pupil` is their child, `mover` goes from 7Б to `otherClass`
 */
export async function peopleOperations(
  { school }: RunningSchool,
  teacher: LoggedInPerson,
  ids: Readonly<Record<string, string>>,
): Promise<Record<string, Operation>> {
  const { schoolId, classId } = school;
  const guardianship = { guardian_id: ids['parent']!, child_id: ids['pupil']!, relation: 'mother' };
  const { body: made } = await teacher.parta.post('/guardianships', guardianship);
  const { guardianship_id: id } = made as { guardianship_id: string };
  const asTeacher = { loggedIn: true };
  const of = (name: string, what: string): Pick<Operation, 'method' | 'path' | 'loggedIn'> => ({
    method: 'POST',
    path: `/people/${ids[name]!}/${what}`,
    ...asTeacher,
  });
  return {
    proposeGuardianship: { method: 'POST', path: '/guardianships', body: guardianship, ...asTeacher },
    updateGuardianship: {
      method: 'PATCH',
      path: `/guardianships/${id}`,
      body: {
        status: 'active',
        relation: 'guardian',
        contact: 'allowed',
        consent: true,
        begins_on: '2026-09-01',
        ends_on: null,
      },
      ...asTeacher,
    },
    giveRole: {
      ...of('parent', 'roles'),
      body: { role: 'teacher', school_id: schoolId, begins_on: '2026-09-01', ends_on: null },
    },
    endRole: { ...of('parent', 'roles/end'), body: { role: 'staff', school_id: schoolId } },
    movePupil: {
      ...of('mover', 'move'),
      body: { to_class_id: ids['otherClass']!, from_class_id: classId },
    },
  };
}
