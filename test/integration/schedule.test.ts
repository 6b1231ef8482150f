import { expect } from 'chai';
import type { Database } from '../../appservice/src/store/database.ts';
import { readEvent } from '../../protocol/src/readers.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startTimetable, type TestTimetable } from '../support/timetable.ts';

const TWO_WEEKS = ['11-23 10:15 Физика 201 Анна Пёстрая next', '11-30 10:15 Физика 201 Анна Пёстрая later'];

describe('The timetable', function () {
  this.timeout(60_000);
  let database: Database;
  let timetable: TestTimetable;
  let { school, people, call, physics, create, view } = {} as TestTimetable;

  before(async () => void ({ database } = await freshDatabase()));
  beforeEach(async () => {
    timetable = await startTimetable(database);
    ({ school, people, call, physics, create, view } = timetable);
  });
  afterEach(() => timetable.close());

  it('of a class is seen by its pupils, their parents, its teachers and all who work at the school', async () => {
    await create();
    for (const one of [people.pupil, people.teacher]) expect(await view(one)).to.deep.equal(TWO_WEEKS);
    expect(await view(people.parent, `&person_id=${people.pupil}`)).to.deep.equal(TWO_WEEKS);
    for (const one of [people.pupil, people.parent, people.teacher, people.colleague, people.admin]) {
      expect(await view(one, `&class_id=${school.classId}`)).to.deep.equal(TWO_WEEKS);
    }
    expect([await view(people.parent), await view(people.colleague)]).to.deep.equal([[], []]);
  });

  it('is hidden from everybody else, who cannot tell it from one that does not exist', async () => {
    const { location_id: location } = await create();
    const other = await school.person('Яна Шумная', {
      inClass: 'pupil',
      classId: await school.addClass('8А'),
    });
    const hidden = ['404 M_NOT_FOUND'];
    expect(await view(other, `&class_id=${school.classId}`)).to.deep.equal(hidden);
    expect(await view(other, `&person_id=${people.pupil}`)).to.deep.equal(hidden);
    expect(await view(people.pupil, `&location_id=${location}`)).to.deep.equal(hidden);
    for (const query of [
      `&class_id=${school.classId}`,
      `&person_id=${people.pupil}`,
      `&location_id=${location}`,
    ]) {
      expect(await view(people.stranger, query)).to.deep.equal(hidden);
    }
    expect(await view(people.colleague, `&location_id=${location}`)).to.deep.equal(TWO_WEEKS);
  });

  it('is changed by administrators and by teachers in their own classes only', async () => {
    await create({}, people.teacher);
    for (const one of [people.colleague, people.pupil, people.parent, people.stranger]) {
      const { status, json } = await call(one, 'POST', '/lessons', physics());
      expect([status, json.errcode]).to.deep.equal([403, 'M_FORBIDDEN']);
    }
    const both = { class_ids: [school.classId, await school.addClass('8А')] };
    expect((await call(people.teacher, 'POST', '/lessons', physics(both))).status).to.equal(403);
  });

  it('tells what is wrong with a lesson by its place', async () => {
    const wrong: [object, string][] = [
      [{ rrule: 'FREQ=SECONDLY' }, '/rrule'],
      [{ title: ' \n ' }, '/title'],
      [{ starts_at: undefined }, '/starts_at'],
      [{ duration_minutes: undefined }, '/duration_minutes'],
      [{ rrule: 'FREQ=WEEKLY;BYDAY=TU' }, '/starts_at'],
      [{ starts_at: '2026-02-30T10:15' }, '/starts_at'],
      [{ time_zone: 'Europe/Atlantis' }, '/time_zone'],
      [{ exdates: ['2026-13-01T10:15'] }, '/exdates/0'],
      [{ teacher_ids: [people.pupil] }, '/teacher_ids/0'],
      [{ class_ids: [school.classId, school.schoolId] }, '/class_ids/1'],
    ];
    for (const [fields, path] of wrong) {
      const { status, json } = await call(people.admin, 'POST', '/lessons', physics(fields));
      expect([status, json.errcode, json.details?.[0]?.path]).to.deep.equal([
        400,
        'ORG.PARTA.BAD_LESSON',
        path,
      ]);
    }
    const { rows } = await database.query('select 1 from lesson where school_id = $1', [school.schoolId]);
    expect(rows).to.have.length(0);
  });

  it('refuses a conflict and explains it, saves nothing of it, and saves it when told to', async () => {
    await create();
    const art = { title: 'ИЗО', starts_at: '2026-11-30T10:30', rrule: null };
    const { status, json } = await call(people.admin, 'POST', '/lessons', physics(art));
    expect([status, json.errcode]).to.deep.equal([409, 'ORG.PARTA.TIMETABLE_CONFLICT']);
    expect(json.details).to.deep.equal([
      {
        path: '/teacher_ids',
        message: 'пн, 30 ноября в 10:30 учитель Анна Пёстрая уже ведёт урок «Физика» (10:15).',
      },
      { path: '/class_ids', message: 'пн, 30 ноября в 10:30 у класса 7Б уже есть урок «Физика» (10:15).' },
      { path: '/location', message: 'пн, 30 ноября в 10:30 место 201 занято: урок «Физика» (10:15).' },
    ]);
    expect(await view(people.pupil)).to.deep.equal(TWO_WEEKS);
    await create({ ...art, allow_conflicts: true });
    expect(await view(people.pupil)).to.have.length(3);
  });

  it('lets only one of two conflicting lessons in when both are saved at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        call(people.admin, 'POST', '/lessons', physics({ title: `Урок ${n}` })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409, 409, 409]);
  });

  it('shows substitutions, moves, other rooms and cancellations, to the substitute as well', async () => {
    const { lesson_id: id } = await create();
    const path = `/lessons/${id}/occurrences/2026-11-30T10:15:00`;
    const { json } = await call(people.admin, 'PATCH', path, {
      location: '204',
      teacher_ids: [people.colleague],
    });
    expect(json.sequence).to.equal(1);
    expect(await view(people.pupil)).to.deep.equal([
      TWO_WEEKS[0],
      '11-30 10:15 Физика 204 Иван Лунный later',
    ]);
    expect(await view(people.colleague)).to.deep.equal(['11-30 10:15 Физика 204 Иван Лунный next']);
    expect(await view(people.teacher)).to.deep.equal([TWO_WEEKS[0]]);
    await call(people.admin, 'PATCH', path, { starts_at: '2026-12-01T12:00', teacher_ids: null });
    expect((await view(people.pupil))[1]).to.equal('12-01 12:00 Физика 204 Анна Пёстрая later');
    await call(people.admin, 'PATCH', path, { status: 'cancelled' });
    expect((await view(people.pupil))[1]).to.equal('12-01 12:00 Физика 204 Анна Пёстрая cancelled');
    expect((await call(people.admin, 'DELETE', path)).status).to.equal(200);
    expect(await view(people.pupil)).to.deep.equal(TWO_WEEKS);
    const missing = await call(people.admin, 'PATCH', `/lessons/${id}/occurrences/2026-12-01T10:15:00`, {
      location: '1',
    });
    expect([missing.status, missing.json.errcode]).to.deep.equal([404, 'M_NOT_FOUND']);
  });

  it('refuses to change what somebody else changed meanwhile', async () => {
    const { lesson_id: id } = await create();
    expect(
      (await call(people.admin, 'PATCH', `/lessons/${id}`, { location: '9', sequence: 0 })).status,
    ).to.equal(200);
    const late = await call(people.teacher, 'PATCH', `/lessons/${id}`, { title: 'Химия', sequence: 0 });
    expect([late.status, late.json.errcode]).to.deep.equal([409, 'ORG.PARTA.CHANGED_MEANWHILE']);
  });

  it('keeps a cancelled lesson as cancelled, and cancels twice without harm', async () => {
    const { lesson_id: id } = await create();
    for (let times = 0; times < 2; times++) {
      const { json } = await call(people.teacher, 'DELETE', `/lessons/${id}`);
      expect([json.status, json.sequence]).to.deep.equal(['cancelled', 1]);
    }
    expect((await view(people.pupil)).every((line) => line.endsWith('cancelled'))).to.equal(true);
    expect((await call(people.admin, 'PATCH', `/lessons/${id}`, { title: 'x' })).status).to.equal(409);
  });

  it('is framed by terms, weeks A and B, bells and days off', async () => {
    const path = `/schools/${school.schoolId}/timetable`;
    const frame = {
      terms: [{ title: 'Вторая', begins_on: '2026-11-09', ends_on: '2026-12-26', week_cycle: 2 }],
      periods: [{ number: 3, begins_at: '10:15', ends_at: '11:00' }],
      days_off: [{ title: 'Праздник', begins_on: '2026-11-30', ends_on: '2026-12-01' }],
    };
    expect((await call(people.teacher, 'PATCH', path, frame)).status).to.equal(403);
    const { json } = await call(people.admin, 'PATCH', path, frame);
    const weekly = (week: string): object => ({
      starts_at: undefined,
      duration_minutes: undefined,
      rrule: undefined,
      weekly: { term_id: json.terms[0].term_id, weekday: 1, week, period: 3 },
    });
    await create(weekly('A'));
    await create({ ...weekly('B'), title: 'Химия' });
    // Monday the 23rd is in the third week, the 30th is off.
    expect(await view(people.pupil, '&from=2026-11-16')).to.deep.equal([
      '11-16 10:15 Химия 201 Анна Пёстрая over',
      '11-23 10:15 Физика 201 Анна Пёстрая next',
    ]);
    const overlapping = {
      terms: [...frame.terms, { title: 'x', begins_on: '2026-12-01', ends_on: '2027-01-01' }],
    };
    const refused = await call(people.admin, 'PATCH', path, overlapping);
    expect([refused.status, refused.json.details[0].path]).to.deep.equal([400, '/terms/1']);
    expect((await call(people.pupil, 'GET', path)).status).to.equal(404);
    const seen = (await call(people.colleague, 'GET', path)).json;
    expect(seen.terms).to.have.length(1);
    expect(seen.teachers).to.deep.equal([
      { id: people.teacher, name: 'Анна Пёстрая' },
      { id: people.colleague, name: 'Иван Лунный' },
    ]);
    expect(seen.classes).to.deep.equal([{ id: school.classId, title: '7Б' }]);
    expect((await call(people.pupil, 'GET', '/timetable')).json.terms).to.deep.equal(frame.terms);
  });

  it('shows a lesson as a whole to those who may change it', async () => {
    const { lesson_id: id } = await create();
    const { status, json } = await call(people.teacher, 'GET', `/lessons/${id}`);
    expect([status, json.title, json.teacher_ids]).to.deep.equal([200, 'Физика', [people.teacher]]);
    expect((await call(people.pupil, 'GET', `/lessons/${id}`)).status).to.equal(403);
    expect((await call(people.admin, 'GET', `/lessons/${school.schoolId}`)).status).to.equal(404);
  });

  it('audits every change and queues one job a class', async () => {
    const { lesson_id: id } = await create();
    await call(people.admin, 'PATCH', `/lessons/${id}/occurrences/2026-11-30T10:15:00`, { location: '204' });
    await call(people.admin, 'DELETE', `/lessons/${id}`);
    const { rows } = await database.query<{ action: string }>(
      'select action from audit_entry where school_id = $1 order by id',
      [school.schoolId],
    );
    expect(rows.map(({ action }) => action)).to.deep.equal([
      'lesson.create',
      'lesson.override',
      'lesson.cancel',
    ]);
    expect(new Set(timetable.queued)).to.deep.equal(new Set([`timetable.tell:${school.classId}`]));
  });

  it('is told in one message, once, and shown as state without names', async () => {
    const { lesson_id: id } = await create();
    await timetable.schedule.announcer.tell({ classId: school.classId });
    const at = `/lessons/${id}/occurrences`;
    await call(people.admin, 'PATCH', `${at}/2026-11-30T10:15:00`, {
      location: '204',
      teacher_ids: [people.colleague],
    });
    await call(people.admin, 'PATCH', `${at}/2026-12-07T10:15:00`, { status: 'cancelled' });
    await call(people.admin, 'PATCH', `${at}/2026-12-14T10:15:00`, { location: '7' });
    await call(people.admin, 'DELETE', `${at}/2026-12-14T10:15:00`);
    await timetable.schedule.announcer.tell({ classId: school.classId });
    await timetable.schedule.announcer.tell({ classId: school.classId });
    expect(timetable.sent.map(({ roomId, body }) => [roomId, body])).to.deep.equal([
      ['!chat', 'Изменения в расписании:\nУроки\n• Новый урок: Физика пн 10:15, каб. 201'],
      [
        '!chat',
        'Изменения в расписании:\nпн, 30 ноября\n• Физика 10:15 → каб. 204, замена: Иван Лунный\nпн, 7 декабря\n• Физика 10:15: отменён',
      ],
    ]);
    const state = timetable.states.at(-1)!;
    expect(readEvent('org.parta.timetable', state)).to.deep.equal({ ok: true, value: state });
    expect(JSON.stringify(state)).to.not.match(/Пёстрая|Лунный/);
    expect(JSON.stringify(state)).to.include('"location":"204"');
  });
});
