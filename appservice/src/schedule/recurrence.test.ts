import { expect } from 'chai';
import fc from 'fast-check';
import { DAY_MS, toInstant } from './local-time.ts';
import { LIMITS, type Lesson } from './model.ts';
import { expand, extent, findOccurrence, isStart, startsOff } from './recurrence.ts';
import {
  independentDay,
  independentInstant,
  sampleLesson,
  sampleOverride,
  wallClock,
  ZONES,
} from './testing/samples.ts';

const span = (from: string, to: string, zone = 'Europe/Berlin'): { from: number; to: number } => ({
  from: toInstant(`${from}T00:00:00`, zone),
  to: toInstant(`${to}T00:00:00`, zone),
});
const startsIn = (lesson: Lesson, from: string, to: string, daysOff = []): string[] =>
  expand(lesson, span(from, to, lesson.timeZone), daysOff).map(({ startsAt }) => startsAt.slice(0, 16));

describe('A lesson', () => {
  it('is held every week at its time', () => {
    expect(startsIn(sampleLesson(), '2026-09-01', '2026-09-22')).to.deep.equal([
      '2026-09-07T10:15',
      '2026-09-14T10:15',
      '2026-09-21T10:15',
    ]);
  });

  it('stays at its time when the clocks change', () => {
    const found = expand(sampleLesson(), span('2026-10-19', '2026-10-27'));
    expect(found.map(({ startsAt, begins }) => [startsAt, new Date(begins).toISOString()])).to.deep.equal([
      ['2026-10-19T10:15:00', '2026-10-19T08:15:00.000Z'],
      ['2026-10-26T10:15:00', '2026-10-26T09:15:00.000Z'],
    ]);
  });

  it('that was held once is found once', () => {
    const once = sampleLesson({ rrule: null });
    expect(startsIn(once, '2026-09-01', '2026-10-01')).to.deep.equal(['2026-09-07T10:15']);
    expect(startsIn(once, '2026-09-08', '2026-10-01')).to.deep.equal([]);
  });

  it('is found in a window that begins or ends within it', () => {
    const begins = toInstant('2026-09-07T10:15:00', 'Europe/Berlin');
    const during = { from: begins + 60_000, to: begins + 120_000 };
    const after = { from: begins + 45 * 60_000, to: begins + DAY_MS };
    expect(expand(sampleLesson(), during)).to.have.length(1);
    expect(expand(sampleLesson(), after)).to.have.length(0);
  });

  it('leaves out its exceptions', () => {
    const lesson = sampleLesson({ exdates: ['2026-09-14T10:15:00'] });
    expect(startsIn(lesson, '2026-09-08', '2026-09-22')).to.deep.equal(['2026-09-21T10:15']);
  });

  it('is not held on days off, unless it was moved there or is held once', () => {
    const off = [{ beginsOn: '2026-09-14', endsOn: '2026-09-16', title: 'Holiday' }];
    const moved = sampleOverride({ recurrenceId: '2026-09-21T10:15:00', startsAt: '2026-09-15T09:00:00' });
    const renamed = sampleOverride({ recurrenceId: '2026-09-14T10:15:00', title: 'Optics' });
    const lesson = sampleLesson({ overrides: [moved, renamed] });
    const window = span('2026-09-08', '2026-09-22');
    expect(expand(lesson, window, off).map(({ startsAt }) => startsAt)).to.deep.equal([
      '2026-09-15T09:00:00',
    ]);
    expect(startsOff(lesson, off)).to.deep.equal(['2026-09-14T10:15:00']);
    const once = sampleLesson({ rrule: null, startsAt: '2026-09-14T10:15:00' });
    expect(expand(once, window, off)).to.have.length(1);
    expect(startsOff(once, off)).to.deep.equal([]);
  });

  const changes: readonly [string, Parameters<typeof sampleOverride>[0], string][] = [
    ['moved', { recurrenceId: '2026-09-14T10:15:00', startsAt: '2026-09-14T12:00:00' }, 'moved'],
    ['made longer', { recurrenceId: '2026-09-14T10:15:00', durationMinutes: 90 }, 'moved'],
    ['cancelled', { recurrenceId: '2026-09-14T10:15:00', status: 'cancelled' }, 'cancelled'],
    ['given to another teacher', { recurrenceId: '2026-09-14T10:15:00', teacherIds: ['t2'] }, 'substituted'],
    ['put into another room', { recurrenceId: '2026-09-14T10:15:00', locationId: '204' }, 'relocated'],
    ['named differently', { recurrenceId: '2026-09-14T10:15:00', title: 'Optics' }, 'retitled'],
  ];
  for (const [what, override, flag] of changes) {
    it(`of which one was ${what} says so, and the others do not`, () => {
      const lesson = sampleLesson({ overrides: [sampleOverride(override)] });
      const found = expand(lesson, span('2026-09-07', '2026-09-22'));
      const flags = found.map(({ change }) =>
        Object.entries(change ?? {})
          .filter(([, value]) => value)
          .map(([name]) => name),
      );
      expect(flags).to.deep.equal([[], [flag], []]);
    });
  }

  it('moved into a window is found there, and not where it was', () => {
    const override = sampleOverride({ recurrenceId: '2026-09-14T10:15:00', startsAt: '2026-10-01T08:00:00' });
    const lesson = sampleLesson({ overrides: [override] });
    expect(startsIn(lesson, '2026-09-14', '2026-09-15')).to.deep.equal([]);
    expect(startsIn(lesson, '2026-10-01', '2026-10-02')).to.deep.equal(['2026-10-01T08:00']);
    expect(findOccurrence(lesson, '2026-09-14T10:15:00')?.startsAt).to.equal('2026-10-01T08:00:00');
  });

  it('has no occurrence where its rule gives none', () => {
    expect(findOccurrence(sampleLesson(), '2026-09-15T10:15:00')).to.equal(null);
    expect(findOccurrence(sampleLesson(), '2026-09-14T10:16:00')).to.equal(null);
    expect(isStart(sampleLesson(), '2026-12-28T10:15:00')).to.equal(false);
  });

  it('in a week of its own skips the other', () => {
    const lesson = sampleLesson({ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO' });
    expect(startsIn(lesson, '2026-09-07', '2026-10-06')).to.deep.equal([
      '2026-09-07T10:15',
      '2026-09-21T10:15',
      '2026-10-05T10:15',
    ]);
  });

  it('knows from when to when it is held', () => {
    const dates = ({ begins, ends }: ReturnType<typeof extent>): (string | null)[] => [
      new Date(begins).toISOString(),
      ends === null ? null : new Date(ends).toISOString(),
    ];
    const counted = sampleLesson({ rrule: 'FREQ=WEEKLY;COUNT=3;BYDAY=MO' });
    expect(dates(extent(counted))).to.deep.equal(['2026-09-07T08:15:00.000Z', '2026-09-21T09:00:00.000Z']);
    const endless = sampleLesson({ rrule: 'FREQ=DAILY' });
    expect(dates(extent(endless))).to.deep.equal(['2026-09-07T08:15:00.000Z', null]);
    const moved = sampleLesson({
      rrule: null,
      overrides: [sampleOverride({ recurrenceId: '2026-09-07T10:15:00', startsAt: '2026-09-01T08:00:00' })],
    });
    expect(dates(extent(moved))[0]).to.equal('2026-09-01T06:00:00.000Z');
  });
});

describe('The work of expanding', () => {
  it('is refused for a window of more than a school year', () => {
    expect(() => expand(sampleLesson(), { from: 0, to: (LIMITS.windowDays + 3) * DAY_MS })).to.throw(
      RangeError,
    );
  });

  const costly: readonly [string, Partial<Lesson>][] = [
    ['a rule without end', { rrule: 'FREQ=DAILY' }],
    ['a rule that began a lifetime ago', { rrule: 'FREQ=DAILY', startsAt: '1990-01-01T08:00:00' }],
    ['a rule whose day never comes', { rrule: 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' }],
    [
      'a rule of every day there is',
      { rrule: `FREQ=YEARLY;BYYEARDAY=${[...Array(366).keys()].map((n) => n + 1).join()}` },
    ],
    [
      'a thousand moved lessons',
      {
        rrule: 'FREQ=DAILY',
        overrides: Array.from({ length: 1000 }, (_, n) =>
          sampleOverride({ recurrenceId: `${independentDay('2026-09-07', n)}T10:15:00`, title: 'Optics' }),
        ),
      },
    ],
  ];
  for (const [what, fields] of costly) {
    it(`is bounded for ${what}`, () => {
      const before = performance.now();
      const found = expand(sampleLesson(fields), span('2026-09-01', '2027-09-01'));
      expect(found.length).to.be.at.most(LIMITS.windowDays);
      expect(performance.now() - before).to.be.below(1_000);
    });
  }
});

describe('Occurrences in every time zone', () => {
  // Both changes of 2026/27 in each hemisphere lie between March 2026 and May 2027.
  const anyLesson = fc.record({
    zone: fc.constantFrom(...ZONES),
    day: fc.integer({ min: 0, max: 400 }).map((days) => independentDay('2026-02-20', days)),
    // Around the hours at which clocks change, and during the school day.
    minute: fc.oneof(fc.integer({ min: 0, max: 239 }), fc.integer({ min: 420, max: 1_020 })),
    interval: fc.integer({ min: 1, max: 5 }),
    count: fc.integer({ min: 1, max: 60 }),
    weekly: fc.boolean(),
    process: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham'),
  });

  let processZone: string | undefined;
  beforeEach(() => void (processZone = process.env.TZ));
  afterEach(() => {
    if (processZone === undefined) delete process.env.TZ;
    else process.env.TZ = processZone;
  });

  it('begin when Intl says that the clocks show their time, whatever zone the process runs in', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(anyLesson, ({ zone, day, minute, interval, count, weekly, process: tz }) => {
        process.env.TZ = tz;
        const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
        fc.pre(independentInstant(`${day}T${clock}`, zone) !== null);
        const freq = weekly ? 'WEEKLY' : 'DAILY';
        const lesson = sampleLesson({
          timeZone: zone,
          startsAt: `${day}T${clock}`,
          rrule: `FREQ=${freq};COUNT=${count};INTERVAL=${interval}`,
        });
        // Times that the clocks skip are no occurrences and are not counted (RFC 5545 section 3.3.10).
        const expected: [string, number][] = [];
        for (let step = 0; expected.length < count; step++) {
          const local = `${independentDay(day, step * interval * (weekly ? 7 : 1))}T${clock}`;
          const at = independentInstant(local, zone);
          if (at !== null) expected.push([local, at]);
        }
        const from = expected[0]![1];
        const window = { from, to: from + LIMITS.windowDays * DAY_MS };
        const found = expand(lesson, window).map(({ startsAt, begins }) => [startsAt, begins]);
        expect(found).to.deep.equal(expected.filter(([, at]) => at < window.to));
      }),
      { numRuns: 1_500 },
    );
  });

  for (const zone of ZONES) {
    it(`agree with Intl on every day of the year in ${zone}`, () => {
      for (const clock of ['00:15:00', '01:45:00', '02:30:00', '08:00:00']) {
        const lesson = sampleLesson({ timeZone: zone, startsAt: `2026-02-01T${clock}`, rrule: 'FREQ=DAILY' });
        const window = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2027, 2, 1) };
        const found = expand({ ...lesson, durationMinutes: 1 }, window);
        expect(found.map(({ begins }) => wallClock(begins, zone))).to.deep.equal(
          found.map(({ startsAt }) => startsAt),
        );
        const skipped = [...Array(366).keys()]
          .map((n) => `${independentDay('2026-03-01', n)}T${clock}`)
          .filter((local) => independentInstant(local, zone) === null);
        expect(found.length).to.be.within(365 - skipped.length, 366 - skipped.length);
      }
    });
  }
});
