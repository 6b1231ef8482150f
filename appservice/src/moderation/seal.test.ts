import { expect } from 'chai';
import { readDuration } from './duration.ts';
import { filterHit, readFilter } from './filter.ts';
import { createSeal, SealBroken } from './seal.ts';

describe('sealed evidence', () => {
  const seal = createSeal('a secret of more than thirty-two characters');
  const sealed = seal.seal('Привет 👋', 'case-1');

  it('is opened for its case, and is not readable', () => {
    expect(seal.open(sealed, 'case-1')).to.equal('Привет 👋');
    expect(sealed.includes(Buffer.from('Привет'))).to.equal(false);
  });
  it('is different each time, so that nobody sees that two are alike', () => {
    expect(seal.seal('Привет 👋', 'case-1').equals(sealed)).to.equal(false);
  });
  it('is not opened for another case', () => {
    expect(() => seal.open(sealed, 'case-2')).to.throw(SealBroken, 'another case');
  });
  it('is not opened with another secret, and that is said', () => {
    const other = createSeal('another secret of more than thirty-two characters');
    expect(() => other.open(sealed, 'case-1')).to.throw(SealBroken, 'another moderation.evidence_secret');
  });
  it('is not opened when a single bit of it was changed, wherever', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => seal.open(changed, 'case-1'), `byte ${at}`).to.throw(SealBroken);
    }
    expect(() => seal.open(sealed.subarray(0, 10), 'case-1')).to.throw(SealBroken, 'not complete');
  });
});

describe('a time as people type it', () => {
  const table: [string, number | null][] = [
    ['30s', 30],
    ['30с', 30],
    ['10', 600],
    ['10m', 600],
    ['10мин', 600],
    ['2h', 7200],
    ['2Ч', 7200],
    ['1d', 86_400],
    ['0m', null],
    ['-5m', null],
    ['soon', null],
    ['5 m', null],
    ['999999d', null],
    ['1constructor', null],
  ];
  for (const [text, expected] of table) it(`“${text}”`, () => expect(readDuration(text)).to.equal(expected));
});

describe('the filter', () => {
  const strict = readFilter({ words: ' Дурак, fool ,ёлка', links: 'refuse' });
  const table: [string, ReturnType<typeof filterHit>][] = [
    ['Привет всем', null],
    ['Ты ДУРАК!', 'word'],
    ['дураки бывают', null],
    ['you fool.', 'word'],
    ['елка', 'word'],
    ['смотри https://example.org/a', 'link'],
    ['смотри www.example.org', 'link'],
    ['смотри example.ru', 'link'],
    ['https://matrix.to/#/@vera:school.example', null],
    ['в 10.30, стр. 5.Тест', null],
  ];
  for (const [body, expected] of table) {
    it(`${expected === null ? 'lets' : 'takes'} “${body}” ${expected === null ? 'through' : 'for a ' + expected}`, () =>
      expect(filterHit(body, strict)).to.equal(expected));
  }
  it('is off unless somebody turned it on', () => {
    const off = readFilter({ words: '', links: 'allow' });
    for (const [body] of table) expect(filterHit(body, off)).to.equal(null);
  });
});
