import { expect } from 'chai';
import { toMatrix } from './matrix.ts';
import { simulate, withMatrix, type DirectRoom, type Simulation } from './simulate.ts';
import { guardian, person, rule, SCHOOL_1, world } from './testing/people.ts';

const many = (n: number, words: string, name: string): ReturnType<typeof person>[] =>
  Array.from({ length: n }, (_, index) => person(words, `${name}${index}`));

const PUPILS = many(5, 'pupil of 7B', 'pupil');
const OTHERS = many(4, 'pupil of 8A', 'other');
const TEACHER = person('teacher of 7B', 'teacher');
const PARENTS = PUPILS.slice(0, 3).map((child, index) =>
  guardian(person('parent of 7B', `parent${index}`), child),
);
const PEOPLE = [...PUPILS, ...OTHERS, TEACHER, ...PARENTS];

const room = (roomId: string, openedBy: string, other: string): DirectRoom => ({
  roomId,
  openedBy: `@${openedBy}:home`,
  members: [`@${openedBy}:home`, `@${other}:home`],
  supervised: false,
});
const ROOMS = [
  room('!classmates', 'pupil0', 'pupil1'),
  room('!from-teacher', 'teacher', 'parent0'),
  room('!from-parent', 'parent1', 'teacher'),
  room('!family', 'parent0', 'pupil0'),
];

function change(...lines: string[]): Simulation {
  const before = world();
  const after = withMatrix(before, SCHOOL_1, toMatrix(lines.map(rule)));
  return simulate(before, after, { people: PEOPLE, rooms: ROOMS });
}

describe('Simulating another matrix', () => {
  it('says that nothing changes when the lines say what holds anyhow', () => {
    const found = change('pupil/pupil same_class under_age allow');
    expect(found).to.deep.equal({
      changes: [],
      people: 0,
      rooms: { closed: [], completed: [] },
      complete: true,
    });
  });

  it('counts pairs and people, and names some pairs', () => {
    const { changes, people } = change('pupil/pupil same_class under_age deny');
    expect(people).to.equal(9);
    expect(changes).to.have.length(1);
    const [only] = changes;
    expect(only).to.deep.include({
      rule: 'classmates',
      roles: ['pupil', 'pupil'],
      before: 'allow',
      after: 'deny',
      pairs: 10 + 6,
      people: 9,
    });
    expect(only!.examples).to.have.length(3);
    for (const [one, other] of only!.examples) expect(one).not.to.equal(other);
  });

  it('leaves guardians and their own children out', () => {
    const { changes } = change('pupil/parent same_class under_age second_adult');
    expect(changes.map(({ rule: name, pairs }) => [name, pairs])).to.deep.equal([
      ['anothers_child', 5 * 3 - 3],
    ]);
    const numbers = changes[0]!.examples.map((pair) => pair.map((userId) => /\d/.exec(userId)![0]));
    for (const [one, other] of numbers) expect(one).not.to.equal(other);
  });

  it('says which rooms would be closed: those that the one without the right had opened', () => {
    const { rooms, changes } = change(
      'parent/teacher same_class of_age teacher_first',
      'pupil/pupil same_class under_age deny',
    );
    expect(rooms).to.deep.equal({ closed: ['!classmates', '!from-parent'], completed: [] });
    expect(changes.map(({ after }) => after)).to.have.members(['deny', 'teacher_first']);
  });

  it('says which rooms a second adult would join', () => {
    const { rooms } = change('pupil/pupil same_class under_age second_adult');
    expect(rooms).to.deep.equal({ closed: [], completed: ['!classmates'] });
  });

  it('counts those whom strangers would not reach any more', () => {
    const { changes, people } = change('parent/stranger other_homeserver of_age deny');
    expect(people).to.equal(3);
    expect(changes.map(({ rule: name, pairs }) => [name, pairs])).to.deep.equal([['stranger_and_adult', 3]]);
  });
});
