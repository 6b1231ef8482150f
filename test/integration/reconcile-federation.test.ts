/** People of another homeserver: invited over federation, and no burden when their homeserver is away. */
import { expect } from 'chai';
import type { Sketch } from '../../appservice/src/reconcile/fixtures.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { type TestHomeserver, twoHomeservers } from '../support/homeserver.ts';
import { type MatrixApi } from '../support/matrix-api.ts';
import { freshDatabase } from '../support/postgres.ts';
import { clientOf, enterSchool, setUp, type Setup, uuid } from './reconcile-school.ts';

const enc = encodeURIComponent;

describe('Reconciling people of another homeserver', function () {
  this.timeout(180_000);
  let ours: TestHomeserver;
  let theirs: TestHomeserver;
  let database: Database;
  let setup: Setup;
  let rita: { userId: string; api: MatrixApi };
  let sketch: Sketch;

  async function roomOf(kind: string): Promise<string> {
    const key = `${kind}/${uuid('7b')}`;
    const { rows } = await database.query<{ room_id: string }>(
      'select room_id from managed_room where key = $1',
      [key],
    );
    return rows[0]!.room_id;
  }

  before(async () => {
    [ours, theirs] = await twoHomeservers();
    ({ database } = await freshDatabase());
    rita = await theirs.user('rita');
    setup = await setUp({
      url: ours.url,
      serverName: ours.serverName,
      registrationFile: ours.registration.path,
      database,
    });
    sketch = {
      classes: { '7b': '7Б' },
      people: { kolya: ['pupil of 7b'], rita: ['teacher of 7b', 'without account', `linked ${rita.userId}`] },
    };
    await enterSchool(database, sketch);
  });

  it('invites them; they come in with their power, and both sides read each other', async () => {
    const report = await setup.reconciler.reconcile();
    // Their homeserver lets five invites through at once. The sixth, to the staff room, waits for a later run.
    expect(report.done.invite).to.be.at.least(5);
    for (const { action } of report.failed) expect(action.id).to.match(/^invite staff_room/);
    const chat = await roomOf('class_chat');
    for (const room of [await roomOf('class_space'), chat]) {
      const joined = await rita.api.post(`/v3/join/${enc(room)}?via=${enc(ours.serverName)}`);
      expect(joined.status, JSON.stringify(joined.body)).to.equal(200);
    }
    const kolya = await clientOf(setup, database, 'kolya', ours.url);
    const say = (who: MatrixApi, body: string) =>
      who.put(`/v3/rooms/${enc(chat)}/send/m.room.message/${body}`, { msgtype: 'm.text', body });
    expect((await say(rita.api, 'from-afar')).status).to.equal(200);
    expect((await say(kolya, 'from-here')).status).to.equal(200);
    for (const [who, body] of [
      [kolya, 'from-afar'],
      [rita.api, 'from-here'],
    ] as const) {
      await eventually(
        async () => {
          const { body: page } = await who.get(`/v3/rooms/${enc(chat)}/messages?dir=b&limit=10`);
          return (page as { chunk: { content: { body?: string } }[] }).chunk.some(
            ({ content }) => content.body === body,
          );
        },
        { what: `the message ${body}`, timeout: 20_000 },
      );
    }
    // A teacher's power came with the room.
    expect(
      (await rita.api.put(`/v3/rooms/${enc(chat)}/state/m.room.topic`, { topic: 'Тема' })).status,
    ).to.equal(200);
  });

  it('comes in by the class’s Space alone, without an invite to the room', async () => {
    const lesson = await roomOf('lesson_room');
    expect((await rita.api.post(`/v3/join/${enc(lesson)}?via=${enc(ours.serverName)}`)).status).to.equal(200);
  });

  it('goes on when their homeserver is away, and reports them alone', async () => {
    const away = await theirs.user('away');
    await theirs.stop();
    await enterSchool(database, {
      ...sketch,
      people: {
        ...sketch.people,
        masha: ['pupil of 7b'],
        away: ['pupil of 7b', 'without account', `linked ${away.userId}`],
      },
    });
    const report = await setup.reconciler.reconcile();
    expect(report.done).to.deep.include({ create_account: 1, join: 6 });
    const ofAway = report.failed.filter(({ action }) => action.id.includes('@away:'));
    expect(ofAway.map(({ action }) => action.id)).to.deep.equal([
      `invite class_space/${uuid('7b')} ${away.userId}`,
    ]);
    expect(ofAway[0]!.error).to.match(/Can't connect|retry/i);
    // One try was enough to learn that nobody is there.
    expect(report.skipped.map(({ action }) => action.type)).to.deep.equal(['invite', 'invite']);
    expect(report.failed.length).to.be.at.most(2);
  });
});
