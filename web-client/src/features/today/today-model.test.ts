import { expect } from 'chai';
import { clockAt, momentOf } from '../timetable/calendar.ts';
import { sampleLesson, sampleTimetable, type Sketch } from '../timetable/testing/sample.ts';
import { changesAhead, minutesUntil, shareOver, todayOf, type Today } from './today-model.ts';

const MOSCOW = 'Europe/Moscow';
const titles = (lessons: readonly { title: string }[]): string => lessons.map(({ title }) => title).join(' ');
/** What is over | now | next | later. */
const line = ({ over, now, next, later }: Today): string => [over, now, next, later].map(titles).join(' | ');

const DAY: readonly Sketch[] = [
  { title: 'Алгебра', begins_at: '08:30', ends_at: '09:15' },
  { title: 'Физика', begins_at: '09:25', ends_at: '10:10' },
  { title: 'Труд', begins_at: '09:25', ends_at: '10:10' },
  { title: 'ИЗО', begins_at: '10:30', ends_at: '11:15' },
];

describe('a day at school', () => {
  const lessons = DAY.map((one) => sampleLesson(one));
  const cases: [what: string, clock: string, expected: string][] = [
    ['before the first lesson', '07:00', ' |  | Алгебра | Труд Физика ИЗО'],
    ['at the first bell', '08:30', ' | Алгебра | Труд Физика | ИЗО'],
    ['a minute before the bell', '09:14', ' | Алгебра | Труд Физика | ИЗО'],
    ['in the break', '09:15', 'Алгебра |  | Труд Физика | ИЗО'],
    ['with two lessons at once', '09:30', 'Алгебра | Труд Физика | ИЗО | '],
    ['in the last lesson', '11:14', 'Алгебра Труд Физика | ИЗО |  | '],
    ['after the last bell', '11:15', 'Алгебра Труд Физика ИЗО |  |  | '],
  ];
  for (const [what, clock, expected] of cases) {
    it(`is told ${what}`, () => {
      const seen = todayOf(sampleTimetable(lessons), momentOf('2026-12-01', clock, MOSCOW));
      const sorted = (text: string): string =>
        text
          .split('|')
          .map((part) => part.trim().split(' ').sort().join(' '))
          .join('|');
      expect(sorted(line(seen))).to.equal(sorted(expected));
    });
  }

  it('passes over a cancelled lesson, and still shows it', () => {
    const some = [
      sampleLesson({ ...DAY[0], cancelled: true }),
      sampleLesson(DAY[1]),
      sampleLesson({ ...DAY[3], cancelled: true }),
    ];
    const early = todayOf(sampleTimetable(some), momentOf('2026-12-01', '08:00', MOSCOW));
    expect(line(early)).to.equal(' |  | Физика | Алгебра ИЗО');
    const during = todayOf(sampleTimetable(some), momentOf('2026-12-01', '08:40', MOSCOW));
    expect(line(during)).to.equal('Алгебра |  | Физика | ИЗО');
    const late = todayOf(sampleTimetable(some), momentOf('2026-12-01', '10:20', MOSCOW));
    expect([line(late), late.free]).to.deep.equal(['Алгебра Физика |  |  | ИЗО', 'done']);
  });

  it('is the school’s day, wherever the device is', () => {
    // 00:10 in Vladivostok is still the day before in Moscow.
    const timetable = sampleTimetable([sampleLesson({ day: '2026-12-02' }, 'Asia/Vladivostok')], {
      time_zone: 'Asia/Vladivostok',
    });
    expect(todayOf(timetable, Date.parse('2026-12-01T14:10:00Z')).day).to.equal('2026-12-02');
    expect(titles(todayOf(timetable, Date.parse('2026-12-01T14:10:00Z')).next)).to.equal('Алгебра');
    expect(todayOf(timetable, Date.parse('2026-12-01T13:59:00Z')).day).to.equal('2026-12-01');
  });

  it('keeps a lesson that goes on after midnight', () => {
    const night = sampleLesson({ title: 'Астрономия', begins_at: '23:00', ends_at: '23:30' });
    const long = { ...night, ends: '2026-12-01T22:00:00Z', ends_at: '01:00' };
    expect(line(todayOf(sampleTimetable([long]), Date.parse('2026-12-01T21:30:00Z')))).to.equal(
      ' | Астрономия |  | ',
    );
  });

  describe('on which clocks change', () => {
    for (const [what, day, clock, before, after] of [
      ['forward', '2026-03-29', '03:30', '2026-03-29T01:29:00Z', '2026-03-29T01:30:00Z'],
      ['back', '2026-10-25', '03:30', '2026-10-25T02:29:00Z', '2026-10-25T02:30:00Z'],
    ] as const) {
      it(`begins its lessons at their time on the wall: ${what}`, () => {
        const lesson = sampleLesson({ day, begins_at: clock, ends_at: '04:15' }, 'Europe/Berlin');
        const timetable = sampleTimetable([lesson], { time_zone: 'Europe/Berlin' });
        expect(line(todayOf(timetable, Date.parse(before)))).to.equal(' |  | Алгебра | ');
        expect(line(todayOf(timetable, Date.parse(after)))).to.equal(' | Алгебра |  | ');
        expect(shareOver(lesson, Date.parse(after) + 22.5 * 60_000)).to.equal(0.5);
      });
    }
  });
});

describe('a day without lessons', () => {
  const noon = (day: string): number => momentOf(day, '12:00', MOSCOW);
  const monday = sampleLesson({ day: '2026-12-07' });
  const off = [{ title: 'Каникулы', begins_on: '2026-12-01', ends_on: '2026-12-03' }];
  const cases: [what: string, timetable: ReturnType<typeof sampleTimetable>, day: string, free: string][] = [
    ['after the last bell', sampleTimetable([sampleLesson(), monday]), '2026-12-01', 'done 2026-12-07'],
    ['on a Saturday', sampleTimetable([sampleLesson(), monday]), '2026-12-05', 'weekend 2026-12-07'],
    ['on a Wednesday', sampleTimetable([sampleLesson(), monday]), '2026-12-02', 'free 2026-12-07'],
    ['in the holidays', sampleTimetable([monday], { days_off: off }), '2026-12-02', 'holiday 2026-12-07'],
    ['between terms', sampleTimetable([]), '2026-12-31', 'between -'],
    ['when nothing was entered', sampleTimetable([], { terms: [] }), '2026-12-01', 'none -'],
    ['in a term without lessons', sampleTimetable([]), '2026-12-01', 'none -'],
  ];
  for (const [what, timetable, day, expected] of cases) {
    it(`says why: ${what}`, () => {
      const seen = todayOf(timetable, noon(day));
      expect(`${seen.free} ${seen.upcoming?.day ?? '-'}`).to.equal(expected);
    });
  }

  it('does not promise a day on which everything is cancelled', () => {
    const lessons = [sampleLesson({ day: '2026-12-02', cancelled: true }), monday];
    expect(todayOf(sampleTimetable(lessons), noon('2026-12-01')).upcoming?.day).to.equal('2026-12-07');
  });

  it('names the next term', () => {
    const terms = [
      { title: 'III', begins_on: '2027-01-11', ends_on: '2027-03-20', week_cycle: 1 as const },
      { title: 'II', begins_on: '2026-11-09', ends_on: '2026-12-30', week_cycle: 1 as const },
    ];
    expect(todayOf(sampleTimetable([], { terms }), noon('2026-12-31')).nextTerm?.title).to.equal('III');
    expect(todayOf(sampleTimetable([], { terms }), noon('2026-12-01')).nextTerm).to.equal(null);
  });
});

it('changes of the days to come are told until they are over, a week ahead', () => {
  const changed = (day: string, title: string, more: Sketch = {}) =>
    sampleLesson({ day, title, change: { relocated: true }, ...more });
  const timetable = sampleTimetable([
    changed('2026-12-08', 'ИЗО'),
    changed('2026-12-07', 'Труд'),
    sampleLesson({ day: '2026-12-02' }),
    changed('2026-12-01', 'Физика', { begins_at: '09:25', ends_at: '10:10' }),
    changed('2026-12-01', 'Химия'),
    sampleLesson({ day: '2026-12-03', title: 'Музыка', cancelled: true }),
  ]);
  const ahead = changesAhead(timetable, momentOf('2026-12-01', '09:20', MOSCOW));
  expect(titles(ahead)).to.equal('Физика Музыка Труд');
});

it('minutes until a lesson are rounded up, and are never none', () => {
  expect([1, 59_000, 60_000, 61_000, 900_000].map((ms) => minutesUntil(ms, 0))).to.deep.equal([
    1, 1, 1, 2, 15,
  ]);
  expect(clockAt(0)).to.equal('00:00');
});
