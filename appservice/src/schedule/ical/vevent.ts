/** One VEVENT, property by property. Every reader reports what is wrong and returns undefined. */
import ICAL from 'ical.js';
import type { Findings } from '../../roster/findings.ts';
import type { ImportCode } from '../import/messages.ts';
import { readLocal, toInstant, toLocal } from '../local-time.ts';
import { LIMITS, type LocalTime } from '../model.ts';
import { readRule } from '../rule.ts';
import type { Line, RawComponent } from './scan.ts';
import type { Zones } from './zones.ts';

export interface RawEvent {
  readonly line: number;
  readonly uid: string;
  readonly startsAt: LocalTime;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly rrule: string | null;
  readonly exdates: readonly LocalTime[];
  readonly recurrenceId: LocalTime | null;
  readonly title: string | null;
  readonly location: string | null;
  readonly description: string | null;
  readonly status: 'confirmed' | 'cancelled';
  readonly sequence: number;
  readonly updatedAt: number;
}

interface Context {
  readonly file: string;
  readonly findings: Findings<ImportCode>;
  readonly zones: Zones;
  /** For times without one. */
  readonly defaultZone: string;
}

interface Property {
  readonly line: number;
  readonly name: string;
  /** As in jCal (RFC 7265): times are `2026-09-01T10:15:00`, with `Z` for UTC. */
  readonly values: readonly string[];
  readonly type: string;
  readonly tzid: string | null;
  readonly range: boolean;
}

interface Moment {
  readonly local: LocalTime;
  readonly timeZone: string;
}

/** Reads one event; null when it was reported and must be left out. */
export function readEvent(raw: RawComponent, context: Context): RawEvent | null {
  const reader = new EventReader(raw, context);
  return reader.read() ?? null;
}

class EventReader {
  readonly #raw: RawComponent;
  readonly #context: Context;
  readonly #properties: Property[] = [];
  #malformed = false;

  constructor(raw: RawComponent, context: Context) {
    this.#raw = raw;
    this.#context = context;
    for (const line of raw.lines) {
      const property = parse(line);
      if (property !== null) this.#properties.push(property);
      else this.#error('property_malformed', line.number, /^[\w-]{1,40}/.exec(line.text)?.[0] ?? '');
    }
  }

  read(): RawEvent | undefined {
    if (this.#malformed) return undefined;
    const uid = this.#text('UID', 255);
    if (uid === null) return this.#error('uid_missing', this.#raw.line, 'UID');
    const dtstart = this.#one('DTSTART');
    if (dtstart === undefined) return this.#error('start_missing', this.#raw.line, 'DTSTART');
    if (dtstart.type === 'date') return this.#warn('all_day', dtstart.line, 'DTSTART');
    const start = this.#moment(dtstart, dtstart.values[0]!);
    if (start === undefined) return undefined;

    const durationMinutes = this.#duration(start);
    const rrule = this.#rule(start);
    const exdates = this.#exdates(start);
    const recurrenceId = this.#recurrenceId(start);
    if ([durationMinutes, rrule, exdates, recurrenceId].includes(undefined)) return undefined;
    if (rrule !== null && start.timeZone === 'UTC') this.#warn('utc_rule', dtstart.line, 'DTSTART');
    const rdate = this.#one('RDATE');
    if (rdate !== undefined) this.#warn('rdate_unsupported', rdate.line, 'RDATE');

    return {
      line: this.#raw.line,
      uid,
      startsAt: start.local,
      timeZone: start.timeZone,
      durationMinutes: durationMinutes!,
      rrule: rrule!,
      exdates: exdates!,
      recurrenceId: recurrenceId!,
      title: this.#text('SUMMARY', LIMITS.title),
      location: this.#text('LOCATION', LIMITS.location),
      description: this.#text('DESCRIPTION', LIMITS.note),
      status: this.#one('STATUS')?.values[0]?.toUpperCase() === 'CANCELLED' ? 'cancelled' : 'confirmed',
      sequence: Math.min(Number.parseInt(this.#one('SEQUENCE')?.values[0] ?? '0', 10) || 0, 2_000_000_000),
      updatedAt: Date.parse(this.#one('LAST-MODIFIED')?.values[0] ?? '') || 0,
    };
  }

  #one(name: string): Property | undefined {
    return this.#properties.find((property) => property.name === name);
  }

  /** A text on its own lines cut to what is kept; null when it is blank or absent. */
  #text(name: string, limit: number): string | null {
    const property = this.#one(name);
    const text = property?.values[0]?.trim().normalize('NFC').toWellFormed() ?? '';
    if (text === '') return null;
    const characters = [...text];
    if (characters.length <= limit) return text;
    this.#warn('text_too_long', property!.line, name, { limit });
    return characters.slice(0, limit).join('');
  }

  #moment(property: Property, value: string): Moment | undefined {
    const utc = value.endsWith('Z');
    const local = readLocal(utc ? value.slice(0, -1) : value);
    if (local === null) return this.#error('time_malformed', property.line, property.name, value);
    if (utc) {
      // An event held once is at a moment; one that repeats in UTC has no other zone.
      if (this.#one('RRULE') !== undefined) return { local, timeZone: 'UTC' };
      const { defaultZone } = this.#context;
      return { local: toLocal(toInstant(local, 'UTC'), defaultZone), timeZone: defaultZone };
    }
    if (property.tzid === null) {
      const { defaultZone } = this.#context;
      this.#warn('floating_time', property.line, property.name, { used: defaultZone });
      return { local, timeZone: defaultZone };
    }
    const timeZone = this.#context.zones.resolve(property.tzid, property.line, local);
    return timeZone === null ? undefined : { local, timeZone };
  }

  #duration(start: Moment): number | undefined {
    const dtend = this.#one('DTEND');
    const duration = this.#one('DURATION');
    const property = dtend ?? duration;
    if (property === undefined) return this.#error('end_missing', this.#raw.line, 'DTEND');
    let minutes: number;
    if (dtend !== undefined) {
      const end = this.#moment(dtend, dtend.values[0]!);
      if (end === undefined) return undefined;
      minutes = (toInstant(end.local, end.timeZone) - toInstant(start.local, start.timeZone)) / 60_000;
    } else {
      minutes = minutesOf(duration!.values[0]!);
    }
    minutes = Math.round(minutes);
    if (minutes >= 1 && minutes <= LIMITS.durationMinutes) return minutes;
    return this.#error('duration_wrong', property.line, property.name, null, {
      limit: LIMITS.durationMinutes,
    });
  }

  #rule(start: Moment): string | null | undefined {
    const rules = this.#properties.filter(({ name }) => name === 'RRULE' || name === 'EXRULE');
    const [rule] = rules;
    if (rule === undefined) return null;
    if (rules.length > 1 || rule.name === 'EXRULE')
      return this.#error('rules_several', rules.at(-1)!.line, 'RRULE');
    const reading = readRule(rule.values[0]!, start.timeZone);
    if ('rrule' in reading) return reading.rrule;
    return this.#error(reading.problem, rule.line, 'RRULE', null, { part: reading.part });
  }

  #exdates(start: Moment): LocalTime[] | undefined {
    const found = new Set<LocalTime>();
    for (const property of this.#properties.filter(({ name }) => name === 'EXDATE')) {
      for (const value of property.values) {
        const local = this.#inZoneOf(start, property, value);
        if (local === undefined) return undefined;
        found.add(local);
        if (found.size > LIMITS.exdates) {
          return this.#error('exceptions_too_many', property.line, 'EXDATE', null, { limit: LIMITS.exdates });
        }
      }
    }
    return [...found];
  }

  #recurrenceId(start: Moment): LocalTime | null | undefined {
    const property = this.#one('RECURRENCE-ID');
    if (property === undefined) return null;
    if (property.range) return this.#error('range_unsupported', property.line, property.name);
    return this.#inZoneOf(start, property, property.values[0]!);
  }

  /** A time of the event's own occurrences, which may be written in another zone; a date means the time of the start. */
  #inZoneOf(start: Moment, property: Property, value: string): LocalTime | undefined {
    if (property.type === 'date') {
      const local = readLocal(`${value}T${start.local.slice(11)}`);
      return local ?? this.#error('time_malformed', property.line, property.name, value);
    }
    const moment = this.#moment(property, value);
    if (moment === undefined || moment.timeZone === start.timeZone) return moment?.local;
    return toLocal(toInstant(moment.local, moment.timeZone), start.timeZone);
  }

  #error(
    code: ImportCode,
    line: number,
    column: string,
    value: string | null = null,
    values: Record<string, string | number> = {},
  ): undefined {
    this.#malformed = true;
    this.#context.findings.error(code, { file: this.#context.file, line, column, value }, values);
  }

  #warn(
    code: ImportCode,
    line: number,
    column: string,
    values: Record<string, string | number> = {},
  ): undefined {
    this.#context.findings.warn(code, { file: this.#context.file, line, column }, values);
  }
}

/** Minutes of a DURATION, NaN when it is none. */
function minutesOf(duration: string): number {
  try {
    return ICAL.Duration.fromString(duration).toSeconds() / 60;
  } catch {
    return Number.NaN;
  }
}

function parse({ number, text }: Line): Property | null {
  try {
    // RRULE is read by rule.ts, which is stricter and says what is wrong.
    const rule = /^(RRULE|EXRULE)(?:;[^:]*)?:(.*)$/i.exec(text);
    if (rule !== null) {
      return {
        line: number,
        name: rule[1]!.toUpperCase(),
        values: [rule[2]!],
        type: 'recur',
        tzid: null,
        range: false,
      };
    }
    const [name, parameters, type, ...values] = ICAL.Property.fromString(text).toJSON() as [
      string,
      { [name: string]: unknown },
      string,
      ...unknown[],
    ];
    return {
      line: number,
      name: name.toUpperCase(),
      values: values.map(String),
      type,
      tzid: typeof parameters['tzid'] === 'string' ? parameters['tzid'] : null,
      range: parameters['range'] !== undefined,
    };
  } catch {
    return null;
  }
}
