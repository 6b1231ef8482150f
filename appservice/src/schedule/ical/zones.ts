/**
 * Which time zone a TZID means. Only IANA names mean something by themselves; what else a file calls its zones is asked about,
 * with a suggestion, and never guessed silently.
 */
import ICAL from 'ical.js';
import type { Findings } from '../../roster/findings.ts';
import type { ImportCode } from '../import/messages.ts';
import { readTimeZone, toInstant } from '../local-time.ts';
import type { LocalTime } from '../model.ts';
import type { RawComponent } from './scan.ts';

export interface Zones {
  /** The IANA zone of a TZID used in a line; null, reported once, when it is unknown. `local` is a time for which it is used. */
  resolve(tzid: string, line: number, local: LocalTime): string | null;
}

/** Windows names that schools' programs write, for suggestions (Unicode CLDR, windowsZones). */
const WINDOWS: { readonly [name: string]: string } = {
  'Russian Standard Time': 'Europe/Moscow',
  'Kaliningrad Standard Time': 'Europe/Kaliningrad',
  'Russia Time Zone 3': 'Europe/Samara',
  'Ekaterinburg Standard Time': 'Asia/Yekaterinburg',
  'Omsk Standard Time': 'Asia/Omsk',
  'N. Central Asia Standard Time': 'Asia/Novosibirsk',
  'North Asia Standard Time': 'Asia/Krasnoyarsk',
  'North Asia East Standard Time': 'Asia/Irkutsk',
  'Yakutsk Standard Time': 'Asia/Yakutsk',
  'Vladivostok Standard Time': 'Asia/Vladivostok',
  'Belarus Standard Time': 'Europe/Minsk',
  'FLE Standard Time': 'Europe/Kyiv',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'GMT Standard Time': 'Europe/London',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Pacific Standard Time': 'America/Los_Angeles',
};

export function createZones(
  definitions: readonly RawComponent[],
  answers: { readonly [tzid: string]: string },
  file: string,
  findings: Findings<ImportCode>,
): Zones {
  const known = new Map<string, string | null>();
  const defined = new Map<string, ICAL.Timezone>();
  for (const definition of definitions) {
    const zone = readDefinition(definition);
    if (zone !== null) defined.set(zone.tzid, zone);
  }

  function find(tzid: string, line: number, local: LocalTime): string | null {
    const itself = readTimeZone(tzid);
    if (itself !== null) {
      compare(tzid, itself, line, local);
      return itself;
    }
    const place = { file, line, column: 'TZID', value: tzid };
    const answer = Object.hasOwn(answers, tzid) ? answers[tzid]! : undefined;
    if (answer !== undefined) {
      const answered = readTimeZone(answer);
      if (answered === null) findings.error('tzid_answer_wrong', place, { answer });
      else compare(tzid, answered, line, local);
      return answered;
    }
    const suggestion = suggest(tzid);
    findings.error('tzid_unknown', place, {
      known: suggestion === null ? 'no' : 'yes',
      suggestion: suggestion ?? '',
    });
    return null;
  }

  /** Warns when the file's own description of a zone gives another offset than the zone has. */
  function compare(tzid: string, timeZone: string, line: number, local: LocalTime): void {
    const zone = defined.get(tzid);
    if (zone === undefined) return;
    const theirs = offsetIn(zone, local);
    if (theirs === null) return;
    const ours = (Date.parse(`${local}Z`) - toInstant(local, timeZone)) / 60_000;
    if (theirs === ours) return;
    findings.warn(
      'vtimezone_differs',
      { file, line, column: 'TZID', value: tzid },
      { theirs: offset(theirs), ours: offset(ours) },
    );
  }

  return {
    resolve(tzid, line, local) {
      let zone = known.get(tzid);
      if (zone === undefined) {
        zone = find(tzid, line, local);
        known.set(tzid, zone);
      }
      return zone;
    },
  };
}

function suggest(tzid: string): string | null {
  if (Object.hasOwn(WINDOWS, tzid)) return WINDOWS[tzid]!;
  // Globally unique names such as /citadel.org/20190914_1/Europe/Berlin end with the name itself.
  const parts = tzid.split('/').slice(-3);
  while (parts.length > 1) {
    const zone = readTimeZone(parts.join('/'));
    if (zone !== null) return zone;
    parts.shift();
  }
  return null;
}

/** Rules of zones change clocks once a year; anything else would let a file of one line make us compute for ever. */
const YEARLY = /^RRULE:FREQ=YEARLY(;(UNTIL|COUNT|INTERVAL|BYMONTH|BYDAY|BYMONTHDAY|WKST)=[\w,+-]{1,40})*$/i;

function readDefinition({ lines }: RawComponent): ICAL.Timezone | null {
  const text = lines
    .map(({ text: line }) => line)
    .filter((line) => /^(BEGIN|END|TZID|DTSTART|TZOFFSET(FROM|TO)|RDATE|RRULE)[;:]/i.test(line));
  if (text.some((line) => /^RRULE/i.test(line) && !YEARLY.test(line))) return null;
  try {
    const component = ICAL.Component.fromString(['BEGIN:VTIMEZONE', ...text, 'END:VTIMEZONE'].join('\r\n'));
    return ICAL.Timezone.fromData({ component, tzid: String(component.getFirstPropertyValue('tzid')) });
  } catch {
    return null;
  }
}

/** Minutes east of UTC; null when the description of the zone turns out to be unreadable. */
function offsetIn(zone: ICAL.Timezone, local: LocalTime): number | null {
  try {
    return zone.utcOffset(ICAL.Time.fromDateTimeString(local)) / 60;
  } catch {
    return null;
  }
}

function offset(minutes: number): string {
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(Math.round(size % 60)).padStart(2, '0')}`;
}
