import { expect } from 'chai';
import fc from 'fast-check';
import { createFindings } from '../../roster/findings.ts';
import type { ImportCode } from '../import/messages.ts';
import { independentDay, sampleEvent } from '../testing/samples.ts';
import { readText as read } from '../testing/read-text.ts';
import type { CalendarEvent } from './event.ts';
import { readCalendar } from './read.ts';
import { writeCalendar } from './write.ts';

/** A calendar of one event with these lines beside a title. */
const calendar = (...lines: string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    'UID:1',
    'SUMMARY:Физика',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const TIMES = ['DTSTART;TZID=Europe/Berlin:20260907T101500', 'DTEND;TZID=Europe/Berlin:20260907T110000'];

describe('A calendar that is read', () => {
  const fine: readonly [string, string, Partial<CalendarEvent>, string[]][] = [
    ['a duration instead of an end', calendar(TIMES[0]!, 'DURATION:PT1H30M'), { durationMinutes: 90 }, []],
    [
      'LF alone, a byte-order mark and lower-case names',
      `\ufeff${calendar(...TIMES)
        .replaceAll('\r\n', '\n')
        .replaceAll('DTSTART', 'dtstart')}`,
      { startsAt: '2026-09-07T10:15:00' },
      [],
    ],
    [
      'an event in UTC as one of the school',
      calendar('DTSTART:20260907T071500Z', 'DTEND:20260907T080000Z'),
      { startsAt: '2026-09-07T10:15:00', timeZone: 'Europe/Moscow' },
      [],
    ],
    [
      'times without a zone, and says so',
      calendar('DTSTART:20260907T101500', 'DURATION:PT45M'),
      { timeZone: 'Europe/Moscow' },
      ['warning floating_time a.ics:6 · DTSTART'],
    ],
    [
      'exceptions in another zone or as dates',
      calendar(...TIMES, 'RRULE:FREQ=WEEKLY', 'EXDATE:20260914T081500Z', 'EXDATE;VALUE=DATE:20260921'),
      { exdates: ['2026-09-14T10:15:00', '2026-09-21T10:15:00'] },
      [],
    ],
    [
      'alarms and attachments by leaving them out',
      calendar(...TIMES, 'ATTACH:data', 'BEGIN:VALARM', 'DURATION:PT5M', 'TRIGGER:-PT5M', 'END:VALARM'),
      { durationMinutes: 45 },
      [],
    ],
    [
      'a rule in UTC, and says what follows',
      calendar('DTSTART:20260907T071500Z', 'DURATION:PT45M', 'RRULE:FREQ=WEEKLY'),
      { timeZone: 'UTC', rrule: 'FREQ=WEEKLY' },
      ['warning utc_rule a.ics:6 · DTSTART'],
    ],
    [
      'a first day outside of its rule, and says so',
      calendar(...TIMES, 'RRULE:FREQ=WEEKLY;BYDAY=TU'),
      { rrule: 'FREQ=WEEKLY;BYDAY=TU' },
      ['warning start_not_in_rule a.ics:3 · DTSTART'],
    ],
    [
      'an endless rule without following it',
      calendar(...TIMES, 'RRULE:FREQ=DAILY'),
      { rrule: 'FREQ=DAILY' },
      [],
    ],
  ];
  for (const [what, text, expected, findings] of fine) {
    it(`takes ${what}`, async () => {
      const result = await read(text);
      expect(result.findings).to.deep.equal(findings);
      expect(result.events[0]).to.deep.include(expected);
    });
  }

  const wrong: readonly [string, string, string[]][] = [
    ['something else', 'hello', ['error not_a_calendar a.ics:1']],
    ['an empty file', '', ['error not_a_calendar a.ics:1']],
    ['half a file', calendar(...TIMES).slice(0, -28), ['error cut_off a.ics']],
    [
      'components within each other without end',
      `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(100_000)}`,
      ['error structure a.ics:5 · «BEGIN:VEVENT»'],
    ],
    ['ends that do not match', calendar('END:VCALENDAR'), ['error structure a.ics:6 · «END:VCALENDAR»']],
    [
      'a month that does not exist',
      calendar('DTSTART;TZID=Europe/Berlin:20261307T101500', TIMES[1]!),
      ['error time_malformed a.ics:6 · DTSTART · «2026-13-07T10:15:00»'],
    ],
    [
      'a start that is no time',
      calendar('DTSTART:soon', TIMES[1]!),
      ['error time_malformed a.ics:6 · DTSTART · «soon--T::»'],
    ],
    ['no end', calendar(TIMES[0]!), ['error end_missing a.ics:3 · DTEND']],
    ['no start', calendar(TIMES[1]!), ['error start_missing a.ics:3 · DTSTART']],
    [
      'an end before the start',
      calendar(TIMES[0]!, 'DTEND;TZID=Europe/Berlin:20260907T090000'),
      ['error duration_wrong a.ics:7 · DTEND'],
    ],
    ['a whole day', calendar('DTSTART;VALUE=DATE:20260907'), ['warning all_day a.ics:6 · DTSTART']],
    [
      'a rule of every second',
      calendar(...TIMES, 'RRULE:FREQ=SECONDLY'),
      ['error rule_too_frequent a.ics:8 · RRULE'],
    ],
    [
      'two rules',
      calendar(...TIMES, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY'),
      ['error rules_several a.ics:9 · RRULE'],
    ],
    [
      'additional dates',
      calendar(...TIMES, 'RDATE:20260908T081500Z'),
      ['warning rdate_unsupported a.ics:8 · RDATE'],
    ],
    [
      'a change of all that follows',
      calendar(...TIMES, 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260907T101500'),
      ['error range_unsupported a.ics:8 · RECURRENCE-ID'],
    ],
    [
      'too many exceptions',
      calendar(
        ...TIMES,
        ...Array.from(
          { length: 1_001 },
          (_, n) => `EXDATE;TZID=Europe/Berlin:${independentDay('2026-09-07', n).replaceAll('-', '')}T101500`,
        ),
      ),
      ['error exceptions_too_many a.ics:1008 · EXDATE'],
    ],
    [
      'a zone that nobody knows',
      calendar('DTSTART;TZID=Mars/Olympus:20260907T101500', 'DURATION:PT45M'),
      ['error tzid_unknown a.ics:6 · TZID · «Mars/Olympus»'],
    ],
  ];
  for (const [what, text, expected] of wrong) {
    it(`explains ${what}`, async () => expect((await read(text)).findings).to.deep.equal(expected));
  }

  const windows = calendar('DTSTART;TZID="W. Europe Standard Time":20260907T101500', 'DURATION:PT45M');

  it('asks once about a zone that it does not know, with a suggestion, and takes nothing in it', async () => {
    const findings = createFindings<ImportCode>();
    const twice = windows.replace(
      'END:VCALENDAR',
      windows.slice(windows.indexOf('BEGIN:VEVENT')).replace('UID:1', 'UID:2'),
    );
    expect(await readCalendar(twice, { file: 'a.ics', timeZone: 'Europe/Moscow' }, findings)).to.deep.equal(
      [],
    );
    expect(findings.list().map(({ code, values }) => [code, values])).to.deep.equal([
      ['tzid_unknown', { known: 'yes', suggestion: 'Europe/Berlin' }],
    ]);
  });

  it('takes the zone that was answered', async () => {
    const { events, findings } = await read(windows, { 'W. Europe Standard Time': 'Europe/Vienna' });
    expect([events[0]?.timeZone, findings]).to.deep.equal(['Europe/Vienna', []]);
  });

  it('refuses an answer that is no zone', async () => {
    const { events, findings } = await read(windows, { 'W. Europe Standard Time': 'Berlin' });
    expect([events, findings]).to.deep.equal([
      [],
      ['error tzid_answer_wrong a.ics:6 · TZID · «W. Europe Standard Time»'],
    ]);
  });

  const zone = (...rules: string[]): string =>
    calendar(...TIMES).replace(
      'BEGIN:VEVENT',
      [
        'BEGIN:VTIMEZONE',
        'TZID:Europe/Berlin',
        'BEGIN:STANDARD',
        'DTSTART:19700101T000000',
        'TZOFFSETFROM:+0500',
        'TZOFFSETTO:+0500',
        ...rules,
        'END:STANDARD',
        'END:VTIMEZONE',
        'BEGIN:VEVENT',
      ].join('\r\n'),
    );

  it('tells when a file describes a zone differently', async () => {
    expect((await read(zone())).findings).to.deep.equal([
      'warning vtimezone_differs a.ics:14 · TZID · «Europe/Berlin»',
    ]);
  });

  it('follows no rule of a zone that never ends', async () => {
    const before = performance.now();
    expect((await read(zone('RRULE:FREQ=SECONDLY'))).events).to.have.length(1);
    expect(performance.now() - before).to.be.below(500);
  });

  it('joins changed occurrences to their lesson, the newest of each', async () => {
    const override = (sequence: number, title: string): string =>
      [
        'BEGIN:VEVENT',
        'UID:1',
        `SEQUENCE:${sequence}`,
        `SUMMARY:${title}`,
        'RECURRENCE-ID:20260914T081500Z',
        ...TIMES,
        'END:VEVENT',
        '',
      ].join('\r\n');
    const text = calendar(...TIMES, 'RRULE:FREQ=WEEKLY').replace(
      'BEGIN:VEVENT',
      `${override(2, 'new')}${override(1, 'old')}BEGIN:VEVENT`,
    );
    const { events } = await read(text);
    expect(
      events.map(({ overrides }) => overrides.map((one) => [one.recurrenceId, one.title])),
    ).to.deep.equal([[['2026-09-14T10:15:00', 'new']]]);
  });

  it('of 100,000 events is read in bounded time while others have their turn', async function () {
    this.timeout(60_000);
    const event = [
      'BEGIN:VEVENT',
      'UID:0000',
      'SUMMARY:x',
      ...TIMES,
      'RRULE:FREQ=DAILY',
      'END:VEVENT',
      '',
    ].join('\r\n');
    const events = Array.from({ length: 100_001 }, (_, n) => event.replace('UID:0000', `UID:${n}`));
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const good = await read(`BEGIN:VCALENDAR\r\n${events.slice(1).join('')}END:VCALENDAR\r\n`);
    clearInterval(timer);
    expect([good.events.length, good.findings]).to.deep.equal([100_000, []]);
    expect(turns).to.be.greaterThan(50);
    const more = await read(`BEGIN:VCALENDAR\r\n${events.join('')}END:VCALENDAR\r\n`);
    expect(more).to.deep.equal({ events: [], findings: ['error too_many_events a.ics:700002'] });
  });

  it('leaves out a line without end', async () => {
    const { events, findings } = await read(calendar(...TIMES, `DESCRIPTION:${'x'.repeat(30_000_000)}`));
    expect([events[0]?.description, findings]).to.deep.equal([
      null,
      ['warning line_too_long a.ics:8 · DESCRIPTION'],
    ]);
  });

  it('never crashes on a file that was changed at random', async function () {
    this.timeout(60_000);
    const good = writeCalendar({ name: '7Б', events: [sampleEvent({ exdates: ['2026-09-14T10:15:00'] })] });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.nat(40),
        fc.string({ maxLength: 20 }),
        async (at, cut, noise) => {
          const { events } = await read(good.slice(0, at) + noise + good.slice(at + cut));
          expect(events.length).to.be.at.most(1);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
