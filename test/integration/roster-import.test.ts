/** Rosters into a real register: all or nothing, the second time nothing, and never anybody locked out by accident. */
import { expect } from 'chai';
import { join } from 'node:path';
import { applyRoster, preparePlan, RosterRefused } from '../../appservice/src/roster/apply.ts';
import type { Roster } from '../../appservice/src/roster/model.ts';
import { countChanges, countVanished } from '../../appservice/src/roster/plan.ts';
import { readRoster, type RosterReading } from '../../appservice/src/roster/read.ts';
import { stateAfter } from '../../appservice/src/roster/state-after.ts';
import type { SchoolState } from '../../appservice/src/school/model.ts';
import type { Database, Sql } from '../../appservice/src/store/database.ts';
import { addGuardianship, enroll, loadSchoolState } from '../../appservice/src/store/school-store.ts';
import { freshDatabase } from '../support/postgres.ts';
import { registerContents } from './roster-contents.ts';

const DEMO = join(import.meta.dirname, '../../config/demo-school');
const DAY = '2026-11-24';
const DEFAULTS = { locale: 'en', timeZone: 'UTC' } as const;

describe('importing a roster', function () {
  this.timeout(60_000);
  let demo: RosterReading;
  let roster: Roster;
  let database: Database;

  before(async () => {
    demo = await readRoster(DEMO, { defaults: DEFAULTS, day: DAY });
    expect(demo.findings).to.deep.equal([]);
    roster = demo.roster!;
  });
  beforeEach(async () => {
    ({ database } = await freshDatabase());
  });

  const apply = (wanted: Roster = roster, on: Database = database) =>
    applyRoster({
      database: on,
      roster: wanted,
      digest: demo.digest!,
      startedBy: 'test',
      day: DAY,
      findings: [],
    });
  const runs = async () =>
    (
      await database.query(
        'select state, changes, vanished, error, finished_at from roster_run order by started_at',
      )
    ).rows;
  const idOf = async (table: string, sourcedId: string): Promise<string> =>
    (await database.query<{ id: string }>(`select id from ${table} where sourced_id = $1`, [sourcedId]))
      .rows[0]!.id;

  it('fills an empty register with the demo school', async () => {
    const { plan } = await apply();
    expect(countChanges(plan.changes)).to.deep.equal({
      'create school': 1,
      'create year': 1,
      'create class': 3,
      'create person': 44,
      'create role': 45,
      'create enrollment': 41,
      'create guardianship': 12,
    });
    const state = await loadSchoolState(database);
    expect(state.schools).to.have.lengthOf(1);
    expect(state.schools[0]).to.include({
      name: 'Школа № 1 города Вымышлен',
      locale: 'ru',
      timeZone: 'Europe/Moscow',
    });
    expect(state.classes.map(({ title, kind }) => `${title} ${kind}`).sort()).to.deep.equal([
      '10В homeroom',
      '7А homeroom',
      '7Б homeroom',
    ]);
    const classTeachers = state.enrollments.filter(({ role }) => role === 'class_teacher');
    expect(classTeachers).to.have.lengthOf(3);
    expect(classTeachers).to.deep.include({
      personId: await idOf('person', 'teacher-1'),
      classId: await idOf('class', 'class-7b'),
      role: 'class_teacher',
      beginsOn: null,
      endsOn: null,
    });
    expect(state.guardianships).to.deep.include({
      guardianId: await idOf('person', 'parent-7b-1'),
      childId: await idOf('person', 'pupil-7b-1'),
      relation: 'parent',
      beginsOn: null,
      endsOn: null,
    });
    expect(await runs()).to.have.lengthOf(1);
    expect((await runs())[0]).to.include({ state: 'applied', error: null, finished_at: null });
  });

  it('changes nothing the second time, and records that', async () => {
    await apply();
    const before = await registerContents(database);
    const { plan } = await apply();
    expect(plan).to.deep.equal({ changes: [], vanished: [], kept: [] });
    expect(await registerContents(database)).to.deep.equal(before);
    expect((await runs())[1]).to.deep.include({ state: 'applied', changes: {}, vanished: {} });
  });

  it('previews exactly the state that applying leads to', async () => {
    await apply();
    const changed = withoutMother(edited(roster));
    const foreseen = stateAfter(
      await loadSchoolState(database),
      (await preparePlan(database, changed, DAY)).changes,
    );
    await apply(changed);
    expect(sorted(await loadSchoolState(database))).to.deep.equal(sorted(foreseen));
  });

  it('writes what changed and keeps what is not in the export any more', async () => {
    await apply();
    const { plan } = await apply(withoutMother(edited(roster)));
    expect(countChanges(plan.changes)).to.deep.equal({
      'update school': 1,
      'update year': 1,
      'update class': 1,
      'update person': 1,
      'deactivate person': 1,
      'update role': 1,
      'update enrollment': 2,
      'update guardianship': 1,
    });
    expect(countVanished(plan.vanished)).to.deep.equal({ person: 1, role: 1, guardianship: 1 });
    const state = await loadSchoolState(database);
    expect(state.persons).to.have.lengthOf(44);
    expect(state.persons.filter(({ active }) => !active).map(({ id }) => id)).to.deep.equal([
      await idOf('person', 'pupil-10v-8'),
    ]);
    const class7b = await idOf('class', 'class-7b');
    const teacher1 = await idOf('person', 'teacher-1');
    expect(
      state.enrollments
        .filter((one) => one.personId === teacher1 && one.classId === class7b)
        .map(({ role }) => role),
    ).to.deep.equal(['teacher']);
  });

  it('leaves what invites gave alone, and takes over what the export says too', async () => {
    await apply();
    const pupil = await idOf('person', 'pupil-7b-1');
    const [class7a, class7b] = [await idOf('class', 'class-7a'), await idOf('class', 'class-7b')];
    await enroll(database, { source: 'invite', personId: pupil, classId: class7a, role: 'pupil' });
    const guest = await idOf('person', 'staff-1');
    await enroll(database, {
      source: 'invite',
      personId: guest,
      classId: class7b,
      role: 'teacher',
      endsOn: '2026-12-01',
    });
    await addGuardianship(database, {
      source: 'invite',
      guardianId: guest,
      childId: pupil,
      relation: 'guardian',
    });
    expect((await apply()).plan).to.deep.equal({ changes: [], vanished: [], kept: [] });
    const { plan } = await apply({
      ...roster,
      enrollments: [
        ...roster.enrollments,
        {
          personSourcedId: 'staff-1',
          classSourcedId: 'class-7b',
          role: 'teacher',
          beginsOn: null,
          endsOn: null,
        },
      ],
    });
    expect(countChanges(plan.changes)).to.deep.equal({ 'update enrollment': 1 });
    const { rows } = await database.query(
      `select enrollment.source, ends_on from enrollment where person_id = $1 and class_id = $2`,
      [guest, class7b],
    );
    expect(rows).to.deep.equal([{ source: 'oneroster:parta-demo', ends_on: null }]);
  });

  it('leaves the state of before when any statement fails, and can be repeated', async () => {
    await apply();
    const before = await registerContents(database);
    const changed = edited(roster);
    let statements = Infinity;
    for (let failing = 1; failing <= statements; failing++) {
      const counted = failingAt(database, failing);
      const outcome = await apply(changed, counted.database).then(
        () => 'applied',
        (error: Error) => error.message,
      );
      if (outcome === 'applied') {
        statements = counted.seen();
        break;
      }
      expect(outcome).to.equal('injected fault');
      expect(await registerContents(database), `statement ${failing}`).to.deep.equal(before);
    }
    expect(statements).to.be.greaterThan(15);
    expect(await registerContents(database)).not.to.deep.equal(before);
    expect((await apply(changed)).plan.changes).to.deep.equal([]);
    const states = (await runs()).map(({ state }) => state as string);
    expect(new Set(states)).to.deep.equal(new Set(['applied', 'failed']));
  });

  it('leaves the state of before when the database refuses a row', async () => {
    await database.query(`alter table enrollment add check (ends_on is distinct from date '2030-01-01')`);
    const refused = {
      ...roster,
      enrollments: roster.enrollments.map((one) => ({ ...one, endsOn: '2030-01-01' })),
    };
    const problem = await apply(refused).catch((error: Error) => error);
    expect(problem).to.be.instanceOf(Error);
    expect((await loadSchoolState(database)).persons).to.deep.equal([]);
    // 23514: check_violation
    expect((await runs())[0]).to.include({ state: 'failed', error: '23514' });
  });

  it('leaves the state of before when its connection dies, and goes through the next time', async () => {
    const dying = onFirstWrite(database, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    });
    expect(await apply(roster, dying).catch((error: Error) => error)).to.be.instanceOf(Error);
    expect((await loadSchoolState(database)).persons).to.deep.equal([]);
    expect((await apply()).plan.changes).to.have.lengthOf(147);
  });

  it('lets two imports at once come one after the other', async () => {
    const both = await Promise.all([apply(), apply()]);
    expect(both.map(({ plan }) => plan.changes.length).sort()).to.deep.equal([0, 147]);
  });

  it('refuses an export that lost half of the school, and changes nothing', async () => {
    await apply();
    const before = await registerContents(database);
    const half = {
      ...roster,
      persons: roster.persons.slice(0, 20).map((one) => ({ ...one, givenName: 'Другое' })),
      roles: [],
      enrollments: [],
      guardianships: [],
    };
    const problem = await apply(half).catch((error: Error) => error);
    expect(problem).to.be.instanceOf(RosterRefused);
    expect(
      (problem as RosterRefused).findings.map(({ code, values }) => [code, values['what']]),
    ).to.deep.equal([
      ['export_shrunk', 'persons'],
      ['export_shrunk', 'enrollments'],
    ]);
    expect(await registerContents(database)).to.deep.equal(before);
    expect((await runs())[1]).to.include({ state: 'failed', error: 'export_shrunk' });
  });

  it('refuses the same people under another system code, which would double them', async () => {
    await apply();
    const problem = await apply({ ...roster, source: 'oneroster:renamed' }).catch((error: Error) => error);
    expect(problem).to.be.instanceOf(RosterRefused);
    expect((problem as RosterRefused).findings[0]).to.deep.include({
      code: 'source_changed',
      values: { known: 'oneroster:parta-demo' },
    });
    // Other people under the same plain keys, as a second school's system may have them, are welcome.
    const others = {
      ...roster,
      source: 'oneroster:other',
      persons: roster.persons.map((one) => ({ ...one, familyName: 'Иной' })),
    };
    expect((await apply(others)).plan.changes).to.have.lengthOf(147);
  });
});

/** The demo school a year on: one change of every kind. */
function edited(roster: Roster): Roster {
  const change = <Item>(
    items: readonly Item[],
    matches: (item: Item) => boolean,
    by: Partial<Item>,
  ): Item[] => {
    expect(items.filter(matches)).to.have.lengthOf(1);
    return items.map((item) => (matches(item) ? { ...item, ...by } : item));
  };
  const persons = change(roster.persons, (one) => one.sourcedId === 'pupil-7b-1', { familyName: 'Новая' });
  const in7b = (who: string) => (one: Roster['enrollments'][number]) =>
    one.personSourcedId === who && one.classSourcedId === 'class-7b';
  const enrollments = change(roster.enrollments, in7b('teacher-1'), { role: 'teacher' });
  return {
    ...roster,
    schools: change(roster.schools, () => true, { name: 'Гимназия № 1' }),
    years: change(roster.years, () => true, { title: 'Новый учебный год' }),
    classes: change(roster.classes, (one) => one.sourcedId === 'class-7b', { title: '8Б' }),
    persons: change(persons, (one) => one.sourcedId === 'pupil-10v-8', { active: false }),
    roles: change(roster.roles, (one) => one.personSourcedId === 'staff-1', { endsOn: '2027-01-01' }),
    enrollments: change(enrollments, in7b('pupil-7b-2'), { endsOn: '2027-01-01' }),
    guardianships: change(roster.guardianships, (one) => one.childSourcedId === 'pupil-7b-1', {
      relation: 'guardian',
    }),
  };
}

function withoutMother(roster: Roster): Roster {
  return {
    ...roster,
    persons: roster.persons.filter(({ sourcedId }) => sourcedId !== 'parent-10v-1'),
    roles: roster.roles.filter(({ personSourcedId }) => personSourcedId !== 'parent-10v-1'),
    guardianships: roster.guardianships.filter(
      ({ guardianSourcedId }) => guardianSourcedId !== 'parent-10v-1',
    ),
  };
}

function sorted(state: SchoolState): object {
  return Object.fromEntries(
    Object.entries(state).map(([kind, records]) => [
      kind,
      (records as object[]).map((one) => JSON.stringify(one)).sort(),
    ]),
  );
}

/** A database whose n-th statement inside transactions fails. */
function failingAt(database: Database, failing: number): { database: Database; seen: () => number } {
  let seen = 0;
  return {
    seen: () => seen,
    database: {
      ...database,
      transaction: (work) =>
        database.transaction((tx) =>
          work({
            query: (text, values) => {
              seen++;
              return seen === failing ? Promise.reject(new Error('injected fault')) : tx.query(text, values);
            },
          }),
        ),
    },
  };
}

/** A database that does something just before the first row is written. */
function onFirstWrite(database: Database, act: (tx: Sql) => Promise<void>): Database {
  let acted = false;
  return {
    ...database,
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          query: async (text, values) => {
            if (!acted && text.includes('insert into person')) {
              acted = true;
              await act(tx);
            }
            return tx.query(text, values);
          },
        }),
      ),
  };
}
