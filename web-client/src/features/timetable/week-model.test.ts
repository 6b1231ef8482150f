import { expect } from 'chai';
import { momentOf } from './calendar.ts';
import { sampleLesson, sampleTimetable } from './testing/sample.ts';
import { neighbour, placeLessons, printRows, weekOf } from './week-model.ts';

const NOW = momentOf('2026-12-01', '12:00', 'Europe/Moscow');
const MONDAY = '2026-11-30';

/** `title from-to lane/lanes` */
const layout = (...spans: [title: string, begins: string, ends: string][]): string[] =>
  placeLessons(spans.map(([title, begins_at, ends_at]) => sampleLesson({ title, begins_at, ends_at }))).map(
    ({ lesson, from, to, lane, lanes }) => `${lesson.title} ${from}-${to} ${lane}/${lanes}`,
  );

describe('lessons of a day', () => {
  const cases: [what: string, spans: Parameters<typeof layout>, expected: string[]][] = [
    ['one alone has all the width', [['A', '08:00', '09:00']], ['A 480-540 0/1']],
    [
      'those that only touch do not share it',
      [
        ['A', '08:00', '09:00'],
        ['B', '09:00', '10:00'],
      ],
      ['A 480-540 0/1', 'B 540-600 0/1'],
    ],
    [
      'two at once stand side by side',
      [
        ['B', '08:00', '09:00'],
        ['A', '08:00', '09:00'],
      ],
      ['A 480-540 0/2', 'B 480-540 1/2'],
    ],
    [
      'a long one beside two short ones needs two lanes',
      [
        ['long', '08:00', '10:00'],
        ['A', '08:00', '08:45'],
        ['B', '09:00', '09:45'],
      ],
      ['long 480-600 0/2', 'A 480-525 1/2', 'B 540-585 1/2'],
    ],
    [
      'a chain of overlaps shares its lanes, what comes after does not',
      [
        ['A', '08:00', '09:00'],
        ['B', '08:30', '09:30'],
        ['C', '09:15', '10:00'],
        ['D', '10:00', '11:00'],
      ],
      ['A 480-540 0/2', 'B 510-570 1/2', 'C 555-600 0/2', 'D 600-660 0/1'],
    ],
  ];
  for (const [what, spans, expected] of cases)
    it(what, () => expect(layout(...spans)).to.deep.equal(expected));

  it('that go on after midnight end with the column', () => {
    const night = { ...sampleLesson({ begins_at: '23:00', ends_at: '23:30' }), ends_at: '01:00' };
    const [placed] = placeLessons([{ ...night, ends: '2026-12-01T22:00:00Z' }]);
    expect([placed?.from, placed?.to]).to.deep.equal([1380, 1440]);
  });

  it('keep a height in the hour that comes twice', () => {
    // 02:30 to 02:15 on the wall, three quarters of an hour in fact.
    const lesson = sampleLesson({ day: '2026-10-25', begins_at: '02:30', ends_at: '02:15' }, 'Europe/Berlin');
    const [placed] = placeLessons([
      { ...lesson, begins: '2026-10-25T00:30:00Z', ends: '2026-10-25T01:15:00Z' },
    ]);
    expect([placed?.from, placed?.to]).to.deep.equal([150, 195]);
  });
});

describe('a week', () => {
  it('has five days, marks today, and knows its letter', () => {
    const week = weekOf(sampleTimetable([sampleLesson()]), MONDAY, NOW);
    expect(week.days.map(({ day }) => day.slice(8))).to.deep.equal(['30', '01', '02', '03', '04']);
    expect(week.days.filter(({ isToday }) => isToday).map(({ day }) => day)).to.deep.equal(['2026-12-01']);
    // The term began on 9 November in week A; this is its fourth week.
    expect(week.letter).to.equal('B');
  });

  for (const [what, day, days] of [
    ['Saturday', '2026-12-05', 6],
    ['Sunday', '2026-12-06', 7],
  ] as const) {
    it(`goes on to ${what} when there are lessons`, () =>
      expect(weekOf(sampleTimetable([sampleLesson({ day })]), MONDAY, NOW).days).to.have.length(days));
  }

  it('spans its lessons in whole half hours, else the bells, else a morning', () => {
    const span = (...args: Parameters<typeof sampleTimetable>): number[] => {
      const { from, to } = weekOf(sampleTimetable(...args), MONDAY, NOW);
      return [from, to];
    };
    expect(span([sampleLesson({ begins_at: '08:40', ends_at: '13:05' })])).to.deep.equal([510, 810]);
    expect(span([])).to.deep.equal([510, 630]);
    expect(span([], { periods: [] })).to.deep.equal([480, 900]);
  });

  it('says which days are off', () => {
    const days_off = [{ title: 'Праздник', begins_on: '2026-12-02', ends_on: '2026-12-03' }];
    const { days } = weekOf(sampleTimetable([], { days_off }), MONDAY, NOW);
    expect(days.map(({ off }) => off?.title ?? '')).to.deep.equal(['', '', 'Праздник', '', '']);
  });
});

describe('the arrow keys', () => {
  const days = [[510, 565], [], [520, 600, 700], []].map((froms) => ({
    lessons: froms.map((from) => ({ from })),
  }));
  const cases: [key: string, from: [number, number], to: [number, number] | null][] = [
    ['ArrowDown', [0, 0], [0, 1]],
    ['ArrowDown', [0, 1], null],
    ['ArrowUp', [0, 1], [0, 0]],
    ['ArrowUp', [0, 0], null],
    ['ArrowRight', [0, 1], [2, 1]],
    ['ArrowRight', [2, 0], null],
    ['ArrowLeft', [2, 2], [0, 1]],
    ['End', [2, 0], [2, 2]],
    ['Home', [2, 2], [2, 0]],
    ['Enter', [0, 0], null],
  ];
  for (const [key, from, to] of cases) {
    it(`${key} from ${from.join()} leads to ${to?.join() ?? 'nowhere'}`, () =>
      expect(neighbour(days, from, key)).to.deep.equal(to));
  }
});

it('a printed week has a row for each begin, numbered where it is a bell', () => {
  const timetable = sampleTimetable([
    sampleLesson({ day: '2026-11-30' }),
    sampleLesson({ day: '2026-12-02' }),
    sampleLesson({ day: '2026-12-02', title: 'Труд' }),
    sampleLesson({ day: '2026-12-01', title: 'Кружок', begins_at: '15:00', ends_at: '16:30' }),
  ]);
  const rows = printRows(weekOf(timetable, MONDAY, NOW), timetable.periods);
  expect(
    rows.map(
      ({ number, begins, ends, cells }) =>
        `${number ?? '-'} ${begins}-${ends} ${cells.map((cell) => cell.map(({ title }) => title).join('+')).join('|')}`,
    ),
  ).to.deep.equal(['1 08:30-09:15 Алгебра||Алгебра+Труд||', '- 15:00-16:30 |Кружок|||']);
});
