/** Attendance for teachers and administrators: lists, one lesson, corrections. */
import { namesOf } from '../store/school-store.ts';
import type { components } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { DAY_MS, instant } from '../schedule/local-time.ts';
import { covers, type ClassId, type PersonId, type SchoolState } from '../school/model.ts';
import { classMembers, indexState, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { listCorrections, listHeld, listVisits, saveCorrection } from './attendance-store.ts';
import { report, type Attended } from './attendance-report.ts';
import { refuse } from './desk.ts';
import type { Session } from './model.ts';
import { maySeeAttendance, maySeeAttendanceOf } from './rights.ts';
import { findSession } from './store.ts';

type Schemas = components['schemas'];
export type AttendanceSession = Schemas['AttendanceSession'];
export type AttendancePerson = Schemas['AttendancePerson'];

export type PersonAttendance = Schemas['PersonAttendance'];

export interface FullAttendance {
  readonly session: AttendanceSession;
  readonly people: AttendancePerson[];
  readonly timeZone: string;
}

export interface Attendance {
  /** Days are those of the school; without them the four weeks until today. Throws ApiError 404 for a class that is not the asker's to see. */
  list(
    askerId: PersonId,
    classId: ClassId,
    from: string | undefined,
    to: string | undefined,
  ): Promise<AttendanceSession[]>;
  of(askerId: PersonId, sessionId: string): Promise<FullAttendance>;
  /** The same, to be taken out of Parta: logged. */
  exported(askerId: PersonId, sessionId: string): Promise<FullAttendance>;
  /** Of one pupil, for themselves and their guardians, newest first; without what teachers noted. Throws ApiError 404 for others. */
  ofPerson(
    askerId: PersonId,
    personId: PersonId,
    from: string | undefined,
    to: string | undefined,
  ): Promise<PersonAttendance[]>;
  correct(
    askerId: PersonId,
    sessionId: string,
    personId: PersonId,
    change: { status?: AttendancePerson['status'] | null; note?: string | null },
  ): Promise<AttendancePerson>;
}

const DEFAULT_DAYS = 28;
const MOST_DAYS = 200;

export function createAttendance({
  database,
  directory,
  now,
}: {
  database: Database;
  directory: Pick<Directory, 'aroundClass' | 'aroundPair'>;
  now: () => Date;
}): Attendance {
  const notFound = () => refuse(404, 'M_NOT_FOUND', 'no_such_attendance');

  /** The class with its people, if the asker may see who was in its lessons. */
  async function classFor(
    askerId: PersonId,
    classId: ClassId,
    teacherIds: readonly PersonId[] = [],
  ): Promise<{ state: SchoolState; timeZone: string }> {
    const state = await directory.aroundClass(classId, askerId);
    const { classes, schools } = indexState(state);
    const school = schools.get(classes.get(classId)?.schoolId ?? '');
    if (school === undefined) throw notFound();
    if (!maySeeAttendance(state, askerId, classId, today(school.timeZone, now()), teacherIds))
      throw notFound();
    return { state, timeZone: school.timeZone };
  }

  /** The pupils of a class on the day of a lesson, by name. */
  function pupilsOf(state: SchoolState, session: Session, timeZone: string): PersonId[] {
    const day = today(timeZone, new Date(session.begins));
    const { persons } = indexState(state);
    const name = (id: PersonId): string => {
      const person = persons.get(id);
      return person === undefined ? '' : `${person.familyName} ${person.givenName}`;
    };
    return [...classMembers(state, session.classId!, day)]
      .filter(([, roles]) => roles.has('pupil'))
      .map(([id]) => id)
      .sort((a, b) => name(a).localeCompare(name(b)));
  }

  /** The days that are asked for. */
  function daysOf(
    from: string | undefined,
    to: string | undefined,
    timeZone: string,
  ): { first: string; last: string } {
    const last = to ?? today(timeZone, now());
    const first = from ?? dayBefore(last, DEFAULT_DAYS);
    if (Date.parse(last) - Date.parse(first) > MOST_DAYS * DAY_MS)
      throw refuse(400, 'M_INVALID_PARAM', 'too_many_days');
    return { first, last };
  }

  async function attended(
    sql: Sql,
    state: SchoolState,
    timeZone: string,
    sessions: readonly Session[],
  ): Promise<Map<string, Attended[]>> {
    const ids = sessions.map(({ id }) => id);
    const [visits, corrections] = await Promise.all([listVisits(sql, ids), listCorrections(sql, ids)]);
    return new Map(
      sessions.map((session) => [
        session.id,
        report(
          session,
          pupilsOf(state, session, timeZone),
          visits.get(session.id) ?? [],
          corrections.get(session.id) ?? [],
          now().getTime(),
        ),
      ]),
    );
  }

  async function full(sql: Sql, askerId: PersonId, sessionId: string): Promise<FullAttendance> {
    const session = await findSession(sql, sessionId);
    if (session?.classId == null) throw notFound();
    const { state, timeZone } = await classFor(askerId, session.classId, session.teacherIds);
    const people = (await attended(sql, state, timeZone, [session])).get(session.id)!;
    const names = await namesOf(sql, [
      ...people.map(({ personId }) => personId),
      ...people.flatMap(({ correction }) => correction?.correctedBy ?? []),
    ]);
    return {
      timeZone,
      session: asSession(session, people),
      people: people.map((one) => asPerson(one, names)),
    };
  }

  return {
    of: (askerId, sessionId) => full(database, askerId, sessionId),

    async exported(askerId, sessionId) {
      const found = await full(database, askerId, sessionId);
      await audit(database, {
        action: 'attendance.export',
        actorId: askerId,
        schoolId: (await findSession(database, sessionId))!.schoolId,
        details: { session: sessionId },
      });
      return found;
    },

    async ofPerson(askerId, personId, from, to) {
      const state = await directory.aroundPair(askerId, personId);
      const { classes, schools, enrollmentsByPerson } = indexState(state);
      if (!maySeeAttendanceOf(state, askerId, personId, now())) throw notFound();
      const found: PersonAttendance[] = [];
      for (const enrollment of enrollmentsByPerson.get(personId) ?? []) {
        const of = classes.get(enrollment.classId);
        const school = schools.get(of?.schoolId ?? '');
        if (enrollment.role !== 'pupil' || of === undefined || school === undefined) continue;
        const { timeZone } = school;
        const held = await listHeld(database, of.id, { ...daysOf(from, to, timeZone), timeZone });
        // Not the lessons of a class in which the pupil was not yet, or not any more.
        const own = held.filter(({ begins }) => covers(enrollment, today(timeZone, new Date(begins))));
        const ids = own.map(({ id }) => id);
        const [visits, corrections] = await Promise.all([
          listVisits(database, ids),
          listCorrections(database, ids),
        ]);
        for (const session of own) {
          const [one] = report(
            session,
            [personId],
            (visits.get(session.id) ?? []).filter((visit) => visit.personId === personId),
            (corrections.get(session.id) ?? []).filter((correction) => correction.personId === personId),
            now().getTime(),
          );
          const { id, title, begins, ends } = asSession(session, []);
          const { status, minutes } = one!;
          found.push({ id, class_id: of.id, class_title: of.title, title, begins, ends, status, minutes });
        }
      }
      return found.sort((a, b) => b.begins.localeCompare(a.begins));
    },

    async list(askerId, classId, from, to) {
      const { state, timeZone } = await classFor(askerId, classId);
      const sessions = await listHeld(database, classId, { ...daysOf(from, to, timeZone), timeZone });
      const all = await attended(database, state, timeZone, sessions);
      return sessions.map((session) => asSession(session, all.get(session.id)!));
    },

    correct: (askerId, sessionId, personId, change) =>
      database.transaction(async (tx) => {
        const before = await full(tx, askerId, sessionId);
        if (!before.people.some(({ person_id: id }) => id === personId)) throw notFound();
        await saveCorrection(tx, sessionId, personId, askerId, change);
        await audit(tx, {
          action: 'attendance.correct',
          actorId: askerId,
          schoolId: (await findSession(tx, sessionId))!.schoolId,
          details: {
            session: sessionId,
            person_id: personId,
            ...(change.status === undefined ? {} : { status: change.status }),
            // What was noted about a child is not repeated here.
            ...(change.note === undefined ? {} : { note: change.note !== null }),
          },
        });
        const { people } = await full(tx, askerId, sessionId);
        return people.find(({ person_id: id }) => id === personId)!;
      }),
  };
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

const instantOrNull = (moment: number | null): string | null => (moment === null ? null : instant(moment));

function asSession(session: Session, people: readonly Attended[]): AttendanceSession {
  const pupils = people.filter(({ role }) => role === 'pupil');
  const count = (status: Attended['status']): number => pupils.filter((one) => one.status === status).length;
  return {
    id: session.id,
    title: session.title,
    begins: instant(session.begins),
    ends: instant(session.endedAt === null ? session.ends : Math.min(session.ends, session.endedAt)),
    present: count('present'),
    late: count('late'),
    absent: count('absent'),
    excused: count('excused'),
  };
}

function asPerson(one: Attended, names: ReadonlyMap<PersonId, string>): AttendancePerson {
  const by = one.correction?.correctedBy;
  return {
    person_id: one.personId,
    display_name: names.get(one.personId) ?? '',
    role: one.role,
    status: one.status,
    first_joined: instantOrNull(one.firstJoined),
    last_left: instantOrNull(one.lastLeft),
    minutes: one.minutes,
    note: one.note,
    ...(by == null ? {} : { corrected_by: names.get(by) ?? '' }),
  };
}
