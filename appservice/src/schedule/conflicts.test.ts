import { expect } from 'chai';
import { conflictsAmong, conflictWindow, findConflicts } from './conflicts.ts';
import type { Lesson } from './model.ts';
import { sampleLesson, sampleOverride } from './testing/samples.ts';

const apart = { teacherIds: ['other'], classIds: ['other'], locationId: 'other' };
const conflictsOf = (mine: Partial<Lesson>, other: Partial<Lesson>): string[] => {
  const lesson = sampleLesson(mine);
  const found = findConflicts(lesson, [sampleLesson(other)], conflictWindow(lesson, 0));
  return found.map(({ kind, mine: one, times }) => `${kind} ${one.startsAt.slice(5, 16)} ×${times}`);
};

describe('Conflicts', () => {
  const cases: readonly [string, Partial<Lesson>, Partial<Lesson>, string[]][] = [
    [
      'a teacher in two lessons at once',
      {},
      { ...apart, teacherIds: ['teacher-1'] },
      ['teacher 09-07T10:15 ×16'],
    ],
    [
      'a class in two lessons at once',
      {},
      { ...apart, classIds: ['x', 'class-7b'] },
      ['class 09-07T10:15 ×16'],
    ],
    ['two lessons in one room', {}, { ...apart, locationId: 'room-201' }, ['location 09-07T10:15 ×16']],
    ['nobody in common', {}, apart, []],
    ['no room at all twice', { locationId: null }, { ...apart, locationId: null }, []],
    ['a lesson that begins when the other ends', {}, { startsAt: '2026-09-07T11:00:00' }, []],
    [
      'a minute in common',
      {},
      { ...apart, locationId: 'room-201', startsAt: '2026-09-07T10:59:00', rrule: null },
      ['location 09-07T10:15 ×1'],
    ],
    [
      'the same time on another day',
      {},
      { rrule: 'FREQ=WEEKLY;BYDAY=TU', startsAt: '2026-09-08T10:15:00' },
      [],
    ],
    [
      'weeks A and B',
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' },
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', startsAt: '2026-09-14T10:15:00' },
      [],
    ],
    ['a lesson that is cancelled', {}, { status: 'cancelled' }, []],
    [
      'a single lesson where the other was moved to',
      { ...apart, locationId: 'room-201', rrule: null, startsAt: '2026-09-10T08:00:00' },
      {
        overrides: [sampleOverride({ recurrenceId: '2026-09-14T10:15:00', startsAt: '2026-09-10T08:30:00' })],
      },
      ['location 09-10T08:00 ×1'],
    ],
    [
      'a single lesson where the other was cancelled',
      { rrule: null, startsAt: '2026-09-14T10:15:00' },
      { overrides: [sampleOverride({ recurrenceId: '2026-09-14T10:15:00', status: 'cancelled' })] },
      [],
    ],
    [
      'a substitute who teaches elsewhere then',
      { ...apart, teacherIds: ['t9'], rrule: null, startsAt: '2026-09-14T10:15:00' },
      { overrides: [sampleOverride({ recurrenceId: '2026-09-14T10:15:00', teacherIds: ['t9'] })] },
      ['teacher 09-14T10:15 ×1'],
    ],
    [
      'two time zones at the same moment',
      { rrule: null },
      {
        ...apart,
        locationId: 'room-201',
        timeZone: 'Europe/Moscow',
        startsAt: '2026-09-07T11:15:00',
        rrule: null,
      },
      ['location 09-07T10:15 ×1'],
    ],
    [
      'two time zones at the same time of the day',
      { rrule: null },
      { timeZone: 'Europe/Moscow', rrule: null },
      [],
    ],
  ];
  for (const [what, mine, other, expected] of cases) {
    it(expected.length > 0 ? `are found: ${what}` : `are none: ${what}`, () =>
      expect(conflictsOf(mine, other)).to.deep.equal(expected),
    );
  }

  it('are none on days off', () => {
    const lesson = sampleLesson({ rrule: 'FREQ=WEEKLY;COUNT=2;BYDAY=MO' });
    const off = [{ beginsOn: '2026-09-07', endsOn: '2026-09-08', title: 'Holiday' }];
    const [found] = findConflicts(lesson, [sampleLesson()], conflictWindow(lesson, 0), off);
    expect([found?.mine.startsAt, found?.times]).to.deep.equal(['2026-09-14T10:15:00', 1]);
  });

  it('are not looked for in the past', () => {
    const lesson = sampleLesson();
    const [found] = findConflicts(lesson, [sampleLesson()], conflictWindow(lesson, Date.UTC(2026, 10, 1)));
    expect(found?.mine.startsAt).to.equal('2026-11-02T10:15:00');
  });

  it('of a lesson with itself are none', () => {
    const lesson = sampleLesson();
    expect(findConflicts(lesson, [lesson], conflictWindow(lesson, 0))).to.deep.equal([]);
  });
});

describe('Conflicts of many lessons among each other', () => {
  const bounds = { occurrences: 10_000, conflicts: 100 };
  const window = { from: Date.UTC(2026, 8, 1), to: Date.UTC(2026, 11, 31) };
  const told = (
    lessons: readonly Lesson[],
    fresh: readonly Lesson[],
    limits = bounds,
  ): { said: string[]; complete: boolean } => {
    const ids = new Set(fresh.map(({ id }) => id));
    const { conflicts, complete } = conflictsAmong(lessons, ids, window, [], limits);
    const said = conflicts.map(({ kind, mine, other, times }) =>
      [kind, mine.lesson.title, other.lesson.title, times].join(' '),
    );
    return { said, complete };
  };
  const physics = sampleLesson({ title: 'physics' });
  const elsewhere = { classIds: ['class-8a'], teacherIds: ['teacher-2'], locationId: 'room-7' };

  it('are found once for each pair and what it shares, with how often', () => {
    const chemistry = sampleLesson({
      ...elsewhere,
      title: 'chemistry',
      startsAt: '2026-09-14T10:30:00',
      locationId: 'room-201',
    });
    const apart = sampleLesson({ title: 'apart', startsAt: '2026-09-08T10:15:00', rrule: null });
    expect(told([physics, chemistry, apart], [chemistry, apart])).to.deep.equal({
      said: ['location chemistry physics 15'],
      complete: true,
    });
  });

  it('that were there before are no news', () => {
    const other = sampleLesson({ title: 'other' });
    const fresh = sampleLesson({ ...elsewhere, title: 'fresh' });
    expect(told([physics, other, fresh], [fresh]).said).to.deep.equal([]);
  });

  it('are bounded when everything is at the same time', () => {
    const lessons = Array.from({ length: 3_000 }, () => sampleLesson({ rrule: null }));
    const before = performance.now();
    const { said, complete } = told(lessons, lessons);
    expect([said.length, complete]).to.deep.equal([100, false]);
    expect(told([physics], [physics], { ...bounds, occurrences: 5 }).complete).to.equal(false);
    expect(performance.now() - before).to.be.below(5_000);
  });
});
