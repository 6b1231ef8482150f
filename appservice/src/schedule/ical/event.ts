/** A VEVENT with its overrides as plain data: what the reader makes of a file, and what the writer makes a file of. */
import type { Instant, LocalTime } from '../model.ts';

export interface CalendarOverride {
  readonly recurrenceId: LocalTime;
  readonly startsAt: LocalTime;
  readonly durationMinutes: number;
  readonly title: string;
  readonly location: string | null;
  readonly description: string | null;
  readonly status: 'confirmed' | 'cancelled';
}

export interface CalendarEvent {
  readonly uid: string;
  readonly startsAt: LocalTime;
  /** IANA name. */
  readonly timeZone: string;
  readonly durationMinutes: number;
  /** In the normal form of rule.ts. */
  readonly rrule: string | null;
  readonly exdates: readonly LocalTime[];
  readonly title: string;
  readonly location: string | null;
  readonly description: string | null;
  readonly status: 'confirmed' | 'cancelled';
  readonly sequence: number;
  readonly updatedAt: Instant;
  /** UIDs of the first part of a series that was cut, and of the next one (RFC 9253 section 5). */
  readonly firstUid?: string | null;
  readonly nextUid?: string | null;
  readonly overrides: readonly CalendarOverride[];
}
