import { expect } from 'chai';
import { createText, negotiateLocale } from './text.ts';

describe('negotiateLocale', () => {
  const cases: readonly [string | undefined, 'ru' | 'en', string][] = [
    [undefined, 'ru', 'no header means the fallback'],
    ['', 'ru', 'an empty header means the fallback'],
    ['en', 'en', 'a language that we speak'],
    ['EN-us', 'en', 'letter case and region do not matter'],
    ['fr', 'ru', 'a language that we do not speak means the fallback'],
    ['fr, en;q=0.5', 'en', 'the best that we speak, though another is liked more'],
    ['ru;q=0.5, en', 'en', 'a weight left out is 1'],
    ['en;q=0.3, ru;q=0.8', 'ru', 'the greater weight wins, whatever the order'],
    ['en, ru', 'en', 'the first of equals wins'],
    ['en;q=0', 'ru', 'weight zero means: not this one'],
    ['*', 'ru', 'anything means the fallback'],
    ['de-DE , en-GB ; q=0.7', 'en', 'blanks do not matter'],
    [';;;,,,q=', 'ru', 'nonsense means the fallback'],
    ['en;q=high', 'en', 'a weight that is none is left out'],
    [`${'x,'.repeat(100_000)}en`, 'ru', 'what comes after 500 characters is not read'],
  ];
  for (const [header, locale, why] of cases) {
    it(why, () => expect(negotiateLocale(header, 'ru')).to.equal(locale));
  }

  it('knows no other fallback than the given one', () => expect(negotiateLocale('fr', 'en')).to.equal('en'));
});

describe('createText', () => {
  const text = createText({
    en: { pupils: '{count, plural, one {# pupil} other {# pupils}} of {name}' },
    ru: {
      pupils: '{name}: {count, plural, one {# ученик} few {# ученика} many {# учеников} other {# ученика}}',
    },
  });

  it('counts as each language does', () => {
    const russian = [1, 2, 5, 21, 112].map((count) => text('ru', 'pupils', { count, name: '7Б' }));
    expect(russian).to.deep.equal([
      '7Б: 1 ученик',
      '7Б: 2 ученика',
      '7Б: 5 учеников',
      '7Б: 21 ученик',
      '7Б: 112 учеников',
    ]);
    expect([1, 2].map((count) => text('en', 'pupils', { count, name: '7Б' }))).to.deep.equal([
      '1 pupil of 7Б',
      '2 pupils of 7Б',
    ]);
  });

  it('takes names as they are: tags and braces in them mean nothing', () => {
    expect(text('en', 'pupils', { count: 2, name: '<b>{count}</b>' })).to.equal('2 pupils of <b>{count}</b>');
  });
});
