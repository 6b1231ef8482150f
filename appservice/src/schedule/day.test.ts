import { expect } from 'chai';
import { agenda, byDay, changed } from './day.ts';
import { daySpan, toInstant } from './local-time.ts';
import type { Lesson } from './model.ts';
import { sampleLesson, sampleOverride } from './testing/samples.ts';

const at = (title: string, time: string, fields: Partial<Lesson> = {}): Lesson =>
  sampleLesson({ title, startsAt: `2026-09-07T${time}:00`, ...fields });
const cancelled = [sampleOverride({ recurrenceId: '2026-09-07T09:50:00', status: 'cancelled' })];
const monday = [
  at('Physics', '10:45'),
  at('History', '08:00'),
  at('Algebra', '08:55'),
  at('Music', '09:50', { overrides: cancelled }),
  at('Art', '10:45'),
];
const phases = (time: string): string => {
  const now = toInstant(`2026-09-07T${time}:00`, 'Europe/Berlin');
  return agenda(monday, daySpan('2026-09-07', 1, 'Europe/Berlin'), () => [], now)
    .map(({ occurrence, phase }) => `${occurrence.title} ${phase}`)
    .join(', ');
};

describe('A day', () => {
  const cases: readonly [string, string, string][] = [
    [
      'before school begins with what comes next',
      '07:00',
      'History next, Algebra later, Music later, Art later, Physics later',
    ],
    [
      'during a lesson shows it as the one that is now',
      '08:10',
      'History now, Algebra next, Music later, Art later, Physics later',
    ],
    [
      'in a break shows no lesson as now',
      '08:50',
      'History over, Algebra next, Music later, Art later, Physics later',
    ],
    [
      'in a cancelled lesson goes on with the next, which may be two at once',
      '10:00',
      'History over, Algebra over, Music over, Art next, Physics next',
    ],
    [
      'counts a lesson from its first minute',
      '10:45',
      'History over, Algebra over, Music over, Art now, Physics now',
    ],
    [
      'ends a lesson with its last minute',
      '11:30',
      'History over, Algebra over, Music over, Art over, Physics over',
    ],
  ];
  for (const [what, time, expected] of cases) it(what, () => expect(phases(time)).to.equal(expected));

  it('tells what is not as usual', () => {
    const items = agenda(monday, daySpan('2026-09-07', 1, 'Europe/Berlin'), () => [], 0);
    expect(changed(items).map(({ occurrence }) => occurrence.title)).to.deep.equal(['Music']);
  });

  it('of a week stands under its own date', () => {
    const items = agenda([sampleLesson()], daySpan('2026-09-07', 15, 'Europe/Berlin'), () => [], 0);
    expect([...byDay(items).keys()]).to.deep.equal(['2026-09-07', '2026-09-14', '2026-09-21']);
  });

  it('has 23 hours when the clocks go forward and 25 when they go back', () => {
    const hours = (day: string): number => {
      const { from, to } = daySpan(day, 1, 'Europe/Berlin');
      return (to - from) / 3_600_000;
    };
    expect([hours('2027-03-28'), hours('2026-10-25'), hours('2026-10-26')]).to.deep.equal([23, 25, 24]);
  });
});
