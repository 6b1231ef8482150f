import { expect } from 'chai';
import en from './catalogs/en.ts';
import ru from './catalogs/ru.ts';
import { pickLocale, regionOf } from './locale.ts';
import { createTranslator } from './translator.ts';

const russian = createTranslator('ru', ru);
const english = createTranslator('en', en);

describe('the language of a visitor', () => {
  const cases: [sentence: string, wanted: (string | null)[], expected: string][] = [
    ['takes the first language that Parta speaks', ['de-DE', 'en-GB', 'ru'], 'en'],
    ['ignores the region and letter case', ['RU-ru'], 'ru'],
    ['falls back when none is spoken', ['de', 'fr'], 'ru'],
    ['skips a choice that was never made', [null, 'en'], 'en'],
  ];
  for (const [sentence, wanted, expected] of cases) {
    it(sentence, () => expect(pickLocale(wanted, 'ru')).to.equal(expected));
  }
});

describe('a translator', () => {
  it('counts in Russian', () => {
    const count = (n: number) => russian.t('home.unread', { count: n });
    expect([1, 2, 5, 11, 21, 104].map(count)).to.deep.equal([
      '1 новое сообщение',
      '2 новых сообщения',
      '5 новых сообщений',
      '11 новых сообщений',
      '21 новое сообщение',
      '104 новых сообщения',
    ]);
  });

  it('counts in English', () => {
    expect(english.t('home.unread', { count: 1 })).to.equal('1 new message');
    expect(english.t('home.unread', { count: 2 })).to.equal('2 new messages');
  });

  it('leaves a name that looks like markup as it is', () => {
    expect(english.t('people.card.of', { name: '<b>{x}</b>' })).to.equal('Login card: <b>{x}</b>');
  });

  it('calls today and yesterday by their names', () => {
    const now = new Date(2026, 8, 2, 12).getTime();
    expect(russian.day(now, now)).to.equal('Сегодня');
    expect(english.day(now - 86_400_000, now)).to.equal('Yesterday');
    expect(english.day(now - 86_400_000 * 40, now)).to.equal('July 24');
    expect(english.day(now - 86_400_000 * 400, now)).to.match(/2025/);
  });

  it('writes times as they are written where the reader is', () => {
    const afternoon = new Date(2026, 8, 2, 14, 5).getTime();
    expect(createTranslator('en', en, regionOf('en', ['de', 'en-GB'])).time(afternoon)).to.equal('14:05');
    expect(createTranslator('en', en, regionOf('en', ['ru-RU'])).time(afternoon)).to.match(/^2:05\sPM$/);
  });

  it('writes sizes as people say them', () => {
    expect(english.size(0)).to.equal('0 byte');
    expect(english.size(1_500_000)).to.equal('1.5 MB');
    expect(russian.size(52_000)).to.match(/^52\sкБ$/);
  });
});
