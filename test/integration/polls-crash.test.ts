/** Polls whose time runs out while the appservice is away: they end once, with every vote that came before. */
import { expect } from 'chai';
import { POLL_END, POLL_RESPONSE, POLL_START, pollContent, voteContent } from '@parta/protocol';
import type { Core } from '../../appservice/src/core.ts';
import { eventually } from '../support/eventually.ts';
import type { MatrixApi } from '../support/matrix-api.ts';
import type { TestParta } from '../support/parta.ts';
import { newKey } from '../support/running-school.ts';
import { separateSchool } from '../support/separate-school.ts';

describe('Polls whose appservice is killed', function () {
  this.timeout(120_000);
  let parta: TestParta;
  let core: Core;
  let path: string;
  let pupil: MatrixApi;
  let teacher: MatrixApi;

  before(async () => {
    const town = await separateSchool({
      teacher: { name: 'Анна Тестова', role: 'class_teacher' },
      pupil: { name: 'Вера Тестова', role: 'pupil' },
    });
    ({ parta, core } = town);
    [teacher, pupil] = [town.people.teacher.matrix, town.people.pupil.matrix];
    path = `/v3/rooms/${encodeURIComponent(await town.room('class_chat'))}`;
  });

  const send = async (who: MatrixApi, type: string, content: object): Promise<string> => {
    const { status, body } = await who.put(`${path}/send/${type}/${newKey()}`, content);
    expect(status, JSON.stringify(body)).to.equal(200);
    return (body as { event_id: string }).event_id;
  };
  const poll = async (): Promise<{ ended: boolean; result: unknown } | undefined> =>
    (
      await core.database.query<{ ended: boolean; result: unknown }>(
        'select ended_at is not null as ended, result from poll',
      )
    ).rows[0];
  const said = async (): Promise<{ ends: number; results: string[] }> => {
    const { body } = await teacher.get(`${path}/messages?dir=b&limit=100`);
    const events = (body as { chunk: { type: string; content: { body?: string } }[] }).chunk;
    return {
      ends: events.filter(({ type }) => type === POLL_END).length,
      results: events.flatMap(({ content: { body: text = '' } }) =>
        text.startsWith('Опрос закончен: ') ? [text] : [],
      ),
    };
  };

  it('ends a poll once after it is back, and counts a vote that came while it was away', async () => {
    const closesAt = new Date(Date.now() + 8_000).toISOString();
    const rules = { per: 'person', closes_at: closesAt } as const;
    const id = await send(teacher, POLL_START, pollContent('Куда?', ['В лес', 'В музей'], { rules }));
    await eventually(async () => (await poll()) !== undefined, { what: 'the poll', timeout: 20_000 });
    await parta.kill();
    await send(pupil, POLL_RESPONSE, voteContent(id, ['2']));
    await eventually(() => Date.now() > Date.parse(closesAt), {
      what: 'the end of the poll',
      timeout: 20_000,
    });
    await parta.start();
    await eventually(async () => (await said()).results.length > 0, { what: 'the result', timeout: 60_000 });
    expect(await poll()).to.deep.equal({ ended: true, result: { votes: { '1': 0, '2': 1 }, voters: 1 } });

    await parta.kill();
    // As if the process had been killed before it could note that these were done.
    const { rows } = await core.database.query<{ id: string }>('select id from poll');
    for (const task of ['polls.end', 'polls.tell'])
      await core.database.query('select graphile_worker.add_job($1, $2::json)', [
        task,
        JSON.stringify(rows[0]),
      ]);
    await parta.start();
    await eventually(
      async () => {
        const waiting = `select 1 from graphile_worker.jobs where task_identifier like 'polls.%'`;
        return (await core.database.query(waiting)).rows.length === 0;
      },
      { what: 'the jobs to be done', timeout: 60_000 },
    );
    const { ends, results } = await said();
    expect([ends, results.length]).to.deep.equal([1, 1]);
    expect(results[0]).to.include('В музей — 1 (100 %)');
  });
});
