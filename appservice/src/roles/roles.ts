/**
 * Roles changed by hand: given, ended, and a pupil moved to another class. Each change is one audited transaction; `onChange` is told in it, so that
 * rooms, power, lessons and calendars follow.
 */
import type { components } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { fold, personKeys } from '../schedule/import/names.ts';
import { readDay } from '../schedule/local-time.ts';
import {
  covers,
  type ClassId,
  type ClassRole,
  type IsoDate,
  type PersonId,
  type Role,
  type School,
  type SchoolClass,
  type SchoolId,
  type SchoolRole,
  type SchoolState,
} from '../school/model.ts';
import { administers, indexState, rolesInClass, rolesInSchool, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { roleText, type RoleMessage } from './messages.ts';
import { CLASS_ROLES_OF, PLACE_OF, whyNot } from './rules.ts';
import * as store from './store.ts';

export type HeldRole = components['schemas']['HeldRole'];

/** Which role, where. A class says its school. */
export interface RoleAt {
  readonly role: Role;
  readonly schoolId?: SchoolId | null;
  readonly classId?: ClassId | null;
}

export interface Roles {
  /** What a person is, in the schools that the asker administers; of themselves everything. Throws 404 for a person of none of them. */
  list(askerId: PersonId, personId: PersonId): Promise<HeldRole[]>;
  /** Gives a role, or gives it another period. Throws 403 and 404 for what the asker may not do or see, 400 for what cannot be. */
  give(
    askerId: PersonId,
    personId: PersonId,
    role: RoleAt & { readonly beginsOn?: IsoDate | null; readonly endsOn?: IsoDate | null },
  ): Promise<HeldRole[]>;
  /** Ends a role from today on; one of the whole school together with what follows from it in classes. */
  end(askerId: PersonId, personId: PersonId, role: RoleAt): Promise<HeldRole[]>;
  /** Moves a pupil from today on; `fromClassId` is needed when they are in several classes. */
  move(
    askerId: PersonId,
    personId: PersonId,
    move: { readonly toClassId: ClassId; readonly fromClassId?: ClassId | null },
  ): Promise<HeldRole[]>;
  /** The people of the schools that the asker administers whom a name fits. */
  named(askerId: PersonId, name: string): Promise<PersonId[]>;
}

export interface RolesDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPerson'>;
  /** Called in the transaction of every change. */
  readonly onChange: (tx: Sql, personIds: readonly PersonId[]) => Promise<void>;
  readonly now?: () => Date;
}

export function createRoles({
  database,
  directory,
  onChange,
  now = () => new Date(),
}: RolesDependencies): Roles {
  const dayIn = (school: School): IsoDate => today(school.timeZone, now());

  /** What the asker administers: every school for a district administrator (`all`). */
  async function reachOf(askerId: PersonId): Promise<{ state: SchoolState; ids: SchoolId[]; all: boolean }> {
    const state = await directory.aroundPerson(askerId, { administered: true });
    const rolesIn = state.schools.map((school) => ({
      id: school.id,
      roles: rolesInSchool(state, askerId, school.id, dayIn(school)),
    }));
    const ids = rolesIn.filter(({ roles }) => administers(roles)).map(({ id }) => id);
    return { state, ids, all: rolesIn.some(({ roles }) => roles.has('district_admin')) };
  }

  /** Throws 404 unless the person belongs or belonged to a school that the asker administers. */
  async function mustSee(
    askerId: PersonId,
    personId: PersonId,
  ): Promise<Awaited<ReturnType<typeof reachOf>>> {
    const [reach, { rows }, theirs] = await Promise.all([
      reachOf(askerId),
      database.query('select 1 from person where id = $1', [personId]),
      store.schoolsOf(database, personId),
    ]);
    const isTheirs = reach.all || theirs.some((id) => reach.ids.includes(id));
    if (rows.length === 0 || !isTheirs) throw problem(404, 'M_NOT_FOUND', 'no_such_person');
    return reach;
  }

  async function heldBy(personId: PersonId, schoolIds: readonly SchoolId[] | null): Promise<HeldRole[]> {
    const rows = await store.listHeld(database, personId, schoolIds);
    const { rows: zones } = await database.query<{ id: SchoolId; zone: string }>(
      'select id, time_zone as zone from school where id = any($1::uuid[])',
      [rows.flatMap(({ schoolId }) => schoolId ?? [])],
    );
    const zoneOf = new Map(zones.map(({ id, zone }) => [id, zone]));
    return rows.map((row) => ({
      school_id: row.schoolId,
      school_name: row.schoolName,
      class_id: row.classId,
      class_title: row.classTitle,
      role: row.role,
      begins_on: row.beginsOn,
      ends_on: row.endsOn,
      source: row.source === store.BY_HAND ? 'hand' : row.source === 'invite' ? 'invite' : 'roster',
      in_force: covers(row, today(zoneOf.get(row.schoolId ?? '') ?? 'UTC', now())),
    }));
  }

  /** The school and class that a role is about, as far as the asker administers them. */
  function placeOf(
    { state, ids }: { state: SchoolState; ids: readonly SchoolId[] },
    { role, schoolId = null, classId = null }: RoleAt,
    /** Ended can be also what is held in all classes of a school. */
    { ofAll = false }: { ofAll?: boolean } = {},
  ): { school: School | null; owner: SchoolClass | null } {
    const { classes, schools } = indexState(state);
    const kind = PLACE_OF[role];
    if (kind === 'district') return { school: null, owner: null };
    if (kind === 'class' && classId === null && !ofAll) throw problem(400, 'M_INVALID_PARAM', 'class_needed');
    if (kind === 'school' && classId !== null) throw problem(400, 'M_INVALID_PARAM', 'class_not_needed');
    const owner = classId === null ? null : (classes.get(classId) ?? null);
    if (classId !== null && (owner === null || owner.archived || !ids.includes(owner.schoolId)))
      throw problem(404, 'M_NOT_FOUND', 'no_such_class');
    const school = schools.get(owner?.schoolId ?? schoolId ?? '');
    if (school === undefined) {
      // A school that the asker has nothing to do with is not theirs, whether or not there is one.
      throw schoolId === null
        ? problem(400, 'M_INVALID_PARAM', 'school_needed')
        : problem(403, 'M_FORBIDDEN', 'not_yours');
    }
    return { school, owner };
  }

  function check(
    reach: { state: SchoolState; all: boolean },
    askerId: PersonId,
    act: { do: 'give' | 'end'; role: Role; school: School | null; own: boolean; others: number },
  ): void {
    const askerRoles: ReadonlySet<SchoolRole> =
      act.school === null
        ? new Set(reach.all ? (['district_admin'] as const) : [])
        : rolesInSchool(reach.state, askerId, act.school.id, dayIn(act.school));
    const reason = whyNot({ ...act, askerRoles });
    if (reason !== null) throw problem(403, 'M_FORBIDDEN', reason);
  }

  function periodIn({
    beginsOn = null,
    endsOn = null,
  }: {
    beginsOn?: IsoDate | null;
    endsOn?: IsoDate | null;
  }): store.Period {
    const wrong = [beginsOn, endsOn].some((day) => day !== null && readDay(day) === null);
    if (wrong || (beginsOn !== null && endsOn !== null && beginsOn >= endsOn))
      throw problem(400, 'M_INVALID_PARAM', 'dates_wrong');
    return { beginsOn, endsOn };
  }

  /** The homerooms in which a person is a pupil now, among the classes that the asker administers. */
  async function homeroomsOf(reach: { state: SchoolState }, personId: PersonId): Promise<SchoolClass[]> {
    const theirs = await directory.aroundPerson(personId);
    const { schools } = indexState(reach.state);
    return reach.state.classes.filter(({ id, kind, archived, schoolId }) => {
      const school = schools.get(schoolId);
      if (kind !== 'homeroom' || archived || school === undefined) return false;
      return rolesInClass(theirs, personId, id, dayIn(school)).has('pupil');
    });
  }

  return {
    async list(askerId, personId) {
      if (askerId === personId) return heldBy(personId, null);
      const reach = await mustSee(askerId, personId);
      return heldBy(personId, reach.all ? null : reach.ids);
    },

    async give(askerId, personId, wish) {
      const reach = await mustSee(askerId, personId);
      const { school, owner } = placeOf(reach, wish);
      const { role } = wish;
      check(reach, askerId, { do: 'give', role, school, own: askerId === personId, others: 0 });
      const period = periodIn(wish);
      if (role === 'pupil' && owner?.kind === 'homeroom') {
        const [other] = (await homeroomsOf(reach, personId)).filter(
          ({ id, schoolId }) => id !== owner.id && schoolId === owner.schoolId,
        );
        if (other !== undefined) throw problem(409, 'ORG.PARTA.USE_MOVE', 'use_move', { title: other.title });
      }
      await database.transaction(async (tx) => {
        if (owner === null) {
          await store.giveRole(tx, {
            ...period,
            personId,
            schoolId: school?.id ?? null,
            role: role as SchoolRole,
          });
        } else {
          await store.giveInClass(tx, { ...period, personId, classId: owner.id, role: role as ClassRole });
        }
        await audit(tx, {
          action: 'role.give',
          actorId: askerId,
          schoolId: school?.id ?? null,
          details: {
            person_id: personId,
            role,
            class_id: owner?.id ?? null,
            begins_on: period.beginsOn,
            ends_on: period.endsOn,
          },
        });
        await onChange(tx, [personId]);
      });
      return heldBy(personId, reach.all ? null : reach.ids);
    },

    async end(askerId, personId, wish) {
      const reach = await mustSee(askerId, personId);
      const { role } = wish;
      const { school, owner } = placeOf(reach, wish, { ofAll: true });
      const day = school === null ? now().toISOString().slice(0, 10) : dayIn(school);
      const schoolId = school?.id ?? null;
      await database.transaction(async (tx) => {
        await store.lockRoles(tx, schoolId);
        const others = await store.countOthers(tx, { personId, schoolId, role, day });
        check(reach, askerId, { do: 'end', role, school, own: askerId === personId, others });
        let ended: number;
        if (owner !== null) {
          ended = await store.endInClasses(tx, personId, [role], { classId: owner.id }, day);
        } else {
          ended = await store.endRole(tx, { personId, schoolId, role, day });
          const following = CLASS_ROLES_OF[role as SchoolRole] ?? [role];
          if (schoolId !== null && following.length > 0)
            ended += await store.endInClasses(tx, personId, following, { schoolId }, day);
        }
        if (ended === 0) throw problem(404, 'M_NOT_FOUND', 'no_such_role');
        await audit(tx, {
          action: 'role.end',
          actorId: askerId,
          schoolId,
          details: { person_id: personId, role, class_id: owner?.id ?? null, ends_on: day },
        });
        await onChange(tx, [personId]);
      });
      return heldBy(personId, reach.all ? null : reach.ids);
    },

    async move(askerId, personId, { toClassId, fromClassId = null }) {
      const reach = await mustSee(askerId, personId);
      const { classes, schools } = indexState(reach.state);
      const to = classes.get(toClassId);
      if (to === undefined || to.archived || !reach.ids.includes(to.schoolId))
        throw problem(404, 'M_NOT_FOUND', 'no_such_class');
      if (to.kind !== 'homeroom') throw problem(400, 'M_INVALID_PARAM', 'only_homerooms');
      const found = (await homeroomsOf(reach, personId)).filter(
        ({ id, schoolId }) => reach.ids.includes(schoolId) && (fromClassId === null || id === fromClassId),
      );
      const elsewhere = found.filter(({ id }) => id !== to.id);
      if (found.length > 0 && elsewhere.length === 0)
        throw problem(409, 'ORG.PARTA.SAME_CLASS', 'same_class');
      if (elsewhere.length === 0) throw problem(409, 'ORG.PARTA.NOT_A_PUPIL', 'not_a_pupil');
      if (elsewhere.length > 1) {
        const titles = elsewhere.map(({ title }) => title).join(', ');
        throw problem(409, 'ORG.PARTA.WHICH_CLASS', 'which_class', { titles });
      }
      const from = elsewhere[0]!;
      await database.transaction(async (tx) => {
        const [dayThere, day] = [dayIn(schools.get(from.schoolId)!), dayIn(schools.get(to.schoolId)!)];
        const ended = await store.endInClasses(tx, personId, ['pupil'], { classId: from.id }, dayThere);
        // Somebody else was faster.
        if (ended === 0) throw problem(409, 'ORG.PARTA.NOT_A_PUPIL', 'not_a_pupil');
        const begins = { beginsOn: day, endsOn: null };
        await store.giveInClass(tx, { ...begins, personId, classId: to.id, role: 'pupil' });
        if (from.schoolId !== to.schoolId) {
          await store.endRole(tx, { personId, schoolId: from.schoolId, role: 'pupil', day: dayThere });
          await store.giveRole(tx, { ...begins, personId, schoolId: to.schoolId, role: 'pupil' });
        }
        await audit(tx, {
          action: 'role.move',
          actorId: askerId,
          schoolId: to.schoolId,
          details: { person_id: personId, from_class_id: from.id, to_class_id: to.id, begins_on: day },
        });
        await onChange(tx, [personId]);
      });
      return heldBy(personId, reach.all ? null : reach.ids);
    },

    async named(askerId, name) {
      const reach = await reachOf(askerId);
      if (reach.ids.length === 0 && !reach.all) return [];
      const wanted = fold(name);
      return (await store.peopleOf(database, reach.all ? null : reach.ids))
        .filter((one) => personKeys(one).includes(wanted))
        .map(({ id }) => id);
    },
  };
}

function problem(
  status: number,
  errcode: string,
  key: RoleMessage,
  values: Record<string, string> = {},
): ApiError {
  return new ApiError(status, errcode, (locale) => roleText(locale, key, values));
}
