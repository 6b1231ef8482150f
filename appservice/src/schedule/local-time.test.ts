import { expect } from 'chai';
import { readDay, readLocal, readTimeZone, toInstant, toLocal } from './local-time.ts';

describe('A local time', () => {
  const cases: readonly [string, string | null][] = [
    ['2026-09-01T10:15:00', '2026-09-01T10:15:00'],
    ['2026-09-01T10:15', '2026-09-01T10:15:00'],
    ['2026-02-30T10:15', null],
    ['2026-09-01T24:00', null],
    ['2026-09-01', null],
    ['2026-09-01T10:15:00Z', null],
    ['0001-01-01T00:00:00', null],
    ['9999-01-01T00:00:00', null],
  ];
  for (const [text, expected] of cases) {
    it(`${text} is ${expected ?? 'none'}`, () => expect(readLocal(text)).to.equal(expected));
  }

  it('that the clocks skip is read with the offset before the change', () => {
    expect(new Date(toInstant('2027-03-28T02:30:00', 'Europe/Berlin')).toISOString()).to.equal(
      '2027-03-28T01:30:00.000Z',
    );
  });

  it('that comes twice is its first coming', () => {
    const first = toInstant('2026-10-25T02:30:00', 'Europe/Berlin');
    expect(new Date(first).toISOString()).to.equal('2026-10-25T00:30:00.000Z');
    expect(toLocal(first + 3_600_000, 'Europe/Berlin')).to.equal('2026-10-25T02:30:00');
  });
});

describe('A date', () => {
  it('must exist', () => {
    expect([readDay('2028-02-29'), readDay('2026-02-29'), readDay('1.9.2026')]).to.deep.equal([
      '2028-02-29',
      null,
      null,
    ]);
  });
});

describe('A time zone', () => {
  const cases: readonly [string, string | null][] = [
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['W. Europe Standard Time', null],
    ['+03:00', null],
    ['Europe/Atlantis', null],
    ['', null],
  ];
  for (const [name, expected] of cases) {
    it(`${name === '' ? 'without a name' : name} is ${expected ?? 'unknown'}`, () =>
      expect(readTimeZone(name)).to.equal(expected));
  }
});
