import { expect } from 'chai';
import fc from 'fast-check';
import { DAY_MS, toInstant } from './local-time.ts';
import type { Lesson } from './model.ts';
import { expand, starts } from './recurrence.ts';
import { splitSeries, type FollowingChange, type Split } from './series.ts';
import { independentDay, sampleLesson, sampleOverride, ZONES } from './testing/samples.ts';

const THIRD = '2026-09-21T10:15:00';

function split(lesson: Lesson, change: FollowingChange = {}, at = THIRD): Split {
  const result = splitSeries(lesson, at, change);
  if (result === 'moved_across') throw new Error(result);
  return result;
}
const startsOf = (lesson: Lesson | null): string[] =>
  lesson === null
    ? []
    : expand(lesson, { from: Date.UTC(2026, 8, 1), to: Date.UTC(2026, 9, 13) }).map(({ startsAt }) =>
        startsAt.slice(5, 16),
      );

describe('A lesson that is changed from one day on', () => {
  it('ends before that day, and goes on as another', () => {
    const { before, rest } = split(sampleLesson(), { locationId: 'room-204' });
    expect(startsOf(before)).to.deep.equal(['09-07T10:15', '09-14T10:15']);
    expect(startsOf(rest)).to.deep.equal(['09-21T10:15', '09-28T10:15', '10-05T10:15', '10-12T10:15']);
    expect([before?.locationId, rest.locationId]).to.deep.equal(['room-201', 'room-204']);
  });

  it('is changed as a whole when that day is its first, also with a first day left out', () => {
    expect(split(sampleLesson(), {}, '2026-09-07T10:15:00').before).to.equal(null);
    const once = sampleLesson({ rrule: null, startsAt: THIRD });
    expect(split(once, { title: 'Optics' })).to.deep.include({ before: null });
  });

  const moves: readonly [string, Partial<Lesson>, string, string[], string][] = [
    [
      'to another time of the day',
      {},
      '2026-09-21T12:00:00',
      ['09-21T12:00', '09-28T12:00', '10-05T12:00', '10-12T12:00'],
      'FREQ=WEEKLY;UNTIL=20261225T225959Z;BYDAY=MO',
    ],
    [
      'to another day, until the same last day',
      { rrule: 'FREQ=WEEKLY;UNTIL=20261005T081500Z;BYDAY=MO;WKST=MO' },
      '2026-09-22T08:00:00',
      ['09-22T08:00', '09-29T08:00'],
      'FREQ=WEEKLY;UNTIL=20261005T215959Z;BYDAY=TU;WKST=MO',
    ],
    [
      'in weeks A or B',
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO' },
      '2026-09-25T10:15:00',
      ['09-25T10:15', '10-09T10:15'],
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;WKST=MO',
    ],
    [
      'that is counted, as often as it was left',
      { rrule: 'FREQ=WEEKLY;COUNT=4' },
      '2026-09-23T10:15:00',
      ['09-23T10:15', '09-30T10:15'],
      'FREQ=WEEKLY;COUNT=2',
    ],
  ];
  for (const [what, fields, startsAt, expected, rrule] of moves) {
    it(`moves ${what}`, () => {
      const { rest } = split(sampleLesson(fields), { startsAt });
      expect(startsOf(rest)).to.deep.equal(expected);
      expect(rest.rrule).to.equal(rrule);
    });
  }

  it('cannot go to another day of the week when it has several, but to another time', () => {
    for (const rrule of ['FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=MONTHLY;BYDAY=3MO']) {
      const lesson = sampleLesson({ rrule });
      expect(splitSeries(lesson, THIRD, { startsAt: '2026-09-22T10:15:00' })).to.equal('moved_across');
      expect(startsOf(split(lesson, { startsAt: '2026-09-21T11:00:00' }).rest)[0]).to.equal('09-21T11:00');
    }
  });

  it('takes single changes along: cancelled stays cancelled, moved stays where it is, a substitute stays', () => {
    const lesson = sampleLesson({
      exdates: ['2026-09-07T10:15:00', '2026-10-12T10:15:00'],
      overrides: [
        sampleOverride({ recurrenceId: '2026-09-14T10:15:00', status: 'cancelled' }),
        sampleOverride({ recurrenceId: '2026-09-28T10:15:00', status: 'cancelled' }),
        sampleOverride({ recurrenceId: '2026-10-05T10:15:00', startsAt: '2026-10-06T09:00:00' }),
        sampleOverride({ recurrenceId: '2026-10-19T10:15:00', teacherIds: ['teacher-2'], locationId: '204' }),
        sampleOverride({ recurrenceId: '2026-10-26T10:15:00', locationId: '204' }),
      ],
    });
    const { before, rest } = split(lesson, { startsAt: '2026-09-22T12:00:00', locationId: '204' });
    expect([before!.exdates, before!.overrides.map((one) => one.recurrenceId)]).to.deep.equal([
      ['2026-09-07T10:15:00'],
      ['2026-09-14T10:15:00'],
    ]);
    expect(rest.exdates).to.deep.equal(['2026-10-13T12:00:00']);
    expect(rest.overrides).to.deep.equal([
      sampleOverride({ recurrenceId: '2026-09-29T12:00:00', status: 'cancelled' }),
      sampleOverride({ recurrenceId: '2026-10-06T12:00:00', startsAt: '2026-10-06T09:00:00' }),
      sampleOverride({ recurrenceId: '2026-10-20T12:00:00', teacherIds: ['teacher-2'] }),
    ]);
  });

  it('has on that very day what was said last', () => {
    const own = sampleOverride({ recurrenceId: THIRD, startsAt: '2026-09-22T08:00:00', locationId: '7' });
    const lesson = sampleLesson({ overrides: [own] });
    expect(split(lesson, { locationId: '204' }).rest.overrides).to.deep.equal([{ ...own, locationId: null }]);
    expect(split(lesson, { locationId: '204', startsAt: THIRD }).rest.overrides).to.deep.equal([]);
  });

  it('loses and gains no lesson when nothing is changed, in twenty time zones over both changes of the clocks', function () {
    this.timeout(60_000);
    const any = fc.record({
      zone: fc.constantFrom(...ZONES),
      day: fc.nat(300).map((days) => independentDay('2026-02-20', days)),
      hour: fc.integer({ min: 0, max: 23 }),
      freq: fc.constantFrom('WEEKLY', 'DAILY', 'WEEKLY;BYDAY=MO,TH', 'MONTHLY'),
      end: fc.oneof(
        fc.integer({ min: 1, max: 40 }).map((count) => `;COUNT=${count}`),
        fc.nat(200).map((days) => `;UNTIL=${independentDay('2026-12-01', days).replaceAll('-', '')}T120000Z`),
        fc.constant(''),
      ),
      interval: fc.integer({ min: 1, max: 3 }),
      cut: fc.nat(30),
    });
    fc.assert(
      fc.property(any, ({ zone, day, hour, freq, end, interval, cut }) => {
        const lesson = sampleLesson({
          timeZone: zone,
          startsAt: `${day}T${String(hour).padStart(2, '0')}:30:00`,
          rrule: `FREQ=${freq}${end};INTERVAL=${interval}`,
        });
        const from = toInstant(lesson.startsAt, zone) - DAY_MS;
        const window = { from, to: from + 400 * DAY_MS };
        const all = starts(lesson, window);
        // Weeks of a rule are counted from its first start: one that is not a start of the rule begins no new count.
        fc.pre(all.length > 0);
        const { before, rest } = split(lesson, {}, all[cut % all.length]!.local);
        const both = [...(before === null ? [] : starts(before, window)), ...starts(rest, window)];
        expect(both).to.deep.equal(all);
      }),
      { numRuns: 400 },
    );
  });
});
