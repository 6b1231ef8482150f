/** A reading and a plan in words, for a terminal, and as JSON for programs. Keys of records only: no names of people. */
import type { Plan as RoomsPlan } from '../reconcile/action.ts';
import type { Locale } from '../school/model.ts';
import { describePlace, explainFinding, type Finding } from './findings.ts';
import { rosterText as text, type RosterMessage } from './messages.ts';
import type { Roster } from './model.ts';
import {
  countChanges,
  countVanished,
  KINDS,
  type Action,
  type Kind,
  type RosterPlan,
  type SchoolChange,
} from './plan.ts';

/** Of one sort so many changes are shown one by one. */
const SHOWN = 10;

const ROOM_ACTIONS = [
  'create_account',
  'create_room',
  'set_state',
  'set_power_levels',
  'add_child',
  'remove_child',
  'kick',
  'invite',
  'join',
  'set_name',
] as const satisfies readonly RosterMessage[];
export type RoomCounts = Partial<Record<(typeof ROOM_ACTIONS)[number], number>>;

export function describeReading(locale: Locale, name: string, roster: Roster): string {
  const counts = {
    school: roster.schools.length,
    class: roster.classes.length,
    person: roster.persons.length,
    enrollment: roster.enrollments.length,
  };
  return text(locale, 'read', { name, source: roster.source, counts: listCounts(locale, counts) });
}

/** Every finding on two lines: its place, and what to do. */
export function describeFindings(locale: Locale, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const of = (severity: Finding['severity']): number =>
    findings.filter((one) => one.severity === severity).reduce((sum, { more }) => sum + 1 + more, 0);
  const counts = [
    of('error') > 0 ? text(locale, 'errors', { count: of('error') }) : '',
    of('warning') > 0 ? text(locale, 'warnings', { count: of('warning') }) : '',
  ].filter((part) => part !== '');
  const lines = [text(locale, 'findings', { counts: list(locale, counts) })];
  const errorsFirst = [...findings].sort(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
  );
  for (const finding of errorsFirst) {
    lines.push(`  ${text(locale, `finding_${finding.severity}`)}: ${describePlace(finding)}`);
    lines.push(`    ${explainFinding(finding, locale)}`);
    if (finding.more > 0) lines.push(`    ${text(locale, 'more', { count: finding.more })}`);
  }
  return lines;
}

const DONE: Readonly<Record<Action, RosterMessage>> = {
  create: 'created',
  update: 'updated',
  activate: 'activated',
  deactivate: 'deactivated',
};

/** What changes in people and classes; `done` puts it in the past. */
export function describePlan(
  locale: Locale,
  { changes, vanished, kept }: RosterPlan,
  done = false,
): string[] {
  const lines = [text(locale, 'people_heading')];
  if (changes.length === 0) lines.push(`  ${text(locale, 'no_changes')}`);
  const actions: readonly Action[] = ['create', 'update', 'activate', 'deactivate'];
  for (const action of actions) {
    const ofAction = changes.filter((change) => change.action === action);
    if (ofAction.length === 0) continue;
    const word = text(locale, done ? DONE[action] : action);
    lines.push(`  ${word}: ${listCounts(locale, countBy(ofAction))}`);
    if (action === 'create') continue;
    for (const change of ofAction.slice(0, SHOWN)) lines.push(`    ${describeChange(locale, change)}`);
    if (ofAction.length > SHOWN)
      lines.push(`    ${text(locale, 'more', { count: ofAction.length - SHOWN })}`);
  }
  if (kept.length > 0) {
    lines.push(`  ${text(locale, 'kept', { counts: listCounts(locale, countVanished(kept)) })}`);
    for (const { kind, sourcedIds } of kept.slice(0, SHOWN))
      lines.push(`    ${describeRecord(locale, kind, sourcedIds)}`);
    if (kept.length > SHOWN) lines.push(`    ${text(locale, 'more', { count: kept.length - SHOWN })}`);
  }
  if (vanished.length > 0) {
    lines.push(`  ${text(locale, 'vanished', { counts: listCounts(locale, countVanished(vanished)) })}`);
    for (const { kind, sourcedIds } of vanished.slice(0, SHOWN))
      lines.push(`    ${describeRecord(locale, kind, sourcedIds)}`);
    if (vanished.length > SHOWN)
      lines.push(`    ${text(locale, 'more', { count: vanished.length - SHOWN })}`);
  }
  return lines;
}

function describeChange(locale: Locale, { kind, sourcedIds, fields }: SchoolChange): string {
  const names = fields.map((field) => text(locale, `field_${field}`));
  return `${describeRecord(locale, kind, sourcedIds)}: ${names.join(', ')}`;
}

function describeRecord(locale: Locale, kind: Kind, sourcedIds: readonly string[]): string {
  return `${text(locale, `one_${kind}`)} ${sourcedIds.join(' → ')}`;
}

/** What is done in rooms, as a sum of each sort of action. */
export function describeRooms(locale: Locale, counts: RoomCounts): string[] {
  const parts = ROOM_ACTIONS.flatMap((type) => {
    const count = counts[type] ?? 0;
    return count === 0 ? [] : [`  ${text(locale, type, { count })}`];
  });
  return [
    text(locale, 'rooms_heading'),
    ...(parts.length > 0 ? parts : [`  ${text(locale, 'rooms_in_line')}`]),
  ];
}

export function describeProblems(problems: RoomsPlan['problems']): string[] {
  return problems.map(({ room, message }) => `  ! ${room}: ${message}`);
}

/** Findings for programs; the message in one language. */
export function findingsToJson(locale: Locale, findings: readonly Finding[]): object[] {
  return findings.map((finding) => ({
    severity: finding.severity,
    code: finding.code,
    file: finding.file,
    line: finding.line,
    column: finding.column,
    value: finding.value,
    message: explainFinding(finding, locale),
    more: finding.more,
  }));
}

export function planToJson({ changes, vanished, kept }: RosterPlan): object {
  return {
    counts: countChanges(changes),
    changes: changes.map(({ kind, action, sourcedIds, fields }) => ({ kind, action, sourcedIds, fields })),
    vanished: vanished.map(({ kind, sourcedIds }) => ({ kind, sourcedIds })),
    kept: kept.map(({ kind, sourcedIds }) => ({ kind, sourcedIds })),
  };
}

function countBy(changes: readonly SchoolChange[]): Partial<Record<Kind, number>> {
  const counts: Partial<Record<Kind, number>> = {};
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function listCounts(locale: Locale, counts: Partial<Record<Kind, number>>): string {
  const parts = KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [text(locale, kind, { count })];
  });
  return list(locale, parts);
}

function list(locale: Locale, parts: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
}
