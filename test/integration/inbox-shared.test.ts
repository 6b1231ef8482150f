import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { EventHandler } from '../../appservice/src/inbox/handler.ts';
import { eventually } from '../support/eventually.ts';
import { inboxBench, message, note, type InboxBench } from '../support/inbox.ts';
import { createRandom } from '../support/random.ts';

describe('the inbox among other processes', function () {
  this.timeout(60_000);
  let bench: InboxBench;
  beforeEach(async () => void (bench = await inboxBench()));
  afterEach(() => bench.close());

  const isListening = async (): Promise<boolean> => {
    const { rowCount } = await bench.database.query(
      `select from pg_stat_activity where datname = current_database() and query like 'listen %'`,
    );
    return rowCount === 1;
  };

  it('survives that PostgreSQL ends its connections in the middle of the work', async () => {
    let cuts = 0;
    const { send } = await bench.run(async (event, tx) => {
      await note(event, tx);
      if (cuts < 3) {
        cuts++;
        await bench.database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'parta'`,
        );
        await sleep(20);
      }
    });
    await send('1', { events: Array.from({ length: 10 }, (_, index) => message('!a', String(index))) });
    await bench.allAre('done');
    expect((await bench.effects()).map(({ note }) => note)).to.deep.equal([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
    // The listener is there again too.
    await eventually(isListening, { what: 'the listener to be back' });
  });

  describe('in two processes on one database', () => {
    it('shares the rooms, keeps their order and has each effect once', async () => {
      const by: [number, number] = [0, 0];
      const random = createRandom(3);
      const worker =
        (which: 0 | 1): EventHandler['handle'] =>
        async (event, tx) => {
          await note(event, tx);
          await sleep(random.integer(4));
          if (random.chance(0.05)) throw new Error('chance');
          by[which]++;
        };
      const [first, second] = [
        await bench.run(worker(0), { maxAttempts: 100, workers: 2 }),
        await bench.run(worker(1), { maxAttempts: 100, workers: 2 }),
      ];
      for (let txn = 0; txn < 20; txn++) {
        const events = Array.from({ length: 20 }, (_, index) =>
          message(`!room${(index * 7 + txn) % 8}`, String(txn * 20 + index).padStart(4, '0')),
        );
        await (txn % 2 ? first : second).send(String(txn), { events });
      }
      await bench.allAre('done', 30_000);
      const done = await bench.effects();
      expect(done).to.have.length(400);
      for (let room = 0; room < 8; room++) {
        const notes = done.filter(({ room_id: id }) => id === `!room${room}`).map(({ note }) => note);
        expect(notes).to.deep.equal([...notes].sort());
      }
      expect(by[0], 'handled by the first').to.be.greaterThan(40);
      expect(by[1], 'handled by the second').to.be.greaterThan(40);
    });

    it('tells the other at once', async () => {
      // Neither would look by itself within the test.
      const receiver = await bench.run(note, { start: false });
      await bench.run(note, { pollMs: 60_000 });
      await eventually(isListening);
      await receiver.send('1', { events: [message('!a', 'x')] });
      await bench.allAre('done', 5_000);
    });

    it('finds by itself what nobody told', async () => {
      await bench.run(note, { pollMs: 50 });
      await sleep(100);
      await bench.database.query(
        `insert into inbox_event (event_id, room_id, type, body, state) values ('$x', '!a', 'm.room.message', $1, 'pending')`,
        [JSON.stringify(message('!a', 'x', { event_id: '$x' }))],
      );
      await bench.allAre('done', 5_000);
    });
  });

  describe('at the end of the process', () => {
    it('finishes what is in hand and takes nothing new', async () => {
      let begun = 0;
      let open = (): void => {};
      const gate = new Promise<void>((resolve) => (open = resolve));
      const { send, inbox } = await bench.run(async (event, tx) => {
        begun++;
        await gate;
        await note(event, tx);
      });
      await send('1', { events: [message('!a', '1'), message('!a', '2')] });
      await eventually(() => begun === 1);
      const stopped = inbox.stop(10_000);
      open();
      await stopped;
      expect(await bench.states()).to.deep.equal({ done: 1, pending: 1 });
      expect(await bench.effects()).to.have.length(1);
    });

    it('rolls back what does not finish in time, without counting it as a failure', async () => {
      let begun = 0;
      const { send, inbox, stored } = await bench.run(async (event, tx) => {
        await note(event, tx);
        begun++;
        await new Promise(() => {});
      });
      await send('1', { events: [message('!a', '1')] });
      await eventually(() => begun === 1);
      await inbox.stop(20);
      expect((await stored())[0]).to.include({ state: 'pending', attempts: 0, outages: 0 });
      expect(await bench.effects()).to.have.length(0);
    });
  });
});
