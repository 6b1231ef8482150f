/**
 * VTIMEZONE components (RFC 5545 section 3.6.5) from the time zone data of the runtime: every change of the clocks within the years asked
 * for stands there by itself, so that a zone without regular changes (Morocco, Chile) is as right as any other.
 */
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';

const made = new Map<string, ICAL.Component>();
const MOST_KEPT = 500;

/** The component for a zone that is right from the begin of one year to the end of another. Do not change what is returned. */
export function vtimezone(timeZone: string, firstYear: number, lastYear: number): ICAL.Component {
  const key = `${timeZone} ${firstYear} ${lastYear}`;
  let component = made.get(key);
  if (component === undefined) {
    component = make(timeZone, firstYear, lastYear);
    if (made.size >= MOST_KEPT) made.delete(made.keys().next().value!);
    made.set(key, component);
  }
  return component;
}

function make(timeZone: string, firstYear: number, lastYear: number): ICAL.Component {
  const component = new ICAL.Component('vtimezone');
  component.addPropertyWithValue('tzid', timeZone);
  const start = Temporal.ZonedDateTime.from({ year: firstYear, month: 1, day: 1, timeZone });
  component.addSubcomponent(observance('standard', start, start.offset, start.offset));
  let change = start.getTimeZoneTransition('next');
  while (change !== null && change.year <= lastYear) {
    const before = change.subtract({ nanoseconds: 1 });
    const kind = change.offsetNanoseconds > before.offsetNanoseconds ? 'daylight' : 'standard';
    component.addSubcomponent(observance(kind, change, before.offset, change.offset));
    change = change.getTimeZoneTransition('next');
  }
  return component;
}

function observance(
  name: 'standard' | 'daylight',
  begins: Temporal.ZonedDateTime,
  from: string,
  to: string,
): ICAL.Component {
  const component = new ICAL.Component(name);
  // DTSTART is what the clocks would have shown without the change.
  const shown = begins.withTimeZone(from).toPlainDateTime().toString({ smallestUnit: 'second' });
  component.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(shown));
  component.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromString(from));
  component.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromString(to));
  return component;
}
