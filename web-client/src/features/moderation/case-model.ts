/** What cases come to for those who handle them. Pure. */
import type { Case, CaseAction } from '../../api/desk.ts';

export const FILTERS = ['open', 'mine', 'overdue', 'closed'] as const;
export type CaseFilter = (typeof FILTERS)[number];

const MINUTE = 60_000;
const UNITS = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** Somebody still has to do something. */
export const isOpen = ({ state }: Pick<Case, 'state'>): boolean => state === 'open' || state === 'appealed';

export const isOverdue = (one: Pick<Case, 'state' | 'deadline_at'>, now: number): boolean =>
  one.state === 'open' && Date.parse(one.deadline_at) <= now;

export function belongs(one: Case, filter: CaseFilter, me: string, now: number): boolean {
  switch (filter) {
    case 'open':
      return isOpen(one);
    case 'mine':
      return isOpen(one) && one.assignee_id === me;
    case 'overdue':
      return isOverdue(one, now);
    case 'closed':
      return !isOpen(one);
  }
}

/** How far a moment is, as people say it: "in 2 days", "3 hours ago". */
export function sayDistance(locale: string, at: number, now: number): string {
  const far = at - now;
  const [unit, length] = UNITS.find(([, its]) => Math.abs(far) >= its) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(Math.trunc(far / length), unit);
}

/** What those who handle a case do; an appeal is for the person concerned. */
export type DeskAction = Exclude<CaseAction, 'appeal'>;

/** What is done with the person or the message, and how a case ends. */
export const STEPS: readonly DeskAction[] = ['redact', 'mute', 'remove', 'warn', 'talk'];
export const ENDS: readonly DeskAction[] = ['uphold', 'dismiss', 'confirm', 'overturn'];

/** Steps that last for a time. */
export const LASTS: ReadonlySet<CaseAction> = new Set<CaseAction>(['mute', 'remove']);
/** Steps that say something to somebody, or keep what was said. */
export const SAYS: ReadonlySet<CaseAction> = new Set<CaseAction>([
  ...(['warn', 'talk', 'uphold', 'dismiss', 'confirm', 'overturn', 'ask'] as const),
]);
export const DANGER: ReadonlySet<CaseAction> = new Set<CaseAction>(['redact', 'remove']);

/** Seconds that may be chosen; the last is "until it is ended". */
export const DURATIONS = ['600', '3600', '86400', '604800', 'ended'] as const;
export type Duration = (typeof DURATIONS)[number];
export const secondsOf = (duration: Duration): number | undefined =>
  duration === 'ended' ? undefined : Number(duration);
