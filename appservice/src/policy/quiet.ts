/** Quiet hours: until when pushes to somebody are held. Pure. */
import { addDays, dayOf, toInstant, toLocal, weekdayOf } from '../schedule/local-time.ts';
import type { Capacity, Party, PolicyContext, QuietHours, SchoolPolicy } from './model.ts';

/** A summer that is all days off is followed so far; then there is an answer all the same. */
const MOST_DAYS = 120;

const remembered = new WeakMap<PolicyContext, Map<Party, Date | null>>();

/**
 * Until when it is quiet for somebody, or null when it is not. In each of their roles the most specific lines of its school hold: those of
 * the class and role, else of the class, else of the role, else of the school. It is quiet as long as it is so in one of the roles.
 */
export function quietUntil(party: Party, context: PolicyContext): Date | null {
  let known = remembered.get(context);
  if (known === undefined) {
    known = new Map<Party, Date | null>();
    remembered.set(context, known);
  }
  let until = known.get(party);
  if (until === undefined) {
    until = compute(party, context);
    known.set(party, until);
  }
  return until;
}

function compute(party: Party, { at, schools }: PolicyContext): Date | null {
  const now = at.getTime();
  let until = now;
  // What ends in one role may go on in another.
  for (let before = -1; before !== until;) {
    before = until;
    for (const capacity of party.capacities) {
      const school = capacity.schoolId === null ? undefined : schools.get(capacity.schoolId);
      if (school === undefined) continue;
      const lines = linesFor(capacity, school.quietHours);
      if (lines.length > 0) until = Math.max(until, endOf(until, lines, school));
    }
    if (until - now > MOST_DAYS * 86_400_000) break;
  }
  return until === now ? null : new Date(until);
}

/** The most specific lines for a role. */
export function linesFor({ role, classId }: Capacity, lines: readonly QuietHours[]): readonly QuietHours[] {
  const ofRole = (line: QuietHours): boolean =>
    line.role === role || (line.role === 'teacher' && role === 'class_teacher');
  const ofClass = (line: QuietHours): boolean => classId !== null && line.classId === classId;
  for (const fits of [
    (line: QuietHours) => ofClass(line) && ofRole(line),
    (line: QuietHours) => ofClass(line) && line.role === null,
    (line: QuietHours) => line.classId === null && ofRole(line),
    (line: QuietHours) => line.classId === null && line.role === null,
  ]) {
    const found = lines.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}

/** When the quiet that covers a moment ends; the moment itself when it is not quiet. */
function endOf(at: number, lines: readonly QuietHours[], { timeZone, daysOff }: SchoolPolicy): number {
  const today = dayOf(toLocal(at, timeZone));
  let end = at;
  const cover = (begins: string, ends: string): void => {
    if (toInstant(begins, timeZone) <= at) end = Math.max(end, toInstant(ends, timeZone));
  };
  for (const line of lines) {
    for (const day of [addDays(today, -1), today]) {
      if (!line.weekdays.includes(weekdayOf(day))) continue;
      const overnight = line.endsAt <= line.beginsAt;
      cover(`${day}T${line.beginsAt}:00`, `${overnight ? addDays(day, 1) : day}T${line.endsAt}:00`);
    }
    if (line.daysOff && daysOff.some(({ beginsOn, endsOn }) => beginsOn <= today && today < endsOn)) {
      cover(`${today}T00:00:00`, `${addDays(today, 1)}T00:00:00`);
    }
  }
  return end;
}
