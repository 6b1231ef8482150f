/**
 * Who may make a log-in link for whom. Such a link hands over everything its person may do, so it only ever goes
 * downwards: whoever makes it must already stand at least as high, in every school where that person has power.
 */
import type { IsoDate, PersonId, SchoolId, SchoolRole, SchoolState } from '../school/model.ts';
import { indexState, rolesInClass, rolesInSchool, teaches, today } from '../school/rules.ts';

/** How high somebody stands in a school. */
const RANK: { readonly [role in SchoolRole]: number } = {
  pupil: 0,
  parent: 0,
  staff: 1,
  teacher: 1,
  school_admin: 2,
  district_admin: 3,
};
const NOBODY = -1;

/**
 * The school in whose name `askerId` may make a log-in link for `personId`, or null when they may not: a teacher for
 * the pupils and parents of a class they teach; an administrator for everybody of their school who has no more power
 * there and none elsewhere. `state` holds everything around both (`Directory.aroundPair`); what day it is, each
 * school's own time zone says.
 */
export function loginLinkSchool(
  state: SchoolState,
  askerId: PersonId,
  personId: PersonId,
  now: Date,
): SchoolId | null {
  if (indexState(state).persons.get(personId)?.active !== true) return null;
  const schools = state.schools.map(({ id, timeZone }) => {
    const day = today(timeZone, now);
    const asker = rankIn(state, askerId, id, day);
    return {
      id,
      day,
      asker,
      person: rankIn(state, personId, id, day),
      administered: asker >= RANK.school_admin,
    };
  });
  const upward = schools.some(
    ({ asker, person, administered }) => person > RANK.pupil && !(administered && person <= asker),
  );
  if (upward) return null;
  const found = schools.find(
    ({ id, day, person, administered }) =>
      person > NOBODY && (administered || isTaughtBy(state, askerId, personId, id, day)),
  );
  return found?.id ?? null;
}

function isTaughtBy(
  state: SchoolState,
  askerId: PersonId,
  personId: PersonId,
  schoolId: SchoolId,
  day: IsoDate,
): boolean {
  return state.classes.some(
    ({ id, schoolId: its, archived }) =>
      its === schoolId &&
      !archived &&
      teaches(rolesInClass(state, askerId, id, day)) &&
      rolesInClass(state, personId, id, day).size > 0,
  );
}

function rankIn(state: SchoolState, personId: PersonId, schoolId: SchoolId, day: IsoDate): number {
  return Math.max(NOBODY, ...[...rolesInSchool(state, personId, schoolId, day)].map((role) => RANK[role]));
}
