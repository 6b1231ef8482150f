import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { components } from '@parta/protocol';
import { writeCalendar } from '../../appservice/src/schedule/ical/write.ts';
import { sampleEvent } from '../../appservice/src/schedule/testing/samples.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startTimetable, type TestTimetable } from '../support/timetable.ts';

type Subscription = components['schemas']['TimetableSubscription'];

/** Lessons held once, at 10:15 in Berlin (12:15 in the school's Moscow) on days of November 2026. */
const calendar = (...days: string[]): string =>
  writeCalendar({
    name: '7Б',
    events: days.map((day) => {
      const startsAt = day.includes('T') ? day : `${day}T10:15:00`;
      return sampleEvent({ uid: day.slice(0, 10), startsAt, rrule: null, location: null });
    }),
  });
const WEEK = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];

describe('A calendar that a class is subscribed to', function () {
  this.timeout(60_000);
  let database: Database;
  let timetable: TestTimetable;
  let { school, people, call, view } = {} as TestTimetable;
  let server: Server;
  let handler: RequestListener;
  let asked = 0;
  let address = '';

  before(async () => {
    ({ database } = await freshDatabase());
    server = createServer((req, res) => {
      asked++;
      handler(req, res);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-token.ics`;
  });
  after(() => void server.close());
  beforeEach(async () => {
    timetable = await startTimetable(database);
    ({ school, people, call, view } = timetable);
    serve(calendar(...WEEK));
    asked = 0;
  });
  afterEach(() => timetable.close());

  const serve = (text: string): void =>
    void (handler = (_req, res) => void res.writeHead(200, { 'content-type': 'text/calendar' }).end(text));
  const subscribe = async (more: object = {}, by = people.admin): Promise<Subscription> => {
    const body = { class_id: school.classId, url: address, title: 'Untis', ...more };
    const { status, json } = await call(by, 'POST', '/timetable-subscriptions', body);
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
    return json as Subscription;
  };
  const list = async (by = people.admin): Promise<Subscription[]> =>
    (await call(by, 'GET', `/timetable-subscriptions?school_id=${school.schoolId}`)).json
      .subscriptions as Subscription[];
  /** Fetches now and gives what administrators see afterwards. */
  const fetch = async ({ subscription_id: subscriptionId }: Subscription): Promise<Subscription> => {
    await timetable.schedule.subscriptions.fetch({ subscriptionId });
    return (await list()).find((one) => one.subscription_id === subscriptionId)!;
  };
  const later = (one: Subscription): void => timetable.setTime(one.next_fetch_at!);
  const patch = (one: Subscription, body: object, by = people.admin): ReturnType<typeof call> =>
    call(by, 'PATCH', `/timetable-subscriptions/${one.subscription_id}`, body);
  const lessons = async (): Promise<string[]> =>
    (await view(people.pupil)).map((line) => line.replace(' Физика - -', ''));

  it('brings its lessons, is asked again after about half an hour, and tells the class what changed', async () => {
    const made = await subscribe();
    expect([made.state, made.host, JSON.stringify(made).includes('secret')]).to.deep.equal([
      'waiting',
      new URL(address).host,
      false,
    ]);
    expect(timetable.queued).to.include(`timetable.fetch:${made.subscription_id}`);
    const first = await fetch(made);
    expect([first.state, first.problem, first.findings]).to.deep.equal(['current', null, []]);
    expect(await lessons()).to.deep.equal([
      '11-24 12:15 next',
      '11-25 12:15 later',
      '11-26 12:15 later',
      '11-27 12:15 later',
    ]);
    const minutes = (Date.parse(first.next_fetch_at!) - Date.parse(first.fetched_at!)) / 60_000;
    expect(minutes).to.be.within(27, 33);
    await timetable.schedule.announcer.tell({ classId: school.classId });
    expect(timetable.sent).to.deep.equal([]);

    // Not before it is due, by whichever process.
    await fetch(made);
    expect(asked).to.equal(1);
    later(first);
    serve(calendar('2026-11-24', '2026-11-25T11:00:00', '2026-11-27', '2026-11-30'));
    expect((await fetch(made)).state).to.equal('current');
    expect(await lessons()).to.deep.equal([
      '11-24 12:15 next',
      '11-25 13:00 later',
      '11-26 12:15 cancelled',
      '11-27 12:15 later',
      '11-30 12:15 later',
    ]);
    await timetable.schedule.announcer.tell({ classId: school.classId });
    // A day further ahead is no news.
    expect(timetable.sent.map(({ body }) => body)).to.deep.equal([
      'Изменения в расписании:\nУроки\n• Физика ср, 25 ноября 10:15 → ср, 25 ноября 11:00\n• Физика чт, 26 ноября 10:15: отменён',
    ]);
  });

  it('leaves what is over as it was when it moves out of the calendar', async () => {
    const made = await subscribe();
    await fetch(made);
    timetable.setTime('2026-11-25T12:00:00Z');
    serve(calendar('2026-11-26', '2026-11-27', '2026-11-30'));
    expect((await fetch(made)).state).to.equal('current');
    const shown = await view(people.pupil, '&from=2026-11-23');
    expect(shown.map((line) => line.split(' ').at(-1))).to.deep.equal([
      'over',
      'over',
      'next',
      'later',
      'later',
    ]);
  });

  it('that is suddenly empty, or lost most of its lessons, changes nothing until somebody confirms it', async () => {
    const made = await subscribe();
    let current = await fetch(made);
    const before = await lessons();
    for (const [text, code, message] of [
      [calendar(), 'empty', 'Календарь вдруг пуст, а уроков впереди было 4.'],
      [calendar('2026-11-24'), 'shrunk', 'Из календаря пропало 3 уроков из 4.'],
    ] as const) {
      later(current);
      serve(text);
      current = await fetch(made);
      expect([current.state, current.problem?.code]).to.deep.equal(['unconfirmed', code]);
      expect(current.problem!.message).to.include(message);
      expect(await lessons()).to.deep.equal(before);
    }
    expect((await patch(made, { confirm: true })).status).to.equal(200);
    expect((await fetch(made)).state).to.equal('current');
    expect((await lessons()).map((line) => line.split(' ').at(-1))).to.deep.equal([
      'next',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    // Confirmed once is not confirmed for ever.
    current = (await list())[0]!;
    later(current);
    serve(calendar());
    expect((await fetch(made)).state).to.equal('unconfirmed');
  });

  it('asks about a time zone, and applies nothing until it is answered', async () => {
    const text = calendar(...WEEK)
      .replace(/BEGIN:VTIMEZONE[^]*END:VTIMEZONE\r\n/, '')
      .replaceAll('Europe/Berlin', 'Russian Standard Time');
    serve(text);
    const made = await subscribe();
    const asking = await fetch(made);
    expect([asking.state, asking.findings[0]?.tzid, asking.findings[0]?.suggestion]).to.deep.equal([
      'asking',
      'Russian Standard Time',
      'Europe/Moscow',
    ]);
    expect(await lessons()).to.deep.equal([]);
    const wrong = await patch(made, { time_zones: { 'Russian Standard Time': 'Mars' } });
    expect([wrong.status, wrong.json.errcode]).to.deep.equal([400, 'ORG.PARTA.BAD_ADDRESS']);
    await patch(made, { time_zones: { 'Russian Standard Time': 'Europe/Samara' } });
    expect([(await fetch(made)).state, (await lessons())[0]]).to.deep.equal(['current', '11-24 09:15 next']);
    // An answer that is corrected is applied, though the calendar is the same.
    await patch(made, { time_zones: { 'Russian Standard Time': 'Europe/Moscow' } });
    expect([(await fetch(made)).state, (await lessons())[0]]).to.deep.equal(['current', '11-24 10:15 next']);
  });

  it('with a mistake changes nothing and says where it is; one that fails is asked less and less often', async () => {
    const made = await subscribe();
    let current = await fetch(made);
    later(current);
    serve(calendar('2026-11-24', '2026-11-25').replace('DTEND', 'X-END'));
    current = await fetch(made);
    expect([current.state, current.problem?.code, current.findings[0]?.code]).to.deep.equal([
      'failing',
      'not_applied',
      'end_missing',
    ]);
    expect(await lessons()).to.have.length(4);
    const pauses: number[] = [];
    handler = (_req, res) => void res.writeHead(404).end();
    for (let times = 0; times < 4; times++) {
      later(current);
      current = await fetch(made);
      pauses.push((Date.parse(current.next_fetch_at!) - Date.parse(current.fetched_at!)) / 60_000);
    }
    expect(current.problem!.message).to.include('Возьмите новую ссылку');
    expect(Date.parse(current.problem!.since)).to.be.below(Date.parse(current.fetched_at!));
    expect(pauses[3]!).to.be.above(pauses[0]! * 4);
    serve(calendar(...WEEK));
    await patch(made, { url: address });
    expect((await fetch(made)).state).to.equal('current');
  });

  it('tells of conflicts with other lessons, and takes them', async () => {
    await timetable.create({ starts_at: '2026-11-24T12:00', rrule: null, title: 'Химия' });
    const made = await fetch(await subscribe());
    expect([made.state, made.findings.map(({ severity, code }) => `${severity} ${code}`)]).to.deep.equal([
      'current',
      ['warning conflict_class'],
    ]);
    expect(made.findings[0]!.message).to.equal(
      'вт, 24 ноября в 10:15 у класса 7Б есть и урок «Химия» (12:00); таких дней 1. Если это две группы, ничего делать не надо.',
    );
  });

  it('owns its lessons: by hand only their teachers are set, until it is ended', async () => {
    const made = await subscribe();
    await fetch(made);
    const { rows } = await database.query<{ id: string }>(
      'select id from lesson where school_id = $1 order by starts_at',
      [school.schoolId],
    );
    const path = `/lessons/${rows[0]!.id}`;
    const refused = await call(people.admin, 'PATCH', path, { title: 'x' });
    expect([refused.status, refused.json.error]).to.deep.equal([
      409,
      'Этот урок приходит из календаря, на который подписан класс. Измените его там: здесь меняются только учителя.',
    ]);
    const at = `${path}/occurrences/2026-11-24T10:15:00`;
    expect((await call(people.admin, 'PATCH', at, { status: 'cancelled' })).status).to.equal(409);
    const teachers = { teacher_ids: [people.teacher] };
    expect((await call(people.admin, 'PATCH', path, teachers)).status).to.equal(200);
    later((await list())[0]!);
    serve(calendar('2026-11-24T11:00:00', ...WEEK.slice(1)));
    await fetch(made);
    expect((await view(people.pupil))[0]).to.equal('11-24 13:00 Физика - Анна Пёстрая next');

    const end = `/timetable-subscriptions/${made.subscription_id}`;
    expect((await call(people.teacher, 'DELETE', end)).status).to.equal(204);
    expect((await call(people.admin, 'PATCH', path, { title: 'Оптика' })).status).to.equal(200);
    expect(await list()).to.deep.equal([]);
    // The same title goes on with the lessons that are there.
    const again = await subscribe();
    await fetch(again);
    expect(await lessons()).to.have.length(4);
    const cancelling = `/timetable-subscriptions/${again.subscription_id}?lessons=cancel`;
    expect((await call(people.admin, 'DELETE', cancelling)).status).to.equal(204);
    expect((await view(people.pupil)).every((line) => line.endsWith('cancelled'))).to.equal(true);
  });

  it('is made and seen by those who may change the class’s timetable', async () => {
    const made = await subscribe({}, people.teacher);
    expect((await list(people.teacher)).map((one) => one.subscription_id)).to.deep.equal([
      made.subscription_id,
    ]);
    expect(await list(people.colleague)).to.deep.equal([]);
    for (const one of [people.colleague, people.pupil, people.parent, people.stranger]) {
      const { status } = await call(one, 'POST', '/timetable-subscriptions', {
        class_id: school.classId,
        url: address,
      });
      expect([status, (await patch(made, { paused: true }, one)).status]).to.deep.equal([403, 404]);
    }
    const refused = async (body: object): Promise<string> => {
      const full = { class_id: school.classId, ...body };
      const { status, json } = await call(people.admin, 'POST', '/timetable-subscriptions', full);
      return `${status} ${json.errcode}`;
    };
    expect(await refused({ url: 'file:///etc/passwd' })).to.equal('400 ORG.PARTA.BAD_ADDRESS');
    expect(await refused({ url: address, title: 'Untis' })).to.equal('409 ORG.PARTA.SUBSCRIBED_TWICE');
  });

  it('that is paused is not asked; what is due is queued by the clock', async () => {
    const made = await subscribe();
    await patch(made, { paused: true });
    expect((await fetch(made)).state).to.equal('paused');
    expect(asked).to.equal(0);
    timetable.queued.length = 0;
    await timetable.schedule.subscriptions.fetchDue();
    expect(timetable.queued.filter((key) => key?.includes(made.subscription_id))).to.deep.equal([]);
    await patch(made, { paused: false });
    timetable.queued.length = 0;
    await timetable.schedule.subscriptions.fetchDue();
    expect(timetable.queued).to.include(`timetable.fetch:${made.subscription_id}`);
  });
});
