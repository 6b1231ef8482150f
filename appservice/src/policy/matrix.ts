/**
 * The contact matrix: what two roles may do for each other, by what connects them and whether somebody under age takes part.
 * A line of the school goes before one of the district, and that before the default here. Pure.
 */
import {
  AGE_BANDS,
  CONTACT_ROLES,
  OUTCOMES,
  WORK_ROLES,
  type AgeBand,
  type Cell,
  type ContactMatrix,
  type ContactRole,
  type ContactRule,
  type MatrixRule,
  type Outcome,
  type Relation,
} from './model.ts';

/** A cell of the matrix, whatever it says. Roles are in the order of `CONTACT_ROLES`. */
export type CellPlace = Omit<ContactRule, 'outcome'>;

const order = (role: ContactRole): number => CONTACT_ROLES.indexOf(role);
const rank = (outcome: Outcome): number => OUTCOMES.indexOf(outcome);

export const worksAtSchool = (role: ContactRole): boolean =>
  (WORK_ROLES as readonly ContactRole[]).includes(role);

const teachesClass = (role: ContactRole): boolean => role === 'teacher' || role === 'class_teacher';

/** The stricter of two outcomes in the order of `OUTCOMES`. */
export const stricter = (one: Outcome, other: Outcome): Outcome => (rank(one) >= rank(other) ? one : other);

/** Less than zero when the first is the wider one. */
export const compareOutcomes = (one: Outcome, other: Outcome): number => rank(one) - rank(other);

/**
 * Whether a line that says `one` allows nothing that `other` does not. `second_adult` and `teacher_first` are not comparable:
 * each allows something that the other does not.
 */
export function atLeastAsStrict(one: Outcome, other: Outcome): boolean {
  return one === other || one === 'deny' || other === 'allow';
}

/** The key of a cell in a `ContactMatrix`, the same for either order of the roles. */
export function cellKey(one: ContactRole, other: ContactRole, relation: Relation, age: AgeBand): string {
  return order(one) <= order(other)
    ? `${one}/${other}/${relation}/${age}`
    : `${other}/${one}/${relation}/${age}`;
}

/** Which line of the matrix, as people speak of it, two roles and a relation fall under. */
export function matrixRule(one: ContactRole, other: ContactRole, relation: Relation): MatrixRule {
  const [first, second] = order(one) <= order(other) ? [one, other] : [other, one];
  const inClass = relation === 'same_class';
  if (second === 'stranger') return 'stranger_and_adult';
  if (first === 'pupil') {
    if (second === 'pupil') return inClass ? 'classmates' : 'other_pupils';
    if (second === 'parent') return 'anothers_child';
    if (!teachesClass(second)) return 'pupil_and_staff';
    return inClass ? 'own_teacher' : 'other_teacher';
  }
  if (first === 'parent') {
    if (second === 'parent') return inClass ? 'class_parents' : 'other_parents';
    return inClass && teachesClass(second) ? 'childs_teacher' : 'parent_and_school';
  }
  return 'colleagues';
}

/** What holds where nobody says otherwise. */
export function defaultOutcome(
  one: ContactRole,
  other: ContactRole,
  relation: Relation,
  age: AgeBand,
): Outcome {
  switch (matrixRule(one, other, relation)) {
    case 'classmates':
    case 'class_parents':
    case 'childs_teacher':
    case 'colleagues':
    case 'stranger_and_adult':
      return 'allow';
    case 'own_teacher':
      return age === 'under_age' ? 'second_adult' : 'allow';
    case 'parent_and_school':
      return relation === 'same_school' ? 'teacher_first' : 'deny';
    case 'other_pupils':
    case 'other_teacher':
    case 'pupil_and_staff':
    case 'anothers_child':
    case 'other_parents':
      return 'deny';
  }
}

/** What holds in a cell for a school, and whose line says so. */
export function lineOf(
  { roles: [one, other], relation, age }: CellPlace,
  school: ContactMatrix | undefined,
  district: ContactMatrix,
): { readonly outcome: Outcome; readonly source: Cell['source'] } {
  const key = cellKey(one, other, relation, age);
  const ofSchool = school?.get(key);
  if (ofSchool !== undefined) return { outcome: ofSchool, source: 'school' };
  const ofDistrict = district.get(key);
  if (ofDistrict !== undefined) return { outcome: ofDistrict, source: 'district' };
  return { outcome: defaultOutcome(one, other, relation, age), source: 'default' };
}

const IN_CLASS: readonly ContactRole[] = ['pupil', 'parent', 'teacher', 'class_teacher'];

/** The relations that two roles can have to each other and that no hard rule decides. */
function relationsOf(one: ContactRole, other: ContactRole): Relation[] {
  if (one === 'stranger' || other === 'stranger') return ['unknown', 'other_homeserver'];
  const relations: Relation[] = [];
  if (IN_CLASS.includes(one) && IN_CLASS.includes(other)) relations.push('same_class');
  relations.push('same_school');
  // A district administrator is one in every school.
  if (one !== 'district_admin' && other !== 'district_admin') relations.push('same_district');
  return relations;
}

/** Every cell that a matrix may speak of: those that hard rules decide are not among them. */
export const CELLS: readonly CellPlace[] = CONTACT_ROLES.flatMap((one, index) =>
  CONTACT_ROLES.slice(index).flatMap((other) => {
    if (other === 'stranger' && (one === 'stranger' || one === 'pupil')) return [];
    const ages = other === 'stranger' ? (['of_age'] as const) : AGE_BANDS;
    return relationsOf(one, other).flatMap((relation) =>
      ages.map((age) => ({ roles: [one, other] as const, relation, age })),
    );
  }),
);

const places = new Map(CELLS.map((cell) => [keyOf(cell), cell]));

export function keyOf({ roles: [one, other], relation, age }: CellPlace): string {
  return cellKey(one, other, relation, age);
}

/** The cell of a key, or undefined when no matrix may speak of it. */
export function cellOf(key: string): CellPlace | undefined {
  return places.get(key);
}

/** What differs between two matrices, for the audit log: `ROLE/ROLE/RELATION/AGE:BEFORE>AFTER`, where a `-` is no line, by spaces. */
export function changesBetween(before: ContactMatrix, after: ContactMatrix): string {
  return CELLS.flatMap((cell) => {
    const key = keyOf(cell);
    const [was, is] = [before.get(key) ?? '-', after.get(key) ?? '-'];
    return was === is ? [] : `${key}:${was}>${is}`;
  }).join(' ');
}

export type RuleProblem = 'no_such_cell' | 'twice' | 'teacher_first_needs_one_who_works';

/** What is wrong with lines that somebody wants to save: the index of the first wrong one and why; null when nothing is. */
export function checkRules(
  rules: readonly ContactRule[],
): { readonly index: number; readonly problem: RuleProblem } | null {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const key = keyOf(rule);
    if (!places.has(key)) return { index, problem: 'no_such_cell' };
    if (seen.has(key)) return { index, problem: 'twice' };
    seen.add(key);
    const [one, other] = rule.roles;
    if (rule.outcome === 'teacher_first' && worksAtSchool(one) === worksAtSchool(other)) {
      return { index, problem: 'teacher_first_needs_one_who_works' };
    }
  }
  return null;
}

/** Lines by their keys. Of two lines for one cell the stricter holds, so that the order of saving means nothing. */
export function toMatrix(rules: readonly ContactRule[]): ContactMatrix {
  const matrix = new Map<string, Outcome>();
  for (const rule of rules) {
    const key = keyOf(rule);
    const earlier = matrix.get(key);
    matrix.set(key, earlier === undefined ? rule.outcome : stricter(earlier, rule.outcome));
  }
  return matrix;
}

/** A matrix as lines, in the order of `CELLS`. */
export function toRules(matrix: ContactMatrix): ContactRule[] {
  return CELLS.flatMap((cell) => {
    const outcome = matrix.get(keyOf(cell));
    return outcome === undefined ? [] : [{ ...cell, outcome }];
  });
}
