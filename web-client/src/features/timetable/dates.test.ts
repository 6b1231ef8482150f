import { expect } from 'chai';
import { capitalised, createDates } from './dates.ts';

/** `Intl` puts several kinds of spaces between its parts. */
const plain = (text: string): string => text.replace(/[\s  ]/gu, ' ');

describe('days of a timetable', () => {
  const cases: [region: string, day: string, short: string, span: string, clock: string][] = [
    ['ru', 'вторник, 1 декабря', 'вт, 1 дек.', '30 ноября – 5 декабря', '9:05'],
    ['en-GB', 'Tuesday 1 December', 'Tue 1 Dec', '30 November – 5 December', '9:05'],
    ['en-US', 'Tuesday, December 1', 'Tue, Dec 1', 'November 30 – December 5', '9:05 AM'],
  ];
  for (const [region, day, short, span, clock] of cases) {
    it(`are written as in ${region}`, () => {
      const dates = createDates(region);
      expect(plain(dates.day('2026-12-01'))).to.equal(day);
      expect(plain(dates.shortDay('2026-12-01'))).to.equal(short);
      expect(plain(dates.span('2026-11-30', '2026-12-05'))).to.equal(span);
      expect(plain(dates.clock('09:05'))).to.equal(clock);
    });
  }

  it('name the month once when a week lies within it', () => {
    expect(plain(createDates('ru').span('2026-11-23', '2026-11-28'))).to.match(/^23 ?– ?28 ноября$/);
    expect(plain(createDates('en-GB').span('2026-11-23', '2026-11-28'))).to.match(/^23 ?– ?28 November$/);
  });

  it('name weekdays from Monday on', () => {
    const { weekday } = createDates('ru');
    expect([1, 2, 7].map((one) => weekday(one, 'short'))).to.deep.equal(['пн', 'вт', 'вс']);
    expect(capitalised(weekday(3))).to.equal('Среда');
  });

  it('do not move with the time zone of the device', () => {
    // Whatever TZ this runs in, a date is formatted as it is.
    expect(createDates('en-GB').dayOfMonth('2026-12-01')).to.equal('1');
    expect(createDates('en-GB').day('2026-12-01', { year: true })).to.match(/1 December 2026/);
  });
});
