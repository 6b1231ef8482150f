import { expect } from 'chai';
import type { Database } from '../../appservice/src/store/database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startTimetable, type TestTimetable } from '../support/timetable.ts';

describe('Reminders before lessons', function () {
  this.timeout(60_000);
  let database: Database;
  let timetable: TestTimetable;
  let { people, call, create, setTime } = {} as TestTimetable;
  let physics = '';

  before(async () => void ({ database } = await freshDatabase()));
  beforeEach(async () => {
    await database.query('delete from lesson_reminder');
    await database.query('delete from lesson_reminder_progress');
    timetable = await startTimetable(database);
    ({ people, call, create, setTime } = timetable);
    // Monday at 10:15 in Moscow: 7:15 UTC.
    physics = (await create()).lesson_id;
  });
  afterEach(() => timetable.close());

  /** Turns the clock and does what the job of every minute does there. */
  const at = async (time: string): Promise<void> => {
    setTime(`2026-11-${time}Z`);
    await timetable.schedule.reminders.queueDue();
  };
  const jobs = (): { personId: string }[] =>
    timetable.jobs
      .filter(({ task }) => task === 'timetable.remind')
      .map(({ payload }) => payload as { personId: string });
  /** Runs all jobs that were queued. */
  const work = async (): Promise<void> => {
    for (const job of jobs()) await timetable.schedule.reminders.remind(job);
  };
  const remind = (...who: readonly [string, number][]): Promise<void[]> =>
    Promise.all(who.map(([personId, minutes]) => timetable.schedule.reminders.set(personId, minutes)));

  it('come to nobody who did not ask for them', async () => {
    await at('23T07:00:00');
    for (const time of ['23T07:05:00', '23T07:06:00']) await at(time);
    expect(jobs()).to.deep.equal([]);
  });

  it('come once, as many minutes before as each chose, to pupils, their guardians and teachers', async () => {
    await remind([people.pupil, 10], [people.parent, 10], [people.teacher, 30], [people.colleague, 10]);
    await at('23T06:44:30');
    await at('23T06:45:30');
    expect(jobs().map(({ personId }) => personId)).to.deep.equal([people.teacher]);
    await at('23T07:04:30');
    await at('23T07:05:30');
    await at('23T07:06:30');
    await work();
    await work();
    expect(timetable.told.map(({ personId, body }) => [personId, body])).to.have.deep.members([
      [people.teacher, 'Скоро урок:\n• 10:15–11:00 Физика, 201, 7Б'],
      [people.pupil, 'Скоро урок:\n• 10:15–11:00 Физика, 201, 7Б'],
      [people.parent, 'Скоро урок:\n• Мила Тихая: 10:15–11:00 Физика, 201, 7Б'],
    ]);
  });

  it('of lessons that begin together are one message', async () => {
    await create({ title: 'Химия', allow_conflicts: true, teacher_ids: [], location: '7' });
    await remind([people.pupil, 10]);
    await at('23T07:04:00');
    await at('23T07:05:30');
    await work();
    expect(timetable.told.map(({ body }) => body)).to.deep.equal([
      'Скоро уроки:\n• 10:15–11:00 Физика, 201, 7Б\n• 10:15–11:00 Химия, 7, 7Б',
    ]);
  });

  it('are queued once by several processes, and once after a restart', async () => {
    await remind([people.pupil, 10]);
    await at('23T07:04:30');
    setTime('2026-11-23T07:05:30Z');
    await Promise.all(Array.from({ length: 4 }, () => timetable.schedule.reminders.queueDue()));
    // A process that died in the minute before: the next looks at the time since.
    await at('23T07:05:40');
    expect(jobs()).to.have.length(1);
  });

  it('catch up over a short pause, and are dropped when they would be late', async () => {
    await remind([people.pupil, 10], [people.teacher, 10]);
    await at('23T07:04:00');
    await at('23T07:06:30');
    expect(jobs()).to.have.length(2);
    // The jobs themselves were held up until the lesson had begun.
    setTime('2026-11-23T07:15:00Z');
    await work();
    expect(timetable.told).to.deep.equal([]);
    // Nobody was there for an hour: what was due meanwhile is not made up for.
    await remind([people.pupil, 5]);
    await at('30T06:00:00');
    await at('30T07:14:00');
    expect(jobs()).to.have.length(2);
  });

  it('are not sent of lessons that were cancelled, also in the last minute, and are of those that were moved', async () => {
    await remind([people.pupil, 10]);
    const occurrence = `/lessons/${physics}/occurrences`;
    await call(people.admin, 'PATCH', `${occurrence}/2026-11-23T10:15:00`, { status: 'cancelled' });
    await at('23T07:04:00');
    await at('23T07:06:00');
    expect(jobs()).to.deep.equal([]);
    await at('30T07:04:00');
    await at('30T07:06:00');
    await call(people.admin, 'PATCH', `${occurrence}/2026-11-30T10:15:00`, { status: 'cancelled' });
    await work();
    expect([jobs().length, timetable.told]).to.deep.equal([1, []]);
    await call(people.admin, 'PATCH', `${occurrence}/2026-11-30T10:15:00`, {
      status: 'confirmed',
      starts_at: '2026-11-30T14:00',
    });
    await at('30T10:49:00');
    await at('30T10:51:00');
    await work();
    expect(timetable.told.map(({ body }) => body)).to.deep.equal([
      'Скоро урок:\n• 14:00–14:45 Физика, 201, 7Б (изменено)',
    ]);
  });

  it('are turned on and off by each person for themselves', async () => {
    expect(await timetable.say(people.pupil, 'remind')).to.include('не напоминаю');
    expect(await timetable.say(people.pupil, 'remind on')).to.include('за 10 минут');
    expect(await timetable.say(people.pupil, 'remind 21')).to.include('за 21 минуту');
    for (const wrong of ['4', '61', 'soon']) {
      expect(await timetable.say(people.pupil, `remind ${wrong}`)).to.include('от 5 до 60');
    }
    expect(await timetable.schedule.reminders.minutesOf(people.pupil)).to.equal(21);
    expect(await timetable.schedule.reminders.minutesOf(people.teacher)).to.equal(null);
    await at('23T06:53:00');
    expect(await timetable.say(people.pupil, 'remind off')).to.include('не напоминаю');
    await at('23T06:54:30');
    expect(jobs()).to.deep.equal([]);
  });
});
