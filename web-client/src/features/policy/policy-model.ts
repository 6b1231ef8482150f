/** The contact matrix as an administrator edits it: lines of one's own over what holds otherwise. Pure. */
import type { ContactMatrix } from '../../api/desk.ts';
import type { Schemas } from '../../api/types.ts';

export type Line = ContactMatrix['lines'][number];
export type Rule = Schemas['ContactRule'];
export type Role = Schemas['ContactRole'];
export type Outcome = Schemas['ContactOutcome'];
export type CellPlace = Pick<Line, 'roles' | 'relation' | 'age'>;
/** `inherit`: no line of one's own. */
export type Wish = Outcome | 'inherit';

export const WRITERS: readonly Role[] = [
  ...(['pupil', 'parent', 'teacher', 'class_teacher', 'staff', 'school_admin', 'district_admin'] as const),
];
const AT_WORK: readonly Role[] = ['teacher', 'class_teacher', 'staff', 'school_admin', 'district_admin'];

export const keyOf = ({ roles, relation, age }: CellPlace): string => [...roles, relation, age].join('/');

export interface Row {
  readonly to: Role;
  readonly relation: Line['relation'];
  readonly underAge: Line | null;
  readonly ofAge: Line | null;
}

/** Whom somebody of a role meets, in the order of the matrix: a row for each role and what connects the two. */
export function rowsFor(lines: readonly Line[], role: Role): Row[] {
  const rows = new Map<string, { -readonly [K in keyof Row]: Row[K] }>();
  for (const line of lines) {
    const [one, other] = line.roles as [Role, Role];
    if (one !== role && other !== role) continue;
    const to = one === role ? other : one;
    const key = `${to}/${line.relation}`;
    const row = rows.get(key) ?? { to, relation: line.relation, underAge: null, ofAge: null };
    row[line.age === 'under_age' ? 'underAge' : 'ofAge'] = line;
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** What may be chosen: the school writes first only where one works there and the other does not. */
export function wishesFor([one, other]: readonly Role[]): Wish[] {
  const first = AT_WORK.includes(one!) !== AT_WORK.includes(other!);
  return ['inherit', 'allow', 'second_adult', ...(first ? (['teacher_first'] as const) : []), 'deny'];
}

export const wishOf = (rules: readonly Rule[], cell: CellPlace): Wish =>
  rules.find((rule) => keyOf(rule) === keyOf(cell))?.outcome ?? 'inherit';

export function withWish(rules: readonly Rule[], cell: CellPlace, wish: Wish): Rule[] {
  const others = rules.filter((rule) => keyOf(rule) !== keyOf(cell));
  if (wish === 'inherit') return others;
  const { roles, relation, age } = cell;
  return [...others, { roles: [...roles], relation, age, outcome: wish }];
}

export const sameRules = (one: readonly Rule[], other: readonly Rule[]): boolean =>
  one.length === other.length && one.every((rule) => wishOf(other, rule) === rule.outcome);

export interface Changed extends CellPlace {
  readonly before: Wish;
  readonly after: Wish;
}

/** What an entry of the audit log says was changed, see `changesBetween` of the appservice. */
export function readChanged(text: unknown): Changed[] {
  if (typeof text !== 'string') return [];
  return text.split(' ').flatMap((one) => {
    const found = /^(\w+)\/(\w+)\/(\w+)\/(\w+):(-|\w+)>(-|\w+)$/.exec(one);
    if (found === null) return [];
    const [, first, second, relation, age, was, is] = found as unknown as [
      string,
      Role,
      Role,
      Line['relation'],
      Line['age'],
      string,
      string,
    ];
    const wish = (word: string): Wish => (word === '-' ? 'inherit' : (word as Outcome));
    return { roles: [first, second], relation, age, before: wish(was), after: wish(is) };
  });
}
