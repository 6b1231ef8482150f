/** The default matrix, a sentence for every pair of roles: `first` means that the school writes first, `second` that a second adult is there. */
import { expect } from 'chai';
import { decide } from './decide.ts';
import { CELLS, cellKey } from './matrix.ts';
import type { Outcome, Relation } from './model.ts';
import { person, ROLE_WORDS, world } from './testing/people.ts';

const OUTCOMES: { readonly [word: string]: Outcome } = {
  allow: 'allow',
  second: 'second_adult',
  first: 'teacher_first',
  deny: 'deny',
};

/** Rows write, columns are written to. */
const IN_CLASS = ['pupil', 'parent', 'teacher', 'class teacher'];
const IN_SCHOOL = [...IN_CLASS, 'staff', 'administrator', 'district administrator'];
const IN_DISTRICT = IN_SCHOOL.slice(0, -1);

/** Those of one class. Pupils talk among themselves, parents among themselves, teachers with both. */
const SAME_CLASS = `
  pupil          allow   deny    second  second
  parent         deny    allow   allow   allow
  teacher        second  allow   allow   allow
  class teacher  second  allow   allow   allow`;

/** With pupils who are of age, teachers need nobody else. */
const SAME_CLASS_OF_AGE = `
  pupil          allow   deny    allow   allow
  parent         deny    allow   allow   allow
  teacher        allow   allow   allow   allow
  class teacher  allow   allow   allow   allow`;

/** Those of one school and no common class. Nobody reaches pupils; whoever works there reaches colleagues, and writes first to parents. */
const SAME_SCHOOL = `
  pupil                   deny  deny   deny   deny   deny   deny   deny
  parent                  deny  deny   first  first  first  first  first
  teacher                 deny  allow  allow  allow  allow  allow  allow
  class teacher           deny  allow  allow  allow  allow  allow  allow
  staff                   deny  allow  allow  allow  allow  allow  allow
  administrator           deny  allow  allow  allow  allow  allow  allow
  district administrator  deny  allow  allow  allow  allow  allow  allow`;

/** Those of two schools. Only staff reach staff. */
const SAME_DISTRICT = `
  pupil          deny  deny  deny   deny   deny   deny
  parent         deny  deny  deny   deny   deny   deny
  teacher        deny  deny  allow  allow  allow  allow
  class teacher  deny  deny  allow  allow  allow  allow
  staff          deny  deny  allow  allow  allow  allow
  administrator  deny  deny  allow  allow  allow  allow`;

const TABLES = [
  { connected: 'of the same class', columns: IN_CLASS, from: ' of 7B', to: ' of 7B', young: true, table: SAME_CLASS },
  { connected: 'of the same class', columns: IN_CLASS, from: ' of 7B', to: ' of 7B', young: false, table: SAME_CLASS_OF_AGE },
  { connected: 'of the same school', columns: IN_SCHOOL, from: ' at School 1', to: ' at School 1', young: true, table: SAME_SCHOOL },
  { connected: 'of the same school', columns: IN_SCHOOL, from: ' at School 1', to: ' at School 1', young: false, table: SAME_SCHOOL },
  { connected: 'of another school', columns: IN_DISTRICT, from: ' at School 1', to: ' at School 2', young: true, table: SAME_DISTRICT },
  { connected: 'of another school', columns: IN_DISTRICT, from: ' at School 1', to: ' at School 2', young: false, table: SAME_DISTRICT },
] as const; // prettier-ignore

const SAYS: { readonly [outcome in Outcome]: string } = {
  allow: 'may write',
  second_adult: 'may write with a second adult there',
  teacher_first: 'may only answer',
  deny: 'may not write',
};

describe('Who may talk to whom by default', () => {
  let sentences = 0;
  const cells = new Set<string>();

  for (const { connected, columns, from, to, young, table } of TABLES) {
    describe(`${connected}, ${young ? 'somebody of the two being under age' : 'both being of age'}`, () => {
      for (const line of table.trim().split('\n')) {
        const [row = '', ...outcomes] = line.trim().split(/ {2,}/);
        for (const [index, column] of columns.entries()) {
          const outcome = OUTCOMES[outcomes[index]!]!;
          sentences++;
          it(`a ${row} ${SAYS[outcome]} to a ${column} ${connected}`, () => {
            const age = young ? 'young' : 'grown-up';
            const one = person(`${age} ${row}${from}`, 'one');
            const other = person(`${young ? 'young' : 'grown-up'} ${column}${to}`, 'other');
            const decision = decide(one, other, world());
            expect(decision.outcome).to.equal(outcome);
            const { fromRole, toRole, relation, age: band } = decision.cell!;
            expect(band).to.equal(young ? 'under_age' : 'of_age');
            cells.add(cellKey(fromRole, toRole, relation, band));
          });
        }
      }
    });
  }

  const ADULTS = ROLE_WORDS.filter(([, role]) => role !== 'pupil').map(([word]) => word);
  const STRANGERS: readonly [string, Relation][] = [
    ['stranger of this homeserver', 'unknown'],
    ['stranger from another homeserver', 'other_homeserver'],
  ];
  for (const [stranger, relation] of STRANGERS) {
    describe(`A ${stranger}`, () => {
      const rule = relation === 'unknown' ? 'unknown_account' : 'other_homeserver';
      for (const word of ADULTS) {
        sentences += 4;
        it(`may write to a ${word}`, () => {
          const decision = decide(person(stranger, 'one'), person(word, 'other'), world());
          expect(decision).to.include({ outcome: 'allow', rule: 'stranger_and_adult' });
          cells.add(cellKey('stranger', decision.cell!.toRole, relation, 'of_age'));
        });
        it(`may be written to by a ${word}`, () => {
          const decision = decide(person(word, 'one'), person(stranger, 'other'), world());
          expect(decision).to.include({ outcome: 'allow', rule: 'stranger_and_adult' });
        });
        it(`may not write to a ${word} under age`, () => {
          const decision = decide(person(stranger, 'one'), person(`young ${word}`, 'other'), world());
          expect(decision).to.include({ outcome: 'deny', rule });
        });
        it(`may not be written to by a ${word} under age`, () => {
          const decision = decide(person(`young ${word}`, 'one'), person(stranger, 'other'), world());
          expect(decision).to.include({ outcome: 'deny', rule });
        });
      }
      for (const pupil of [
        'pupil of 7B',
        'grown-up pupil of 7B',
        'pupil at School 1',
        'remote pupil of 7B',
      ]) {
        sentences += 2;
        it(`may not write to a ${pupil}`, () => {
          const decision = decide(person(stranger, 'one'), person(pupil, 'other'), world());
          expect(decision).to.deep.equal({ outcome: 'deny', rule, quietUntil: null, cell: null });
        });
        it(`may not be written to by a ${pupil}`, () => {
          const decision = decide(person(pupil, 'one'), person(stranger, 'other'), world());
          expect(decision).to.deep.equal({ outcome: 'deny', rule, quietUntil: null, cell: null });
        });
      }
    });
  }

  // A part of its own, for those run after what stands beside them.
  describe('as a whole', () => {
    it('is told here in at least 250 sentences, and for every cell that a matrix may speak of', () => {
      expect(sentences).to.be.at.least(250);
      const keys = CELLS.map(({ roles: [one, other], relation, age }) => cellKey(one, other, relation, age));
      expect([...cells]).to.have.members(keys);
    });
  });
});
