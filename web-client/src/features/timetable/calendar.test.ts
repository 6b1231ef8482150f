import { expect } from 'chai';
import {
  addDays,
  clockAt,
  dayOffAt,
  isDay,
  letterOfWeek,
  localAt,
  minutesOf,
  momentOf,
  mondayOf,
  sameClocks,
  weekdayOf,
  weekLetter,
} from './calendar.ts';

const at = (text: string): number => Date.parse(text);

describe('days', () => {
  it('are counted over the ends of months and years, and over days on which clocks change', () => {
    expect(addDays('2026-12-31', 1)).to.equal('2027-01-01');
    expect(addDays('2028-02-28', 1)).to.equal('2028-02-29');
    expect(addDays('2026-03-28', 2)).to.equal('2026-03-30');
    expect(addDays('2026-10-25', -1)).to.equal('2026-10-24');
  });

  it('have weeks that begin on Monday', () => {
    expect(['2026-11-23', '2026-11-28', '2026-11-29'].map(weekdayOf)).to.deep.equal([1, 6, 7]);
    expect(['2026-11-23', '2026-11-29', '2026-11-30'].map(mondayOf)).to.deep.equal([
      '2026-11-23',
      '2026-11-23',
      '2026-11-30',
    ]);
  });

  for (const [text, expected] of [
    ['2026-11-24', true],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['26-11-24', false],
    ['2026-11-24T00:00', false],
  ] as const) {
    it(`${text} is ${expected ? 'one' : 'none'}`, () => expect(isDay(text)).to.equal(expected));
  }

  it('turn clocks into minutes and back', () => {
    expect(minutesOf('08:30')).to.equal(510);
    expect([0, 510, 1439].map(clockAt)).to.deep.equal(['00:00', '08:30', '23:59']);
  });
});

describe('the clock of a time zone', () => {
  const cases: [what: string, moment: string, zone: string, day: string, clock: string][] = [
    ['is ahead of UTC', '2026-11-24T21:30:00Z', 'Europe/Moscow', '2026-11-25', '00:30'],
    ['is behind UTC', '2026-11-24T03:00:00Z', 'America/New_York', '2026-11-23', '22:00'],
    ['has quarters of an hour', '2026-11-24T00:00:00Z', 'Asia/Kathmandu', '2026-11-24', '05:45'],
    ['says midnight as 00:00', '2026-11-23T21:00:00Z', 'Europe/Moscow', '2026-11-24', '00:00'],
    ['before spring forward', '2026-03-29T00:59:00Z', 'Europe/Berlin', '2026-03-29', '01:59'],
    ['after spring forward', '2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29', '03:00'],
    ['before fall back', '2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25', '02:30'],
    ['after fall back', '2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25', '02:30'],
    ['in the far south', '2026-10-03T16:00:00Z', 'Australia/Sydney', '2026-10-04', '03:00'],
    ['beyond the date line', '2026-12-31T10:30:00Z', 'Pacific/Kiritimati', '2027-01-01', '00:30'],
  ];
  for (const [what, moment, zone, day, clock] of cases) {
    it(`${what}: ${moment} in ${zone} is ${day} ${clock}`, () => {
      const local = localAt(at(moment), zone);
      expect([local.day, clockAt(local.minutes)]).to.deep.equal([day, clock]);
    });
  }

  it('is compared by what it shows, not by its name', () => {
    const summer = at('2026-07-01T12:00:00Z');
    const winter = at('2026-12-01T12:00:00Z');
    expect(sameClocks('Europe/Moscow', 'Europe/Minsk', winter)).to.equal(true);
    expect(sameClocks('Europe/Moscow', 'Asia/Yekaterinburg', winter)).to.equal(false);
    expect(sameClocks('Europe/London', 'Africa/Abidjan', winter)).to.equal(true);
    expect(sameClocks('Europe/London', 'Africa/Abidjan', summer)).to.equal(false);
  });
});

describe('the moment of a local time', () => {
  const cases: [what: string, day: string, clock: string, zone: string, moment: string][] = [
    ['on a plain day', '2026-11-24', '08:30', 'Europe/Moscow', '2026-11-24T05:30:00Z'],
    ['beyond midnight UTC', '2026-11-24', '01:30', 'Asia/Vladivostok', '2026-11-23T15:30:00Z'],
    ['before spring forward', '2026-03-29', '01:30', 'Europe/Berlin', '2026-03-29T00:30:00Z'],
    ['skipped by the clocks', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['after spring forward', '2026-03-29', '08:30', 'Europe/Berlin', '2026-03-29T06:30:00Z'],
    ['that comes twice', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['after fall back', '2026-10-25', '08:30', 'Europe/Berlin', '2026-10-25T07:30:00Z'],
    ['in the west', '2026-11-01', '08:30', 'America/New_York', '2026-11-01T13:30:00Z'],
    [
      'where clocks change by half an hour',
      '2026-10-04',
      '08:30',
      'Australia/Lord_Howe',
      '2026-10-03T21:30:00Z',
    ],
  ];
  for (const [what, day, clock, zone, moment] of cases) {
    it(`${what}: ${day} ${clock} in ${zone} is ${moment}`, () =>
      expect(momentOf(day, clock, zone)).to.equal(at(moment)));
  }
});

describe('weeks A and B', () => {
  const terms = [
    { title: 'I', begins_on: '2026-09-01', ends_on: '2026-10-31', week_cycle: 2 as const },
    { title: 'II', begins_on: '2026-11-09', ends_on: '2026-12-30', week_cycle: 1 as const },
  ];
  for (const [day, letter] of [
    ['2026-09-01', 'A'],
    ['2026-09-06', 'A'],
    ['2026-09-07', 'B'],
    ['2026-10-30', 'A'],
    ['2026-10-31', null],
    ['2026-11-10', null],
    ['2026-08-31', null],
  ] as const) {
    it(`${day} is in ${letter ?? 'neither'}`, () => expect(weekLetter(terms, day)).to.equal(letter));
  }

  it('of a week that begins before the term is that of its days in the term', () => {
    expect(letterOfWeek(terms, '2026-08-31')).to.equal('A');
    expect(letterOfWeek(terms, '2026-11-02')).to.equal(null);
  });
});

it('a day off includes its first day and not its last', () => {
  const off = [{ title: 'Каникулы', begins_on: '2026-10-31', ends_on: '2026-11-09' }];
  expect(dayOffAt(off, '2026-10-31')?.title).to.equal('Каникулы');
  expect(dayOffAt(off, '2026-11-09')).to.equal(null);
});
