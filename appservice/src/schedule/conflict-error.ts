/** Conflicts as an answer to whoever wanted to save: each explained in words. */
import { ApiError } from '../http/api-error.ts';
import type { Locale } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { formatDay } from './changes.ts';
import type { Conflict } from './conflicts.ts';
import { clockOf, dayOf } from './local-time.ts';
import { scheduleText } from './messages.ts';
import { loadNames, type Names } from './settings-store.ts';

/** So many are explained one by one. */
const MOST = 20;

const PATHS: { readonly [kind in Conflict['kind']]: string } = {
  teacher: '/teacher_ids',
  class: '/class_ids',
  location: '/location',
};

/** 409 `ORG.PARTA.TIMETABLE_CONFLICT`; its details say each conflict in the language of whoever asked. */
export async function conflictError(sql: Sql, conflicts: readonly Conflict[]): Promise<ApiError> {
  const idsOf = (kind: Conflict['kind']): string[] =>
    conflicts.filter((conflict) => conflict.kind === kind).map(({ id }) => id);
  const names = await loadNames(sql, {
    classIds: idsOf('class'),
    personIds: idsOf('teacher'),
    locationIds: idsOf('location'),
  });
  const [first] = conflicts;
  return new ApiError(
    409,
    'ORG.PARTA.TIMETABLE_CONFLICT',
    (locale) =>
      scheduleText(locale, 'conflict', {
        first: explainConflict(first!, names, locale),
        times: first!.times,
        others: conflicts.length - 1,
      }).replace(/ {2,}/g, ' '),
    {
      details: (locale) =>
        conflicts.slice(0, MOST).map((conflict) => ({
          path: PATHS[conflict.kind],
          message: explainConflict(conflict, names, locale),
        })),
    },
  );
}

/** One conflict as a sentence. */
export function explainConflict({ kind, id, mine, other }: Conflict, names: Names, locale: Locale): string {
  const lists = { teacher: names.teachers, class: names.classes, location: names.locations };
  return scheduleText(locale, `conflict_${kind}`, {
    day: formatDay(dayOf(mine.startsAt), locale),
    clock: clockOf(mine.startsAt),
    name: lists[kind].get(id) ?? '?',
    title: other.title,
    time: clockOf(other.startsAt),
  });
}
