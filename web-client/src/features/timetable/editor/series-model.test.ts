import { expect } from 'chai';
import { endOf, once, shifted, untilIn, weekdaysIn, weekly, type Weekly } from './series-model.ts';

const TERMS = [{ title: 'II', begins_on: '2026-11-09', ends_on: '2026-12-30', week_cycle: 2 as const }];

describe('a new lesson', () => {
  const wish: Weekly = {
    weekdays: [2],
    week: null,
    from: '2026-12-01',
    until: '2026-12-29',
    begins: '08:30',
    ends: '09:15',
  };
  const rule = (more: Partial<Weekly>): string => {
    const times = weekly({ ...wish, ...more }, TERMS);
    return typeof times === 'string'
      ? times
      : `${times.starts_at} ${times.duration_minutes} ${times.rrule ?? 'once'}`;
  };
  const cases: [what: string, more: Partial<Weekly>, expected: string][] = [
    [
      'repeats on its day, beginning with the first',
      { from: '2026-11-30' },
      '2026-12-01T08:30:00 45 FREQ=WEEKLY;UNTIL=20261229;BYDAY=TU;WKST=MO',
    ],
    [
      'repeats on several days, whichever comes first',
      { weekdays: [5, 1], from: '2026-12-02' },
      '2026-12-04T08:30:00 45 FREQ=WEEKLY;UNTIL=20261229;BYDAY=MO,FR;WKST=MO',
    ],
    [
      'in week A only skips the week B in which it was made',
      { week: 'A' },
      '2026-12-08T08:30:00 45 FREQ=WEEKLY;UNTIL=20261229;INTERVAL=2;BYDAY=TU;WKST=MO',
    ],
    [
      'in week B only begins at once',
      { week: 'B' },
      '2026-12-01T08:30:00 45 FREQ=WEEKLY;UNTIL=20261229;INTERVAL=2;BYDAY=TU;WKST=MO',
    ],
    [
      'on several days in week A counts its weeks from the first of them',
      { week: 'A', weekdays: [1, 4], from: '2026-11-26' },
      '2026-11-26T08:30:00 45 FREQ=WEEKLY;UNTIL=20261229;INTERVAL=2;BYDAY=MO,TH;WKST=MO',
    ],
    ['needs a weekday', { weekdays: [] }, 'weekdays'],
    ['needs an end after its begin', { ends: '08:30' }, 'backwards'],
    ['needs times that are times', { begins: '8:30' }, 'clock'],
    ['must not end before it begins', { until: '2026-11-30' }, 'until'],
    ['must take place at all', { weekdays: [7], until: '2026-12-05' }, 'nothing'],
    [
      'cannot be in week A outside of a term with weeks',
      { week: 'A', from: '2027-01-11', until: '2027-02-01' },
      'nothing',
    ],
  ];
  for (const [what, more, expected] of cases) it(what, () => expect(rule(more)).to.equal(expected));

  it('is held once', () => {
    expect(once({ day: '2026-12-01', begins: '15:00', ends: '16:30' })).to.deep.equal({
      starts_at: '2026-12-01T15:00:00',
      duration_minutes: 90,
      rrule: null,
    });
    expect(once({ day: '2026-02-30', begins: '15:00', ends: '16:30' })).to.equal('day');
  });
});

describe('a rule', () => {
  const cases: [rrule: string | null, days: number[] | null][] = [
    ['FREQ=WEEKLY;UNTIL=20261229T205959Z;BYDAY=MO,FR;WKST=MO', [1, 5]],
    ['FREQ=WEEKLY;BYDAY=SU', [7]],
    ['FREQ=WEEKLY', null],
    ['FREQ=MONTHLY;BYDAY=1MO', null],
    [null, null],
  ];
  for (const [rrule, days] of cases) {
    it(`${rrule ?? 'that is none'} has the weekdays ${days?.join() ?? 'nobody can name'}`, () =>
      expect(weekdaysIn(rrule)).to.deep.equal(days));
  }

  it('ends on the last day where the lesson is held', () => {
    expect(untilIn('FREQ=WEEKLY;UNTIL=20261229T205959Z;BYDAY=MO', 'Europe/Moscow')).to.equal('2026-12-29');
    expect(untilIn('FREQ=WEEKLY;UNTIL=20261230T045959Z;BYDAY=MO', 'America/New_York')).to.equal('2026-12-29');
    expect(untilIn('FREQ=WEEKLY;UNTIL=20261229;BYDAY=MO', 'Europe/Moscow')).to.equal('2026-12-29');
    expect(untilIn('FREQ=WEEKLY;BYDAY=MO', 'Europe/Moscow')).to.equal(null);
  });
});

describe('another time for all lessons of a series', () => {
  const lesson = {
    starts_at: '2026-11-10T08:30:00',
    duration_minutes: 45,
    rrule: 'FREQ=WEEKLY;UNTIL=20261229T205959Z;INTERVAL=2;BYDAY=TU;WKST=MO',
    exdates: ['2026-11-24T08:30:00'],
  };
  const same = { begins: '08:30', ends: '09:15', weekday: null };

  it('is none when nothing changes', () => {
    expect(shifted(lesson, same)).to.equal(null);
    expect(shifted(lesson, { ...same, weekday: 2 })).to.equal(null);
  });

  it('takes the dates that are left out with it', () => {
    expect(shifted(lesson, { ...same, begins: '10:15', ends: '11:00' })).to.deep.equal({
      starts_at: '2026-11-10T10:15:00',
      duration_minutes: 45,
      exdates: ['2026-11-24T10:15:00'],
    });
  });

  it('moves to another weekday of the same week, so that A stays A', () => {
    expect(shifted(lesson, { ...same, weekday: 5 })).to.deep.equal({
      starts_at: '2026-11-13T08:30:00',
      duration_minutes: 45,
      exdates: ['2026-11-27T08:30:00'],
      rrule: 'FREQ=WEEKLY;UNTIL=20261229T205959Z;INTERVAL=2;BYDAY=FR;WKST=MO',
    });
  });

  it('only gets longer', () => {
    expect(shifted(lesson, { ...same, ends: '10:00' })).to.deep.equal({ duration_minutes: 90 });
  });

  it('leaves the weekdays of a rule with several as they are', () => {
    const several = { ...lesson, rrule: 'FREQ=WEEKLY;BYDAY=TU,TH;WKST=MO' };
    expect(shifted(several, { ...same, weekday: 5 })).to.equal(null);
  });
});

it('a lesson ends so many minutes after its begin', () => expect(endOf('08:30', 45)).to.equal('09:15'));
