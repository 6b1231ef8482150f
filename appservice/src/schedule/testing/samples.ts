/** Made-up timetable records for tests. */
import type { CalendarEvent } from '../ical/event.ts';
import type { Lesson, Override, Term } from '../model.ts';

let made = 0;

/** Physics of one class, Mondays at 10:15 in autumn, in Berlin unless told otherwise. */
export function sampleLesson(fields: Partial<Lesson> = {}): Lesson {
  const id = fields.id ?? `lesson-${++made}`;
  return {
    id,
    schoolId: 'school',
    uid: `${id}@parta.example`,
    title: 'Physics',
    startsAt: '2026-09-07T10:15:00',
    timeZone: 'Europe/Berlin',
    durationMinutes: 45,
    rrule: 'FREQ=WEEKLY;UNTIL=20261225T225959Z;BYDAY=MO',
    exdates: [],
    classIds: ['class-7b'],
    teacherIds: ['teacher-1'],
    locationId: 'room-201',
    note: null,
    status: 'confirmed',
    sequence: 0,
    updatedAt: Date.UTC(2026, 7, 20),
    firstUid: null,
    nextUid: null,
    overrides: [],
    ...fields,
  };
}

export function sampleOverride(fields: Partial<Override> & Pick<Override, 'recurrenceId'>): Override {
  return {
    status: 'confirmed',
    startsAt: null,
    durationMinutes: null,
    title: null,
    locationId: null,
    teacherIds: null,
    note: null,
    ...fields,
  };
}

/** The same as a calendar holds it. */
export function sampleEvent(fields: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    uid: 'physics@parta.example',
    startsAt: '2026-09-07T10:15:00',
    timeZone: 'Europe/Berlin',
    durationMinutes: 45,
    rrule: 'FREQ=WEEKLY;UNTIL=20261225T225959Z;BYDAY=MO',
    exdates: [],
    title: 'Физика',
    location: '204',
    description: null,
    status: 'confirmed',
    sequence: 0,
    updatedAt: Date.UTC(2026, 7, 20),
    overrides: [],
    ...fields,
  };
}

export const autumn: Term = {
  id: 'autumn',
  schoolId: 'school',
  title: 'Autumn',
  beginsOn: '2026-09-01',
  endsOn: '2026-12-26',
  weekCycle: 2,
};

/** Twenty zones: both hemispheres, half and quarter hours, changes at midnight, of half an hour, and none at all. */
export const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Moscow',
  'Europe/Lisbon',
  'Europe/Chisinau',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'America/Phoenix',
  'America/Sao_Paulo',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Jerusalem',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Chatham',
] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks show at a moment, through Intl alone: `YYYY-MM-DDTHH:MM:SS`. */
export function wallClock(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
}

/**
 * The first moment at which the clocks show a local time, found with Intl and Date.UTC alone; null when they skip it.
 * Clocks do not change twice within three days, so the offset is that of the day before or of the day after.
 */
export function independentInstant(local: string, timeZone: string): number | null {
  const asUtc = Date.parse(`${local}Z`);
  const candidates = [-36, 36].map((hours) => {
    const near = asUtc + hours * 3_600_000;
    return asUtc - (Date.parse(`${wallClock(near, timeZone)}Z`) - near);
  });
  const found = candidates.filter((at) => wallClock(at, timeZone) === local);
  return found.length === 0 ? null : Math.min(...found);
}

/** A calendar date some days later, by integers alone. */
export function independentDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
