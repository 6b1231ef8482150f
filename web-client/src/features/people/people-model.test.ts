import { expect } from 'chai';
import type { ClassPerson, Role } from '../../api/types.ts';
import { absent, groupByRole } from './people-model.ts';

const person = (display_name: string, role: Role, arrived = true): ClassPerson => ({
  person_id: display_name,
  display_name,
  role,
  user_ids: [],
  arrived,
});

describe('the people of a class', () => {
  it('stand under their roles, teachers first, by name', () => {
    const people = [
      person('Яна', 'pupil'),
      person('Ёлкин Артём', 'pupil'),
      person('Анна', 'parent'),
      person('Ира', 'class_teacher'),
    ];
    expect(
      groupByRole(people, 'ru').map(({ role, people: group }) => [
        role,
        ...group.map((one) => one.display_name),
      ]),
    ).to.deep.equal([
      ['class_teacher', 'Ира'],
      ['pupil', 'Ёлкин Артём', 'Яна'],
      ['parent', 'Анна'],
    ]);
  });

  it('who have not come yet are pupils and parents, each once', () => {
    const people = [
      person('а', 'pupil', false),
      person('а', 'pupil', false),
      person('б', 'teacher', false),
      person('в', 'parent'),
    ];
    expect(absent(people).map(({ display_name: name }) => name)).to.deep.equal(['а']);
  });
});
