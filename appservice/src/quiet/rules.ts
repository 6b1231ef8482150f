/** Posts in quiet hours: whom a room is for, and who may post how. Pure. */
import type { RoomKind } from '@parta/protocol';
import type { ClassId, ClassRole, IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import { administersSchool, rolesInClass, teaches } from '../school/rules.ts';

/**
 * Whose quiet hours count in a room of a class: of those it is for. Teachers in it have hours of their own, and what is held for them is no
 * reason to keep the class waiting. Null for rooms in which posts do not wait.
 */
export function audienceOf(kind: RoomKind): Extract<ClassRole, 'pupil' | 'parent'> | null {
  if (kind === 'class_chat' || kind === 'lesson_room') return 'pupil';
  return kind === 'parents_chat' ? 'parent' : null;
}

/** Whether somebody posts in the rooms of a class as one who works there. */
export function postsInClass(
  state: SchoolState,
  personId: PersonId,
  { classId, schoolId }: { readonly classId: ClassId; readonly schoolId: SchoolId },
  day: IsoDate,
): boolean {
  return (
    teaches(rolesInClass(state, personId, classId, day)) || administersSchool(state, personId, schoolId, day)
  );
}

/** How something may be sent in the receivers' quiet hours. */
export const POST_CHOICES = ['morning', 'urgent', 'now'] as const;
export type PostChoice = (typeof POST_CHOICES)[number];

/** Empty when nothing has to be chosen: it is not quiet, or the writer is not staff. The first is the default. */
export function choicesFor({
  staff,
  quiet,
  nowAllowed,
}: {
  readonly staff: boolean;
  readonly quiet: boolean;
  readonly nowAllowed: boolean;
}): readonly PostChoice[] {
  if (!staff || !quiet) return [];
  return nowAllowed ? POST_CHOICES : ['morning', 'urgent'];
}

/** Why a post was not sent. */
export const REFUSALS = ['no_right', 'not_in_room', 'closed', 'refused'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** So much of one author waits at once. */
export const MOST_WAITING = 20;
/** Urgent posts of one author in a day: whoever needs more does not have an emergency but a habit. */
export const MOST_URGENT_A_DAY = 5;
