/**
 * Timetables from elsewhere: read, compared with what the same source brought before, shown, and applied as one transaction. With
 * errors nothing is applied. What a source does not name any more stays, unless the asker wants it cancelled: half an
 * export must not clear a timetable.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { createFindings, type Finding, type Findings } from '../roster/findings.ts';
import type { ClassId, PersonId, SchoolId } from '../school/model.ts';
import { administersSchool, indexState, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { readCsvTimetable } from './import/csv.ts';
import type { ImportCode } from './import/messages.ts';
import { asDraft, draftsOfCalendar, type Draft } from './import/drafts.ts';
import { merge } from './import/merge.ts';
import { scheduleText } from './messages.ts';
import { mayChangeLesson } from './rights.ts';
import { listClasses, listTeachers, loadFrames } from './settings-store.ts';
import * as store from './store.ts';

export interface ImportRequest {
  readonly format: 'ical' | 'csv';
  readonly text: string;
  /** Whose calendar it is; only for `ical`. */
  readonly classId?: ClassId | undefined;
  /** Whose table it is; only for `csv`. */
  readonly schoolId?: SchoolId | undefined;
  /** Tells the sources of one class or school apart. */
  readonly title?: string | undefined;
  readonly timeZones?: { readonly [tzid: string]: string } | undefined;
  readonly cancelMissing?: boolean | undefined;
  readonly apply?: boolean | undefined;
}

export interface ImportResult {
  readonly applied: boolean;
  readonly findings: readonly Finding<ImportCode>[];
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly missing: number;
}

export interface Imports {
  /** Throws 403 when the asker may not change that timetable. Never throws for what is wrong with the text. */
  run(askerId: PersonId, request: ImportRequest): Promise<ImportResult>;
}

interface Target {
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
}

export function createImports({
  database,
  directory,
  serverName,
  onChange,
  now,
}: {
  database: Database;
  directory: Pick<Directory, 'aroundPerson'>;
  serverName: string;
  onChange: (tx: Sql, classIds: readonly ClassId[]) => Promise<void>;
  now: () => Date;
}): Imports {
  async function targetOf(askerId: PersonId, { format, classId, schoolId }: ImportRequest): Promise<Target> {
    const state = await directory.aroundPerson(askerId, {
      administered: true,
      ...(classId === undefined ? {} : { classId }),
    });
    const { classes, schools } = indexState(state);
    const ofClass = classId === undefined ? undefined : classes.get(classId)?.schoolId;
    const school = schools.get((format === 'ical' ? ofClass : schoolId) ?? '');
    const day = school === undefined ? '' : today(school.timeZone, now());
    const may =
      school !== undefined &&
      (format === 'ical'
        ? mayChangeLesson(state, askerId, { schoolId: school.id, classIds: [classId!] }, day)
        : administersSchool(state, askerId, school.id, day));
    if (!may) throw new ApiError(403, 'M_FORBIDDEN', (locale) => scheduleText(locale, 'may_not_change'));
    return { schoolId: school.id, classId: format === 'ical' ? classId! : null };
  }

  async function read(
    { format, text, timeZones = {} }: ImportRequest,
    { schoolId, classId }: Target,
    known: { readonly [tzid: string]: string },
    findings: Findings<ImportCode>,
  ): Promise<Draft[]> {
    const frame = (await loadFrames(database, [schoolId])).get(schoolId)!;
    const { timeZone } = frame;
    if (format === 'ical') {
      const options = { file: 'ical', timeZone, timeZones: { ...known, ...timeZones }, classId: classId! };
      return draftsOfCalendar(text, options, findings);
    }
    const context = {
      file: 'csv',
      timeZone,
      today: today(timeZone, now()),
      classes: await listClasses(database, schoolId),
      teachers: await listTeachers(database, schoolId),
      terms: frame.terms,
      periods: frame.periods,
    };
    return readCsvTimetable(text, context, findings).map((row) => asDraft(row, timeZone));
  }

  return {
    async run(askerId, request) {
      const target = await targetOf(askerId, request);
      const findings = createFindings<ImportCode>();
      const source = await findSource(database, target, request);
      const drafts = await read(request, target, source?.timeZones ?? {}, findings);
      const apply = request.apply === true && !findings.hasErrors();
      const cancelMissing = request.cancelMissing === true;
      const counts = await database.transaction(async (tx) => {
        await store.lockTimetable(tx, target.schoolId);
        const sourceId = apply ? await saveSource(tx, askerId, target, request) : (source?.id ?? null);
        const { schoolId } = target;
        const {
          classIds,
          known: _known,
          ...merged
        } = await merge(
          tx,
          { sourceId, schoolId, drafts, apply, cancelMissing, findings },
          { serverName, now: now().getTime() },
        );
        if (apply) {
          const details = { source_id: sourceId, ...merged, cancel_missing: cancelMissing };
          await audit(tx, { action: 'timetable.import', actorId: askerId, schoolId, details });
          await onChange(tx, classIds);
        }
        return merged;
      });
      return { applied: apply, findings: findings.list(), ...counts };
    },
  };
}

const titleOf = ({ title, format }: ImportRequest): string => title ?? format;

async function findSource(
  sql: Sql,
  { schoolId, classId }: Target,
  request: ImportRequest,
): Promise<{ id: string; timeZones: { [tzid: string]: string } } | null> {
  const { rows } = await sql.query<{ id: string; timeZones: { [tzid: string]: string } }>(
    `select id, time_zones as "timeZones" from import_source
      where school_id = $1 and class_id is not distinct from $2 and format = $3 and title = $4
        and not exists (select 1 from calendar_subscription where source_id = import_source.id)`,
    [schoolId, classId, request.format, titleOf(request)],
  );
  return rows[0] ?? null;
}

async function saveSource(
  tx: Sql,
  askerId: PersonId,
  target: Target,
  request: ImportRequest,
): Promise<string> {
  const source = await findSource(tx, target, request);
  const { rows } = await tx.query<{ id: string }>(
    `insert into import_source (id, school_id, class_id, format, title, time_zones, digest, imported_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, now(), $8)
     on conflict (id) do update set time_zones = import_source.time_zones || excluded.time_zones,
       digest = excluded.digest, imported_at = now()
     returning id`,
    [
      source?.id ?? randomUUID(),
      target.schoolId,
      target.classId,
      request.format,
      titleOf(request),
      JSON.stringify(request.timeZones ?? {}),
      createHash('sha256').update(request.text).digest(),
      askerId,
    ],
  );
  return rows[0]!.id;
}
