/** Who somebody is in a room's calls: the register asked about one person and one room. */
import type { Directory } from '../accounts/directory.ts';
import type { RoomKind } from '@parta/protocol';
import type { ClassId, PersonId, RoomId, SchoolId } from '../school/model.ts';
import { indexState, today } from '../school/rules.ts';
import type { Calls, LessonRoom, MediaRoom, Session } from './model.ts';
import { lessonKind, standing, type Standing } from './rules.ts';

export interface FoundRoom {
  readonly roomId: RoomId;
  readonly kind: RoomKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
}

/** A managed room as one in which calls are held; null for any other. */
export function asLessonRoom(found: FoundRoom | null): LessonRoom | null {
  if (found === null) return null;
  const kind = lessonKind(found.kind);
  return kind === null ? null : { ...found, kind };
}

export interface People {
  standingOf(personId: PersonId | null, room: MediaRoom, session: Session | null): Promise<Standing>;
}

export function createPeople({
  directory,
  calls,
  timeZoneOf,
  now,
}: {
  directory: Pick<Directory, 'aroundPerson'>;
  calls: Pick<Calls, 'whyNot'>;
  timeZoneOf: (schoolId: SchoolId) => Promise<string>;
  now: () => Date;
}): People {
  return {
    async standingOf(personId, room, session) {
      if (personId === null) return { role: null, run: false, refusal: 'lesson.not_yours' };
      if (room.kind === 'call') {
        const refusal = await calls.whyNot(room.roomId, personId);
        return refusal === null ? { role: 'teacher', run: false } : { role: null, run: false, refusal };
      }
      const state = await directory.aroundPerson(
        personId,
        room.classId === null ? {} : { classId: room.classId },
      );
      const zone =
        indexState(state).schools.get(room.schoolId)?.timeZone ?? (await timeZoneOf(room.schoolId));
      return standing(state, personId, room, today(zone, now()), session?.teacherIds ?? []);
    },
  };
}
