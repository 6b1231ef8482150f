/**
 * iCalendar out (RFC 5545, RFC 7986). The text depends on the events alone, not on when it is written: the same timetable has the
 * same ETag.
 */
import { createHash } from 'node:crypto';
import ICAL from 'ical.js';
import { toInstant, toLocal } from '../local-time.ts';
import type { Instant, LocalTime } from '../model.ts';
import { rulePart } from '../rule.ts';
import type { CalendarEvent, CalendarOverride } from './event.ts';
import { vtimezone } from './vtimezone.ts';

export interface Calendar {
  readonly name: string;
  readonly events: readonly CalendarEvent[];
}

// ical.js does not count the blank that begins a continued line: 74 and that make the 75 octets of RFC 5545 section 3.1.
ICAL.foldLength = 74;

const PRODUCT = '-//Parta//Timetable//EN';
/** Clients that keep to it ask again after this time. */
const REFRESH = 'PT1H';
/** Rules without end need a VTIMEZONE that reaches somewhere. */
const YEARS_AHEAD = 3;

/** A calendar as text, with CRLF line ends. */
export function writeCalendar({ name, events }: Calendar): string {
  const calendar = new ICAL.Component('vcalendar');
  for (const [property, value] of [
    ['version', '2.0'],
    ['prodid', PRODUCT],
    ['calscale', 'GREGORIAN'],
    ['method', 'PUBLISH'],
    ['name', escaped(name)],
    ['x-wr-calname', escaped(name)],
    ['x-published-ttl', REFRESH],
  ] as const) {
    calendar.addPropertyWithValue(property, value);
  }
  const refresh = new ICAL.Property('refresh-interval');
  refresh.resetType('duration');
  refresh.setValue(ICAL.Duration.fromString(REFRESH));
  calendar.addProperty(refresh);

  for (const [timeZone, [first, last]] of yearsOfZones(events)) {
    if (timeZone !== 'UTC') calendar.addSubcomponent(copyOf(vtimezone(timeZone, first, last)));
  }
  for (const event of events) {
    calendar.addSubcomponent(series(event));
    for (const override of event.overrides) calendar.addSubcomponent(single(event, override));
  }
  return `${calendar.toString()}\r\n`;
}

/** A strong ETag (RFC 9110 section 8.8.3) of a text, quotes included. */
export function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url')}"`;
}

// A component belongs to one parent; the cached one must not be moved from calendar to calendar.
function copyOf(component: ICAL.Component): ICAL.Component {
  return new ICAL.Component(component.toJSON() as unknown[]);
}

function series(event: CalendarEvent): ICAL.Component {
  const vevent = common(event, event, event.startsAt);
  if (event.rrule !== null) vevent.addPropertyWithValue('rrule', ICAL.Recur.fromString(event.rrule));
  for (const [kind, uid] of [
    ['FIRST', event.firstUid],
    ['NEXT', event.nextUid],
  ] as const) {
    if (uid == null) continue;
    const related = new ICAL.Property('related-to');
    related.setParameter('reltype', kind);
    related.setValue(uid);
    vevent.addProperty(related);
  }
  if (event.exdates.length > 0) {
    const exdate = new ICAL.Property('exdate');
    setTimes(exdate, [...event.exdates].sort(), event.timeZone);
    vevent.addProperty(exdate);
  }
  return vevent;
}

function single(event: CalendarEvent, override: CalendarOverride): ICAL.Component {
  const vevent = common(event, override, override.startsAt);
  const id = new ICAL.Property('recurrence-id');
  setTimes(id, [override.recurrenceId], event.timeZone);
  vevent.addProperty(id);
  return vevent;
}

function common(
  event: CalendarEvent,
  said: Pick<CalendarOverride, 'durationMinutes' | 'title' | 'location' | 'description' | 'status'>,
  startsAt: LocalTime,
): ICAL.Component {
  const vevent = new ICAL.Component('vevent');
  const add = (name: string, value: string | number | ICAL.Time): void =>
    void vevent.addPropertyWithValue(name, value);
  add('uid', event.uid);
  add('dtstamp', utc(event.updatedAt));
  add('last-modified', utc(event.updatedAt));
  add('sequence', event.sequence);
  const ends = endOf(startsAt, said.durationMinutes, event.timeZone);
  for (const [name, local] of [
    ['dtstart', startsAt],
    ['dtend', ends],
  ] as const) {
    const property = new ICAL.Property(name);
    setTimes(property, [local], event.timeZone);
    vevent.addProperty(property);
  }
  add('summary', plain(said.title));
  if (said.location !== null) add('location', plain(said.location));
  if (said.description !== null) add('description', plain(said.description));
  add('status', said.status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED');
  return vevent;
}

function setTimes(property: ICAL.Property, locals: readonly LocalTime[], timeZone: string): void {
  const times = locals.map((local) => ICAL.Time.fromDateTimeString(timeZone === 'UTC' ? `${local}Z` : local));
  if (times.length === 1) property.setValue(times[0]!);
  else property.setValues(times);
  if (timeZone !== 'UTC') property.setParameter('tzid', timeZone);
}

function utc(at: Instant): ICAL.Time {
  return ICAL.Time.fromDateTimeString(`${new Date(at).toISOString().slice(0, 19)}Z`);
}

// All classes of a school have lessons in the same few periods.
const MOST_ENDS = 5_000;
const endsByStart = new Map<string, LocalTime>();

function endOf(startsAt: LocalTime, minutes: number, timeZone: string): LocalTime {
  const key = `${startsAt} ${minutes} ${timeZone}`;
  let ends = endsByStart.get(key);
  if (ends === undefined) {
    ends = toLocal(toInstant(startsAt, timeZone) + minutes * 60_000, timeZone);
    if (endsByStart.size >= MOST_ENDS) endsByStart.delete(endsByStart.keys().next().value!);
    endsByStart.set(key, ends);
  }
  return ends;
}

/** Control characters do not exist in iCalendar texts (RFC 5545 section 3.3.11, TSAFE-CHAR); line breaks are escaped. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ');
}

/** A text of one line for properties that ical.js does not know to be texts and therefore writes as they are. */
function escaped(text: string): string {
  return plain(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\;,]/g, '\\$&');
}

/** For each zone, the years in which its events are held. */
function yearsOfZones(events: readonly CalendarEvent[]): Map<string, [number, number]> {
  const years = new Map<string, [number, number]>();
  for (const event of events) {
    const begun = Number(event.startsAt.slice(0, 4));
    const until = event.rrule === null ? undefined : rulePart(event.rrule, 'UNTIL');
    const last =
      until !== undefined ? Number(until.slice(0, 4)) : begun + (event.rrule === null ? 0 : YEARS_AHEAD);
    const all = [begun, last, ...event.overrides.map(({ startsAt }) => Number(startsAt.slice(0, 4)))];
    const known = years.get(event.timeZone);
    years.set(event.timeZone, [
      Math.min(...all, known?.[0] ?? Infinity),
      Math.max(...all, known?.[1] ?? -Infinity),
    ]);
  }
  return years;
}
