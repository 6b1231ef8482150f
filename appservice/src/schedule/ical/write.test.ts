import { expect } from 'chai';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { DAY_MS, toInstant } from '../local-time.ts';
import { expand, starts } from '../recurrence.ts';
import { independentDay, sampleEvent, sampleLesson, sampleOverride, ZONES } from '../testing/samples.ts';
import { readText as read } from '../testing/read-text.ts';
import { etagOf, writeCalendar } from './write.ts';

/** All starts of an event, as ical.js alone finds them from the text and its VTIMEZONE. */
function instantsByIcalJs(text: string): number[] {
  const root = ICAL.Component.fromString(text);
  const [first, ...others] = root.getAllSubcomponents('vevent');
  const event = new ICAL.Event(first, { exceptions: others });
  const iterator = event.iterator();
  const found: number[] = [];
  for (let next = iterator.next(); next !== undefined && found.length < 400; next = iterator.next()) {
    const { item, startDate } = event.getOccurrenceDetails(next) as {
      item: { component: ICAL.Component };
      startDate: ICAL.Time;
    };
    if (item.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
    found.push(startDate.toUnixTime() * 1_000);
  }
  return found.sort((a, b) => a - b);
}

describe('A calendar that is written', () => {
  const full = sampleEvent({
    exdates: ['2026-09-14T10:15:00', '2026-09-21T10:15:00'],
    title:
      'Физика; опыты, «свет»\nи тень \\ очень длинное название, которое не помещается в одну строку 🔭🔭🔭',
    description: 'Учитель: Анна Пёстрая',
    overrides: [
      {
        recurrenceId: '2026-09-28T10:15:00',
        startsAt: '2026-09-29T12:00:00',
        durationMinutes: 90,
        title: 'Оптика',
        location: null,
        description: null,
        status: 'confirmed',
      },
      {
        recurrenceId: '2026-10-05T10:15:00',
        startsAt: '2026-10-05T10:15:00',
        durationMinutes: 45,
        title: 'Физика',
        location: '204',
        description: null,
        status: 'cancelled',
      },
    ],
  });

  it('is read back as it was', async () => {
    const { events, findings } = await read(writeCalendar({ name: '7Б', events: [full] }));
    expect(findings).to.deep.equal([]);
    expect(events).to.deep.equal([full]);
  });

  it('has lines of at most 75 octets that end with CRLF', () => {
    const text = writeCalendar({ name: 'Я'.repeat(100), events: [full] });
    expect(text.endsWith('END:VCALENDAR\r\n')).to.equal(true);
    expect(text.replaceAll('\r\n', '')).to.not.match(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).to.be.at.most(75);
  });

  it('says what RFC 5545 asks for', () => {
    const text = writeCalendar({ name: '7Б', events: [{ ...full, sequence: 7 }] });
    expect(text.match(/^UID:physics@parta\.example\r$/gm)).to.have.length(3);
    expect(text.match(/^SEQUENCE:7\r$/gm)).to.have.length(3);
    expect(text).to.include('RECURRENCE-ID;TZID=Europe/Berlin:20261005T101500\r\nEND:VEVENT');
    expect(text).to.include('STATUS:CANCELLED').and.include('METHOD:PUBLISH').and.include('BEGIN:VTIMEZONE');
    expect(text).to.include('DTSTAMP:20260820T000000Z').and.include('REFRESH-INTERVAL;VALUE=DURATION:PT1H');
  });

  it('is the same whenever it is written, and has another ETag when something changed', () => {
    const text = writeCalendar({ name: '7Б', events: [full] });
    expect(writeCalendar({ name: '7Б', events: [full] })).to.equal(text);
    expect(etagOf(text)).to.match(/^"[\w-]{43}"$/);
    expect(etagOf(writeCalendar({ name: '7Б', events: [{ ...full, sequence: 1 }] }))).to.not.equal(
      etagOf(text),
    );
  });

  it('carries no line that somebody smuggled into a title', async () => {
    const title = 'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\u0000';
    const text = writeCalendar({ name: 'x\r\nX-EVIL:1', events: [sampleEvent({ title, location: 'b\rc' })] });
    expect(text.match(/^BEGIN:VEVENT/gm)).to.have.length(1);
    expect(text).to.not.match(/^X-EVIL/m);
    const { events } = await read(text);
    expect(events[0]).to.include({ title: 'a\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil', location: 'b\nc' });
  });

  it('shows ical.js the same instants as Parta, in twenty time zones over both changes of the clocks', function () {
    this.timeout(60_000);
    const any = fc.record({
      zone: fc.constantFrom(...ZONES),
      day: fc.nat(300).map((days) => independentDay('2026-02-20', days)),
      hour: fc.integer({ min: 7, max: 20 }),
      weekly: fc.boolean(),
      interval: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 2, max: 40 }),
      skip: fc.nat(20),
      move: fc.nat(20),
    });
    fc.assert(
      fc.property(any, ({ zone, day, hour, weekly, interval, count, skip, move }) => {
        const startsAt = `${day}T${String(hour).padStart(2, '0')}:05:00`;
        const rrule = `FREQ=${weekly ? 'WEEKLY' : 'DAILY'};COUNT=${count};INTERVAL=${interval}`;
        const bare = sampleLesson({ timeZone: zone, startsAt, rrule });
        const from = toInstant(startsAt, zone);
        const all = starts(bare, { from, to: from + 400 * DAY_MS }).map(({ local }) => local);
        const exdates = skip < all.length ? [all[skip]!] : [];
        const moved = move < all.length && move !== skip ? [all[move]!] : [];
        const lesson = {
          ...bare,
          exdates,
          overrides: moved.map((recurrenceId) =>
            sampleOverride({ recurrenceId, startsAt: `${recurrenceId.slice(0, 10)}T21:30:00` }),
          ),
        };
        const event = sampleEvent({
          timeZone: zone,
          startsAt,
          rrule,
          exdates,
          overrides: lesson.overrides.map(({ recurrenceId, startsAt: to }) => ({
            recurrenceId,
            startsAt: to!,
            durationMinutes: 45,
            title: 'x',
            location: null,
            description: null,
            status: 'confirmed' as const,
          })),
        });
        const ours = expand(lesson, { from, to: from + 400 * DAY_MS }).map(({ begins }) => begins);
        const theirs = instantsByIcalJs(writeCalendar({ name: 'x', events: [event] }));
        expect(theirs.filter((at) => at < from + 400 * DAY_MS)).to.deep.equal(ours);
      }),
      { numRuns: 300 },
    );
  });
});
