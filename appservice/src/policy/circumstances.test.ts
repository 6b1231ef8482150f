/** Hard rules, several roles, several schools, own matrices: each line is a sentence, `who → whom: what, by which rule`. */
import { expect } from 'chai';
import { decide } from './decide.ts';
import type { Outcome } from './model.ts';
import { guardian, person, rule, world, type World } from './testing/people.ts';

const OUTCOMES: { readonly [words: string]: Outcome } = {
  allowed: 'allow',
  'with a second adult': 'second_adult',
  'may only answer': 'teacher_first',
  refused: 'deny',
};

/** Runs the lines of a table. A `(their guardian)` is one of the other person, `(kept away by a court)` is one who may not have contact. */
function sentences(title: string, table: string, words: World = {}): void {
  describe(title, () => {
    for (const line of table
      .trim()
      .split('\n')
      .map((one) => one.trim())) {
      it(line, () => {
        const [, from = '', to = '', outcome = '', ruleId] = /^(.+) → (.+): (.+), (\w+)$/.exec(line)!;
        const kin = / \((their guardian|kept away by a court)\)/;
        const contact = (words: string): 'restricted' | 'allowed' =>
          words.includes('court') ? 'restricted' : 'allowed';
        let one = person(from.replace(kin, ''), 'one');
        let other = person(to.replace(kin, ''), 'other');
        if (kin.test(from)) one = guardian(one, other, contact(from));
        if (kin.test(to)) other = guardian(other, one, contact(to));
        const decision = decide(one, other, world(words));
        expect(OUTCOMES).to.have.property(outcome);
        expect([decision.outcome, decision.rule]).to.deep.equal([OUTCOMES[outcome], ruleId]);
      });
    }
  });
}

sentences(
  'Guardians reach their own children, and nobody else’s',
  `
  parent of 7B (their guardian) → pupil of 7B: allowed, own_child
  pupil of 7B → parent of 7B (their guardian): allowed, own_child
  parent of 7B (their guardian) → grown-up pupil of 7B: allowed, own_child
  parent of 5C (their guardian) → pupil of 7B: allowed, own_child
  somebody without a role (their guardian) → young staff: allowed, own_child
  parent of 7B → pupil of 7B: refused, anothers_child
  pupil of 7B → parent of 7B: refused, anothers_child
  parent of 8A → pupil of 7B: refused, anothers_child
  parent of 5C → pupil of 7B: refused, anothers_child
  teacher of 7B and parent of 7B (their guardian) → pupil of 7B: allowed, own_child
  administrator (their guardian) → pupil of 7B: allowed, own_child
  parent of 7B (kept away by a court) → pupil of 7B: refused, contact_restricted
  pupil of 7B → parent of 7B (kept away by a court): refused, contact_restricted
  teacher of 7B (kept away by a court) → pupil of 7B: refused, contact_restricted
  class teacher of 7B and parent of 7B (kept away by a court) → pupil of 7B: refused, contact_restricted
  administrator (kept away by a court) → grown-up pupil of 7B: refused, contact_restricted
  district administrator (kept away by a court) → pupil of 7B: refused, contact_restricted`,
);

sentences(
  'A pupil under age is nobody’s guardian, and has no other role than that of a pupil',
  `
  pupil of 8A (their guardian) → pupil of 7B: refused, other_pupils
  pupil of 7B (their guardian) → pupil of 7B: allowed, classmates
  pupil of 8A and parent of 7B (their guardian) → pupil of 7B: refused, other_pupils
  pupil of 8A and parent of 7B → parent of 7B: refused, anothers_child
  pupil of 7B and teacher of 8A → pupil of 8A: refused, other_pupils
  pupil of 7B and staff → staff: refused, pupil_and_staff
  pupil of 7B and staff → parent of 8A: refused, anothers_child
  pupil of 7B and administrator → pupil of 8A: refused, other_pupils
  pupil of 7B and district administrator → teacher of 8A: refused, other_teacher
  grown-up pupil of 7B and staff → staff: allowed, colleagues
  grown-up pupil of 8A and parent of 7B (their guardian) → pupil of 7B: allowed, own_child
  grown-up pupil of 7B and teacher of 8A → pupil of 8A: with a second adult, own_teacher`,
);

sentences(
  'Whoever is not active reaches nobody, and nobody reaches them',
  `
  inactive teacher of 7B → teacher of 7B: refused, inactive
  teacher of 7B → inactive teacher of 7B: refused, inactive
  inactive pupil of 7B → pupil of 7B: refused, inactive
  pupil of 7B → inactive pupil of 7B: refused, inactive
  inactive parent of 7B (their guardian) → pupil of 7B: refused, inactive
  pupil of 7B → inactive parent of 7B (their guardian): refused, inactive
  inactive administrator → stranger from another homeserver: refused, inactive
  stranger of this homeserver → inactive pupil of 7B: refused, inactive
  inactive parent of 7B (kept away by a court) → pupil of 7B: refused, inactive
  inactive pupil of 7B → the bot: allowed, parta`,
);

sentences(
  'Strangers and whoever has lost their last role reach nobody under age, and no pupil of any age',
  `
  somebody without a role → pupil of 7B: refused, unknown_account
  pupil of 7B → somebody without a role: refused, unknown_account
  somebody without a role → grown-up pupil of 7B: refused, unknown_account
  remote somebody without a role → pupil of 7B: refused, unknown_account
  young somebody without a role → stranger from another homeserver: refused, other_homeserver
  stranger of this homeserver → young somebody without a role: refused, unknown_account
  somebody without a role → teacher of 7B: allowed, stranger_and_adult
  parent of 7B → somebody without a role: allowed, stranger_and_adult
  stranger of this homeserver → stranger from another homeserver: allowed, not_ours
  somebody without a role → stranger from another homeserver: allowed, not_ours
  stranger from another homeserver → pupil of 7B and staff: refused, other_homeserver
  stranger from another homeserver → grown-up pupil of 7B and staff: refused, other_homeserver
  stranger from another homeserver → the bot: allowed, parta
  pupil of 7B → the bot: allowed, parta
  the bot → pupil of 7B: allowed, parta
  the bot → stranger from another homeserver: allowed, parta`,
);

sentences(
  'An account elsewhere that proved whose it is counts as that person',
  `
  remote teacher of 7B → pupil of 7B: with a second adult, own_teacher
  remote parent of 7B (their guardian) → pupil of 7B: allowed, own_child
  remote pupil of 7B → pupil of 7B: allowed, classmates
  remote parent of 7B → pupil of 7B: refused, anothers_child
  remote teacher at School 2 → teacher at School 1: allowed, colleagues
  remote staff at School 2 → pupil of 7B: refused, pupil_and_staff`,
);

sentences(
  'Of several roles the one that reaches furthest counts, each with its own class and school',
  `
  teacher of 7B and parent of 7B → pupil of 7B: with a second adult, own_teacher
  parent of 7B and teacher of 7B → pupil of 7B: with a second adult, own_teacher
  parent of 7B and teacher of 8A → pupil of 7B: refused, anothers_child
  parent of 7B and teacher of 8A → pupil of 8A: with a second adult, own_teacher
  parent of 7B and teacher of 8A → parent of 7B: allowed, class_parents
  parent of 7B and staff → parent of 8A: allowed, parent_and_school
  parent of 8A → parent of 7B and staff: may only answer, parent_and_school
  parent of 7B → parent of 7B and staff: allowed, class_parents
  parent of 7B and parent of 8A → parent of 8A: allowed, class_parents
  pupil of 7B and pupil of 8A → pupil of 8A: allowed, classmates
  pupil of 7B → teacher of 8A and teacher of 7B: with a second adult, own_teacher
  pupil of 7B → class teacher of 8A and teacher of 7B: with a second adult, own_teacher
  pupil of 7B → class teacher of 7B and administrator: with a second adult, own_teacher
  teacher at School 2 and parent of 7B → teacher of 7B: allowed, childs_teacher
  teacher at School 2 and parent of 7B → teacher of 8A: allowed, colleagues
  teacher at School 2 and parent of 7B → pupil of 5C: refused, other_teacher
  teacher of 5C and parent of 7B → pupil of 5C: with a second adult, own_teacher
  pupil of 7B and pupil of 5C → pupil of 5C: allowed, classmates
  pupil of 7B and pupil of 5C → pupil of 8A: refused, other_pupils
  district administrator and teacher of 7B → pupil of 7B: with a second adult, own_teacher
  district administrator → administrator at School 2: allowed, colleagues`,
);

sentences(
  'A school may be stricter than the district',
  `
  pupil of 7B → pupil of 7B: refused, classmates
  pupil of 5C → pupil of 5C: allowed, classmates
  grown-up pupil of 7B → grown-up pupil of 7B: allowed, classmates
  grown-up pupil of 7B → pupil of 7B: refused, classmates
  teacher of 7B → pupil of 7B: refused, own_teacher
  class teacher of 7B → pupil of 7B: with a second adult, own_teacher
  teacher of 7B and class teacher of 7B → pupil of 7B: with a second adult, own_teacher
  teacher of 5C → pupil of 5C: with a second adult, own_teacher
  parent of 7B → teacher of 7B: may only answer, childs_teacher
  teacher of 7B → parent of 7B: allowed, childs_teacher
  parent of 5C → teacher of 5C: allowed, childs_teacher
  parent of 7B (their guardian) → pupil of 7B: allowed, own_child
  stranger from another homeserver → teacher of 7B: refused, stranger_and_adult
  teacher of 7B → stranger from another homeserver: refused, stranger_and_adult
  stranger of this homeserver → teacher of 7B: allowed, stranger_and_adult
  stranger from another homeserver → teacher of 5C: allowed, stranger_and_adult
  stranger from another homeserver → teacher of 7B and teacher of 5C: allowed, stranger_and_adult`,
  {
    school1: [
      rule('pupil/pupil same_class under_age deny'),
      rule('pupil/teacher same_class under_age deny'),
      rule('parent/teacher same_class of_age teacher_first'),
      rule('teacher/stranger other_homeserver of_age deny'),
    ],
  },
);

sentences(
  'A line of the school goes before one of the district, and that before the default',
  `
  pupil of 7B → pupil of 8A: allowed, other_pupils
  pupil at School 2 → pupil of 5C: with a second adult, other_pupils
  pupil of 7B → teacher of 8A: may only answer, other_teacher
  teacher of 8A → pupil of 7B: allowed, other_teacher
  pupil of 7B → parent of 8A: refused, anothers_child
  stranger from another homeserver → pupil of 7B: refused, other_homeserver`,
  {
    district: [
      rule('pupil/pupil same_school under_age second_adult'),
      rule('pupil/teacher same_school under_age teacher_first'),
    ],
    school1: [rule('pupil/pupil same_school under_age allow')],
  },
);

sentences(
  'Between two schools both must agree: the stricter matrix holds',
  `
  pupil of 7B → pupil of 5C: with a second adult, other_pupils
  pupil of 5C → pupil of 7B: with a second adult, other_pupils
  parent of 7B → parent of 5C: refused, other_parents
  teacher of 7B → teacher of 5C: refused, colleagues
  teacher of 5C → teacher of 7B: refused, colleagues
  teacher of 7B → teacher of 8A: allowed, colleagues
  teacher of 7B and teacher of 5C → teacher of 5C: allowed, colleagues
  staff at School 1 → staff at School 2: allowed, colleagues`,
  {
    district: [rule('pupil/pupil same_district under_age allow')],
    school1: [
      rule('teacher/teacher same_district of_age deny'),
      rule('parent/parent same_district of_age allow'),
    ],
    school2: [rule('pupil/pupil same_district under_age second_adult')],
  },
);

describe('Oneself', () => {
  it('is reached with every account of one’s own', () => {
    const one = person('pupil of 7B', 'one');
    expect(decide(one, { ...one, userId: '@other:away', local: false }, world())).to.include({
      outcome: 'allow',
      rule: 'self',
    });
  });
  it('is reached also when not active', () => {
    const one = person('inactive teacher', 'one');
    expect(decide(one, one, world()).rule).to.equal('self');
  });
});
