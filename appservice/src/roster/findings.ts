/**
 * What a reader has to say about a file: each finding names its place and, in the reader's language, what was
 * understood and what to do. Errors stop the import; with warnings it goes on.
 */
import type { Locale } from '../school/model.ts';
import type { Values } from '../i18n/text.ts';
import { findingText, type FindingCode } from './finding-messages.ts';

export type { FindingCode } from './finding-messages.ts';
export type Severity = 'error' | 'warning';

export interface Place {
  /** Path of the file inside the bundle, or the bundle itself. */
  readonly file: string;
  /** From 1, the line on which the record begins; null when the whole file is meant. */
  readonly line?: number | null;
  /** Name of the column, or its number (from 1) when it has none. */
  readonly column?: string | null;
  /** What stands there. Never given for columns that hold names or contact data of people. */
  readonly value?: string | null;
}

/** `Code` is the vocabulary of a reader; without it, that of the roster's readers. */
export interface Finding<Code extends string = FindingCode> extends Required<Place> {
  readonly severity: Severity;
  readonly code: Code;
  readonly values: Values;
  /** How many more of the same kind in the same column there are that are not listed one by one. */
  readonly more: number;
}

export interface Findings<Code extends string = FindingCode> {
  add(severity: Severity, code: Code, place: Place, values?: Values): void;
  error(code: Code, place: Place, values?: Values): void;
  warn(code: Code, place: Place, values?: Values): void;
  list(): readonly Finding<Code>[];
  hasErrors(): boolean;
}

/** Of one kind in one column so many are listed; the rest is counted, so that a bad export of a million rows stays readable. */
const LISTED = 20;
const VALUE_LENGTH = 60;

export function createFindings<Code extends string = FindingCode>(): Findings<Code> {
  type Listed = Finding<Code> & { more: number };
  const listed: Listed[] = [];
  const groups = new Map<string, { count: number; last: Listed }>();
  let errors = 0;

  const add: Findings<Code>['add'] = (severity, code, place, values = {}) => {
    if (severity === 'error') errors++;
    const key = `${severity} ${code} ${place.file} ${place.column ?? ''}`;
    const group = groups.get(key);
    if (group !== undefined && group.count >= LISTED) {
      group.last.more++;
      return;
    }
    const finding = {
      severity,
      code,
      file: place.file,
      line: place.line ?? null,
      column: place.column ?? null,
      value: place.value === undefined || place.value === null ? null : printable(place.value),
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          typeof value === 'string' ? printable(value) : value,
        ]),
      ),
      more: 0,
    };
    listed.push(finding);
    groups.set(key, { count: (group?.count ?? 0) + 1, last: finding });
  };

  return {
    add,
    error: (code, place, values) => add('error', code, place, values),
    warn: (code, place, values) => add('warning', code, place, values),
    list: () => listed,
    hasErrors: () => errors > 0,
  };
}

/** One line of text without control characters that a terminal would obey, shortened. */
function printable(value: string): string {
  const clean = value.slice(0, VALUE_LENGTH * 4).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u00b7');
  const characters = [...clean];
  return characters.length > VALUE_LENGTH ? `${characters.slice(0, VALUE_LENGTH).join('')}…` : clean;
}

/** `users.csv:12 · endDate · «31.13.2026»`: where a finding is. */
export function describePlace(finding: Finding<string>): string {
  const place = finding.line === null ? finding.file : `${finding.file}:${finding.line}`;
  const value = finding.value === null ? null : `«${finding.value}»`;
  return [place, finding.column, value].filter((part) => part !== null).join(' · ');
}

/** What was understood and what to do, as a sentence. */
export function explainFinding(finding: Finding, locale: Locale): string {
  return findingText(locale, finding.code, {
    ...finding.values,
    value: finding.value ?? '',
    column: finding.column ?? '',
    file: finding.file,
  });
}

/** For records and logs: how many of each code, and nothing of what stands in the files. */
export function countFindings(findings: readonly Finding<string>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code, more } of findings) counts[code] = (counts[code] ?? 0) + 1 + more;
  return counts;
}
