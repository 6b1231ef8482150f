/**
 * Guardianships: a guardian accepts, the child's side confirms, either ends it; rights and dates. Every change is one audited transaction, and
 * `onChange` is told in it, so that rooms, lessons and calendars follow.
 */
import type { components } from '@parta/protocol';
import type { Devices } from '../accounts/devices.ts';
import { schoolOf, type Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { readDay } from '../schedule/local-time.ts';
import type { ClassId, IsoDate, PersonId, SchoolState } from '../school/model.ts';
import { administersSchool, classMembers, indexState, teaches, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { guardianText, type GuardianMessage } from './messages.ts';
import { actsOf, mayDo, mayPropose, sidesOf, whyNotGuardian, type Act, type Side } from './rules.ts';
import * as store from './store.ts';
import type { GuardianshipRow, GuardianshipStatus } from './store.ts';
import type { GuardianTelling } from './telling.ts';

export type Guardianship = components['schemas']['Guardianship'];
export type GuardianshipPatch = components['schemas']['GuardianshipPatch'];

export interface Guardians {
  /**
   * Throws ApiError 403 for somebody who cannot become the guardian of a child: the child itself by person, session or browser, a pupil,
   * somebody whom a court keeps away.
   */
  refuseUnlessMayBecome(
    childId: PersonId,
    who: {
      readonly personId: PersonId | null;
      /** Who is logged in in the browser that asks. */
      readonly sessionId?: PersonId | null;
      readonly deviceKey?: string | undefined;
    },
  ): Promise<void>;
  /**
   * In the caller's transaction: the guardian says yes. `confirmedBy` has said yes for the school already, e.g. by making the link; null when
   * the school is yet to be asked. Pending also when the same guardian was ended before.
   */
  accept(
    tx: Sql,
    one: {
      readonly guardianId: PersonId;
      readonly childId: PersonId;
      readonly confirmedBy: PersonId | null;
      readonly source: 'invite' | 'child';
    },
  ): Promise<GuardianshipStatus>;
  /** In the caller's transaction: the school says yes or no to what waits. That `by` may is for the caller to check. */
  decide(
    tx: Sql,
    one: {
      readonly guardianId: PersonId;
      readonly childId: PersonId;
      readonly yes: boolean;
      readonly by: PersonId;
    },
  ): Promise<void>;
  isGuardian(guardianId: PersonId, childId: PersonId): Promise<boolean>;
  /** The class for which a pupil makes a link for a parent. Throws 403 for who is a pupil of none. */
  classOfPupil(personId: PersonId): Promise<ClassId>;
  /** Those in which the person is guardian or child. */
  mine(personId: PersonId): Promise<Guardianship[]>;
  /** Of the pupils of a class, for its teachers and administrators; 404 for others. */
  ofClass(askerId: PersonId, classId: ClassId): Promise<Guardianship[]>;
  /** An administrator puts a guardian on record, who is then to accept. */
  propose(
    askerId: PersonId,
    one: { guardianId: PersonId; childId: PersonId; relation: string | undefined },
  ): Promise<Guardianship>;
  /** Throws 404 for who has nothing to do with it, 403 for what the asker may not do. The same again is harmless. */
  change(askerId: PersonId, id: string, patch: GuardianshipPatch): Promise<Guardianship>;
}

export interface GuardiansDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPair' | 'aroundClass'>;
  readonly devices: Devices;
  /** Called in the transaction of every change that may open or close something to these people. */
  readonly onChange: (tx: Sql, personIds: readonly PersonId[]) => Promise<void>;
  /** Called in the transaction of what a guardian is to be told, unless they did it themselves. */
  readonly tell: GuardianTelling['queue'];
  /** Called when what waited was decided: a parents' link may have made it (invites/). */
  readonly onDecided: (
    tx: Sql,
    one: { guardianId: PersonId; childId: PersonId; status: 'approved' | 'declined'; by: PersonId },
  ) => Promise<void>;
  readonly now?: () => Date;
}

export function createGuardians(dependencies: GuardiansDependencies): Guardians {
  const { database, directory, devices, onChange, tell, onDecided, now = () => new Date() } = dependencies;
  const utcDay = (): IsoDate => now().toISOString().slice(0, 10);

  async function note(
    tx: Sql,
    action: 'accept' | 'confirm' | 'decline' | 'end' | 'change' | 'propose',
    actorId: PersonId,
    { id, guardianId, childId }: Pick<GuardianshipRow, 'id' | 'guardianId' | 'childId'>,
    details: Readonly<Record<string, string | boolean | null>> = {},
  ): Promise<void> {
    await audit(tx, {
      action: `guardian.${action}`,
      actorId,
      schoolId: await store.schoolOfChild(tx, childId),
      details: { guardianship_id: id, guardian_id: guardianId, child_id: childId, ...details },
    });
    await onChange(tx, [guardianId, childId]);
  }

  async function sidesFor(askerId: PersonId, row: GuardianshipRow): Promise<ReadonlySet<Side>> {
    if (askerId === row.guardianId || askerId === row.childId) {
      return new Set<Side>([askerId === row.guardianId ? 'guardian' : 'child']);
    }
    return sidesOf(await directory.aroundPair(askerId, row.childId), askerId, row, now());
  }

  async function yes(tx: Sql, row: GuardianshipRow, side: 'accept' | 'confirm', by: PersonId): Promise<void> {
    if (row.status === 'ended') throw problem(409, 'ORG.PARTA.GUARDIANSHIP_ENDED', 'already_ended');
    if (side === 'accept' ? row.accepted : row.confirmed) return;
    const { status } = await store.save(tx, {
      ...row,
      relation: null,
      source: 'school',
      accepted: side === 'accept' || row.accepted,
      confirmedBy: side === 'confirm' ? by : null,
    });
    await note(tx, side, by, row, { status });
    if (status === 'active') await tell(tx, row.id, 'in_force', by);
  }

  async function no(tx: Sql, row: GuardianshipRow, by: PersonId): Promise<void> {
    if (row.status === 'ended') return;
    await store.end(tx, row.id);
    await note(tx, row.status === 'pending' ? 'decline' : 'end', by, row);
    await tell(tx, row.id, row.status === 'pending' ? 'declined' : 'ended', by);
  }

  /** What a patch asks for, as acts; the guardian's own yes is to accept, anybody else's is to confirm. */
  function actsIn(patch: GuardianshipPatch, row: GuardianshipRow, sides: ReadonlySet<Side>): Act[] {
    const acts: Act[] = [];
    if (patch.status === 'active') acts.push(sides.has('guardian') ? 'accept' : 'confirm');
    if (patch.status === 'ended') acts.push(row.status === 'pending' ? 'decline' : 'end');
    if (patch.relation !== undefined) acts.push('kind');
    if (patch.consent !== undefined) acts.push('consent');
    if (patch.contact !== undefined) acts.push('contact');
    if (patch.begins_on !== undefined || patch.ends_on !== undefined) acts.push('dates');
    return acts;
  }

  async function changeRights(
    tx: Sql,
    row: GuardianshipRow,
    patch: GuardianshipPatch,
    by: PersonId,
  ): Promise<void> {
    const { relation, contact, consent, begins_on: beginsOn, ends_on: endsOn } = patch;
    const given = { relation, contact, consent, beginsOn, endsOn };
    if (Object.values(given).every((value) => value === undefined)) return;
    const [begins, ends] = [
      beginsOn === undefined ? row.beginsOn : beginsOn,
      endsOn === undefined ? row.endsOn : endsOn,
    ];
    const dates = [beginsOn, endsOn].filter((day) => day != null);
    if (dates.some((day) => readDay(day) === null) || (begins !== null && ends !== null && begins >= ends)) {
      throw problem(400, 'M_INVALID_PARAM', 'dates_wrong');
    }
    await store.change(tx, row.id, given);
    const details = Object.entries(patch).filter(([key, value]) => key !== 'status' && value !== undefined);
    await note(tx, 'change', by, row, Object.fromEntries(details));
  }

  return {
    async refuseUnlessMayBecome(childId, { personId, sessionId = null, deviceKey }) {
      const known = [personId, sessionId].filter((id) => id !== null);
      const [browserOf, pupils, before] = await Promise.all([
        devices.peopleOf(deviceKey),
        store.pupilsAmong(database, known, utcDay()),
        personId === null ? null : store.findBetween(database, personId, childId),
      ]);
      const restricted = before?.contact === 'restricted';
      const reason = whyNotGuardian({ childId, personId, sessionId, browserOf, pupils, restricted });
      if (reason !== null) throw problem(403, `ORG.PARTA.GUARDIAN_${reason.toUpperCase()}`, reason);
    },

    async accept(tx, { guardianId, childId, confirmedBy, source }) {
      const saved = await store.save(tx, {
        guardianId,
        childId,
        relation: null,
        source,
        accepted: true,
        confirmedBy,
      });
      await note(tx, 'accept', guardianId, { id: saved.id, guardianId, childId }, { status: saved.status });
      return saved.status;
    },

    async decide(tx, { guardianId, childId, yes: said, by }) {
      const row = await store.findBetween(tx, guardianId, childId);
      if (row === null || row.status !== 'pending') return;
      await (said ? yes(tx, row, 'confirm', by) : no(tx, row, by));
    },

    async isGuardian(guardianId, childId) {
      return (await store.findBetween(database, guardianId, childId))?.status === 'active';
    },

    async classOfPupil(personId) {
      const classId = await store.classOfPupil(database, personId, utcDay());
      if (classId === null) throw problem(403, 'M_FORBIDDEN', 'only_pupils');
      return classId;
    },

    async mine(personId) {
      return (await store.listOf(database, personId)).map((row) =>
        shown(row, new Set<Side>([row.guardianId === personId ? 'guardian' : 'child'])),
      );
    },

    async ofClass(askerId, classId) {
      const state = await directory.aroundClass(classId, askerId);
      const sides = classSides(state, askerId, classId, now());
      if (sides.size === 0) throw problem(404, 'M_NOT_FOUND', 'no_such_child');
      const { timeZone } = schoolOf(state, classId)!;
      const pupils = [...classMembers(state, classId, today(timeZone, now()))].flatMap(([id, roles]) =>
        roles.has('pupil') ? [id] : [],
      );
      const rows = await store.listOfChildren(database, pupils);
      return rows.map((row) => shown(row, row.guardianId === askerId ? new Set<Side>(['guardian']) : sides));
    },

    async propose(askerId, { guardianId, childId, relation }) {
      const sides = sidesOf(
        await directory.aroundPair(askerId, childId),
        askerId,
        { guardianId, childId },
        now(),
      );
      if (!mayPropose(sides)) throw problem(404, 'M_NOT_FOUND', 'no_such_person');
      // The guardian may be of another school, but somebody whom the administrator can name by id.
      const guardian = indexState(await directory.aroundPair(askerId, guardianId)).persons.get(guardianId);
      if (guardian === undefined) throw problem(404, 'M_NOT_FOUND', 'no_such_person');
      const pupils = await store.pupilsAmong(database, [guardianId], utcDay());
      if (pupils.has(guardianId)) throw problem(403, 'ORG.PARTA.GUARDIAN_IS_PUPIL', 'is_pupil');
      const id = await database.transaction(async (tx) => {
        const before = await store.findBetween(tx, guardianId, childId);
        if (before !== null && before.status !== 'ended' && before.confirmed) return before.id;
        const saved = await store.save(tx, {
          guardianId,
          childId,
          relation: relation ?? null,
          source: 'school',
          accepted: false,
          confirmedBy: askerId,
        });
        await note(tx, 'propose', askerId, { id: saved.id, guardianId, childId }, { status: saved.status });
        await tell(tx, saved.id, saved.status === 'active' ? 'in_force' : 'proposed', askerId);
        return saved.id;
      });
      return shown((await store.find(database, id))!, sides);
    },

    async change(askerId, id, patch) {
      const before = await store.find(database, id);
      const sides = before === null ? new Set<Side>() : await sidesFor(askerId, before);
      if (before === null || sides.size === 0) throw problem(404, 'M_NOT_FOUND', 'no_such_guardianship');
      await database.transaction(async (tx) => {
        const row = (await store.find(tx, id, true))!;
        if (!actsIn(patch, row, sides).every((act) => mayDo(sides, act))) {
          throw problem(403, 'M_FORBIDDEN', 'may_not');
        }
        await changeRights(tx, row, patch, askerId);
        if (patch.status === undefined) return;
        const { guardianId, childId } = row;
        const approves = patch.status === 'active';
        await (approves
          ? yes(tx, row, sides.has('guardian') ? 'accept' : 'confirm', askerId)
          : no(tx, row, askerId));
        // The guardian's own yes decides nothing that waits for the school.
        if (row.status === 'pending' && !(sides.has('guardian') && approves)) {
          await onDecided(tx, {
            guardianId,
            childId,
            status: approves ? 'approved' : 'declined',
            by: askerId,
          });
        }
      });
      return shown((await store.find(database, id))!, sides);
    },
  };
}

/** What somebody is to the guardianships of a class's pupils. */
function classSides(state: SchoolState, askerId: PersonId, classId: ClassId, now: Date): ReadonlySet<Side> {
  const sides = new Set<Side>();
  const school = schoolOf(state, classId);
  if (school === null || indexState(state).persons.get(askerId)?.active !== true) return sides;
  const day = today(school.timeZone, now);
  if (administersSchool(state, askerId, school.id, day)) sides.add('administrator');
  if (teaches(classMembers(state, classId, day).get(askerId) ?? new Set())) sides.add('teacher');
  return sides;
}

/** What a child sees of its guardians is who they are, not what a court or they themselves have said. */
function shown(row: GuardianshipRow, sides: ReadonlySet<Side>): Guardianship {
  return {
    guardianship_id: row.id,
    guardian: { person_id: row.guardianId, display_name: row.guardianName },
    child: { person_id: row.childId, display_name: row.childName },
    relation: row.relation,
    status: row.status,
    accepted: row.accepted,
    confirmed: row.confirmed,
    ...(sides.has('child') ? {} : { contact: row.contact, consent: row.consent }),
    begins_on: row.beginsOn,
    ends_on: row.endsOn,
    may: actsOf(sides, row),
  };
}

function problem(status: number, errcode: string, key: GuardianMessage): ApiError {
  return new ApiError(status, errcode, (locale) => guardianText(locale, key));
}
