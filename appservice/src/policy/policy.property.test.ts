/** What holds of the policy whoever meets whom under whatever matrix. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { SchoolState } from '../school/model.ts';
import { createCircle } from './circle.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { atLeastAsStrict, CELLS, compareOutcomes, keyOf, lineOf, toMatrix, worksAtSchool } from './matrix.ts';
import {
  OUTCOMES,
  type AgeBand,
  type Capacity,
  type ContactRule,
  type Party,
  type PolicyContext,
} from './model.ts';

const SCHOOLS = ['s1', 's2'];
const CLASSES = { s1: ['s1a', 's1b'], s2: ['s2a'] } as const;

const ROLES = ['pupil', 'parent', 'teacher', 'class_teacher', 'staff', 'school_admin'] as const;

const capacity: fc.Arbitrary<Capacity> = fc.oneof(
  fc.constant({ role: 'district_admin', schoolId: null, classId: null } as const),
  fc
    .record({
      role: fc.constantFrom(...ROLES),
      schoolId: fc.constantFrom('s1' as const, 's2' as const),
      n: fc.integer({ min: -1, max: 1 }),
    })
    .map(({ role, schoolId, n }) => ({ role, schoolId, classId: CLASSES[schoolId][n] ?? null })),
);

const stranger: fc.Arbitrary<Party> = fc
  .record({ n: fc.nat(3), local: fc.boolean() })
  .map(({ n, local }) => ({
    userId: `@stranger${n}:${local ? 'home' : 'away'}`,
    personId: null,
    kind: 'stranger',
    active: true,
    local,
    age: 'of_age',
    capacities: [],
    wards: [],
  }));

const someone: fc.Arbitrary<Party> = fc
  .record({
    n: fc.nat(3),
    local: fc.boolean(),
    active: fc.integer({ max: 9, min: 0 }).map((n) => n > 0),
    age: fc.constantFrom<AgeBand[]>('under_age', 'of_age'),
    capacities: fc.array(capacity, { maxLength: 4 }),
    wards: fc.array(
      fc.record({
        childId: fc.nat(3).map((n) => `p${n}`),
        contact: fc.constantFrom('allowed', 'allowed', 'restricted'),
      }) as fc.Arbitrary<Party['wards'][number]>,
      { maxLength: 2 },
    ),
  })
  .map(({ n, local, age, ...rest }) => ({
    ...rest,
    userId: `@p${n}:${local ? 'home' : 'away'}`,
    personId: `p${n}`,
    kind: 'person',
    local,
    age,
  }));

const anybody = fc.oneof({ weight: 4, arbitrary: someone }, { weight: 1, arbitrary: stranger });

const line: fc.Arbitrary<ContactRule> = fc
  .record({ cell: fc.constantFrom(...CELLS), outcome: fc.constantFrom(...OUTCOMES) })
  .map(({ cell, outcome }) => {
    const [one, other] = cell.roles;
    const possible = outcome !== 'teacher_first' || worksAtSchool(one) !== worksAtSchool(other);
    return { ...cell, outcome: possible ? outcome : 'deny' };
  });
const lines = fc.array(line, { maxLength: 40 });

interface Lines {
  district: ContactRule[];
  s1: ContactRule[];
  s2: ContactRule[];
}
const someLines: fc.Arbitrary<Lines> = fc.record({ district: lines, s1: lines, s2: lines });

const contextOf = ({ district, ...schools }: Lines): PolicyContext => ({
  at: new Date('2026-11-25T21:30:00Z'),
  district: toMatrix(district),
  schools: new Map(
    SCHOOLS.map((id) => [
      id,
      {
        timeZone: 'Europe/Moscow',
        matrix: toMatrix(schools[id as 's1' | 's2']),
        quietHours: [],
        daysOff: [],
      },
    ]),
  ),
});

const RUNS = { numRuns: 2000 };

describe('The contact policy, whoever meets whom', () => {
  it('explains what it decides, and nothing else', () => {
    fc.assert(
      fc.property(anybody, anybody, someLines, (from, to, all) => {
        const context = contextOf(all);
        const { decision, remedies } = explain(from, to, context);
        expect(decision).to.deep.equal(decide(from, to, context));
        if (decision.outcome === 'allow') expect(remedies).to.deep.equal([]);
      }),
      RUNS,
    );
  });

  it('never lets an account that is nobody’s reach a pupil, or a pupil it', () => {
    const pupil = someone.map((one) => ({
      ...one,
      capacities: [...one.capacities, { role: 'pupil', schoolId: 's1', classId: 's1a' } as const],
    }));
    fc.assert(
      fc.property(stranger, pupil, someLines, (one, other, all) => {
        const context = contextOf(all);
        expect(decide(one, other, context).outcome).to.equal('deny');
        expect(decide(other, one, context).outcome).to.equal('deny');
      }),
      RUNS,
    );
  });

  it('never lets a guardian whom a court keeps away reach the child', () => {
    fc.assert(
      fc.property(someone, someone, someLines, (one, child, all) => {
        fc.pre(one.personId !== child.personId);
        const kept = {
          ...one,
          wards: [...one.wards, { childId: child.personId!, contact: 'restricted' as const }],
        };
        expect(decide(kept, child, contextOf(all)).outcome).to.equal('deny');
        expect(decide(child, kept, contextOf(all)).outcome).to.equal('deny');
      }),
      RUNS,
    );
  });

  it('does not depend on the order of roles, children or lines', () => {
    const shuffled = <T>(list: readonly T[], seed: number): T[] =>
      list
        .map((one, index) => [one, Math.sin(seed * (index + 1))] as const)
        .sort(([, a], [, b]) => a - b)
        .map(([one]) => one);
    fc.assert(
      fc.property(anybody, anybody, someLines, fc.nat(), (from, to, all, seed) => {
        const again = (one: Party): Party => ({
          ...one,
          capacities: shuffled(one.capacities, seed),
          wards: shuffled(one.wards, seed),
        });
        const context = contextOf(all);
        const other = contextOf({
          district: shuffled(all.district, seed),
          s1: shuffled(all.s1, seed),
          s2: shuffled(all.s2, seed),
        });
        const schools = new Map([...other.schools].reverse());
        expect(decide(again(from), again(to), { ...other, schools })).to.deep.equal(
          decide(from, to, context),
        );
      }),
      RUNS,
    );
  });

  it('takes nothing away from somebody of age by giving them one more role', () => {
    const adult = someone.map((one) => ({
      ...one,
      age: 'of_age' as const,
      capacities: [{ role: 'staff', schoolId: 's1', classId: null } as const, ...one.capacities],
    }));
    const work = capacity.filter(({ role }) => role !== 'pupil');
    fc.assert(
      fc.property(adult, anybody, work, someLines, (one, other, more, all) => {
        // A role in the other's own school is closer than those of another school: that is another question.
        fc.pre(!one.capacities.some(({ role }) => role === more.role));
        const context = contextOf(all);
        const richer = { ...one, capacities: [...one.capacities, more] };
        const difference = compareOutcomes(
          decide(richer, other, context).outcome,
          decide(one, other, context).outcome,
        );
        expect(difference).to.be.at.most(0);
      }),
      RUNS,
    );
  });

  it('allows no more under a stricter matrix', () => {
    fc.assert(
      fc.property(anybody, anybody, someLines, fc.array(line, { maxLength: 20 }), (from, to, all, more) => {
        const before = contextOf(all);
        const schools = [...before.schools].map(([id, school]) => {
          const matrix = new Map(school.matrix);
          for (const one of more) {
            const key = keyOf(one);
            const now = lineOf(one, school.matrix, before.district).outcome;
            if (atLeastAsStrict(one.outcome, now)) matrix.set(key, one.outcome);
          }
          return [id, { ...school, matrix }] as const;
        });
        const after = { ...before, schools: new Map(schools) };
        const [was, is] = [decide(from, to, before).outcome, decide(from, to, after).outcome];
        expect(compareOutcomes(is, was)).to.be.at.least(0);
      }),
      RUNS,
    );
  });

  it('refuses both directions or neither', () => {
    fc.assert(
      fc.property(anybody, anybody, someLines, (one, other, all) => {
        const context = contextOf(all);
        const [there, back] = [decide(one, other, context), decide(other, one, context)];
        expect(there.outcome === 'deny').to.equal(back.outcome === 'deny');
      }),
      RUNS,
    );
  });

  it('says the same of everybody of a kind, in whatever room', async () => {
    const people = fc.uniqueArray(anybody, { minLength: 3, maxLength: 8, selector: ({ userId }) => userId });
    await fc.assert(
      fc.asyncProperty(people, someLines, async (all, more) => {
        const context = contextOf(more);
        const circle = createCircle(
          { load: () => Promise.resolve({ parties: all, context, state: {} as SchoolState }) },
          context.at,
        );
        const userIds = all.map(({ userId }) => userId);
        await circle.know(userIds);
        const kinds = circle.kindsAmong(userIds);
        const said = new Map<string, string>();
        for (const from of userIds) {
          for (const to of userIds) {
            if (from === to) continue;
            const pair = `${kinds.get(from)} > ${kinds.get(to)}`;
            const { outcome, rule } = circle.decide(from, to);
            expect(said.get(pair) ?? `${outcome} ${rule}`).to.equal(`${outcome} ${rule}`);
            said.set(pair, `${outcome} ${rule}`);
          }
        }
      }),
      RUNS,
    );
  });
});
