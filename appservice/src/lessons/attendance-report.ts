/** What the recorded visits say of each person, and what a teacher says instead. Pure. */
import type { PersonId } from '../school/model.ts';
import type { SeatRole, Session } from './model.ts';

export type AttendanceStatus = 'present' | 'late' | 'absent' | 'excused';

export interface Visit {
  readonly personId: PersonId;
  readonly role: SeatRole;
  readonly joined: number;
  /** Null while they are there. */
  readonly left: number | null;
}

export interface Correction {
  readonly personId: PersonId;
  readonly status: AttendanceStatus | null;
  readonly note: string | null;
  readonly correctedBy: PersonId | null;
}

export interface Attended {
  readonly personId: PersonId;
  readonly role: SeatRole;
  readonly status: AttendanceStatus;
  readonly firstJoined: number | null;
  readonly lastLeft: number | null;
  readonly minutes: number;
  readonly note: string | null;
  readonly correction: Correction | null;
}

/** Who comes later than this after the beginning is late. */
const LATE_MS = 5 * 60_000;

/** Everybody in the order of `pupils`, then the others who were there. */
export function report(
  session: Pick<Session, 'begins'>,
  pupils: readonly PersonId[],
  visits: readonly Visit[],
  corrections: readonly Correction[],
  now: number,
): Attended[] {
  const byPerson = Map.groupBy(visits, ({ personId }) => personId);
  const corrected = new Map(corrections.map((one) => [one.personId, one]));
  const isPupil = new Set(pupils);
  const others = [...byPerson.keys()].filter((id) => !isPupil.has(id));
  return [...pupils, ...others].map((personId) => {
    const own = byPerson.get(personId) ?? [];
    const correction = corrected.get(personId) ?? null;
    const firstJoined = own.length === 0 ? null : Math.min(...own.map(({ joined }) => joined));
    const here = own.some(({ left }) => left === null);
    return {
      personId,
      role: own[0]?.role ?? 'pupil',
      status: correction?.status ?? recorded(firstJoined, session.begins, isPupil.has(personId)),
      firstJoined,
      lastLeft: here || own.length === 0 ? null : Math.max(...own.map(({ left }) => left!)),
      minutes: Math.floor(millisecondsIn(own, now) / 60_000),
      note: correction?.note ?? null,
      correction,
    };
  });
}

function recorded(firstJoined: number | null, begins: number, isPupil: boolean): AttendanceStatus {
  if (firstJoined === null) return 'absent';
  return isPupil && firstJoined > begins + LATE_MS ? 'late' : 'present';
}

/** Time covered by visits; two devices at once count once. */
function millisecondsIn(visits: readonly Visit[], now: number): number {
  let total = 0;
  let covered = -Infinity;
  for (const { joined, left } of visits.toSorted((a, b) => a.joined - b.joined)) {
    const ends = left ?? now;
    total += Math.max(0, ends - Math.max(joined, covered));
    covered = Math.max(covered, ends);
  }
  return total;
}
