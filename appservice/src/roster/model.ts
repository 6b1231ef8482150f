/**
 * The roster as every reader hands it over, whatever format it came in: records under the keys of the school's own
 * system (`sourcedId`, as OneRoster calls them). Nothing here that Parta does not need: no birth dates, no contact
 * data, no passwords. Readers for further formats (OneRoster 1.1 and REST, SDS) belong beside `oneroster/`
 * and produce this very model; planning and applying know nothing of formats.
 */
import { Ajv, type ErrorObject } from 'ajv';
import {
  CLASS_ROLES,
  SCHOOL_ROLES,
  type ClassRole,
  type IsoDate,
  type Locale,
  type SchoolRole,
} from '../school/model.ts';

export interface RosterSchool {
  readonly sourcedId: string;
  readonly name: string;
  readonly locale: Locale;
  readonly timeZone: string;
}

/** A year of one school; formats that share a year between schools yield one of these for each. */
export interface RosterYear {
  readonly sourcedId: string;
  readonly schoolSourcedId: string;
  readonly title: string;
  readonly beginsOn: IsoDate;
  /** The first day that is no longer in the year. */
  readonly endsOn: IsoDate;
}

export interface RosterClass {
  readonly sourcedId: string;
  readonly schoolSourcedId: string;
  readonly yearSourcedId: string;
  readonly title: string;
  readonly kind: 'homeroom' | 'group';
}

export interface RosterPerson {
  readonly sourcedId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly middleName: string;
  /** False when the school's system says that the person is not to have access. */
  readonly active: boolean;
}

interface RosterPeriod {
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

export interface RosterRole extends RosterPeriod {
  readonly personSourcedId: string;
  /** `null` only for `district_admin`. */
  readonly schoolSourcedId: string | null;
  readonly role: SchoolRole;
}

export interface RosterEnrollment extends RosterPeriod {
  readonly personSourcedId: string;
  readonly classSourcedId: string;
  readonly role: ClassRole;
}

export interface RosterGuardianship {
  readonly guardianSourcedId: string;
  readonly childSourcedId: string;
  readonly relation: string;
}

export interface Roster {
  /** The system it comes from, e.g. `oneroster:<system code>`; with `sourcedId` the lasting key of every record. */
  readonly source: string;
  readonly schools: readonly RosterSchool[];
  readonly years: readonly RosterYear[];
  readonly classes: readonly RosterClass[];
  readonly persons: readonly RosterPerson[];
  readonly roles: readonly RosterRole[];
  readonly enrollments: readonly RosterEnrollment[];
  readonly guardianships: readonly RosterGuardianship[];
}

/** Longest key and longest name, in characters. */
export const MAX_ID_LENGTH = 255;
export const MAX_NAME_LENGTH = 255;

// No control characters: PostgreSQL text cannot hold U+0000, and nobody is called by the others.
const NO_CONTROL = '^[^\\u0000-\\u001f\\u007f]*$';
const id = { type: 'string', minLength: 1, maxLength: MAX_ID_LENGTH, pattern: NO_CONTROL };
const name = { type: 'string', minLength: 1, maxLength: MAX_NAME_LENGTH, pattern: NO_CONTROL };
const optionalName = { type: 'string', maxLength: MAX_NAME_LENGTH, pattern: NO_CONTROL };
const date = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const optionalDate = { ...date, nullable: true };

const listOf = (properties: Record<string, object>): object => ({
  type: 'array',
  items: { type: 'object', additionalProperties: false, required: Object.keys(properties), properties },
});

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['source', 'schools', 'years', 'classes', 'persons', 'roles', 'enrollments', 'guardianships'],
  properties: {
    source: id,
    schools: listOf({ sourcedId: id, name, locale: { enum: ['ru', 'en'] }, timeZone: name }),
    years: listOf({ sourcedId: id, schoolSourcedId: id, title: name, beginsOn: date, endsOn: date }),
    classes: listOf({
      sourcedId: id,
      schoolSourcedId: id,
      yearSourcedId: id,
      title: name,
      kind: { enum: ['homeroom', 'group'] },
    }),
    persons: listOf({
      sourcedId: id,
      givenName: name,
      familyName: optionalName,
      middleName: optionalName,
      active: { type: 'boolean' },
    }),
    roles: listOf({
      personSourcedId: id,
      schoolSourcedId: { ...id, nullable: true },
      role: { enum: SCHOOL_ROLES },
      beginsOn: optionalDate,
      endsOn: optionalDate,
    }),
    enrollments: listOf({
      personSourcedId: id,
      classSourcedId: id,
      role: { enum: CLASS_ROLES },
      beginsOn: optionalDate,
      endsOn: optionalDate,
    }),
    guardianships: listOf({ guardianSourcedId: id, childSourcedId: id, relation: name }),
  },
};

const validate = new Ajv({ allErrors: false }).compile<Roster>(SCHEMA);

/** A reader handed over something that is not a roster: a fault of the reader, not of the export. */
export class RosterInvalid extends Error {
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`not a valid roster at ${path === '' ? '/' : path}: ${problem}`);
    this.name = 'RosterInvalid';
    this.path = path;
  }
}

/**
 * The border between readers and the rest: checks shape, keys and references. (That nobody is enrolled twice in the
 * same role is left to the database: of a million enrollments a set of keys would be the dearest part of an import.) Throws RosterInvalid with the
 * JSON Pointer of the first place that is wrong.
 */
export function checkRoster(roster: unknown): Roster {
  if (!validate(roster)) {
    const first = (validate.errors as ErrorObject[])[0]!;
    throw new RosterInvalid(first.instancePath, first.message ?? first.keyword);
  }
  const schools = uniqueKeys('/schools', roster.schools, (school) => school.sourcedId);
  const years = uniqueKeys('/years', roster.years, (year) => pair(year.schoolSourcedId, year.sourcedId));
  const classes = uniqueKeys('/classes', roster.classes, (one) => one.sourcedId);
  const persons = uniqueKeys('/persons', roster.persons, (person) => person.sourcedId);
  uniqueKeys('/roles', roster.roles, (one) => pair(one.personSourcedId, one.role, one.schoolSourcedId ?? ''));
  uniqueKeys('/guardianships', roster.guardianships, (one) =>
    pair(one.guardianSourcedId, one.childSourcedId),
  );

  every('/years', roster.years, (year) => schools.has(year.schoolSourcedId), 'school not in the roster');
  every('/years', roster.years, (year) => year.beginsOn < year.endsOn, 'ends before it begins');
  every(
    '/classes',
    roster.classes,
    (one) => years.has(pair(one.schoolSourcedId, one.yearSourcedId)),
    'year not of the class’s school',
  );
  every('/roles', roster.roles, (one) => persons.has(one.personSourcedId), 'person not in the roster');
  every(
    '/roles',
    roster.roles,
    (one) =>
      one.role === 'district_admin'
        ? one.schoolSourcedId === null
        : one.schoolSourcedId !== null && schools.has(one.schoolSourcedId),
    'school missing, not in the roster, or given for district_admin',
  );
  for (const [path, list] of [
    ['/roles', roster.roles],
    ['/enrollments', roster.enrollments],
  ] as const) {
    every(
      path,
      list,
      ({ beginsOn, endsOn }: RosterPeriod) => beginsOn === null || endsOn === null || beginsOn < endsOn,
      'ends before it begins',
    );
  }
  every(
    '/enrollments',
    roster.enrollments,
    (one) => persons.has(one.personSourcedId),
    'person not in the roster',
  );
  every(
    '/enrollments',
    roster.enrollments,
    (one) => classes.has(one.classSourcedId),
    'class not in the roster',
  );
  every(
    '/guardianships',
    roster.guardianships,
    (one) =>
      persons.has(one.guardianSourcedId) &&
      persons.has(one.childSourcedId) &&
      one.guardianSourcedId !== one.childSourcedId,
    'people not in the roster, or the same person',
  );
  return roster;
}

/** One key from several; no key holds a control character, so none can be mistaken for another. */
export function pair(...keys: readonly string[]): string {
  return keys.join('\u0000');
}

function uniqueKeys<Item>(path: string, items: readonly Item[], keyOf: (item: Item) => string): Set<string> {
  const keys = new Set<string>();
  for (const [index, item] of items.entries()) {
    const size = keys.size;
    keys.add(keyOf(item));
    if (keys.size === size) throw new RosterInvalid(`${path}/${index}`, 'there twice');
  }
  return keys;
}

function every<Item>(
  path: string,
  items: readonly Item[],
  holds: (item: Item) => boolean,
  problem: string,
): void {
  const index = items.findIndex((item) => !holds(item));
  if (index !== -1) throw new RosterInvalid(`${path}/${index}`, problem);
}
