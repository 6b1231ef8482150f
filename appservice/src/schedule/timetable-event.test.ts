import { readEvent } from '@parta/protocol/src/readers.ts';
import { expect } from 'chai';
import { sampleLesson, sampleOverride } from './testing/samples.ts';
import { timetableContent, type TimetableEventInput } from './timetable-event.ts';

const CLASS = '5c0b1d8e-4a0e-4d49-8b5c-1f9a6f1f2b33';
const input = (fields: Partial<TimetableEventInput> = {}): TimetableEventInput => ({
  classId: CLASS,
  frame: {
    timeZone: 'Europe/Berlin',
    daysOff: [
      { beginsOn: '2026-09-01', endsOn: '2026-09-02', title: 'past' },
      { beginsOn: '2026-11-04', endsOn: '2026-11-05', title: 'to come' },
    ],
  },
  lessons: [],
  locations: new Map([['room-201', '201']]),
  userIds: new Map([['teacher-1', ['@parta_one:example.org', '@other:example.org']]]),
  now: Date.UTC(2026, 9, 1),
  ...fields,
});

describe('The timetable as a state event', () => {
  it('is what its schema says, in the words of RFC 5545', () => {
    const lesson = sampleLesson({
      uid: 'u@example.org',
      classIds: [CLASS],
      exdates: ['2026-09-14T10:15:00', '2026-10-12T10:15:00'],
      overrides: [
        sampleOverride({ recurrenceId: '2026-09-21T10:15:00', status: 'cancelled' }),
        sampleOverride({
          recurrenceId: '2026-10-19T10:15:00',
          startsAt: '2026-10-19T12:00:00',
          teacherIds: [],
        }),
      ],
    });
    const content = timetableContent(input({ lessons: [lesson] }));
    expect(readEvent('org.parta.timetable', content)).to.deep.equal({ ok: true, value: content });
    expect(content).to.deep.equal({
      class_id: CLASS,
      time_zone: 'Europe/Berlin',
      lessons: [
        {
          uid: 'u@example.org',
          sequence: 0,
          summary: 'Physics',
          dtstart: '2026-09-07T10:15:00',
          duration: 'PT45M',
          rrule: 'FREQ=WEEKLY;UNTIL=20261225T225959Z;BYDAY=MO',
          exdate: ['2026-10-12T10:15:00'],
          location: '201',
          teachers: ['@parta_one:example.org'],
          overrides: [{ recurrence_id: '2026-10-19T10:15:00', dtstart: '2026-10-19T12:00:00', teachers: [] }],
        },
      ],
      days_off: [{ begins_on: '2026-11-04', ends_on: '2026-11-05' }],
      complete: true,
    });
  });

  it('leaves out what is over and what is not of the class', () => {
    const over = sampleLesson({ classIds: [CLASS], rrule: null });
    const other = sampleLesson();
    expect(timetableContent(input({ lessons: [over, other] })).lessons).to.deep.equal([]);
  });

  it('names the zone of a lesson that is held in another', () => {
    const lesson = sampleLesson({ classIds: [CLASS], timeZone: 'Europe/Moscow' });
    expect(timetableContent(input({ lessons: [lesson] })).lessons[0]?.tzid).to.equal('Europe/Moscow');
  });

  it('fits into an event, and says when not everything does', () => {
    const lessons = Array.from({ length: 900 }, (_, n) =>
      sampleLesson({ classIds: [CLASS], title: 'Очень длинное название '.repeat(8), id: String(n) }),
    );
    const content = timetableContent(input({ lessons }));
    expect(content.complete).to.equal(false);
    expect(Buffer.byteLength(JSON.stringify(content))).to.be.within(50_000, 60_000);
  });
});
