import { expect } from 'chai';
import { toInstant } from './local-time.ts';
import { expand } from './recurrence.ts';
import { autumn, sampleLesson } from './testing/samples.ts';
import { weeklyInTerm, weekOf, type Weekly } from './weeks.ts';

const days = (weekly: Weekly, term = autumn): string[] => {
  const made = weeklyInTerm(term, weekly, 'Europe/Moscow');
  if (made === null) return [];
  const window = {
    from: toInstant('2026-08-01T00:00:00', 'Europe/Moscow'),
    to: toInstant('2027-02-01T00:00:00', 'Europe/Moscow'),
  };
  return expand(sampleLesson({ ...made, timeZone: 'Europe/Moscow' }), window).map(({ startsAt }) =>
    startsAt.slice(5, 10),
  );
};

describe('Weeks A and B', () => {
  // The term begins on a Tuesday: its first Monday is in week B.
  const cases: readonly [string, Weekly, string[], string][] = [
    ['a Tuesday of week A', { weekday: 2, week: 'A', beginsAt: '09:00' }, ['09-01', '09-15'], '12-22'],
    ['a Tuesday of week B', { weekday: 2, week: 'B', beginsAt: '09:00' }, ['09-08', '09-22'], '12-15'],
    ['a Monday of week A', { weekday: 1, week: 'A', beginsAt: '09:00' }, ['09-14', '09-28'], '12-21'],
    ['a Monday of week B', { weekday: 1, week: 'B', beginsAt: '09:00' }, ['09-07', '09-21'], '12-14'],
    ['a Friday of every week', { weekday: 5, week: null, beginsAt: '23:30' }, ['09-04', '09-11'], '12-25'],
  ];
  for (const [what, weekly, first, last] of cases) {
    it(`are counted from the term's first week: ${what}`, () => {
      const found = days(weekly);
      expect([found.slice(0, 2), found.at(-1)]).to.deep.equal([first, last]);
      if (weekly.week !== null) {
        expect(new Set(found.map((day) => weekOf(autumn, `2026-${day}`)))).to.deep.equal(
          new Set([weekly.week]),
        );
      }
    });
  }

  it('do not exist in a term whose weeks are all alike', () => {
    expect(days({ weekday: 1, week: 'A', beginsAt: '09:00' }, { ...autumn, weekCycle: 1 })).to.deep.equal([]);
    expect(weekOf({ ...autumn, weekCycle: 1 }, '2026-09-08')).to.equal(null);
  });

  it('do not exist outside of the term', () => {
    expect([weekOf(autumn, '2026-08-31'), weekOf(autumn, '2026-12-26')]).to.deep.equal([null, null]);
  });

  it('give no lesson on a day that a short term does not have', () => {
    const short = { ...autumn, endsOn: '2026-09-03' };
    expect(days({ weekday: 5, week: null, beginsAt: '09:00' }, short)).to.deep.equal([]);
  });
});
