import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

describe('The timetable on a real homeserver', function () {
  this.timeout(180_000);
  let running: RunningSchool;
  let [teacherId, pupilId] = ['', ''];
  let [teacher, pupil] = [{} as LoggedInPerson, {} as LoggedInPerson];

  before(async () => {
    running = await runningSchool({
      async populate(school) {
        teacherId = await school.person('Анна Пёстрая', { inClass: 'class_teacher' });
        pupilId = await school.person('Мила Тихая', { inClass: 'pupil' });
      },
    });
    [teacher, pupil] = [await running.logIn(teacherId), await running.logIn(pupilId)];
  });

  /** Texts that the pupil can read in the class chat, newest first. */
  async function texts(): Promise<string[]> {
    const chat = encodeURIComponent(await running.room('class_chat'));
    await pupil.matrix.post(`/_matrix/client/v3/join/${chat}`, {});
    const { body } = await pupil.matrix.get(`/_matrix/client/v3/rooms/${chat}/messages?dir=b&limit=50`);
    const events = body.chunk as { content: { body?: string } }[];
    return events.flatMap(({ content }) => content.body ?? []);
  }

  it('tells a class of changes in one message and shows its lessons as state', async () => {
    const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
    const { status, body } = await teacher.parta.post('/lessons', {
      school_id: running.school.schoolId,
      title: 'Физика',
      class_ids: [running.school.classId],
      teacher_ids: [teacherId],
      location: '201',
      starts_at: `${today}T23:30`,
      duration_minutes: 20,
    });
    expect(status).to.equal(201);
    // Nobody has to wait for the quiet minute here.
    await running.core.database.query(
      `select graphile_worker.reschedule_jobs(
         array(select id from graphile_worker.jobs where task_identifier = 'timetable.tell'), run_at := now())`,
    );
    const told = await eventually(
      async () => (await texts()).find((text) => text.startsWith('Изменения в расписании')),
      { what: 'the class to be told', timeout: 60_000 },
    );
    expect(told).to.include('Новый урок: Физика').and.include('каб. 201');
    const space = encodeURIComponent(await running.room('class_space'));
    const state = await pupil.matrix.get(`/_matrix/client/v3/rooms/${space}/state/org.parta.timetable`);
    expect([state.status, state.body.lessons[0].uid, state.body.lessons[0].teachers]).to.deep.equal([
      200,
      body.uid,
      [teacher.userId],
    ]);
    expect(running.complaints()).to.deep.equal([]);
  });

  it('is answered by the bot in the class chat', async () => {
    const chat = encodeURIComponent(await running.room('class_chat'));
    const command = { msgtype: 'm.text', body: '!parta today' };
    await texts();
    await pupil.matrix.put(`/_matrix/client/v3/rooms/${chat}/send/m.room.message/today`, command);
    const answer = await eventually(
      async () => (await texts()).find((text) => text.includes('23:30–23:50 Физика, 201, 7Б')),
      { what: 'the answer', timeout: 60_000 },
    );
    expect(answer).to.match(/^7Б, /m);
  });
});
