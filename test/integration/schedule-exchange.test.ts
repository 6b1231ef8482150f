import { expect } from 'chai';
import ICAL from 'ical.js';
import type { components } from '@parta/protocol';
import { writeCalendar } from '../../appservice/src/schedule/ical/write.ts';
import { sampleEvent } from '../../appservice/src/schedule/testing/samples.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startTimetable, type TestTimetable } from '../support/timetable.ts';

const TWO_WEEKS = ['11-23 10:15 Физика 201 Анна Пёстрая next', '11-30 10:15 Физика 201 Анна Пёстрая later'];

type Schemas = components['schemas'];

describe('Timetables in and out', function () {
  this.timeout(60_000);
  let database: Database;
  let timetable: TestTimetable;
  let { school, people, call, create, view } = {} as TestTimetable;

  before(async () => void ({ database } = await freshDatabase()));
  beforeEach(async () => {
    timetable = await startTimetable(database);
    ({ school, people, call, create, view } = timetable);
  });
  afterEach(() => timetable.close());

  describe('as a calendar feed', () => {
    const feed = async (by: string, subject: object): Promise<{ url: string; feed: { feed_id: string } }> =>
      (await call(by, 'POST', '/feeds', subject)).json as { url: string; feed: { feed_id: string } };

    it('is read by a calendar program, and again only when it changed', async () => {
      const { lesson_id: id } = await create();
      await call(people.admin, 'PATCH', `/lessons/${id}/occurrences/2026-11-30T10:15:00`, {
        status: 'cancelled',
      });
      const { url } = await feed(people.parent, { person_id: people.pupil });
      const first = await timetable.fetchFeed(url);
      expect([first.status, first.headers['content-type']]).to.deep.equal([
        200,
        'text/calendar; charset=utf-8',
      ]);
      const events = ICAL.Component.fromString(first.bytes.toString()).getAllSubcomponents('vevent');
      expect(
        events.map((one) => [one.getFirstPropertyValue('uid'), one.getFirstPropertyValue('status')]),
      ).to.deep.equal([
        [`${id}@example.org`, 'CONFIRMED'],
        [`${id}@example.org`, 'CANCELLED'],
      ]);
      const again = { 'if-none-match': first.headers.etag };
      expect((await timetable.fetchFeed(url, again)).status).to.equal(304);
      await call(people.admin, 'PATCH', `/lessons/${id}`, { location: '300' });
      const changed = await timetable.fetchFeed(url, again);
      expect([changed.status, changed.bytes.toString().includes('SEQUENCE:2')]).to.deep.equal([200, true]);
    });

    it('gives a substitute the one lesson and takes it from the other', async () => {
      const { lesson_id: id } = await create();
      await call(people.admin, 'PATCH', `/lessons/${id}/occurrences/2026-11-30T10:15:00`, {
        teacher_ids: [people.colleague],
      });
      const eventsOf = async (person: string): Promise<unknown[]> => {
        const { url } = await feed(person, { person_id: person });
        const root = ICAL.Component.fromString((await timetable.fetchFeed(url)).bytes.toString());
        return root
          .getAllSubcomponents('vevent')
          .map((one) => [
            one.getFirstPropertyValue('uid'),
            one.getFirstPropertyValue('status'),
            one.getFirstPropertyValue('summary'),
          ]);
      };
      expect(await eventsOf(people.colleague)).to.deep.equal([
        [`20261130T101500-${id}@example.org`, 'CONFIRMED', 'Физика · 7Б'],
      ]);
      expect(await eventsOf(people.teacher)).to.deep.equal([
        [`${id}@example.org`, 'CONFIRMED', 'Физика · 7Б'],
        [`${id}@example.org`, 'CANCELLED', 'Физика · 7Б'],
      ]);
    });

    it('keeps only a hash of its secret, ends when revoked, and when its maker may not see it any more', async () => {
      const made = await feed(people.parent, { person_id: people.pupil });
      const other = await feed(people.parent, { class_id: school.classId });
      const token = /([^/]+)\.ics$/.exec(made.url)![1]!;
      const { rows } = await database.query<{ row: string }>('select f::text as row from calendar_feed f');
      expect(rows.some(({ row }) => row.includes(token))).to.equal(false);
      expect((await call(people.stranger, 'DELETE', `/feeds/${made.feed.feed_id}`)).status).to.equal(404);
      for (let times = 0; times < 2; times++) {
        expect((await call(people.parent, 'DELETE', `/feeds/${made.feed.feed_id}`)).status).to.equal(204);
      }
      expect((await timetable.fetchFeed(made.url)).status).to.equal(404);
      expect((await call(people.parent, 'GET', '/feeds')).json.feeds).to.have.length(1);
      expect((await timetable.fetchFeed(other.url)).status).to.equal(200);
      await database.query('delete from guardianship where guardian_id = $1', [people.parent]);
      expect((await timetable.fetchFeed(other.url)).status).to.equal(404);
    });

    it('is not made for somebody who may not see it', async () => {
      expect((await call(people.stranger, 'POST', '/feeds', { person_id: people.pupil })).status).to.equal(
        404,
      );
      expect(
        (await call(people.pupil, 'POST', '/feeds', { person_id: people.pupil, class_id: school.classId }))
          .status,
      ).to.equal(400);
    });
  });

  describe('that is imported', () => {
    const run = (body: object, by = people.admin): ReturnType<typeof call> =>
      call(by, 'POST', '/timetable-imports', body);
    const counts = ({ json }: Awaited<ReturnType<typeof call>>): string => {
      const { applied, added, changed, unchanged, missing } = json as Schemas['TimetableImportResult'];
      return `${applied} +${added} ~${changed} =${unchanged} -${missing}`;
    };

    it('from a calendar is shown first, then applied, and a second time changes nothing', async () => {
      const text = writeCalendar({
        name: '7Б',
        events: [
          sampleEvent({ uid: 'a', startsAt: '2026-11-23T10:15:00', location: '12', rrule: null }),
          sampleEvent({ uid: 'b', startsAt: '2026-11-24T10:15:00', rrule: null }),
        ],
      });
      const request = { format: 'ical', class_id: school.classId, text };
      expect(counts(await run(request))).to.equal('false +2 ~0 =0 -0');
      expect(await view(people.pupil)).to.deep.equal([]);
      expect(counts(await run({ ...request, apply: true }, people.teacher))).to.equal('true +2 ~0 =0 -0');
      // 10:15 in Berlin is 12:15 in Moscow, where the school is.
      expect(await view(people.pupil)).to.deep.equal([
        '11-23 12:15 Физика 12 - next',
        '11-24 12:15 Физика 204 - later',
      ]);
      expect(counts(await run({ ...request, apply: true }))).to.equal('true +0 ~0 =2 -0');
      const moved = text
        .replaceAll('LOCATION:12', 'LOCATION:13')
        .replace(/BEGIN:VEVENT\r\nUID:b[^]*END:VEVENT\r\n/, '');
      expect(counts(await run({ ...request, text: moved, apply: true }))).to.equal('true +0 ~1 =0 -1');
      expect(await view(people.pupil)).to.deep.equal([
        '11-23 12:15 Физика 13 - next',
        '11-24 12:15 Физика 204 - later',
      ]);
      expect(counts(await run({ ...request, text: moved, apply: true, cancel_missing: true }))).to.equal(
        'true +0 ~0 =1 -1',
      );
      expect((await view(people.pupil))[1]).to.equal('11-24 12:15 Физика 204 - cancelled');
    });

    it('asks about an unknown time zone, applies nothing until it is answered, and remembers the answer', async () => {
      const text = writeCalendar({ name: 'x', events: [sampleEvent()] })
        .replace(/BEGIN:VTIMEZONE[^]*END:VTIMEZONE\r\n/, '')
        .replaceAll('Europe/Berlin', 'Russian Standard Time');
      const request = { format: 'ical', class_id: school.classId, text, apply: true };
      const asked = await run(request);
      const { json } = asked;
      expect([counts(asked), json.findings[0].tzid, json.findings[0].suggestion]).to.deep.equal([
        'false +0 ~0 =0 -0',
        'Russian Standard Time',
        'Europe/Moscow',
      ]);
      const answered = await run({ ...request, time_zones: { 'Russian Standard Time': 'Europe/Samara' } });
      expect(counts(answered)).to.equal('true +1 ~0 =0 -0');
      expect(counts(await run(request))).to.equal('true +0 ~0 =1 -0');
    });

    it('may be larger than other requests, up to a bound, from somebody who is logged in', async () => {
      const events = Array.from({ length: 400 }, (_, n) =>
        sampleEvent({ uid: String(n), description: 'x'.repeat(200) }),
      );
      const text = writeCalendar({ name: '7Б', events });
      const request = { format: 'ical', class_id: school.classId, text };
      expect(counts(await run(request))).to.equal('false +400 ~0 =0 -0');
      const tooLarge = await run({ ...request, text: 'x'.repeat(8 * 1024 * 1024) });
      expect([tooLarge.status, tooLarge.json.errcode]).to.deep.equal([413, 'M_TOO_LARGE']);
      expect((await run(request, '')).status).to.equal(401);
      expect((await call(people.admin, 'POST', '/lessons', { text })).status).to.equal(413);
    });

    it('from a table needs an administrator', async () => {
      const text = 'class,subject,date,begins,ends,teacher\n7Б,Химия,2026-11-25,09:00,09:45,Лунный\n';
      const request = { format: 'csv', school_id: school.schoolId, text, apply: true };
      expect((await run(request, people.teacher)).status).to.equal(403);
      expect(counts(await run(request))).to.equal('true +1 ~0 =0 -0');
      expect(await view(people.pupil)).to.deep.equal(['11-25 09:00 Химия - Иван Лунный next']);
    });
  });

  describe('by the bot', () => {
    it('is told for today, the week, and what is next', async () => {
      await create();
      expect(await timetable.say(people.pupil, 'today')).to.equal(
        'Мила Тихая, пн, 23 ноября:\n10:15–11:00 Физика, 201, 7Б',
      );
      expect(await timetable.say(people.parent, 'week')).to.equal(
        'Мила Тихая, пн, 23 ноября:\n10:15–11:00 Физика, 201, 7Б',
      );
      expect(await timetable.say(people.teacher, 'today 7б')).to.include('7Б, пн, 23 ноября:');
      expect(await timetable.say(people.pupil, 'lesson', school.classId)).to.equal(
        'Следующий: 10:15–11:00 Физика, 201, 7Б',
      );
      timetable.setTime('2026-11-23T07:20:00Z');
      expect(await timetable.say(people.pupil, 'lesson')).to.equal('Сейчас: 10:15–11:00 Физика, 201, 7Б');
      expect(await timetable.say(people.pupil, 'today 9Я')).to.include('Класса «9Я» нет');
    });

    it('is changed by those who may', async () => {
      await create();
      const done = 'Готово: Физика, пн, 30 ноября 10:15. Класс узнает в течение минуты.';
      expect(await timetable.say(people.teacher, 'lesson room 2026-11-30 10:15 room=204 class=7Б')).to.equal(
        done,
      );
      expect(
        await timetable.say(
          people.teacher,
          'lesson substitute 2026-11-30 10:15 teacher="Лунный Иван" class=7Б',
        ),
      ).to.equal(done);
      expect((await view(people.pupil))[1]).to.equal('11-30 10:15 Физика 204 Иван Лунный later');
      expect(await timetable.say(people.admin, 'lesson cancel 2026-11-30 10:15 class=7Б')).to.equal(done);
      expect(await timetable.say(people.admin, 'lesson restore 2026-11-30 10:15 class=7Б')).to.equal(done);
      expect(await view(people.pupil)).to.deep.equal(TWO_WEEKS);
      expect(await timetable.say(people.pupil, 'lesson cancel 2026-11-30 10:15')).to.include('вам нельзя');
      expect(await timetable.say(people.teacher, 'lesson cancel 2026-11-30 11:15 class=7Б')).to.include(
        'такого урока нет',
      );
    });
  });
});
