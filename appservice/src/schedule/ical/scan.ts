/**
 * The lines of an iCalendar file (RFC 5545 section 3.1) as components, each line with its number in the file. Only what is needed of an event
 * is kept, so that a file full of attachments costs no memory, and each line is parsed by itself, so that a
 * mistake in one spoils no other.
 */
import type { Findings } from '../../roster/findings.ts';
import type { ImportCode } from '../import/messages.ts';

export interface Line {
  readonly number: number;
  readonly text: string;
}

export interface RawComponent {
  readonly name: 'VEVENT' | 'VTIMEZONE';
  readonly line: number;
  readonly lines: readonly Line[];
}

export interface RawCalendar {
  readonly components: readonly RawComponent[];
  /** Properties of the calendar itself, e.g. X-WR-TIMEZONE. */
  readonly lines: readonly Line[];
}

/** What a reader takes; the rest of a file that exceeds it is not looked at. */
export const CALENDAR_LIMITS = {
  characters: 128 * 1024 * 1024,
  events: 100_000,
  timeZones: 200,
  lineCharacters: 16 * 1024,
  /** Lines of one event or time zone. */
  lines: 2_000,
} as const;

const WANTED =
  /^(UID|SUMMARY|LOCATION|DESCRIPTION|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|STATUS|SEQUENCE|LAST-MODIFIED)[;:]/i;

/** Null when the text is no calendar, or exceeds the limits: the findings say so. */
export function scanCalendar(text: string, file: string, findings: Findings<ImportCode>): RawCalendar | null {
  if (text.length > CALENDAR_LIMITS.characters) {
    findings.error('file_too_large', { file }, { limit: CALENDAR_LIMITS.characters / 1024 / 1024 });
    return null;
  }
  const components: RawComponent[] = [];
  const own: Line[] = [];
  /** Names of the open components, outermost first. */
  const open: string[] = [];
  let current: (RawComponent & { lines: Line[] }) | null = null;
  const counts = { VEVENT: 0, VTIMEZONE: 0 };

  for (const line of unfold(text, file, findings)) {
    const [, mark, written = ''] = /^(BEGIN|END):\s*([\w-]+)\s*$/i.exec(line.text) ?? [];
    const name = written.toUpperCase();
    if (mark?.toUpperCase() === 'BEGIN') {
      if (open.length === 0 && name !== 'VCALENDAR') break;
      open.push(name);
      if (open.length > 4) {
        findings.error('structure', { file, line: line.number, value: line.text });
        return null;
      }
      if (open.length === 2 && (name === 'VEVENT' || name === 'VTIMEZONE')) {
        current = { name, line: line.number, lines: [] };
        const limit = name === 'VEVENT' ? CALENDAR_LIMITS.events : CALENDAR_LIMITS.timeZones;
        if (++counts[name] > limit) {
          findings.error('too_many_events', { file, line: line.number }, { limit });
          return null;
        }
      } else if (current?.name === 'VTIMEZONE') {
        current.lines.push(line);
      }
      continue;
    }
    if (mark !== undefined) {
      if (open.pop() !== name) {
        findings.error('structure', { file, line: line.number, value: line.text });
        return null;
      }
      if (open.length === 1 && current !== null) {
        components.push(current);
        current = null;
      } else if (current?.name === 'VTIMEZONE') {
        current.lines.push(line);
      }
      continue;
    }
    if (open.length === 0) {
      if (line.text.trim() !== '') break;
    } else if (open.length === 1) {
      if (own.length < CALENDAR_LIMITS.lines) own.push(line);
    } else if (current?.name === 'VTIMEZONE' || (open.length === 2 && WANTED.test(line.text))) {
      if (current !== null && current.lines.length < CALENDAR_LIMITS.lines) current.lines.push(line);
    }
  }
  if (open.length > 0) {
    findings.error('cut_off', { file });
    return null;
  }
  if (components.length === 0 && own.length === 0) {
    findings.error('not_a_calendar', { file, line: 1 });
    return null;
  }
  return { components, lines: own };
}

/** Logical lines: a line that begins with a blank goes on the one before it. One that is too long is reported and left out. */
function* unfold(text: string, file: string, findings: Findings<ImportCode>): Generator<Line> {
  let current: { number: number; parts: string[]; length: number } | null = null;
  const finish = (): Line | null => {
    if (current === null) return null;
    if (current.length > CALENDAR_LIMITS.lineCharacters) {
      const column = /^[\w-]{1,40}/.exec(current.parts[0]!)?.[0].toUpperCase() ?? null;
      findings.warn('line_too_long', { file, line: current.number, column });
      return null;
    }
    return { number: current.number, text: current.parts.join('') };
  };
  let number = 0;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const stop = end === -1 ? text.length : end;
    const last = text[stop - 1] === '\r' && stop > at ? stop - 1 : stop;
    number++;
    if (current !== null && (text[at] === ' ' || text[at] === '\t')) {
      current.length += last - at - 1;
      // What is too long is only counted.
      if (current.length <= CALENDAR_LIMITS.lineCharacters) current.parts.push(text.slice(at + 1, last));
    } else {
      const line = finish();
      if (line !== null) yield line;
      current = {
        number,
        parts: [text.slice(at, Math.min(last, at + CALENDAR_LIMITS.lineCharacters))],
        length: last - at,
      };
    }
    at = stop + 1;
  }
  const line = finish();
  if (line !== null) yield line;
}
