import { expect } from 'chai';
import { readChanged, rowsFor, sameRules, wishesFor, wishOf, withWish, type Line } from './policy-model.ts';

const line = (roles: Line['roles'], relation: Line['relation'], age: Line['age']): Line => ({
  ...{ roles, relation, age, outcome: 'deny', rule: 'r', source: 'default', by_default: 'deny', text: '' },
});
const LINES = [
  line(['pupil', 'pupil'], 'same_class', 'under_age'),
  line(['pupil', 'pupil'], 'same_class', 'of_age'),
  line(['pupil', 'teacher'], 'same_school', 'under_age'),
  line(['parent', 'teacher'], 'same_class', 'of_age'),
];

describe('The contact matrix in the hands of an administrator', () => {
  it('is read by who writes: a row for each role and connection, ages side by side', () => {
    expect(
      rowsFor(LINES, 'pupil').map(({ to, relation, ofAge }) => [to, relation, ofAge !== null]),
    ).to.deep.equal([
      ['pupil', 'same_class', true],
      ['teacher', 'same_school', false],
    ]);
    expect(rowsFor(LINES, 'teacher').map(({ to }) => to)).to.deep.equal(['pupil', 'parent']);
  });

  it('takes a line, changes it and takes it back', () => {
    const cell = LINES[0]!;
    const once = withWish([], cell, 'allow');
    const twice = withWish(once, cell, 'second_adult');
    expect([wishOf(once, cell), wishOf(twice, cell), twice.length]).to.deep.equal([
      'allow',
      'second_adult',
      1,
    ]);
    expect(withWish(twice, cell, 'inherit')).to.deep.equal([]);
    expect([sameRules(once, twice), sameRules(twice, structuredClone(twice))]).to.deep.equal([false, true]);
  });

  it('lets the school write first only where one of the two works there', () => {
    expect(wishesFor(['pupil', 'teacher'])).to.include('teacher_first');
    expect(wishesFor(['teacher', 'staff'])).to.not.include('teacher_first');
  });

  it('reads what the audit log kept of a change, and nothing else', () => {
    expect(readChanged('pupil/pupil/same_class/under_age:->deny x')).to.deep.equal([
      {
        roles: ['pupil', 'pupil'],
        relation: 'same_class',
        age: 'under_age',
        before: 'inherit',
        after: 'deny',
      },
    ]);
    expect(readChanged(null)).to.deep.equal([]);
  });
});
