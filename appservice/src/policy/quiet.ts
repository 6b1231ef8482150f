/** Quiet hours: until when pushes to somebody are held, and when they will next be. Pure. */
import { addDays, dayOf, toInstant, toLocal, weekdayOf } from '../schedule/local-time.ts';
import type { IsoDate } from '../school/model.ts';
import type { Capacity, Party, PolicyContext, QuietHours, SchoolPolicy } from './model.ts';

/** A summer that is all days off is followed so far; then there is an answer all the same. */
const MOST_DAYS = 120;

const remembered = new WeakMap<PolicyContext, Map<Party, Date | null>>();

/**
 * Until when it is quiet for somebody, or null when it is not. In each of their roles the most specific lines of its school hold: those of
 * the class and role, else of the class, else of the role, else of the school. It is quiet as long as it is so in one of the roles. An
 * adult may leave quiet hours, a pupil may not.
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

/** When it next becomes quiet for somebody, today or tomorrow; null when it does not, or for whom it never is. */
export function quietFrom(party: Party, { at, schools }: PolicyContext): Date | null {
  const now = at.getTime();
  const begins = rulesOf(party, schools).flatMap(({ lines, school }) => {
    const today = dayOf(toLocal(now, school.timeZone));
    return spansOf(lines, school, [today, addDays(today, 1)]).map((span) => span.begins);
  });
  const next = Math.min(...begins.filter((begin) => begin > now));
  return Number.isFinite(next) ? new Date(next) : null;
}

/** Whether any quiet hours concern somebody at all. */
export function hasQuietHours(party: Party, { schools }: PolicyContext): boolean {
  return rulesOf(party, schools).length > 0;
}

/** Whether somebody may leave quiet hours: adults who are pupils nowhere. */
export function mayLeaveQuiet({ age, capacities }: Party): boolean {
  return age === 'of_age' && !capacities.some(({ role }) => role === 'pupil');
}

interface RulesOfRole {
  readonly lines: readonly QuietHours[];
  readonly school: SchoolPolicy;
}

/** What holds for somebody in each of their roles. */
function rulesOf(party: Party, schools: PolicyContext['schools']): RulesOfRole[] {
  if (party.leftQuiet === true && mayLeaveQuiet(party)) return [];
  return party.capacities.flatMap((capacity) => {
    const school = capacity.schoolId === null ? undefined : schools.get(capacity.schoolId);
    if (school === undefined) return [];
    const lines = linesFor(capacity, school.quietHours);
    return lines.length === 0 ? [] : [{ lines, school }];
  });
}

function compute(party: Party, { at, schools }: PolicyContext): Date | null {
  const now = at.getTime();
  const rules = rulesOf(party, schools);
  let until = now;
  // What ends in one role may go on in another.
  for (let before = -1; before !== until;) {
    before = until;
    for (const { lines, school } of rules) until = Math.max(until, endOf(until, lines, school));
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
function endOf(at: number, lines: readonly QuietHours[], school: SchoolPolicy): number {
  const today = dayOf(toLocal(at, school.timeZone));
  const covering = spansOf(lines, school, [addDays(today, -1), today]).filter(({ begins }) => begins <= at);
  return Math.max(at, ...covering.map(({ ends }) => ends));
}

/** The times of quiet that begin on some days, in milliseconds since the epoch. */
function spansOf(
  lines: readonly QuietHours[],
  { timeZone, daysOff }: SchoolPolicy,
  days: readonly IsoDate[],
): { begins: number; ends: number }[] {
  const span = (begins: string, ends: string) => ({
    begins: toInstant(begins, timeZone),
    ends: toInstant(ends, timeZone),
  });
  return lines.flatMap((line) =>
    days.flatMap((day) => {
      const found = [];
      const tomorrow = addDays(day, 1);
      if (line.weekdays.includes(weekdayOf(day))) {
        const overnight = line.endsAt <= line.beginsAt;
        found.push(span(`${day}T${line.beginsAt}:00`, `${overnight ? tomorrow : day}T${line.endsAt}:00`));
      }
      if (line.daysOff && daysOff.some(({ beginsOn, endsOn }) => beginsOn <= day && day < endsOn)) {
        found.push(span(`${day}T00:00:00`, `${tomorrow}T00:00:00`));
      }
      return found;
    }),
  );
}
