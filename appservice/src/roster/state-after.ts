/** What the register would be after an import, for a preview of the rooms. */
import type { Guardianship, SchoolState } from '../school/model.ts';
import { pair } from './model.ts';
import type { SchoolChange } from './plan.ts';

/** The state as it would be after the changes; what is not changed is shared with the given state. */
export function stateAfter(state: SchoolState, changes: readonly SchoolChange[]): SchoolState {
  const of = <Kind extends SchoolChange['kind']>(kind: Kind): Extract<SchoolChange, { kind: Kind }>[] =>
    changes.filter((change): change is Extract<SchoolChange, { kind: Kind }> => change.kind === kind);
  const bounds = new Map(
    state.guardianships.map(({ guardianId, childId, beginsOn = null, endsOn = null }) => [
      pair(guardianId, childId),
      { beginsOn, endsOn },
    ]),
  );
  const boundsOf = ({ guardianId, childId }: Guardianship): Pick<Guardianship, 'beginsOn' | 'endsOn'> =>
    bounds.get(pair(guardianId, childId)) ?? { beginsOn: null, endsOn: null };
  return {
    ...state,
    schools: merged(state.schools, of('school'), ({ id }) => id),
    years: merged(state.years, of('year'), ({ id }) => id),
    classes: merged(state.classes, of('class'), ({ id }) => id),
    persons: merged(state.persons, of('person'), ({ id }) => id),
    roles: merged(state.roles, of('role'), (one) => pair(one.personId, one.schoolId ?? '', one.role)),
    enrollments: merged(state.enrollments, of('enrollment'), (one) =>
      pair(one.personId, one.classId, one.role),
    ),
    guardianships: merged(
      state.guardianships,
      // An export sets no bounds; those that people set by hand stay.
      of('guardianship').map((change) => ({
        ...change,
        record: { ...change.record, ...boundsOf(change.record) },
      })),
      (one) => pair(one.guardianId, one.childId),
    ),
  };
}

function merged<Record>(
  records: readonly Record[],
  changes: readonly { record: Record; previous: Record | null }[],
  keyOf: (record: Record) => string,
): readonly Record[] {
  if (changes.length === 0) return records;
  const result = new Map(records.map((record) => [keyOf(record), record]));
  for (const { record, previous } of changes) {
    if (previous !== null && keyOf(previous) !== keyOf(record)) result.delete(keyOf(previous));
    result.set(keyOf(record), record);
  }
  return [...result.values()];
}
