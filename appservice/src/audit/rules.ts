/** Who may read which log. Pure. */
import { covers, type IsoDate, type PersonId, type SchoolId, type SchoolState } from '../school/model.ts';
import { administersSchool, indexState } from '../school/rules.ts';

/** Administrators read the log of their school; that of the district is for district administrators. */
export function mayReadLog(
  state: SchoolState,
  personId: PersonId,
  schoolId: SchoolId | null,
  day: IsoDate,
): boolean {
  if (schoolId !== null) return administersSchool(state, personId, schoolId, day);
  const { persons, rolesByPerson } = indexState(state);
  return (
    persons.get(personId)?.active === true &&
    (rolesByPerson.get(personId) ?? []).some((grant) => grant.role === 'district_admin' && covers(grant, day))
  );
}
