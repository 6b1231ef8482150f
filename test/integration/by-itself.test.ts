/** What Parta does without being asked: tells teachers who waits for them, and keeps rooms in line with roles that begin and end by date. */
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { createLog } from '../../appservice/src/log.ts';
import { byDateTasks } from '../../appservice/src/reconcile/by-date.ts';
import { eventually } from '../support/eventually.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

describe('Parta by itself', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  let [teacherId, pupilId, parentId] = ['', '', ''];
  let [teacher, pupil] = [{} as LoggedInPerson, {} as LoggedInPerson];

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        teacherId = await school.person('Анна Пёстрая', { inClass: 'class_teacher' });
        pupilId = await school.person('Мила Тихая', { inClass: 'pupil' });
        parentId = await school.person('Пётр Тихий', { guardianOf: pupilId });
      },
    });
    [teacher, pupil] = [await town.logIn(teacherId), await town.logIn(pupilId)];
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const joined = async ({ matrix }: LoggedInPerson): Promise<string[]> =>
    (await matrix.get('/v3/joined_rooms')).body.joined_rooms as string[];
  /** What the bot wrote to somebody in their direct chat, oldest first. */
  async function told(person: LoggedInPerson): Promise<string[]> {
    const { rows } = await town.core.database.query<{ room_id: string }>(
      'select room_id from bot_chat where user_id = $1',
      [person.userId],
    );
    const texts: string[] = [];
    for (const { room_id: room } of rows) {
      const { body } = await person.matrix.get(
        `/v3/rooms/${encodeURIComponent(room)}/messages?dir=f&limit=50`,
      );
      const events = body.chunk as { content: { body?: string } }[];
      texts.push(...events.flatMap(({ content }) => content.body ?? []));
    }
    return texts;
  }
  const hurry = (task: string): Promise<unknown> =>
    town.core.database.query(
      `select graphile_worker.reschedule_jobs(
         array(select id from graphile_worker.jobs where task_identifier = $1), run_at := now())`,
      [task],
    );

  it('tells a teacher of all who wait for approval in one message, with what to do', async () => {
    const made = await teacher.parta.post('/invites', {
      class_id: town.school.classId,
      role: 'pupil',
      needs_approval: true,
    });
    const { link } = made.body as { link: components['schemas']['CreatedLink'] };
    for (const name of ['Яна Шумная', 'Лев Сонный']) {
      const key = newKey();
      const request = { code: link.code, name, locale: 'ru', idempotency_key: key };
      expect((await town.anonymous.post('/invites/redeem', request)).status).to.equal(200);
    }
    await hurry('invites.tell_waiting');
    const [text, ...more] = await eventually(
      async () => {
        const texts = await told(teacher);
        return texts.length > 0 ? texts : undefined;
      },
      { what: 'the teacher to be told', timeout: 60_000 },
    );
    expect(more).to.deep.equal([]);
    expect(text!.replace(/[0-9a-f]{8}/g, 'ID')).to.equal(
      'Ждут вашего подтверждения в 7Б (ученики):\n• Яна Шумная – !parta approve ID\n• Лев Сонный – !parta approve ID\n' +
        'Если человек вам незнаком: !parta decline НОМЕР.',
    );
    // The message is there a moment before the job has noted that it is.
    await eventually(
      async () => {
        const { rows } = await town.core.database.query('select 1 from invite_use where told_at is null');
        return rows.length === 0;
      },
      { what: 'both to be noted as told' },
    );
  });

  it('takes a pupil out of the class on the day on which that ends, at a quiet hour of the school, and the parents too', async () => {
    const { database, reconciler } = town.core;
    const chat = await town.room('class_chat');
    expect(await joined(pupil)).to.include(chat);
    const [today] = (
      await database.query<{ day: string }>(`select (now() at time zone 'Europe/Moscow')::date as day`)
    ).rows;
    await database.query(
      'update enrollment set begins_on = $2::date - 30, ends_on = $2 where person_id = $1',
      [pupilId, today!.day],
    );
    const queued: unknown[] = [];
    const looked: string[][] = [];
    const tasks = (hour: string) =>
      byDateTasks({
        database,
        reconciler: {
          reconcile(options) {
            looked.push([...(options?.personIds ?? [])]);
            return reconciler.reconcile(options);
          },
        },
        jobs: () => ({ add: (_sql, _task, payload) => Promise.resolve(void queued.push(payload)) }),
        log: createLog('silent'),
        now: () => new Date(`${today!.day}T${hour}:17:00Z`),
      }).tasks;
    const context = { jobId: '1', attempt: 1, signal: new AbortController().signal };
    // Three in the morning in Moscow is midnight in UTC.
    for (const hour of ['23', '01', '12']) await tasks(hour)['reconcile.nightly']!({}, context);
    expect(queued).to.deep.equal([]);
    await tasks('00')['reconcile.nightly']!({}, context);
    expect(queued).to.deep.equal([{ schoolId: town.school.schoolId, day: today!.day }]);
    await tasks('00')['reconcile.by_date']!(queued[0], context);
    expect(looked).to.have.length(1);
    expect(looked[0]).to.have.members([pupilId, parentId]);
    expect(await joined(pupil)).to.not.include(chat);
  });
});
