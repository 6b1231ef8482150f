/** People, what they are in a school, and who is whose guardian: users.csv and roles.csv. */
import type { IsoDate, SchoolRole } from '../../school/model.ts';
import { pair, type RosterGuardianship, type RosterRole } from '../model.ts';
import { FILES, SCHOOL_ROLE_OF, USER_ROLES, type UserRole } from './columns.ts';
import { joinPeriods, touch, type Period } from './periods.ts';
import { readRecords, reportNoRows, type Records, type Source } from './records.ts';
import { schoolOf, type Org } from './structure.ts';
import { readTable, type Row } from './table.ts';

export interface User {
  readonly id: string;
  readonly line: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly middleName: string;
  readonly active: boolean;
  readonly agents: readonly string[];
  /** As roles.csv says, in any org. */
  readonly roles: Set<UserRole>;
}

/** Reads people. What the export prefers them to be called (preferred…Name) goes before the name on record. */
export async function readUsers(source: Source): Promise<Records<User>> {
  const usernames = new Map<string, number>();
  const masterIds = new Map<string, number>();
  const read = (row: Row, id: string, inForce: boolean): User | undefined => {
    const enabled = row.boolean('enabledUser', true);
    const given = row.optionalName('preferredGivenName') || row.optionalName('givenName');
    const family = row.optionalName('preferredFamilyName') || row.optionalName('familyName');
    const middle = row.optionalName('preferredMiddleName') || row.optionalName('middleName');
    const agents = row.ids('agentSourcedIds');
    if (given === '') row.error('value_missing', 'givenName');
    if (
      !given ||
      family === undefined ||
      middle === undefined ||
      enabled === undefined ||
      agents === undefined
    ) {
      return undefined;
    }
    warnOfSame(row, 'username', usernames);
    warnOfSame(row, 'userMasterIdentifier', masterIds);
    return {
      id,
      line: row.line,
      givenName: given,
      familyName: family,
      middleName: middle,
      active: enabled && inForce,
      agents,
      roles: new Set(),
    };
  };
  return readRecords(
    source,
    'users',
    (row, id) => read(row, id, true),
    (row, id) => read(row, id, false),
  );
}

function warnOfSame(row: Row, column: string, lines: Map<string, number>): void {
  const text = row.text(column).toLowerCase();
  if (text === '') return;
  const first = lines.get(text);
  if (first === undefined) lines.set(text, row.line);
  else row.warn('person_twice', column, { first });
}

/**
 * Reads roles. Only districtAdministrator, and systemAdministrator of a district, become administrators of all schools: a
 * systemAdministrator of one school administers that school alone. Other roles of a district concern no school of ours.
 */
export async function readRoles(
  source: Source,
  users: Records<User>,
  orgs: Records<Org>,
  day: IsoDate,
): Promise<{ roles: RosterRole[]; complete: boolean }> {
  const file = source.files.get('roles');
  if (file === undefined) return { roles: [], complete: false };
  const found = new Map<string, RosterRole>();
  const mentioned = new Set<string>();
  const { rows, complete } = await readTable(file, FILES.roles, source.findings, (row) => {
    if (row.id('sourcedId') === undefined || row.isActive() !== true) return;
    const person = row.id('userSourcedId');
    if (person !== undefined) mentioned.add(person);
    const userRole = row.oneOf('role', USER_ROLES);
    const org = row.id('orgSourcedId');
    const period = row.period('beginDate', 'endDate');
    if (person === undefined || userRole === undefined || org === undefined || period === undefined) return;
    const user = users.get(person);
    if (user === undefined) {
      if (users.isUnknown(person)) row.warn('user_unknown', 'userSourcedId');
      return;
    }
    user.roles.add(userRole);
    const where = placeOf(row, userRole, org, orgs);
    if (where === undefined) return;
    const role: RosterRole = { personSourcedId: user.id, ...where, ...period };
    const key = pair(person, role.role, role.schoolSourcedId ?? '');
    const before = found.get(key);
    found.set(key, before === undefined ? role : { ...role, ...joined(row, before, period, day) });
  });
  if (complete && rows === 0) reportNoRows(file, 'roles', source.findings);
  if (complete && users.complete) {
    const path = source.files.get('users')!.path;
    for (const [id, { roles, line }] of users.all()) {
      if (roles.size === 0 && !mentioned.has(id)) {
        source.findings.warn('user_without_role', { file: path, line, column: 'sourcedId', value: id });
      }
    }
  }
  return { roles: [...found.values()], complete };
}

function placeOf(
  row: Row,
  userRole: UserRole,
  org: string,
  orgs: Records<Org>,
): { role: SchoolRole; schoolSourcedId: string | null } | undefined {
  if (orgs.get(org) === undefined) {
    if (orgs.isUnknown(org)) row.warn('org_unknown', 'orgSourcedId');
    return undefined;
  }
  const role = SCHOOL_ROLE_OF[userRole];
  const school = schoolOf(orgs, org);
  if (userRole === 'systemAdministrator' && school !== null) {
    row.warn('role_narrowed', 'role');
    return { role: 'school_admin', schoolSourcedId: school };
  }
  if (role === 'district_admin') return { role, schoolSourcedId: null };
  if (school === null) {
    row.warn('role_without_school', 'orgSourcedId');
    return undefined;
  }
  return { role, schoolSourcedId: school };
}

/** One period for a role that the export gives twice, e.g. to an aide who is a counselor too. */
function joined(row: Row, before: Period, period: Period, day: IsoDate): Period {
  const { beginsOn, endsOn } = joinPeriods(before, period, day);
  if (!touch(before, period))
    row.warn('periods_several', 'beginDate', { begin: beginsOn ?? '…', end: endsOn ?? '…' });
  return { beginsOn, endsOn };
}

const GUARDIAN_ROLES = ['guardian', 'parent', 'relative'] as const;

/**
 * Who is whose guardian. OneRoster links people both ways (agentSourcedIds) without saying what the link means; a link
 * between a pupil and somebody with a guardian's role is a guardianship, and nothing else is.
 */
export function guardianshipsOf(
  source: Source,
  users: Records<User>,
  rolesComplete: boolean,
): RosterGuardianship[] {
  const file = source.files.get('users')?.path ?? 'users.csv';
  const found = new Map<string, RosterGuardianship>();
  const link = (guardian: string, child: string, relation: string): void =>
    void found.set(pair(guardian, child), { guardianSourcedId: guardian, childSourcedId: child, relation });
  for (const [id, user] of users.all()) {
    for (const agentId of user.agents) {
      const place = { file, line: user.line, column: 'agentSourcedIds', value: agentId };
      const agent = users.get(agentId);
      if (agentId === id) {
        source.findings.warn('agent_self', place);
      } else if (agent === undefined) {
        if (users.isUnknown(agentId)) source.findings.warn('agent_unknown', place);
      } else {
        const agentRelation = GUARDIAN_ROLES.find((role) => agent.roles.has(role));
        const ownRelation = GUARDIAN_ROLES.find((role) => user.roles.has(role));
        if (user.roles.has('student') && agentRelation !== undefined) link(agentId, id, agentRelation);
        else if (ownRelation !== undefined && agent.roles.has('student')) link(id, agentId, ownRelation);
        else if (rolesComplete) source.findings.warn('agent_not_guardian', place);
      }
    }
  }
  return [...found.values()];
}
