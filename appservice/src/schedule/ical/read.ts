/**
 * iCalendar in: a file or text as events with their overrides. What is wrong with it is in the findings, by line and property; the
 * work is bounded by `CALENDAR_LIMITS`, and a long file lets others have their turn.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Findings } from '../../roster/findings.ts';
import type { ImportCode } from '../import/messages.ts';
import { readTimeZone, toInstant, toLocal } from '../local-time.ts';
import { LIMITS } from '../model.ts';
import { starts } from '../recurrence.ts';
import type { CalendarEvent, CalendarOverride } from './event.ts';
import { scanCalendar, type RawCalendar } from './scan.ts';
import { readEvent, type RawEvent } from './vevent.ts';
import { createZones } from './zones.ts';

export interface ReadCalendarOptions {
  /** For findings. */
  readonly file: string;
  /** For times without a time zone: the school's. */
  readonly timeZone: string;
  /** What people answered about TZIDs that Parta does not know. */
  readonly timeZones?: { readonly [tzid: string]: string };
}

const EVENTS_PER_TURN = 200;

/** Reads a calendar; never throws for what is wrong with it. */
export async function readCalendar(
  text: string,
  { file, timeZone, timeZones = {} }: ReadCalendarOptions,
  findings: Findings<ImportCode>,
): Promise<CalendarEvent[]> {
  const calendar = scanCalendar(text, file, findings);
  if (calendar === null) return [];
  const zones = createZones(
    calendar.components.filter(({ name }) => name === 'VTIMEZONE'),
    timeZones,
    file,
    findings,
  );
  const context = { file, findings, zones, defaultZone: ownZone(calendar) ?? timeZone };
  const masters = new Map<string, RawEvent>();
  const overrides: RawEvent[] = [];
  let read = 0;
  for (const component of calendar.components) {
    if (component.name !== 'VEVENT') continue;
    if (++read % EVENTS_PER_TURN === 0) await turn();
    const event = readEvent(component, context);
    if (event === null) continue;
    if (event.recurrenceId !== null) {
      overrides.push(event);
      continue;
    }
    if (event.title === null) {
      findings.error('text_missing', { file, line: event.line, column: 'SUMMARY' });
      continue;
    }
    const known = masters.get(event.uid);
    if (known !== undefined) {
      findings.warn('uid_twice', { file, line: event.line, column: 'UID' }, { first: known.line });
      if (!newer(event, known)) continue;
    }
    masters.set(event.uid, event);
  }
  return assemble(masters, overrides, file, findings);
}

const newer = (one: RawEvent, other: RawEvent): boolean =>
  one.sequence === other.sequence ? one.updatedAt > other.updatedAt : one.sequence > other.sequence;

/** The zone that a calendar names for itself; not in RFC 5545, but all large programs write it. */
function ownZone({ lines }: RawCalendar): string | null {
  const line = lines.find(({ text }) => /^X-WR-TIMEZONE:/i.test(text));
  return line === undefined ? null : readTimeZone(line.text.slice('X-WR-TIMEZONE:'.length).trim());
}

function assemble(
  masters: ReadonlyMap<string, RawEvent>,
  overrides: readonly RawEvent[],
  file: string,
  findings: Findings<ImportCode>,
): CalendarEvent[] {
  const byUid = new Map<string, Map<string, RawEvent>>();
  const orphans: CalendarEvent[] = [];
  for (const override of overrides) {
    const master = masters.get(override.uid);
    if (master === undefined) {
      findings.warn('override_orphan', { file, line: override.line, column: 'UID' });
      if (override.title !== null) {
        orphans.push(
          asEvent({ ...override, uid: `${override.uid}#${override.recurrenceId!}` }, [], file, findings),
        );
      }
      continue;
    }
    const ofMaster = byUid.get(override.uid) ?? new Map<string, RawEvent>();
    const id = inZone(override.recurrenceId!, override.timeZone, master.timeZone);
    const known = ofMaster.get(id);
    if (known === undefined || newer(override, known)) ofMaster.set(id, override);
    byUid.set(override.uid, ofMaster);
  }
  const events: CalendarEvent[] = [];
  for (const master of masters.values()) {
    const own = byUid.get(master.uid) ?? new Map<string, RawEvent>();
    if (own.size > LIMITS.overrides) {
      findings.error(
        'exceptions_too_many',
        { file, line: master.line, column: 'RECURRENCE-ID' },
        { limit: LIMITS.overrides },
      );
      continue;
    }
    const resolved = [...own].map(([recurrenceId, override]) => asOverride(override, recurrenceId, master));
    events.push(asEvent(master, resolved, file, findings));
  }
  return [...events, ...orphans];
}

function asOverride(override: RawEvent, recurrenceId: string, master: RawEvent): CalendarOverride {
  return {
    recurrenceId,
    startsAt: inZone(override.startsAt, override.timeZone, master.timeZone),
    durationMinutes: override.durationMinutes,
    title: override.title ?? master.title!,
    location: override.location,
    description: override.description,
    status: override.status,
  };
}

function asEvent(
  { line, recurrenceId: _id, title, ...event }: RawEvent,
  overrides: readonly CalendarOverride[],
  file: string,
  findings: Findings<ImportCode>,
): CalendarEvent {
  const at = toInstant(event.startsAt, event.timeZone);
  if (event.rrule !== null && !starts(event, { from: at, to: at + 1 }).some((start) => start.at === at)) {
    findings.warn('start_not_in_rule', { file, line, column: 'DTSTART' });
  }
  return { ...event, title: title!, overrides };
}

function inZone(local: string, from: string, to: string): string {
  return from === to ? local : toLocal(toInstant(local, from), to);
}
