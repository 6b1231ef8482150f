/**
 * Who may do what with a document: by class, guardianship and ownership, on the day it is asked. Pure. Nobody keeps a right because they had it:
 * what holds is what the register says today.
 */
import type { ClassId, IsoDate, PersonId, SchoolState } from '../school/model.ts';
import { administersSchool, guardiansOf, indexState, rolesInClass, teaches } from '../school/rules.ts';

/** Where a document lies. */
export type Place =
  | { readonly kind: 'library'; readonly classId: ClassId }
  | { readonly kind: 'hand_in'; readonly classId: ClassId; readonly pupilId: PersonId }
  | { readonly kind: 'personal'; readonly ownerId: PersonId };

export const ACTIONS = ['read', 'add', 'change', 'share', 'return'] as const;
/**
 * `add` is a new document or version, `change` a new name or folder, or deletion, `share` a link for a chat, `return` what a teacher does
 * with work that was handed in.
 */
export type Action = (typeof ACTIONS)[number];

/** Whether somebody may. `state` holds everything around the class and the asker (`Directory.aroundClass`), or the asker alone. */
export function may(
  state: SchoolState,
  personId: PersonId,
  action: Action,
  place: Place,
  day: IsoDate,
): boolean {
  return allowed(state, personId, place, day).includes(action);
}

/** All that somebody may do in a place, in the order of `ACTIONS`. */
export function allowed(
  state: SchoolState,
  personId: PersonId,
  place: Place,
  day: IsoDate,
): readonly Action[] {
  if (indexState(state).persons.get(personId)?.active !== true) return [];
  switch (place.kind) {
    case 'personal':
      return place.ownerId === personId ? ['read', 'add', 'change', 'share'] : [];
    case 'library':
      return inLibrary(state, personId, place.classId, day);
    case 'hand_in':
      return inSlot(state, personId, place, day);
  }
}

/** The class reads; those who teach it and administrators of its school also put documents there. An archived class is only read. */
function inLibrary(
  state: SchoolState,
  personId: PersonId,
  classId: ClassId,
  day: IsoDate,
): readonly Action[] {
  const found = indexState(state).classes.get(classId);
  if (found === undefined) return [];
  const roles = rolesInClass(state, personId, classId, day);
  const runs = teaches(roles) || administersSchool(state, personId, found.schoolId, day);
  if (runs) return found.archived ? ['read'] : ['read', 'add', 'change'];
  return roles.size > 0 ? ['read'] : [];
}

/**
 * A pupil's work is seen by the pupil, their guardians and who teaches the class; other pupils, their parents and those who only
 * administer the school do not see it.
 */
function inSlot(
  state: SchoolState,
  personId: PersonId,
  { classId, pupilId }: { readonly classId: ClassId; readonly pupilId: PersonId },
  day: IsoDate,
): readonly Action[] {
  const found = indexState(state).classes.get(classId);
  if (found === undefined) return [];
  const isPupil = rolesInClass(state, pupilId, classId, day).has('pupil');
  const open = isPupil && !found.archived;
  if (teaches(rolesInClass(state, personId, classId, day))) {
    return open && personId !== pupilId ? ['read', 'return'] : ['read'];
  }
  if (!isPupil) return [];
  if (personId === pupilId) return open ? ['read', 'add', 'change'] : ['read'];
  return guardiansOf(state, pupilId, day).includes(personId) ? ['read'] : [];
}

/** Whether somebody sets tasks for a class. */
export function maySetTasks(state: SchoolState, personId: PersonId, classId: ClassId, day: IsoDate): boolean {
  const found = indexState(state).classes.get(classId);
  return found !== undefined && !found.archived && teaches(rolesInClass(state, personId, classId, day));
}

/** How work stands. `late` is work that came after the deadline, `missing` work that has not come and should have. */
export type Standing = 'open' | 'missing' | 'handed_in' | 'late' | 'returned';

export function standing(
  slot: { readonly handedInAt: Date | null; readonly returnedAt: Date | null },
  dueAt: Date | null,
  now: Date,
): Standing {
  const { handedInAt, returnedAt } = slot;
  if (returnedAt !== null && (handedInAt === null || returnedAt >= handedInAt)) return 'returned';
  if (handedInAt === null) return dueAt !== null && dueAt < now ? 'missing' : 'open';
  return dueAt !== null && dueAt < handedInAt ? 'late' : 'handed_in';
}
