/** Schools, school years and classes: orgs.csv, academicSessions.csv, courses.csv and classes.csv. */
import type { IsoDate, Locale } from '../../school/model.ts';
import type { Findings } from '../findings.ts';
import type { RosterSchool } from '../model.ts';
import { CLASS_TYPES, ORG_TYPES, SESSION_TYPES } from './columns.ts';
import { readRecords, type Records, type Source } from './records.ts';
import type { Row } from './table.ts';

export interface Org {
  readonly row: Row;
  readonly name: string;
  readonly type: (typeof ORG_TYPES)[number];
  readonly parent: string | null;
}

export interface Session {
  readonly row: Row;
  readonly title: string;
  readonly type: (typeof SESSION_TYPES)[number];
  readonly beginsOn: IsoDate;
  readonly endsOn: IsoDate;
  readonly parent: string | null;
  /** The calendar year in which the school year ends. */
  readonly schoolYear: string;
}

export interface ExportClass {
  readonly row: Row;
  readonly title: string;
  readonly kind: 'homeroom' | 'group';
  readonly school: string;
  /** Key of the academic session that is the school year. */
  readonly year: string;
}

export interface Defaults {
  readonly locale: Locale;
  readonly timeZone: string;
}

export async function readOrgs(source: Source): Promise<Records<Org>> {
  const orgs = await readRecords(source, 'orgs', (row) => {
    const name = row.name('name');
    const type = row.oneOf('type', ORG_TYPES);
    const parent = row.optionalId('parentSourcedId');
    return name === undefined || type === undefined || parent === undefined
      ? undefined
      : { row, name, type, parent };
  });
  for (const [, org] of orgs.all()) {
    if (org.parent !== null && orgs.isUnknown(org.parent)) org.row.warn('parent_unknown', 'parentSourcedId');
  }
  return orgs;
}

/** The school that an org is or, as a department, belongs to; null for districts and the like. */
export function schoolOf(orgs: Records<Org>, id: string): string | null {
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at);) {
    seen.add(at);
    const org: Org | undefined = orgs.get(at);
    if (org?.type === 'school') return at;
    at = org?.type === 'department' ? org.parent : null;
  }
  return null;
}

export function toSchool(sourcedId: string, org: Org, defaults: Defaults): RosterSchool {
  return {
    sourcedId,
    name: org.name,
    locale: localeOf(org.row, defaults),
    timeZone: timeZoneOf(org.row, defaults),
  };
}

function localeOf(row: Row, defaults: Defaults): Locale {
  const tag = row.text('metadata.locale');
  if (tag === '') return defaults.locale;
  const language = tag.toLowerCase().split(/[-_]/)[0];
  if (language === 'ru' || language === 'en') return language;
  row.warn('locale_unknown', 'metadata.locale', { used: defaults.locale });
  return defaults.locale;
}

function timeZoneOf(row: Row, defaults: Defaults): string {
  const zone = row.text('metadata.timeZone');
  if (zone === '') return defaults.timeZone;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    row.warn('time_zone_unknown', 'metadata.timeZone', { used: defaults.timeZone });
    return defaults.timeZone;
  }
}

export async function readSessions(source: Source): Promise<Records<Session>> {
  const sessions = await readRecords(source, 'academicSessions', (row) => {
    const title = row.name('title');
    const type = row.oneOf('type', SESSION_TYPES);
    const beginsOn = row.date('startDate');
    const endsOn = row.date('endDate');
    const parent = row.optionalId('parentSourcedId');
    const schoolYear = row.optionalName('schoolYear');
    if (title === undefined || type === undefined || beginsOn === undefined || endsOn === undefined)
      return undefined;
    if (parent === undefined || schoolYear === undefined) return undefined;
    if (endsOn <= beginsOn) return row.error('period_backwards', 'endDate', { begin: beginsOn });
    if (type === 'schoolYear' && ![endsOn, dayBefore(endsOn)].some((day) => day.startsWith(schoolYear))) {
      row.warn('school_year_differs', 'schoolYear', { year: dayBefore(endsOn).slice(0, 4) });
    }
    return { row, title, type, beginsOn, endsOn, parent, schoolYear };
  });
  for (const [, session] of sessions.all()) {
    if (session.parent !== null && sessions.isUnknown(session.parent)) {
      session.row.warn('parent_unknown', 'parentSourcedId');
    }
  }
  return sessions;
}

function dayBefore(day: IsoDate): IsoDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/**
 * The school year of a term: the session of that type above it, else the only school year with the same `schoolYear`
 * value. Undefined when the export does not say.
 */
function yearOf(sessions: Records<Session>, term: string): string | undefined {
  const seen = new Set<string>();
  let last: Session | undefined;
  for (let at: string | null = term; at !== null && !seen.has(at);) {
    seen.add(at);
    const session: Session | undefined = sessions.get(at);
    if (session?.type === 'schoolYear') return at;
    last = session ?? last;
    at = session?.parent ?? null;
  }
  if (last === undefined || last.schoolYear === '') return undefined;
  const years = [...sessions.all()].filter(
    ([, { type, schoolYear }]) => type === 'schoolYear' && schoolYear === last.schoolYear,
  );
  return years.length === 1 ? years[0]![0] : undefined;
}

export interface StructureOptions {
  readonly source: Source;
  readonly orgs: Records<Org>;
  readonly sessions: Records<Session>;
  readonly day: IsoDate;
  readonly findings: Findings;
}

export async function readClasses({
  source,
  orgs,
  sessions,
  day,
  findings,
}: StructureOptions): Promise<Records<ExportClass>> {
  const courses = source.files.has('courses') ? await readRecords(source, 'courses', () => ({})) : null;
  const years = new Map<string, string | undefined>();
  const yearOfTerm = (term: string): string | undefined => {
    if (!years.has(term)) years.set(term, yearOf(sessions, term));
    return years.get(term);
  };
  const classes = await readRecords(source, 'classes', (row) => {
    const title = row.name('title');
    const type = row.oneOf('classType', CLASS_TYPES);
    const school = row.id('schoolSourcedId');
    const terms = row.required('termSourcedIds') === undefined ? undefined : row.ids('termSourcedIds');
    const course = row.optionalId('courseSourcedId');
    if (course != null && courses?.isUnknown(course) === true) row.warn('course_unknown', 'courseSourcedId');
    if (title === undefined || type === undefined || school === undefined || terms === undefined)
      return undefined;
    if (!isSchool(row, orgs, school)) return undefined;
    for (const term of terms)
      if (sessions.isUnknown(term)) row.warn('term_unknown', 'termSourcedIds', { term });
    const found = new Set(terms.map(yearOfTerm).filter((year) => year !== undefined));
    if (found.size > 1) return row.error('terms_of_several_years', 'termSourcedIds');
    const year = [...found][0];
    if (year === undefined) {
      return terms.some((term) => sessions.isBroken(term))
        ? undefined
        : row.error('school_year_unknown', 'termSourcedIds');
    }
    return {
      row,
      title,
      kind: type === 'homeroom' ? ('homeroom' as const) : ('group' as const),
      school,
      year,
    };
  });
  for (const year of new Set([...classes.all()].map(([, one]) => one.year))) {
    const session = sessions.get(year)!;
    if (session.endsOn <= day) session.row.warn('school_year_over', 'endDate');
  }
  warnOfSameTitles(classes, findings);
  return classes;
}

function isSchool(row: Row, orgs: Records<Org>, id: string): boolean {
  if (orgs.get(id)?.type === 'school') return true;
  if (orgs.isBroken(id)) return false;
  row.error(orgs.isUnknown(id) ? 'school_unknown' : 'org_no_school', 'schoolSourcedId');
  return false;
}

/** Two homerooms that people cannot tell apart are most often one class that was exported twice. */
function warnOfSameTitles(classes: Records<ExportClass>, findings: Findings): void {
  const lines = new Map<string, number>();
  for (const [, { row, title, kind, school, year }] of classes.all()) {
    if (kind !== 'homeroom') continue;
    const key = JSON.stringify([school, year, title]);
    const first = lines.get(key);
    if (first === undefined) lines.set(key, row.line);
    else
      findings.warn(
        'class_twice',
        { file: row.file, line: row.line, column: 'title', value: title },
        { first },
      );
  }
}
