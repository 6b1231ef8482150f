import { expect } from 'chai';
import ICAL from 'ical.js';
import type { components } from '@parta/protocol';
import type { Database } from '../../appservice/src/store/database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startTimetable, type TestTimetable } from '../support/timetable.ts';

type Lesson = components['schemas']['Lesson'];

describe('A lesson changed with all that follow', function () {
  this.timeout(60_000);
  let database: Database;
  let timetable: TestTimetable;
  let { school, people, call, create, view } = {} as TestTimetable;
  let id = '';

  before(async () => void ({ database } = await freshDatabase()));
  beforeEach(async () => {
    timetable = await startTimetable(database);
    ({ school, people, call, create, view } = timetable);
    id = (await create()).lesson_id;
    await timetable.schedule.announcer.tell({ classId: school.classId });
  });
  afterEach(() => timetable.close());

  const change = async (
    body: object,
    { at = '2026-11-30T10:15:00', lesson = id, by = people.teacher } = {},
  ): Promise<{ status: number; lesson: Lesson; json: { errcode?: string } }> => {
    const path = `/lessons/${lesson}/occurrences/${at}`;
    const { status, json } = await call(by, 'PATCH', path, { scope: 'following', ...body });
    return { status, json, lesson: json as Lesson };
  };
  const said = async (): Promise<string> => {
    await timetable.schedule.announcer.tell({ classId: school.classId });
    return timetable.sent.at(-1)!.body;
  };

  it('becomes two, of which the first keeps its UID, and the class is told from when on', async () => {
    const { status, lesson } = await change({
      starts_at: '2026-12-01T12:00',
      location: '204',
      teacher_ids: [people.colleague],
    });
    expect([status, lesson.starts_at, lesson.sequence, lesson.rrule]).to.deep.equal([
      200,
      '2026-12-01T12:00:00',
      0,
      'FREQ=WEEKLY;UNTIL=20261225T205959Z;BYDAY=TU',
    ]);
    expect(lesson.uid).to.not.equal(`${id}@example.org`);
    expect(await view(people.pupil, '&from=2026-11-23')).to.deep.equal([
      '11-23 10:15 Физика 201 Анна Пёстрая next',
      '12-01 12:00 Физика 204 Иван Лунный later',
    ]);
    expect(await view(people.pupil, '&from=2026-12-07')).to.deep.equal([
      '12-08 12:00 Физика 204 Иван Лунный next',
      '12-15 12:00 Физика 204 Иван Лунный later',
    ]);
    expect(await said()).to.equal(
      'Изменения в расписании:\nУроки\n• Физика пн 10:15 с 30 ноября → вт 12:00, каб. 204, учитель: Иван Лунный',
    );
  });

  it('is two related events in calendars and two lessons in the state of the class', async () => {
    const { lesson: second } = await change({ location: '204' });
    const { lesson: third } = await change(
      { location: '7' },
      { lesson: second.lesson_id, at: '2026-12-14T10:15:00' },
    );
    const { json } = await call(people.pupil, 'POST', '/feeds', { person_id: people.pupil });
    const text = (await timetable.fetchFeed(json.url as string)).bytes.toString();
    const uids = [`${id}@example.org`, second.uid, third.uid];
    const events = ICAL.Component.fromString(text)
      .getAllSubcomponents('vevent')
      .map((event) => [
        event.getFirstPropertyValue('uid'),
        event
          .getAllProperties('related-to')
          .map((one) => `${String(one.getParameter('reltype'))} ${String(one.getFirstValue())}`),
        String(event.getFirstPropertyValue('rrule')),
      ]);
    expect(events).to.deep.equal([
      [uids[0], [`NEXT ${uids[1]}`], 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130T071459Z'],
      [uids[1], [`FIRST ${uids[0]}`, `NEXT ${uids[2]}`], 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T071459Z'],
      [uids[2], [`FIRST ${uids[0]}`], 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261225T205959Z'],
    ]);
    await timetable.schedule.announcer.tell({ classId: school.classId });
    const shown = timetable.states.at(-1) as unknown as { lessons: { uid: string }[] };
    expect(shown.lessons.map(({ uid }) => uid)).to.deep.equal(uids);
  });

  it('is the whole lesson when nothing was before', async () => {
    const { lesson } = await change({ location: '204' }, { at: '2026-11-23T10:15:00' });
    expect([lesson.lesson_id, lesson.sequence]).to.deep.equal([id, 1]);
    expect(await said()).to.include('Физика пн 10:15 с 23 ноября → каб. 204');
  });

  it('ends, or is cancelled as a whole', async () => {
    expect((await change({ status: 'cancelled' })).lesson.rrule).to.equal(
      'FREQ=WEEKLY;UNTIL=20261130T071459Z;BYDAY=MO',
    );
    expect(await view(people.pupil)).to.deep.equal(['11-23 10:15 Физика 201 Анна Пёстрая next']);
    expect(await said()).to.include('Физика пн 10:15 с 30 ноября: отменён');
    const { lesson } = await change({ status: 'cancelled' }, { at: '2026-11-23T10:15:00' });
    expect(lesson.status).to.equal('cancelled');
  });

  it('is refused with nothing changed: in conflict, not seen in its newest form, by others, where it is not held', async () => {
    await create({ title: 'Химия', starts_at: '2026-12-01T12:00', rrule: null, location: null });
    const refused = [
      await change({ starts_at: '2026-12-01T12:10' }),
      await change({ location: '7', sequence: 5 }),
      await change({ location: '7' }, { by: people.pupil }),
      await change({ location: '7' }, { at: '2026-12-01T10:15:00' }),
    ];
    expect(refused.map(({ status, json }) => `${status} ${json.errcode}`)).to.deep.equal([
      '409 ORG.PARTA.TIMETABLE_CONFLICT',
      '409 ORG.PARTA.CHANGED_MEANWHILE',
      '403 M_FORBIDDEN',
      '404 M_NOT_FOUND',
    ]);
    const { rows } = await database.query<{ count: string }>(
      'select count(*) from lesson where school_id = $1 and next_uid is not null',
      [school.schoolId],
    );
    expect(rows[0]!.count).to.equal('0');
    expect((await change({ starts_at: '2026-12-01T12:10', allow_conflicts: true })).status).to.equal(200);
  });
});
