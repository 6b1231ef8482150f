import { Ajv } from 'ajv';
import { expect } from 'chai';
import { placeOf, sayViolation, toPointer } from './violation.ts';

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 5 },
    pin: { type: 'string', minLength: 4, pattern: '^[0-9]+$' },
    kind: { enum: ['a', 'b'] },
    version: { const: 2 },
    count: { type: 'integer', minimum: 1, maximum: 22 },
    share: { type: 'number' },
    on: { type: 'boolean' },
    list: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' } },
    'a/b~c': { type: 'object', minProperties: 1 },
    odd: { not: {} },
  },
};
const validate = new Ajv({ allErrors: true }).compile(SCHEMA);

/** `place: sentence` for everything that is wrong. */
function said(value: unknown, locale: 'ru' | 'en' = 'en'): string[] {
  validate(value);
  return (validate.errors ?? []).map(
    (error) => `${toPointer(placeOf(error))}: ${sayViolation(locale, error)}`,
  );
}

describe('What a schema does not allow', () => {
  const cases: readonly [string, unknown, string, string][] = [
    ['nothing where something is required', {}, '/name: is missing: add it', '/name: отсутствует: добавьте'],
    [
      'an unknown key',
      { name: 'x', 'x/y': 1 },
      '/x~1y: is not known here: remove it or check its spelling',
      '/x~1y: здесь такого нет: уберите или проверьте написание',
    ],
    ['an empty text', { name: '' }, '/name: must not be empty', '/name: не должно быть пустым'],
    [
      'a long text',
      { name: 'abcdef' },
      '/name: must be at most 5 characters long',
      '/name: должно быть не длиннее 5 символов',
    ],
    [
      'a short text',
      { name: 'x', pin: '123' },
      '/pin: must be at least 4 characters long',
      '/pin: нужно хотя бы 4 символа',
    ],
    [
      'a text of another form',
      { name: 'x', pin: 'abcd' },
      '/pin: is not written as it should be: check it for typing mistakes',
      '/pin: записано не так, как нужно: проверьте, нет ли опечатки',
    ],
    [
      'a value that is not offered',
      { name: 'x', kind: 'c' },
      '/kind: must be one of: a, b',
      '/kind: допустимые значения: a, b',
    ],
    [
      'another version',
      { name: 'x', version: 1 },
      '/version: must be one of: 2',
      '/version: допустимые значения: 2',
    ],
    [
      'a fraction',
      { name: 'x', count: 1.5 },
      '/count: must be a whole number',
      '/count: должно быть целым числом',
    ],
    [
      'a small number',
      { name: 'x', count: 0 },
      '/count: must be 1 or more',
      '/count: должно быть не меньше 1',
    ],
    [
      'a large number',
      { name: 'x', count: 23 },
      '/count: must be 22 or less',
      '/count: должно быть не больше 22',
    ],
    [
      'a text for a number',
      { name: 'x', share: '1' },
      '/share: must be a number',
      '/share: должно быть числом',
    ],
    [
      'a text for a switch',
      { name: 'x', on: 'yes' },
      '/on: must be true or false',
      '/on: должно быть true или false',
    ],
    ['a text for a list', { name: 'x', list: 'y' }, '/list: must be a list', '/list: должно быть списком'],
    [
      'an empty list',
      { name: 'x', list: [] },
      '/list: must hold at least 1 item',
      '/list: нужен хотя бы 1 элемент',
    ],
    [
      'a long list',
      { name: 'x', list: ['1', '2', '3'] },
      '/list: must hold at most 2 items',
      '/list: должно быть не больше 2 элементов',
    ],
    [
      'an item of another type',
      { name: 'x', list: [1] },
      '/list/0: must be a text',
      '/list/0: должно быть текстом',
    ],
    [
      'an empty set under a strange key',
      { name: 'x', 'a/b~c': {} },
      '/a~1b~0c: must hold at least 1 value',
      '/a~1b~0c: нужно хотя бы 1 значение',
    ],
    [
      'a list at the top',
      [],
      ': must be a set of named values',
      ': должно быть набором именованных значений',
    ],
    [
      'what only a rare rule forbids',
      { name: 'x', odd: 1 },
      '/odd: is not right: compare it with the documentation',
      '/odd: указано неверно: сверьтесь с документацией',
    ],
  ];
  for (const [what, value, english, russian] of cases) {
    it(`is said in both languages: ${what}`, () => {
      expect([said(value), said(value, 'ru')]).to.deep.equal([[english], [russian]]);
    });
  }

  it('names the key that was probably meant', () => {
    validate({ name: 'x', cuont: 1 });
    expect(sayViolation('en', validate.errors![0]!, 'count')).to.equal(
      'is not known here: did you mean count?',
    );
    expect(sayViolation('ru', validate.errors![0]!, 'count')).to.equal(
      'здесь такого нет: может быть, count?',
    );
  });
});
