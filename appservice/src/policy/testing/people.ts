/**
 * People in words, for tables of sentences: `grown-up pupil of 7B`, `parent of 7B and teacher of 8A`, `inactive staff at School 1`,
 * `stranger from another homeserver`. 7B and 8A are classes of School 1, 5C is one of School 2.
 */
import { toMatrix } from '../matrix.ts';
import type {
  Capacity,
  ContactRole,
  ContactRule,
  Party,
  PolicyContext,
  QuietHours,
  SchoolPolicy,
} from '../model.ts';

export const SCHOOL_1 = 'School 1';
export const SCHOOL_2 = 'School 2';
const SCHOOL_OF: { readonly [title: string]: string } = { '7B': SCHOOL_1, '8A': SCHOOL_1, '5C': SCHOOL_2 };

const ROLES: { readonly [word: string]: Capacity['role'] } = {
  pupil: 'pupil',
  parent: 'parent',
  teacher: 'teacher',
  'class teacher': 'class_teacher',
  staff: 'staff',
  administrator: 'school_admin',
  'district administrator': 'district_admin',
};

export const ROLE_WORDS: readonly [string, Capacity['role']][] = Object.entries(ROLES);

/** @param name makes different people of the same words */
export function person(words: string, name: string): Party {
  const party: Party = {
    userId: `@${name}:home`,
    personId: name,
    kind: 'person',
    active: true,
    local: true,
    age: 'of_age',
    capacities: [],
    wards: [],
  };
  if (words === 'the bot') return { ...party, personId: null, kind: 'parta' };
  if (words === 'stranger of this homeserver') return { ...party, personId: null, kind: 'stranger' };
  if (words === 'stranger from another homeserver')
    return { ...party, userId: `@${name}:away`, personId: null, kind: 'stranger', local: false };
  const [, adjectives = '', rest = ''] = /^((?:(?:inactive|grown-up|young|remote) )*)(.*)$/.exec(words)!;
  const capacities = rest === 'somebody without a role' ? [] : rest.split(' and ').map(capacity);
  const grownUp = adjectives.includes('grown-up');
  const minor = adjectives.includes('young') || capacities.some(({ role }) => role === 'pupil');
  return {
    ...party,
    ...(adjectives.includes('remote') && { userId: `@${name}:away`, local: false }),
    active: !adjectives.includes('inactive'),
    age: minor && !grownUp ? 'under_age' : 'of_age',
    capacities,
  };
}

function capacity(words: string): Capacity {
  const match = /^([a-z ]+?)(?: of (7B|8A|5C)| at (School [12]))?$/.exec(words);
  const role = ROLES[match?.[1] ?? ''];
  if (match === null || role === undefined) throw new Error(`nobody is "${words}"`);
  const [, , classId = null, school] = match;
  if (role === 'district_admin') return { role, schoolId: null, classId: null };
  return { role, schoolId: classId === null ? (school ?? SCHOOL_1) : SCHOOL_OF[classId]!, classId };
}

/** A guardian and their child. */
export function guardian(of: Party, child: Party, contact: 'allowed' | 'restricted' = 'allowed'): Party {
  return { ...of, wards: [...of.wards, { childId: child.personId!, contact }] };
}

export interface World {
  readonly at?: string;
  readonly district?: readonly ContactRule[];
  readonly school1?: readonly ContactRule[];
  readonly school2?: readonly ContactRule[];
  readonly quiet1?: readonly QuietHours[];
  readonly quiet2?: readonly QuietHours[];
  readonly daysOff?: SchoolPolicy['daysOff'];
}

/** Two schools in Moscow; without more words the defaults hold, and it is noon on a Wednesday. */
export function world(words: World = {}): PolicyContext {
  const { at = '2026-11-25T12:00+03:00', daysOff = [] } = words;
  const school = (
    rules: readonly ContactRule[] = [],
    quietHours: readonly QuietHours[] = [],
  ): SchoolPolicy => ({
    timeZone: 'Europe/Moscow',
    matrix: toMatrix(rules),
    quietHours,
    daysOff,
  });
  return {
    at: new Date(at),
    district: toMatrix(words.district ?? []),
    schools: new Map([
      [SCHOOL_1, school(words.school1, words.quiet1)],
      [SCHOOL_2, school(words.school2, words.quiet2)],
    ]),
  };
}

/** A line in words: `pupil/teacher same_class under_age deny`. */
export function rule(words: string): ContactRule {
  const [roles, relation, age, outcome] = words.split(' ') as [
    string,
    ContactRule['relation'],
    ContactRule['age'],
    ContactRule['outcome'],
  ];
  const [one, other] = roles.split('/') as [ContactRole, ContactRole];
  return { roles: [one, other], relation, age, outcome };
}

/** Quiet hours in words: `22:00-07:00`, on every day. */
export function quiet(hours: string, more: Partial<QuietHours> = {}): QuietHours {
  const [beginsAt = '', endsAt = ''] = hours.split('-');
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  return { role: null, classId: null, weekdays, beginsAt, endsAt, daysOff: false, ...more };
}
