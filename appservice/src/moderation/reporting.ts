/** From a report to a case: takes the evidence at once and seals it, finds who is to look after it, and lets them know. */
import { createHash, randomUUID } from 'node:crypto';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import {
  isJoined,
  type EventId,
  type EventReader,
  type ReportReader,
  type StateReader,
} from '../matrix/homeserver.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { ClassId, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import { holdName, type Database, type Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { caseText } from './case-messages.ts';
import {
  countReports,
  findOpenByEvent,
  insertCase,
  insertReport,
  insertStep,
  receiptOf,
  type CaseKind,
  type ReportRow,
} from './case-store.ts';
import { STEP_TASK } from './steps.ts';
import { handles, mayModerate, rankOf, type Rank } from './rules.ts';
import type { Seal } from './seal.ts';

/** A person of a class or school who can look after a case. */
const AROUND = 5;
const MOST_REPORTS_AN_HOUR = 20;
export const MAX_REASON = 1_000;

export interface NewReport {
  readonly source: ReportRow['source'];
  /** Names the report: the same cause makes one report. */
  readonly cause: string;
  readonly reporter: { readonly personId: PersonId | null; readonly userId: UserId };
  readonly reason: string;
  readonly about:
    | { readonly roomId: RoomId; readonly eventId: EventId }
    | { readonly roomId: RoomId }
    | { readonly personId: PersonId };
}

/** What a reporter is given to come back with. */
export interface Receipt {
  readonly caseId: string;
  readonly deadlineAt: Date;
}

export interface Reporting {
  /**
   * Takes a report; the same cause again gives the same receipt. Throws 404 for a room or message that the reporter is not in or that is not there, 429 when somebody reports too often.
   */
  report(one: NewReport): Promise<Receipt>;
  /** Reads what was reported to the homeserver since the last time. */
  poll(): Promise<void>;
}

export interface ReportingDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'personOf' | 'holderOf' | 'aroundPair' | 'aroundPerson'>;
  readonly rooms: Pick<ManagedRooms, 'find'>;
  /** Whose a direct room of Parta is; null for any other room. */
  readonly directPlaceOf: (roomId: RoomId) => Promise<{ readonly schoolId: SchoolId | null } | null>;
  readonly homeserver: EventReader & StateReader & ReportReader;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly seal: Seal;
  readonly deadlineHours: number;
  readonly now: () => Date;
}

interface Subject {
  readonly kind: CaseKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
  readonly roomId: RoomId | null;
  readonly eventId: EventId | null;
  readonly personId: PersonId | null;
  readonly userId: UserId | null;
  readonly evidence: string | null;
}

export function createReporting(dependencies: ReportingDependencies): Reporting {
  const { database, directory, rooms, directPlaceOf, homeserver, jobs, seal, deadlineHours, now } =
    dependencies;

  async function schoolOf(reporterId: PersonId | null, subjectId: PersonId): Promise<SchoolId | null> {
    const ids = reporterId === null ? [subjectId] : [subjectId, reporterId];
    const { rows } = await database.query<{ school: SchoolId }>(
      `select school_id as school from (
         select person_id, school_id from role_grant where school_id is not null
         union select e.person_id, c.school_id from enrollment e join class c on c.id = e.class_id
         union select g.guardian_id, c.school_id from guardianship_in_force g join enrollment e on e.person_id = g.child_id
           join class c on c.id = e.class_id) belongs
       where person_id = any($1::uuid[]) group by school_id order by count(distinct person_id) desc, school_id limit 1`,
      [ids],
    );
    return rows[0]?.school ?? null;
  }

  /** Whose a room is: a managed one, or a direct room, in which the class teacher may be one of the two and so decides nothing. */
  async function placeOf(
    roomId: RoomId,
    reporterId: PersonId | null,
  ): Promise<{ schoolId: SchoolId; classId: ClassId | null } | null> {
    const room = await rooms.find(roomId);
    if (room !== null) return room;
    const direct = await directPlaceOf(roomId);
    if (direct === null) return null;
    const schoolId = direct.schoolId ?? (reporterId === null ? null : await schoolOf(reporterId, reporterId));
    return schoolId === null ? null : { schoolId, classId: null };
  }

  /** What a report is about, and what the bot can see of it now. */
  async function subjectOf({ about, reporter }: NewReport): Promise<Subject | null> {
    if ('personId' in about) {
      const schoolId = await schoolOf(reporter.personId, about.personId);
      if (schoolId === null) return null;
      const none = { classId: null, roomId: null, eventId: null, userId: null, evidence: null };
      return { kind: 'person', schoolId, ...none, personId: about.personId };
    }
    const { roomId } = about;
    const room = await placeOf(roomId, reporter.personId);
    if (room === null || !(await isJoined(homeserver, roomId, reporter.userId))) return null;
    const { schoolId, classId } = room;
    if (!('eventId' in about)) {
      const none = { eventId: null, personId: null, userId: null, evidence: null };
      return { kind: 'room', schoolId, classId, roomId, ...none };
    }
    const events = await homeserver.readContext(roomId, about.eventId, AROUND);
    const event = events?.find(({ event_id: id }) => id === about.eventId);
    if (events === null || event === undefined) return null;
    const holder = await directory.holderOf(event.sender);
    const messages = events.map(({ event_id, type, sender, origin_server_ts, content }) => ({
      ...{ event_id, type, sender, content },
      at: new Date(origin_server_ts).toISOString(),
    }));
    const evidence = JSON.stringify({ taken_at: now().toISOString(), room_id: roomId, messages });
    return {
      ...{ kind: 'message', schoolId, classId, roomId, eventId: about.eventId },
      ...{ personId: holder?.personId ?? null, userId: event.sender, evidence },
    };
  }

  /** The class teacher, else an administrator: somebody who may handle it and did not report it themselves, if there is one. */
  async function assigneeOf(subject: Subject, reporterId: PersonId | null): Promise<PersonId | null> {
    const { schoolId, classId, personId } = subject;
    const { rows } = await database.query<{ id: PersonId; zone: string }>(
      `select p.id, s.time_zone as zone from school s, (
         select person_id, 1 as rank from enrollment where class_id = $2 and role = 'class_teacher'
         union select person_id, 2 from role_grant where school_id = $1 and role = 'school_admin'
         union select person_id, 3 from role_grant where role = 'district_admin') one
       join person p on p.id = one.person_id and p.active
       where s.id = $1 order by p.id is not distinct from $3, one.rank, p.id limit 20`,
      [schoolId, classId, reporterId],
    );
    for (const { id, zone } of rows) {
      const state = await directory.aroundPair(id, personId ?? id);
      const day = today(zone, now());
      const subjectRank: Rank =
        personId === null || personId === id ? 'other' : rankOf(state, personId, schoolId, day);
      const handler = {
        personId: id,
        rank: rankOf(state, id, schoolId, day),
        moderates: mayModerate(state, id, { schoolId, classId }, day),
      };
      if (handles({ subjectId: personId, subjectRank }, handler)) return id;
    }
    return null;
  }

  async function caseFor(tx: Sql, subject: Subject, reporterId: PersonId | null): Promise<string> {
    const open = subject.eventId === null ? null : await findOpenByEvent(tx, subject.eventId);
    if (open !== null) return open.id;
    const id = randomUUID();
    const { evidence, ...about } = subject;
    const sealed =
      evidence === null
        ? null
        : {
            sealed: seal.seal(evidence, id),
            hash: createHash('sha256').update(evidence).digest('hex'),
          };
    const assigneeId = await assigneeOf(subject, reporterId);
    await insertCase(tx, { ...about, id, assigneeId, deadlineHours }, sealed);
    await audit(tx, {
      action: 'case.open',
      actorId: reporterId,
      schoolId: subject.schoolId,
      details: {
        ...{ case_id: id, kind: subject.kind, room: subject.roomId, event: subject.eventId },
        ...{ person_id: subject.personId, evidence: sealed?.hash ?? null },
      },
    });
    const step = { caseId: id, actorId: null, action: 'open', text: null, restrictionId: null };
    const stepId = await insertStep(tx, step, `open ${id}`);
    await jobs.add(tx, STEP_TASK, { id: stepId });
    return id;
  }

  async function report(one: NewReport): Promise<Receipt> {
    const before = await receiptOf(database, one.cause);
    if (before !== null) return before;
    const { personId } = one.reporter;
    if (personId !== null && (await countReports(database, personId)) >= MOST_REPORTS_AN_HOUR) {
      throw new ApiError(429, 'M_LIMIT_EXCEEDED', (locale) => caseText(locale, 'too_many_reports'));
    }
    const subject = await subjectOf(one);
    if (subject === null) {
      throw new ApiError(404, 'M_NOT_FOUND', (locale) => caseText(locale, 'nothing_to_report'));
    }
    return database.transaction(async (tx) => {
      // Two reports of one message at once are one case.
      await holdName(tx, `parta report ${subject.eventId ?? one.cause}`);
      const meanwhile = await receiptOf(tx, one.cause);
      if (meanwhile !== null) return meanwhile;
      const caseId = await caseFor(tx, subject, personId);
      const text = one.reason.trim().slice(0, MAX_REASON);
      const reason = text === '' ? null : seal.seal(text, caseId);
      await insertReport(tx, { caseId, reporterId: personId, source: one.source, reason }, one.cause);
      await audit(tx, {
        action: 'case.report',
        actorId: personId,
        schoolId: subject.schoolId,
        details: { case_id: caseId, source: one.source },
      });
      return (await receiptOf(tx, one.cause))!;
    });
  }

  async function poll(): Promise<void> {
    if (!homeserver.canReadReports) return;
    const { rows } = await database.query<{ last: number }>(
      'select last_id::float8 as last from moderation_reports_read',
    );
    for (const { id, roomId, eventId, reporter, reason } of await homeserver.reportedEvents(
      rows[0]?.last ?? 0,
    )) {
      const personId = await directory.personOf(reporter);
      await report({
        ...{ source: 'homeserver', cause: `homeserver ${id}`, reason, about: { roomId, eventId } },
        reporter: { personId, userId: reporter },
      }).catch((error: unknown) => {
        // Of a room that is not ours, or too many of one person: the homeserver's administrators have it in any case.
        if (!(error instanceof ApiError)) throw error;
      });
      await database.query(
        `insert into moderation_reports_read (last_id) values ($1)
         on conflict (id) do update set last_id = greatest(moderation_reports_read.last_id, excluded.last_id)`,
        [id],
      );
    }
  }

  return { report, poll };
}
