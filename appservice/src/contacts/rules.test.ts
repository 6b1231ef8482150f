import { expect } from 'chai';
import fc from 'fast-check';
import type { Outcome, RuleId } from '../policy/model.ts';
import {
  between,
  chooseSecondAdult,
  directKey,
  directStatus,
  judge,
  type Candidate,
  type Judgement,
  type Present,
} from './rules.ts';

type Says = Readonly<Record<string, Outcome>>;

/** `petya>anna`: what is said of Petya opening a room with Anna; `*` for anybody. */
const decider =
  (says: Says) =>
  (from: string, to: string): { outcome: Outcome; rule: RuleId } => ({
    outcome: says[`${from}>${to}`] ?? says[`${from}>*`] ?? says[`*>${to}`] ?? 'allow',
    rule: 'own_teacher',
  });

/** `petya`: joined; `petya?anna`: invited by Anna. Names with a dot are of elsewhere. */
function members(text: string): Present[] {
  return text.split(' ').map((word) => {
    const [userId, sender] = word.split('?') as [string, string | undefined];
    const invited = sender !== undefined;
    return {
      userId,
      membership: invited ? 'invite' : 'join',
      sender: sender ?? userId,
      local: !userId.includes('.'),
    };
  });
}

function outcome(judgement: Judgement): string {
  switch (judgement.kind) {
    case 'fine':
      return 'fine';
    case 'replaced':
      return `replaced for ${judgement.from} and ${judgement.to}`;
    default: {
      const withdrawn =
        judgement.withdrawn.length > 0 ? `, not invited ${judgement.withdrawn.join(' ')}` : '';
      return `${judgement.kind}: ${judgement.leavers.join(' ')}${withdrawn}`;
    }
  }
}

const BOTH_DENIED = (one: string, other: string): Says => ({
  [`${one}>${other}`]: 'deny',
  [`${other}>${one}`]: 'deny',
});
const SUPERVISED: Says = { 'anna>petya': 'second_adult', 'petya>anna': 'second_adult' };
const TEACHER_FIRST: Says = { 'petya>anna': 'teacher_first' };
const STRANGE: Says = { 'x.org>petya': 'deny', 'petya>x.org': 'deny' };

describe('A room that Parta did not make', () => {
  const cases: [string, string, string | null, Says, string, string[]?][] = [
    ['of classmates stays as it is', 'petya vera', 'petya', {}, 'fine'],
    ['of adults who may talk is left alone', 'anna boris clara', 'anna', {}, 'fine'],
    ['with one person in it is nobody’s affair', 'petya', 'petya', { 'petya>*': 'deny' }, 'fine'],
    [
      'of a pupil and an adult who may not talk is closed for both, though nobody has accepted yet',
      'petya anna?petya',
      'petya',
      BOTH_DENIED('petya', 'anna'),
      'closed: petya anna',
    ],
    [
      'that an adult opened with a pupil is closed just so',
      'anna petya?anna',
      'anna',
      BOTH_DENIED('petya', 'anna'),
      'closed: anna petya',
    ],
    [
      'is closed also when only one of the two may not talk to the other',
      'anna petya',
      'anna',
      { 'petya>anna': 'deny' },
      'closed: anna petya',
    ],
    [
      'that a pupil opened with a teacher who has to write first is closed',
      'petya anna?petya',
      'petya',
      TEACHER_FIRST,
      'closed: petya anna',
    ],
    ['that the teacher opened is fine: the pupil only answers', 'anna petya', 'anna', TEACHER_FIRST, 'fine'],
    [
      'of two who need a second adult becomes a room of Parta',
      'petya anna?petya',
      'petya',
      SUPERVISED,
      'replaced for petya and anna',
    ],
    [
      'of many, with a second adult in it, stays as it is',
      'anna petya clara',
      'anna',
      SUPERVISED,
      'fine',
      ['clara'],
    ],
    [
      'of many whose second adult has left loses as few as possible',
      'anna petya vera',
      'anna',
      { ...SUPERVISED, 'anna>vera': 'second_adult' },
      'cut: anna',
    ],
    [
      'has no second adult in one who is only invited',
      'anna petya clara?anna',
      'anna',
      SUPERVISED,
      'cut: petya',
      ['clara'],
    ],
    [
      'in which neither of the two is their own second adult',
      'anna petya vera',
      'vera',
      SUPERVISED,
      'cut: anna',
      ['anna'],
    ],
    [
      'of ten adults to which a strange pupil was brought loses the pupil and not the ten',
      'anna boris clara petya?anna',
      'anna',
      { 'petya>*': 'deny', '*>petya': 'deny' },
      'cut: petya',
    ],
    [
      'of a class to which a strange adult was brought loses the adult and not the class',
      'petya vera dima boris?petya',
      'petya',
      { 'boris>*': 'deny', '*>boris': 'deny' },
      'cut: boris',
    ],
    [
      'to which somebody of elsewhere invited a pupil loses the pupil',
      'x.org petya?x.org',
      'x.org',
      STRANGE,
      'closed: petya',
    ],
    [
      'from which a pupil invited somebody of elsewhere takes the invite back',
      'petya x.org?petya',
      'petya',
      STRANGE,
      'closed: petya, not invited x.org',
    ],
    [
      'of elsewhere loses the pupil, and adults of here may stay',
      'x.org y.org petya anna',
      'x.org',
      { ...STRANGE, 'petya>anna': 'allow' },
      'cut: petya',
    ],
    [
      'of people of elsewhere among themselves is not ours to judge',
      'x.org y.org anna',
      'x.org',
      { 'x.org>y.org': 'deny', 'y.org>x.org': 'deny' },
      'fine',
    ],
  ];
  for (const [what, who, openedBy, says, expected, seconds = []] of cases) {
    it(what, () => {
      const judgement = judge({
        members: members(who),
        openedBy,
        decide: decider(says),
        secondAdults: new Set(seconds),
      });
      expect(outcome(judgement)).to.equal(expected);
    });
  }

  it('is judged the same in whatever order its people are named', () => {
    const who = members('anna petya vera boris?anna');
    const says = { ...SUPERVISED, ...BOTH_DENIED('petya', 'boris'), 'boris>vera': 'deny' } as const;
    const of = (list: Present[]): string => {
      const judgement = judge({
        members: list,
        openedBy: 'anna',
        decide: decider(says),
        secondAdults: new Set(),
      });
      return judgement.kind === 'cut' ? [...judgement.leavers].sort().join() : judgement.kind;
    };
    expect(of([...who].reverse())).to.equal(of(who));
  });

  it('is judged by kinds of people exactly as by each two of them', () => {
    const kinds = ['a', 'b', 'c', 'd.org'];
    const who = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom(...kinds),
        n: fc.nat(6),
        host: fc.option(fc.record({ kind: fc.constantFrom(...kinds), n: fc.nat(6) })),
      }),
      { minLength: 2, maxLength: 14, selector: ({ kind, n }) => `${kind}${n}` },
    );
    const outcomes = fc.constantFrom<Outcome[]>('allow', 'allow', 'second_adult', 'teacher_first', 'deny');
    const says = fc.array(outcomes, { minLength: 16, maxLength: 16 });
    // `1a`: the first of the kind a.
    const idOf = ({ kind, n }: { kind: string; n: number }): string => `${n}${kind}`;
    const kindOf = (userId: string): string => userId.slice(1);
    fc.assert(
      fc.property(who, says, fc.nat(13), fc.boolean(), (people, table, opener, hasSecond) => {
        const scene = {
          members: people.map((one): Present => {
            const host = one.host === null ? null : idOf(one.host);
            const membership = host === null ? 'join' : 'invite';
            return { userId: idOf(one), membership, sender: host ?? idOf(one), local: one.kind !== 'd.org' };
          }),
          openedBy: idOf(people[opener % people.length]!),
          decide: (from: string, to: string) => ({
            outcome: table[kinds.indexOf(kindOf(from)) * 4 + kinds.indexOf(kindOf(to))]!,
            rule: 'own_teacher' as const,
          }),
          secondAdults: new Set(hasSecond ? [idOf(people[0]!)] : []),
        };
        const [byKind, byPair] = [judge({ ...scene, kindOf }), judge(scene)];
        expect(outcome(byKind)).to.equal(outcome(byPair));
        if (byKind.kind !== 'fine' && byPair.kind !== 'fine')
          expect(byKind.why.outcome).to.equal(byPair.why.outcome);
      }),
      { numRuns: 500 },
    );
  });

  it('of three hundred is judged whole: the one who must not be there is found wherever they stand', () => {
    const pupils = Array.from({ length: 300 }, (_, n) => `pupil${n}`).join(' ');
    const judgement = judge({
      members: members(`${pupils} stranger`),
      openedBy: 'pupil0',
      decide: (from, to) => ({
        outcome: from === 'stranger' || to === 'stranger' ? 'deny' : 'allow',
        rule: 'unknown_account',
      }),
      secondAdults: new Set(),
      kindOf: (userId) => userId.replace(/\d+$/, ''),
    });
    expect(outcome(judgement)).to.equal('cut: stranger');
  });

  it('is explained by the strictest of what stands against it', () => {
    const says = { ...SUPERVISED, ...BOTH_DENIED('petya', 'boris') };
    const judgement = judge({
      members: members('anna petya boris'),
      openedBy: 'anna',
      decide: decider(says),
      secondAdults: new Set(),
    });
    expect(judgement).to.have.nested.property('why.outcome', 'deny');
    expect(judgement).to.have.nested.property('why.from', 'petya');
  });
});

describe('Two people', () => {
  it('are asked both ways, and the stricter answer counts', () => {
    expect(between('anna', 'petya', null, decider({ 'anna>petya': 'second_adult' })).outcome).to.equal(
      'second_adult',
    );
    expect(between('petya', 'anna', null, decider({ 'anna>petya': 'deny' })).outcome).to.equal('deny');
  });

  it('have one room, whoever asks and with whichever account', () => {
    const [anna, petya] = [
      { personId: 'a', userId: '@anna:x' },
      { personId: 'p', userId: '@petya:x' },
    ];
    expect(directKey('d', anna, petya)).to.equal(directKey('d', { ...petya, userId: '@other:x' }, anna));
    expect(directKey('d', anna, petya)).to.not.equal(directKey('other deployment', anna, petya));
    expect(directKey('d', anna, { ...petya, personId: null })).to.not.equal(directKey('d', anna, petya));
  });
});

describe('A direct room of Parta', () => {
  const cases: [Outcome, boolean, string][] = [
    ['allow', false, 'open'],
    ['second_adult', true, 'open'],
    ['second_adult', false, 'read_only'],
    ['teacher_first', true, 'closed'],
    ['deny', true, 'closed'],
  ];
  for (const [said, secondIsIn, status] of cases) {
    it(`is ${status} when the policy says ${said} and the second adult is ${secondIsIn ? 'in' : 'not in'} it`, () =>
      expect(directStatus(said, secondIsIn)).to.equal(status));
  }
});

describe('The second adult', () => {
  const person = (name: string, kind: Candidate['kind'], more: Partial<Candidate> = {}): Candidate => ({
    personId: name,
    userId: `@${name}:x`,
    kind,
    arrived: true,
    created: true,
    ...more,
  });
  const people = [
    person('admin', 'school_admin'),
    person('mother', 'guardian'),
    person('physics', 'teacher'),
    person('anna', 'class_teacher'),
  ];
  const chosen = (list: readonly Candidate[], young = false, excluded: string[] = []): string | undefined =>
    chooseSecondAdult(list, { excluded: new Set(excluded), young })?.personId;

  const cases: [string, string | undefined, string | undefined][] = [
    ['is the class teacher', chosen(people), 'anna'],
    [
      'is an administrator where the class teacher is one of the two',
      chosen(people, false, ['anna']),
      'admin',
    ],
    ['is a guardian for the young', chosen(people, true), 'mother'],
    [
      'is a teacher of the class when nobody else is there',
      chosen(people, false, ['anna', 'admin']),
      'physics',
    ],
    ['is no guardian of somebody older', chosen([person('mother', 'guardian')]), undefined],
    [
      'is rather somebody who has come than one who never did',
      chosen([person('anna', 'class_teacher', { arrived: false }), person('admin', 'school_admin')]),
      'admin',
    ],
    [
      'is rather one whom Parta can join at once',
      chosen([person('a', 'teacher', { created: false }), person('b', 'teacher')]),
      'b',
    ],
    ['is nobody who only works at the school, unless named', chosen([person('boris', 'staff')]), undefined],
    ['is the same whatever the order', chosen([...people].reverse()), 'anna'],
    ['is nobody when nobody is left', chosen([], true), undefined],
  ];
  for (const [what, found, expected] of cases) it(what, () => expect(found).to.equal(expected));
});
