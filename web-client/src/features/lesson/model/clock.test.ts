import { expect } from 'chai';
import { clockOf } from './clock.ts';

const at = (time: string): number => Date.parse(`2026-09-01T${time}Z`);
const LESSON = { beginsAt: at('08:00:00'), endsAt: at('08:45:00'), closesAt: at('08:55:00') };

describe('the clock of a lesson', () => {
  const cases: [now: string, kind: string, minutes: number][] = [
    ['07:51:00', 'before', 9],
    ['08:00:00', 'running', 45],
    ['08:42:59', 'running', 3],
    ['08:43:00', 'ending', 2],
    ['08:44:30', 'ending', 1],
    ['08:45:00', 'over', 10],
    ['08:59:00', 'over', 0],
  ];
  for (const [now, kind, minutes] of cases) {
    it(`says “${kind}, ${minutes} min” at ${now}`, () =>
      expect(clockOf(LESSON, at(now))).to.deep.equal({ kind, minutes }));
  }
  it('says nothing of a lesson without an end', () =>
    expect(clockOf({ beginsAt: null, endsAt: null, closesAt: null }, 0)).to.deep.equal({ kind: 'none' }));
});
