/**
 * A timetable as a table: one row a lesson of a week, or of one date. Columns are found by name, in English or Russian, in any order;
 * cells are separated by commas, semicolons or tabs, whichever the header uses.
 *
 *   class, subject, weekday | date, period | begins + ends, week (A/B), room, teacher, term
 */
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Findings } from '../../roster/findings.ts';
import type { ClassId, IsoDate, PersonId } from '../../school/model.ts';
import { readDay } from '../local-time.ts';
import { LIMITS, type BellPeriod, type LocalTime, type Term } from '../model.ts';
import { weeklyInTerm, type Week } from '../weeks.ts';
import type { ImportCode } from './messages.ts';
import { fold, personKeys } from './names.ts';

export interface CsvContext {
  /** For findings. */
  readonly file: string;
  readonly timeZone: string;
  /** Decides which term is meant when a row does not say. */
  readonly today: IsoDate;
  readonly classes: readonly { readonly id: ClassId; readonly title: string }[];
  readonly teachers: readonly {
    readonly id: PersonId;
    readonly givenName: string;
    readonly middleName: string;
    readonly familyName: string;
  }[];
  readonly terms: readonly Term[];
  readonly periods: readonly BellPeriod[];
}

export interface CsvLesson {
  /** The same row of the next export has the same key, whoever teaches it and wherever. */
  readonly key: string;
  readonly line: number;
  readonly classId: ClassId;
  readonly title: string;
  readonly startsAt: LocalTime;
  readonly durationMinutes: number;
  readonly rrule: string | null;
  readonly location: string | null;
  readonly teacherIds: readonly PersonId[];
}

export const CSV_LIMITS = { characters: 8 * 1024 * 1024, rows: 20_000, record: 64 * 1024 } as const;

const COLUMNS = {
  class: ['class', 'класс'],
  subject: ['subject', 'предмет', 'title', 'название'],
  weekday: ['weekday', 'day', 'день', 'деньнедели'],
  date: ['date', 'дата'],
  week: ['week', 'неделя'],
  period: ['period', 'number', 'урок', 'номер', 'номерурока'],
  begins: ['begins', 'begin', 'start', 'начало'],
  ends: ['ends', 'end', 'конец'],
  room: ['room', 'location', 'кабинет', 'место'],
  teacher: ['teacher', 'учитель', 'преподаватель'],
  term: ['term', 'четверть', 'период', 'триместр'],
} as const;
type Column = keyof typeof COLUMNS;
const NEEDED: readonly Column[] = ['class', 'subject'];

const WEEKDAYS: readonly (readonly string[])[] = [
  ['mo', 'mon', 'monday', 'пн', 'понедельник', '1'],
  ['tu', 'tue', 'tuesday', 'вт', 'вторник', '2'],
  ['we', 'wed', 'wednesday', 'ср', 'среда', '3'],
  ['th', 'thu', 'thursday', 'чт', 'четверг', '4'],
  ['fr', 'fri', 'friday', 'пт', 'пятница', '5'],
  ['sa', 'sat', 'saturday', 'сб', 'суббота', '6'],
  ['su', 'sun', 'sunday', 'вс', 'воскресенье', '7'],
];

interface RecordWithInfo {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Reads a table; never throws for what is wrong with it. */
export function readCsvTimetable(
  text: string,
  context: CsvContext,
  findings: Findings<ImportCode>,
): CsvLesson[] {
  const { file } = context;
  if (text.length > CSV_LIMITS.characters) {
    findings.error('file_too_large', { file }, { limit: CSV_LIMITS.characters / 1024 / 1024 });
    return [];
  }
  const records = readRecords(text, file, findings);
  const [header, ...rows] = records ?? [];
  if (header === undefined || rows.length === 0) {
    if (records !== null) findings.error('file_empty', { file, line: 1 });
    return [];
  }
  const columns = readHeader(header.record, file, findings);
  if (columns === null) return [];
  if (rows.length > CSV_LIMITS.rows) {
    findings.error('too_many_events', { file }, { limit: CSV_LIMITS.rows });
    return [];
  }
  return rows.flatMap(({ record, info }) => {
    if (record.every((cell) => cell.trim() === '')) return [];
    if (record.length !== header.record.length) {
      const values = { expected: header.record.length, found: record.length };
      findings.error('row_length', { file, line: info.lines }, values);
      return [];
    }
    return new Row(record, info.lines, columns, context, findings).read() ?? [];
  });
}

function readRecords(text: string, file: string, findings: Findings<ImportCode>): RecordWithInfo[] | null {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: CSV_LIMITS.record,
      to: CSV_LIMITS.rows + 2,
      // The types do not know what `info` does to records.
    }) as unknown as RecordWithInfo[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    findings.error('csv_unreadable', { file, line: Number(error['lines'] ?? 1) });
    return null;
  }
}

function delimiterOf(text: string): string {
  const header = text.slice(0, CSV_LIMITS.record).split(/\r?\n/, 1)[0]!;
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function readHeader(
  cells: readonly string[],
  file: string,
  findings: Findings<ImportCode>,
): ReadonlyMap<Column, number> | null {
  const columns = new Map<Column, number>();
  let wrong = false;
  cells.forEach((cell, index) => {
    const name = cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    const column = (Object.keys(COLUMNS) as Column[]).find((one) =>
      (COLUMNS[one] as readonly string[]).includes(name),
    );
    if (column === undefined) {
      findings.warn('column_unknown', { file, line: 1, column: cell.trim() || String(index + 1) });
    } else if (columns.has(column)) {
      wrong = true;
      findings.error('column_twice', { file, line: 1, column: cell.trim() });
    } else {
      columns.set(column, index);
    }
  });
  const missing: Column[] = NEEDED.filter((name) => !columns.has(name));
  if (!columns.has('weekday') && !columns.has('date')) missing.push('weekday');
  if (!columns.has('period') && !columns.has('begins')) missing.push('period');
  for (const name of missing) {
    findings.error('header_missing', { file, line: 1 }, { name, needed: 'class, subject, weekday, period' });
  }
  return wrong || missing.length > 0 ? null : columns;
}

class Row {
  readonly #cells: readonly string[];
  readonly #line: number;
  readonly #columns: ReadonlyMap<Column, number>;
  readonly #context: CsvContext;
  readonly #findings: Findings<ImportCode>;

  constructor(
    cells: readonly string[],
    line: number,
    columns: ReadonlyMap<Column, number>,
    context: CsvContext,
    findings: Findings<ImportCode>,
  ) {
    this.#cells = cells;
    this.#line = line;
    this.#columns = columns;
    this.#context = context;
    this.#findings = findings;
  }

  /** The lesson, or undefined after what is wrong was reported. */
  read(): CsvLesson | undefined {
    const classId = this.#class();
    const title = this.#needed('subject');
    const times = this.#times();
    const teacherIds = this.#teachers();
    if (classId === undefined || title === undefined || times === undefined) return undefined;
    const when = this.#text('date') === '' ? this.#weekly(times.begins) : this.#dated(times.begins);
    if (when === undefined) return undefined;
    const location = this.#text('room');
    return {
      key: [classId, when.key, times.begins, fold(title)].join('|'),
      line: this.#line,
      classId,
      title: title.slice(0, LIMITS.title),
      startsAt: when.startsAt,
      rrule: when.rrule,
      durationMinutes: times.minutes,
      location: location === '' ? null : location.slice(0, LIMITS.location),
      teacherIds,
    };
  }

  #weekly(beginsAt: string): { startsAt: LocalTime; rrule: string; key: string } | undefined {
    const written = this.#needed('weekday')?.toLowerCase().replace(/\.$/, '');
    if (written === undefined) return undefined;
    const weekday = WEEKDAYS.findIndex((names) => names.includes(written)) + 1;
    if (weekday === 0) return this.#error('weekday_unknown', 'weekday');
    const term = this.#term();
    const week = this.#week();
    if (term === undefined || week === undefined) return undefined;
    if (week !== null && term.weekCycle === 1) {
      return this.#error('week_without_cycle', 'week', { term: term.title });
    }
    const made = weeklyInTerm(term, { weekday, week, beginsAt }, this.#context.timeZone);
    if (made === null) return this.#error('no_such_day', 'weekday', { term: term.title });
    return { ...made, key: `${term.id}|${weekday}|${week ?? ''}` };
  }

  #dated(beginsAt: string): { startsAt: LocalTime; rrule: null; key: string } | undefined {
    if (this.#text('weekday') !== '') return this.#error('day_or_weekday', 'date');
    const day = readDay(this.#text('date'));
    if (day === null) return this.#error('day_wrong', 'date');
    return { startsAt: `${day}T${beginsAt}:00`, rrule: null, key: day };
  }

  #times(): { begins: string; minutes: number } | undefined {
    if (this.#text('begins') !== '') {
      const begins = this.#clock('begins');
      const ends = this.#clock('ends');
      if (begins === undefined || ends === undefined) return undefined;
      return minutesOf(ends) > minutesOf(begins)
        ? { begins, minutes: minutesOf(ends) - minutesOf(begins) }
        : this.#error('clock_backwards', 'ends');
    }
    const number = this.#needed('period');
    if (number === undefined) return undefined;
    const period = this.#context.periods.find((one) => String(one.number) === number);
    if (period === undefined) return this.#error('period_unknown', 'period');
    return { begins: period.beginsAt, minutes: minutesOf(period.endsAt) - minutesOf(period.beginsAt) };
  }

  #clock(column: 'begins' | 'ends'): string | undefined {
    const written = this.#needed(column);
    if (written === undefined) return undefined;
    const [, hours = '', minutes = ''] = /^(\d{1,2})[:.](\d{2})$/.exec(written) ?? [];
    if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return this.#error('clock_wrong', column);
    return `${hours.padStart(2, '0')}:${minutes}`;
  }

  #week(): Week | null | undefined {
    const written = this.#text('week').toUpperCase();
    if (written === '') return null;
    // Russian letters А and Б are what a Russian keyboard gives.
    const week = ({ A: 'A', B: 'B', А: 'A', Б: 'B', В: 'B' } as Record<string, Week>)[written];
    return week ?? this.#error('week_unknown', 'week');
  }

  #term(): Term | undefined {
    const { terms, today } = this.#context;
    const written = this.#text('term');
    if (written !== '') {
      const found = terms.filter(({ title }) => fold(title) === fold(written));
      return found.length === 1 ? found[0] : this.#error('term_unknown', 'term');
    }
    const current = terms.filter(({ beginsOn, endsOn }) => beginsOn <= today && today < endsOn);
    return current.length === 1 ? current[0] : this.#error('term_needed', 'term');
  }

  #class(): ClassId | undefined {
    const written = this.#needed('class');
    if (written === undefined) return undefined;
    const found = this.#context.classes.filter(({ title }) => fold(title) === fold(written));
    if (found.length === 1) return found[0]!.id;
    return this.#error(found.length === 0 ? 'class_unknown' : 'class_ambiguous', 'class');
  }

  #teachers(): PersonId[] {
    const names = this.#text('teacher')
      .split(/[;,/]/)
      .map((name) => fold(name))
      .filter((name) => name !== '');
    return names.flatMap((name) => {
      const found = this.#context.teachers.filter((teacher) => personKeys(teacher).includes(name));
      if (found.length === 1) return [found[0]!.id];
      // Without the name itself: findings are kept and shown, and it may be anybody's.
      this.#findings.warn(
        found.length === 0 ? 'teacher_unknown' : 'teacher_ambiguous',
        this.#place('teacher'),
      );
      return [];
    });
  }

  #text(column: Column): string {
    const index = this.#columns.get(column);
    return index === undefined ? '' : this.#cells[index]!.trim().replace(/\s+/g, ' ').normalize('NFC');
  }

  #needed(column: Column): string | undefined {
    const text = this.#text(column);
    return text === '' ? this.#error('value_missing', column) : text;
  }

  #place(column: Column): { file: string; line: number; column: string; value: string | null } {
    const value = column === 'teacher' ? '' : this.#text(column);
    return { file: this.#context.file, line: this.#line, column, value: value === '' ? null : value };
  }

  #error(code: ImportCode, column: Column, values: Record<string, string | number> = {}): undefined {
    this.#findings.error(code, this.#place(column), values);
  }
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
