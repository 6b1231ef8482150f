/** Terms, days off, bells and whatever lessons are made of in a school: seen by those who work there, changed by its administrators. */
import type { components } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { displayName, type PersonId, type SchoolId } from '../school/model.ts';
import { administersSchool, indexState, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import type { FieldProblem } from './fields.ts';
import { fieldError } from './lesson-writer.ts';
import { readDay } from './local-time.ts';
import { scheduleText } from './messages.ts';
import { worksAt } from './rights.ts';
import {
  listClasses,
  listTeachers,
  loadFrames,
  saveFrame,
  type FrameChange,
  type SchoolFrame,
} from './settings-store.ts';
import { lockTimetable } from './store.ts';

export type TimetableFrame = components['schemas']['TimetableFrame'];

export interface Settings {
  /** Throws 404 for those who do not work at the school. */
  get(askerId: PersonId, schoolId: SchoolId): Promise<TimetableFrame>;
  /** Replaces the lists that are named. Throws 403 unless the asker administers the school, 400 for lists that contradict themselves. */
  update(askerId: PersonId, schoolId: SchoolId, change: FrameChange): Promise<TimetableFrame>;
}

export function createSettings({
  database,
  directory,
  onChange,
  now,
}: {
  database: Database;
  directory: Pick<Directory, 'aroundPerson'>;
  /** Called in the transaction of a change: what the school's classes see may be different. */
  onChange: (tx: Sql, schoolId: SchoolId) => Promise<void>;
  now: () => Date;
}): Settings {
  async function may(
    askerId: PersonId,
    schoolId: SchoolId,
    right: typeof administersSchool,
  ): Promise<boolean> {
    const state = await directory.aroundPerson(askerId, { administered: true });
    const school = indexState(state).schools.get(schoolId);
    return school !== undefined && right(state, askerId, schoolId, today(school.timeZone, now()));
  }

  async function frameOf(sql: Sql, schoolId: SchoolId): Promise<TimetableFrame> {
    const frame = (await loadFrames(sql, [schoolId])).get(schoolId)!;
    const compare = new Intl.Collator(frame.locale, { numeric: true }).compare;
    const teachers = (await listTeachers(sql, schoolId)).map((one) => ({
      id: one.id,
      name: displayName(one),
    }));
    const classes = await listClasses(sql, schoolId);
    return {
      ...asFrame(frame),
      teachers: teachers.sort((a, b) => compare(a.name, b.name)),
      classes: classes.sort((a, b) => compare(a.title, b.title)),
    };
  }

  return {
    async get(askerId, schoolId) {
      if (!(await may(askerId, schoolId, worksAt))) {
        throw new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'may_not_see'));
      }
      return frameOf(database, schoolId);
    },

    async update(askerId, schoolId, change) {
      if (!(await may(askerId, schoolId, administersSchool))) {
        throw new ApiError(403, 'M_FORBIDDEN', (locale) => scheduleText(locale, 'may_not_frame'));
      }
      const problem = checkFrame(change);
      if (problem !== null) throw fieldError(problem);
      return database.transaction(async (tx) => {
        await lockTimetable(tx, schoolId);
        await saveFrame(tx, schoolId, change);
        await audit(tx, {
          action: 'timetable.frame',
          actorId: askerId,
          schoolId,
          details: { lists: Object.keys(change).join(' ') },
        });
        await onChange(tx, schoolId);
        return frameOf(tx, schoolId);
      });
    },
  };
}

/** The first thing that is wrong with new lists, or null. Pure. */
export function checkFrame({ terms = [], daysOff = [], periods = [] }: FrameChange): FieldProblem | null {
  for (const [list, spans] of [
    ['terms', terms],
    ['days_off', daysOff],
  ] as const) {
    for (const [at, { beginsOn, endsOn }] of spans.entries()) {
      if (readDay(beginsOn) === null) return { path: `/${list}/${at}/begins_on`, key: 'time_wrong' };
      if (readDay(endsOn) === null) return { path: `/${list}/${at}/ends_on`, key: 'time_wrong' };
      if (endsOn <= beginsOn) return { path: `/${list}/${at}/ends_on`, key: 'period_backwards' };
    }
  }
  for (const [at, one] of terms.entries()) {
    const other = terms.slice(0, at).find((term) => term.beginsOn < one.endsOn && one.beginsOn < term.endsOn);
    if (other !== undefined) {
      return { path: `/terms/${at}`, key: 'terms_overlap', values: { one: other.title, other: one.title } };
    }
    if (terms.slice(0, at).some(({ title }) => title === one.title)) {
      return { path: `/terms/${at}/title`, key: 'listed_twice' };
    }
  }
  for (const [at, { number, beginsAt, endsAt }] of periods.entries()) {
    if (endsAt <= beginsAt) return { path: `/periods/${at}/ends_at`, key: 'period_backwards' };
    if (periods.slice(0, at).some((one) => one.number === number)) {
      return { path: `/periods/${at}/number`, key: 'listed_twice' };
    }
  }
  return null;
}

function asFrame({
  id,
  timeZone,
  terms,
  daysOff,
  periods,
  locations,
}: SchoolFrame): Omit<TimetableFrame, 'teachers' | 'classes'> {
  return {
    school_id: id,
    time_zone: timeZone,
    terms: terms.map((one) => ({
      term_id: one.id,
      title: one.title,
      begins_on: one.beginsOn,
      ends_on: one.endsOn,
      week_cycle: one.weekCycle,
    })),
    days_off: daysOff.map((one) => ({ title: one.title, begins_on: one.beginsOn, ends_on: one.endsOn })),
    periods: periods.map((one) => ({ number: one.number, begins_at: one.beginsAt, ends_at: one.endsAt })),
    locations: locations.map(({ id: location, title }) => ({ id: location, title })),
  };
}
