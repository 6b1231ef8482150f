/** What administrators read and change: the contact matrix of the district or a school, quiet hours, who is of age. */
import { createHash } from 'node:crypto';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import type { IsoDate, PersonId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { CELLS, changesBetween, checkRules, defaultOutcome, lineOf, matrixRule, toMatrix } from './matrix.ts';
import { policyText, type PolicyMessage } from './messages.ts';
import type { Cell, ContactRule, MatrixRule, Outcome, Party, QuietHours } from './model.ts';
import type { Parties } from './parties.ts';
import { mayAskAbout, mayEdit } from './rights.ts';
import { simulate, withMatrix, type DirectRoom, type Simulation } from './simulate.ts';
import {
  classesOfSchool,
  findHolderOf,
  listHolders,
  loadNames,
  loadQuietHours,
  loadRules,
  lockRules,
  saveAge,
  saveQuietHours,
  saveRules,
} from './store.ts';

export interface MatrixLine extends ContactRule {
  readonly rule: MatrixRule;
  readonly source: Cell['source'];
  readonly byDefault: Outcome;
}

export interface MatrixReading {
  readonly schoolId: SchoolId | null;
  /** Changes with the lines: a save that names another one is refused. */
  readonly version: string;
  /** Every cell. */
  readonly lines: readonly MatrixLine[];
  /** Those that this school or the district has of its own. */
  readonly rules: readonly ContactRule[];
}

/** All throw ApiError 403 for those who do not administer the school, or for null the district. */
export interface PolicySettings {
  readMatrix(askerId: PersonId, schoolId: SchoolId | null): Promise<MatrixReading>;
  /** What these lines would change in place of those that hold, and what the people of the examples are called. @throws ApiError 400 for impossible lines */
  simulate(
    askerId: PersonId,
    schoolId: SchoolId | null,
    rules: readonly ContactRule[],
  ): Promise<Simulation & { readonly version: string; readonly names: ReadonlyMap<UserId, string> }>;
  /** @throws ApiError 400 for impossible lines, 409 when they are not any more as `version` says. The reason is kept in the audit log. */
  saveMatrix(
    askerId: PersonId,
    schoolId: SchoolId | null,
    rules: readonly ContactRule[],
    by: { readonly version?: string | undefined; readonly reason?: string | undefined },
  ): Promise<MatrixReading>;
  /** For everybody of the school. */
  readQuietHours(askerId: PersonId, schoolId: SchoolId): Promise<readonly QuietHours[]>;
  saveQuietHours(
    askerId: PersonId,
    schoolId: SchoolId,
    lines: readonly QuietHours[],
  ): Promise<readonly QuietHours[]>;
  /** From which day somebody is of age, or null: not known. @throws ApiError 404 for who is not of a school of the asker */
  setAge(askerId: PersonId, personId: PersonId, ofAgeFrom: IsoDate | null): Promise<void>;
}

export interface PolicySettingsDependencies {
  readonly database: Database;
  readonly parties: Parties;
  /** The rooms of two that exist, of a school or of the whole district. */
  readonly directRooms: (schoolId: SchoolId | null) => Promise<readonly DirectRoom[]>;
  readonly now?: () => Date;
}

export function createPolicySettings({
  database,
  parties,
  directRooms,
  now = () => new Date(),
}: PolicySettingsDependencies): PolicySettings {
  /** The asker, as the policy sees them. */
  async function partyOf(personId: PersonId): Promise<Party> {
    const { parties: found } = await parties.loadHolders([await findHolderOf(database, personId)], now());
    return found[0]!;
  }

  async function requireEditor(askerId: PersonId, schoolId: SchoolId | null): Promise<void> {
    if (!mayEdit(await partyOf(askerId), schoolId)) throw refused(403, 'M_FORBIDDEN', 'may_not_edit');
    if (schoolId === null) return;
    const { rows } = await database.query('select from school where id = $1', [schoolId]);
    if (rows.length === 0) throw refused(404, 'M_NOT_FOUND', 'no_such_school');
  }

  async function read(sql: Sql, schoolId: SchoolId | null): Promise<MatrixReading> {
    const [rules, ofDistrict] = [
      await loadRules(sql, schoolId),
      schoolId === null ? null : await loadRules(sql, null),
    ];
    const own = toMatrix(rules);
    const [school, district] = ofDistrict === null ? [undefined, own] : [own, toMatrix(ofDistrict)];
    const lines = CELLS.map((cell): MatrixLine => {
      const [one, other] = cell.roles;
      return {
        ...cell,
        ...lineOf(cell, school, district),
        rule: matrixRule(one, other, cell.relation),
        byDefault: defaultOutcome(one, other, cell.relation, cell.age),
      };
    });
    return { schoolId, version: versionOf(rules), lines, rules };
  }

  function check(rules: readonly ContactRule[]): void {
    const found = checkRules(rules);
    if (found === null) return;
    throw new ApiError(
      400,
      'policy.rule_impossible',
      (locale) => `/rules/${found.index}: ${policyText(locale, found.problem)}`,
      {
        details: (locale) => [{ path: `/rules/${found.index}`, message: policyText(locale, found.problem) }],
      },
    );
  }

  return {
    async readMatrix(askerId, schoolId) {
      await requireEditor(askerId, schoolId);
      return read(database, schoolId);
    },

    async simulate(askerId, schoolId, rules) {
      await requireEditor(askerId, schoolId);
      check(rules);
      const [holders, rooms, current] = await Promise.all([
        listHolders(database, schoolId),
        directRooms(schoolId),
        loadRules(database, schoolId),
      ]);
      const { parties: people, context } = await parties.loadHolders(holders, now());
      const found = simulate(context, withMatrix(context, schoolId, toMatrix(rules)), { people, rooms });
      const names = await loadNames(
        database,
        found.changes.flatMap(({ examples }) => examples.flat()),
      );
      return { ...found, version: versionOf(current), names };
    },

    async saveMatrix(askerId, schoolId, rules, { version, reason = '' }) {
      await requireEditor(askerId, schoolId);
      check(rules);
      return database.transaction(async (tx) => {
        await lockRules(tx, schoolId);
        const old = await loadRules(tx, schoolId);
        const before = versionOf(old);
        if (version !== undefined && version !== before) {
          throw refused(409, 'policy.changed_meanwhile', 'changed_meanwhile');
        }
        const after = versionOf(rules);
        if (after !== before) {
          await saveRules(tx, schoolId, rules.map(inOrder));
          const details = {
            ...{ lines: rules.length, before, after, reason: reason.trim() },
            changed: changesBetween(toMatrix(old), toMatrix(rules)),
          };
          await audit(tx, { action: 'policy.matrix', actorId: askerId, schoolId, details });
        }
        return read(tx, schoolId);
      });
    },

    async readQuietHours(askerId, schoolId) {
      const asker = await partyOf(askerId);
      const ofSchool = asker.capacities.some((one) => one.schoolId === schoolId);
      if (!ofSchool && !mayEdit(asker, schoolId)) throw refused(404, 'M_NOT_FOUND', 'no_such_school');
      return loadQuietHours(database, schoolId);
    },

    async saveQuietHours(askerId, schoolId, lines) {
      await requireEditor(askerId, schoolId);
      return database.transaction(async (tx) => {
        const classes = await classesOfSchool(tx, schoolId);
        const wrong = lines.findIndex(({ classId }) => classId !== null && !classes.has(classId));
        if (wrong >= 0) {
          throw new ApiError(
            400,
            'policy.class_not_of_school',
            (locale) => `/quiet_hours/${wrong}/class_id: ${policyText(locale, 'class_not_of_school')}`,
          );
        }
        await saveQuietHours(tx, schoolId, lines);
        const details = { lines: lines.length };
        await audit(tx, { action: 'policy.quiet_hours', actorId: askerId, schoolId, details });
        return loadQuietHours(tx, schoolId);
      });
    },

    async setAge(askerId, personId, ofAgeFrom) {
      const holder = await findHolderOf(database, personId);
      if (holder.personId === null) throw refused(404, 'M_NOT_FOUND', 'no_such_person');
      const [asker, someone] = [await partyOf(askerId), await partyOf(personId)];
      const schools = someone.capacities.flatMap(({ schoolId }) => schoolId ?? []);
      const schoolId = schools.find((id) => mayEdit(asker, id)) ?? null;
      if (
        askerId === personId ||
        !mayAskAbout(asker, someone) ||
        (schoolId === null && !mayEdit(asker, null))
      )
        throw refused(403, 'M_FORBIDDEN', 'may_not_edit');
      if (ofAgeFrom !== null && !ofAgeFrom.endsWith('-01'))
        throw refused(400, 'policy.not_first_of_month', 'not_first_of_month');
      await database.transaction(async (tx) => {
        await saveAge(tx, personId, ofAgeFrom);
        const details = { person_id: personId, known: ofAgeFrom !== null };
        await audit(tx, { action: 'policy.age', actorId: askerId, schoolId, details });
      });
    },
  };
}

function refused(status: number, errcode: string, key: PolicyMessage): ApiError {
  return new ApiError(status, errcode, (locale) => policyText(locale, key));
}

/** The same for the same lines, in whatever order. */
function versionOf(rules: readonly ContactRule[]): string {
  const lines = [...toMatrix(rules)].map(([key, outcome]) => `${key} ${outcome}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 16);
}

/** With the two roles in the order in which the table has them. */
function inOrder(rule: ContactRule): ContactRule {
  const found = CELLS.find((cell) => matches(cell.roles, rule.roles))!;
  return { ...rule, roles: found.roles };
}

function matches(one: ContactRule['roles'], other: ContactRule['roles']): boolean {
  return (one[0] === other[0] && one[1] === other[1]) || (one[0] === other[1] && one[1] === other[0]);
}
