/** Who may ask, end and look into polls. Pure. */
import type { RoomKind } from '@parta/protocol';
import type { ClassId, IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import {
  administersSchool,
  childrenOf,
  rolesInClass,
  rolesInSchool,
  teaches,
  worksThere,
} from '../school/rules.ts';

/** Where a poll stands. */
export interface PollPlace {
  readonly kind: RoomKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
}

/** Those who teach a class end its polls and see who has not voted; in rooms of the school those who work there. */
export function mayManage(
  state: SchoolState,
  personId: PersonId,
  { schoolId, classId }: PollPlace,
  day: IsoDate,
): boolean {
  if (administersSchool(state, personId, schoolId, day)) return true;
  return classId === null
    ? worksThere(rolesInSchool(state, personId, schoolId, day))
    : teaches(rolesInClass(state, personId, classId, day));
}

/** Beside them parents let Parta ask in their own chat. */
export function mayAsk(state: SchoolState, personId: PersonId, place: PollPlace, day: IsoDate): boolean {
  if (mayManage(state, personId, place, day)) return true;
  const { kind, classId } = place;
  return (
    kind === 'parents_chat' && classId !== null && rolesInClass(state, personId, classId, day).has('parent')
  );
}

/** Rooms in which parents vote: there a vote can be each child's. */
export const FOR_FAMILIES: ReadonlySet<RoomKind> = new Set(['parents_chat', 'announcements']);

/** The pupils of the class, or of the school, for whom somebody speaks as a guardian. */
export function childrenIn(
  state: SchoolState,
  personId: PersonId,
  { schoolId, classId }: PollPlace,
  day: IsoDate,
): PersonId[] {
  return childrenOf(state, personId, day).filter((childId) =>
    classId === null
      ? rolesInSchool(state, childId, schoolId, day).has('pupil')
      : rolesInClass(state, childId, classId, day).has('pupil'),
  );
}
