/** The calendars that Parta writes, as other programs understand them: ical.js by the VTIMEZONE in the file, Python's icalendar by its own data. */
import { expect } from 'chai';
import ICAL from 'ical.js';
import { writeCalendar } from '../../appservice/src/schedule/ical/write.ts';
import { DAY_MS, toInstant } from '../../appservice/src/schedule/local-time.ts';
import type { Lesson } from '../../appservice/src/schedule/model.ts';
import { expand, starts } from '../../appservice/src/schedule/recurrence.ts';
import {
  sampleEvent,
  sampleLesson,
  sampleOverride,
  ZONES,
} from '../../appservice/src/schedule/testing/samples.ts';
import { freshDatabase } from '../support/postgres.ts';
import { occurrencesByPython } from '../support/python-calendar.ts';
import { startTimetable } from '../support/timetable.ts';

type Found = [number, string][];

function occurrencesByIcalJs(text: string, { from, to }: { from: number; to: number }): Found {
  const byUid = Map.groupBy(ICAL.Component.fromString(text).getAllSubcomponents('vevent'), (one) =>
    String(one.getFirstPropertyValue('uid')),
  );
  const found: Found = [];
  for (const [master, ...exceptions] of byUid.values()) {
    const event = new ICAL.Event(master, { exceptions });
    const iterator = event.iterator();
    for (let next = iterator.next(); next !== undefined && next !== null; next = iterator.next()) {
      const { item, startDate } = event.getOccurrenceDetails(next) as {
        item: { component: ICAL.Component; summary: string };
        startDate: ICAL.Time;
      };
      const at = startDate.toUnixTime() * 1_000;
      if (at > to + 60 * DAY_MS) break;
      if (item.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
      if (at >= from && at < to) found.push([at, item.summary]);
    }
  }
  return found.sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1));
}

describe('Calendars in other programs', function () {
  this.timeout(400_000);

  it('show the same instants, in twenty time zones over both changes of the clocks, wherever the reader runs', async () => {
    const rules = [
      'FREQ=DAILY;COUNT=300',
      'FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20270201T000000Z',
      'FREQ=WEEKLY;INTERVAL=2;WKST=MO',
      'FREQ=MONTHLY;BYDAY=-1FR',
    ];
    const window = { from: Date.UTC(2026, 1, 1), to: Date.UTC(2027, 1, 1) };
    const lessons: Lesson[] = ZONES.flatMap((timeZone, at) =>
      rules.map((rrule, n) => {
        const clock = `${String(7 + ((at + n) % 12)).padStart(2, '0')}:05:00`;
        const bare = sampleLesson({ timeZone, rrule, startsAt: `2026-02-27T${clock}`, title: `lesson ${n}` });
        const all = starts(bare, window).map(({ local }) => local);
        // What a rule gives first is where it starts: a start outside of it is undefined in RFC 5545.
        const lesson = { ...bare, startsAt: all[0]!, exdates: [all[3]!] };
        return {
          ...lesson,
          overrides: [
            sampleOverride({ recurrenceId: all[5]!, startsAt: `${all[5]!.slice(0, 10)}T21:30:00` }),
            sampleOverride({ recurrenceId: all[6]!, status: 'cancelled' }),
          ],
        };
      }),
    );
    const texts = lessons.map(({ timeZone, rrule, startsAt, exdates, overrides, title }) =>
      writeCalendar({
        name: 'x',
        events: [
          sampleEvent({
            timeZone,
            rrule,
            startsAt,
            exdates,
            title,
            overrides: overrides.map((one) => ({
              recurrenceId: one.recurrenceId,
              startsAt: one.startsAt ?? one.recurrenceId,
              durationMinutes: 45,
              title,
              location: null,
              description: null,
              status: one.status,
            })),
          }),
        ],
      }),
    );
    const ours = lessons.map((lesson): Found =>
      expand(lesson, window).flatMap(({ begins, title, cancelled }) =>
        cancelled || begins < window.from ? [] : [[begins, title]],
      ),
    );
    expect(ours.every((one) => one.length >= 8)).to.equal(true);
    const python = await Promise.all(
      ['UTC', 'Asia/Kolkata', 'America/St_Johns'].map((TZ) => occurrencesByPython(texts, window, { TZ })),
    );
    for (const [at, { timeZone, rrule }] of lessons.entries()) {
      const what = `${timeZone} ${rrule}`;
      expect(occurrencesByIcalJs(texts[at]!, window), `ical.js, ${what}`).to.deep.equal(ours[at]);
      for (const one of python) expect(one[at], `icalendar, ${what}`).to.deep.equal(ours[at]);
    }
  });

  it('show of a real feed what the timetable shows: changes, days off, and a lesson cut in two', async () => {
    const { database } = await freshDatabase();
    const { school, people, call, create, fetchFeed, close } = await startTimetable(database);
    try {
      const { lesson_id: id } = await create({ starts_at: '2026-11-02T10:15' });
      const { lesson_id: daily } = await create({
        title: 'Химия; опыты, «свет»',
        starts_at: '2026-11-23T09:00',
        rrule: 'FREQ=DAILY;COUNT=20',
      });
      const change = (lesson: string, at: string, body: object): ReturnType<typeof call> =>
        call(people.admin, 'PATCH', `/lessons/${lesson}/occurrences/${at}`, body);
      await change(id, '2026-11-30T10:15:00', { starts_at: '2026-12-01T12:00', title: 'Оптика' });
      await change(id, '2026-12-14T10:15:00', { scope: 'following', starts_at: '2026-12-15T13:00' });
      await change(daily, '2026-11-25T09:00:00', { status: 'cancelled' });
      await change(daily, '2026-12-07T09:00:00', { scope: 'following', status: 'cancelled' });
      await call(people.admin, 'PATCH', `/schools/${school.schoolId}/timetable`, {
        days_off: [{ title: 'Праздник', begins_on: '2026-12-03', ends_on: '2026-12-05' }],
      });
      const { json } = await call(people.pupil, 'GET', '/timetable?from=2026-11-02&days=42');
      const shown = (json.lessons as { begins: string; title: string; cancelled: boolean }[])
        .filter(({ cancelled }) => !cancelled)
        .map(({ begins, title }): [number, string] => [Date.parse(begins), `${title} · 7Б`]);
      expect(shown.length).to.be.greaterThan(15);
      const feed = await call(people.pupil, 'POST', '/feeds', { person_id: people.pupil });
      const text = (await fetchFeed(feed.json.url as string)).bytes.toString();
      const zone = 'Europe/Moscow';
      const window = {
        from: toInstant('2026-11-02T00:00:00', zone),
        to: toInstant('2026-12-14T00:00:00', zone),
      };
      expect(occurrencesByIcalJs(text, window)).to.deep.equal(shown);
      expect(await occurrencesByPython([text], window)).to.deep.equal([shown]);
    } finally {
      await close();
    }
  });
});
