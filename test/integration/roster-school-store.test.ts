/** The register's reader and small writers, on PostgreSQL. */
import { expect } from 'chai';
import { rolesInSchool, schoolMembers } from '../../appservice/src/school/rules.ts';
import type { SchoolState } from '../../appservice/src/school/model.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import {
  addGuardianship,
  enroll,
  findPerson,
  grantRole,
  insertPerson,
  loadSchoolState,
  schoolIdsOf,
} from '../../appservice/src/store/school-store.ts';
import { freshDatabase } from '../support/postgres.ts';

const DAY = '2026-11-24';

describe('the school register', function () {
  this.timeout(60_000);
  let database: Database;
  let school: { id: string; classId: string };
  let otherSchool: { id: string; classId: string };

  beforeEach(async () => {
    ({ database } = await freshDatabase());
    school = await addSchool(database, 'Школа № 1');
    otherSchool = await addSchool(database, 'Школа № 2');
  });

  const person = (name: string): Promise<string> =>
    insertPerson(database, { source: 'invite', sourcedId: name, givenName: name, familyName: 'Тестова' });

  it('knows a person once by source and key, and does not rename them', async () => {
    const id = await person('Алиса');
    const again = await insertPerson(database, { source: 'invite', sourcedId: 'Алиса', givenName: 'Другая' });
    expect(again).to.equal(id);
    expect(await findPerson(database, id)).to.deep.equal({
      id,
      givenName: 'Алиса',
      familyName: 'Тестова',
      middleName: '',
      locale: null,
      active: true,
    });
    expect(await findPerson(database, school.id)).to.equal(null);
  });

  it('reads everything that was written', async () => {
    const child = await person('Алиса');
    const mother = await person('Ольга');
    await grantRole(database, { source: 'invite', personId: mother, schoolId: school.id, role: 'parent' });
    await enroll(database, {
      source: 'invite',
      personId: child,
      classId: school.classId,
      role: 'pupil',
      beginsOn: '2026-09-01',
    });
    await addGuardianship(database, {
      source: 'invite',
      guardianId: mother,
      childId: child,
      relation: 'parent',
    });
    await database.query(
      `insert into matrix_account (user_id, person_id, origin) values ('@parta_a:x', $1, 'created')`,
      [child],
    );
    const state = await loadSchoolState(database);
    expect(state.schools.map(({ name }) => name)).to.deep.equal(['Школа № 1', 'Школа № 2']);
    expect(state.years).to.have.lengthOf(2);
    expect(state.years[0]).to.include({ beginsOn: '2026-09-01', endsOn: '2027-09-01' });
    expect(state.classes).to.deep.include({
      id: school.classId,
      schoolId: school.id,
      schoolYearId: state.years.find((year) => year.schoolId === school.id)!.id,
      title: '7Б',
      kind: 'homeroom',
      archived: false,
    });
    expect(state.persons.map(({ id }) => id).sort()).to.deep.equal([child, mother].sort());
    expect(state.roles).to.deep.equal([
      { personId: mother, schoolId: school.id, role: 'parent', beginsOn: null, endsOn: null },
    ]);
    expect(state.enrollments).to.deep.equal([
      { personId: child, classId: school.classId, role: 'pupil', beginsOn: '2026-09-01', endsOn: null },
    ]);
    expect(state.guardianships).to.deep.equal([
      { guardianId: mother, childId: child, relation: 'parent', beginsOn: null, endsOn: null },
    ]);
    expect(state.accounts).to.deep.equal([{ userId: '@parta_a:x', personId: child, origin: 'created' }]);
  });

  describe('writing the same again', () => {
    const cases: {
      name: string;
      periods: [string | null, string | null][];
      result: [string | null, string | null];
    }[] = [
      {
        name: 'changes nothing',
        periods: [
          ['2026-09-01', '2027-01-01'],
          ['2026-09-01', '2027-01-01'],
        ],
        result: ['2026-09-01', '2027-01-01'],
      },
      {
        name: 'widens the period',
        periods: [
          ['2026-09-01', '2027-01-01'],
          ['2026-08-01', '2027-06-01'],
        ],
        result: ['2026-08-01', '2027-06-01'],
      },
      {
        name: 'never narrows the period',
        periods: [
          ['2026-09-01', '2027-06-01'],
          ['2026-10-01', '2027-01-01'],
        ],
        result: ['2026-09-01', '2027-06-01'],
      },
      {
        name: 'takes no bound for the widest',
        periods: [
          ['2026-09-01', '2027-06-01'],
          [null, null],
        ],
        result: [null, null],
      },
      {
        name: 'keeps a missing bound',
        periods: [
          [null, null],
          ['2026-10-01', '2027-01-01'],
        ],
        result: [null, null],
      },
    ];
    for (const { name, periods, result } of cases) {
      it(name, async () => {
        const personId = await person('Алиса');
        for (const [beginsOn, endsOn] of periods) {
          await enroll(database, {
            source: 'invite',
            personId,
            classId: school.classId,
            role: 'pupil',
            beginsOn,
            endsOn,
          });
          await grantRole(database, {
            source: 'invite',
            personId,
            schoolId: school.id,
            role: 'teacher',
            beginsOn,
            endsOn,
          });
          await grantRole(database, {
            source: 'invite',
            personId,
            schoolId: null,
            role: 'district_admin',
            beginsOn,
            endsOn,
          });
        }
        const { enrollments, roles } = await loadSchoolState(database);
        expect([...enrollments, ...roles].map(({ beginsOn, endsOn }) => [beginsOn, endsOn])).to.deep.equal([
          result,
          result,
          result,
        ]);
      });
    }

    it('keeps the guardianship on record', async () => {
      const [guardianId, childId] = [await person('Ольга'), await person('Алиса')];
      await addGuardianship(database, { source: 'invite', guardianId, childId, relation: 'parent' });
      await addGuardianship(database, { source: 'invite', guardianId, childId, relation: 'relative' });
      expect((await loadSchoolState(database)).guardianships).to.deep.equal([
        { guardianId, childId, relation: 'parent', beginsOn: null, endsOn: null },
      ]);
    });
  });

  it('reads one school as the whole register knows it', async () => {
    const names = ['child', 'mother', 'grandmother', 'teacher', 'district', 'stranger', 'both'];
    const ids = new Map<string, string>();
    for (const name of names) ids.set(name, await person(name));
    const of = (name: string): string => ids.get(name)!;
    const { id: schoolId, classId } = school;
    await enroll(database, { source: 'invite', personId: of('child'), classId, role: 'pupil' });
    await enroll(database, { source: 'invite', personId: of('both'), classId, role: 'parent' });
    await enroll(database, {
      source: 'invite',
      personId: of('both'),
      classId: otherSchool.classId,
      role: 'teacher',
    });
    await enroll(database, {
      source: 'invite',
      personId: of('stranger'),
      classId: otherSchool.classId,
      role: 'pupil',
    });
    await grantRole(database, { source: 'invite', personId: of('teacher'), schoolId, role: 'teacher' });
    await grantRole(database, {
      source: 'invite',
      personId: of('district'),
      schoolId: null,
      role: 'district_admin',
    });
    await addGuardianship(database, {
      source: 'invite',
      guardianId: of('mother'),
      childId: of('child'),
      relation: 'parent',
    });
    await addGuardianship(database, {
      source: 'invite',
      guardianId: of('grandmother'),
      childId: of('stranger'),
      relation: 'relative',
    });

    const whole = await loadSchoolState(database);
    const part = await loadSchoolState(database, { schoolIds: [schoolId] });
    expect(part.schools.map(({ id }) => id)).to.deep.equal([schoolId]);
    expect(part.classes.map(({ id }) => id)).to.deep.equal([classId]);
    expect(part.years).to.have.lengthOf(1);
    expect(part.enrollments.map((one) => one.classId)).to.deep.equal([classId, classId]);
    const named = (state: SchoolState): string[] => state.persons.map(({ givenName }) => givenName).sort();
    expect(named(part)).to.deep.equal(['both', 'child', 'district', 'mother', 'teacher']);
    expect(part.guardianships).to.have.lengthOf(1);
    expect(schoolMembers(part, schoolId, DAY)).to.deep.equal(schoolMembers(whole, schoolId, DAY));
    for (const id of ids.values()) {
      expect(rolesInSchool(part, id, schoolId, DAY)).to.deep.equal(rolesInSchool(whole, id, schoolId, DAY));
    }
    expect((await schoolIdsOf(database, [of('both')])).sort()).to.deep.equal(
      [schoolId, otherSchool.id].sort(),
    );
    expect(await schoolIdsOf(database, [of('mother')])).to.deep.equal([schoolId]);
    expect(await schoolIdsOf(database, [of('district')])).to.deep.equal([]);
  });
});

async function addSchool(database: Database, name: string): Promise<{ id: string; classId: string }> {
  const insert = async (text: string, values: unknown[]): Promise<string> =>
    (await database.query<{ id: string }>(`${text} returning id`, values)).rows[0]!.id;
  const id = await insert(
    `insert into school (source, sourced_id, name, locale, time_zone) values ('manual', $1, $1, 'ru', 'Europe/Moscow')`,
    [name],
  );
  const yearId = await insert(
    `insert into school_year (school_id, source, sourced_id, title, begins_on, ends_on)
     values ($1, 'manual', 'year', '2026/27', '2026-09-01', '2027-09-01')`,
    [id],
  );
  const classId = await insert(
    `insert into class (school_id, school_year_id, source, sourced_id, title, kind)
     values ($1, $2, 'manual', $3, '7Б', 'homeroom')`,
    [id, yearId, `${name} 7b`],
  );
  return { id, classId };
}
