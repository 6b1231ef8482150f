import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import type { EventHandler } from '../../appservice/src/inbox/handler.ts';
import { dueRooms, prune } from '../../appservice/src/inbox/store.ts';
import { HomeserverUnavailable } from '../../appservice/src/matrix/homeserver.ts';
import { eventually } from '../support/eventually.ts';
import { bodyOf, inboxBench, message, note, type InboxBench } from '../support/inbox.ts';
import { createRandom } from '../support/random.ts';

describe('handling events', function () {
  this.timeout(60_000);
  let bench: InboxBench;
  beforeEach(async () => void (bench = await inboxBench()));
  afterEach(() => bench.close());

  it('keeps the order within each room while rooms run in parallel and tries fail at random', async () => {
    const random = createRandom(7);
    const busy = new Set<string>();
    let [atOnce, most] = [0, 0];
    const { send } = await bench.run(
      async (event, tx) => {
        expect(busy.has(event.room_id), 'two events of a room at once').to.equal(false);
        busy.add(event.room_id);
        most = Math.max(most, ++atOnce);
        try {
          await note(event, tx);
          await sleep(random.integer(3));
          if (random.chance(0.1)) throw new Error('chance');
        } finally {
          atOnce--;
          busy.delete(event.room_id);
        }
      },
      { maxAttempts: 1_000 },
    );
    const rooms = ['!a', '!b', '!c', '!d', '!e', '!f'];
    for (let txn = 0; txn < 30; txn++) {
      const events = Array.from({ length: 20 }, (_, index) =>
        message(random.pick(rooms), String(txn * 20 + index).padStart(4, '0')),
      );
      await send(String(txn), { events });
    }
    await bench.allAre('done', 30_000);
    const done = await bench.effects();
    expect(done).to.have.length(600);
    expect(new Set(done.map(({ event_id: id }) => id)).size).to.equal(600);
    for (const room of rooms) {
      const notes = done.filter(({ room_id: id }) => id === room).map(({ note }) => note);
      expect(notes).to.deep.equal([...notes].sort());
    }
    // Four workers: more than two were really busy at once, and never more than four.
    expect(most).to.be.within(3, 4);
  });

  it('goes on in other rooms while one is stuck', async () => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { send } = await bench.run(async (event, tx) => {
      if (event.room_id === '!stuck') await gate;
      await note(event, tx);
    });
    await send('1', { events: [message('!stuck', '1'), message('!stuck', '2'), message('!free', '3')] });
    await send('2', { events: [message('!free', '4')] });
    await eventually(async () => (await bench.effects()).length === 2);
    expect((await bench.effects()).map(({ note }) => note)).to.deep.equal(['3', '4']);
    open();
    await bench.allAre('done');
    expect((await bench.effects()).map(({ note }) => note)).to.deep.equal(['3', '4', '1', '2']);
  });

  it('gives every room its turn when one has very many events', async () => {
    const order: string[] = [];
    const { send, inbox } = await bench.run((event) => Promise.resolve(void order.push(event.room_id)), {
      workers: 1,
      start: false,
    });
    await send('1', { events: Array.from({ length: 300 }, () => message('!a', 'x')) });
    await send('2', { events: [message('!b', 'x')] });
    inbox.start();
    await bench.allAre('done');
    expect(order.indexOf('!b')).to.equal(20);
  });

  it('forgets content and sender when an event is done', async () => {
    const { send, stored } = await bench.run(note);
    await send('1', { events: [message('!a', 'a secret')] });
    await bench.allAre('done');
    expect((await stored())[0]).to.include({ body: null, sender: null, last_error: null });
  });

  it('rolls back what a failed try wrote', async () => {
    let tries = 0;
    const { send } = await bench.run(async (event, tx) => {
      await note(event, tx);
      if (++tries < 3) throw new Error('not yet');
    });
    await send('1', { events: [message('!a', 'x')] });
    await bench.allAre('done');
    expect(tries).to.equal(3);
    expect(await bench.effects()).to.have.length(1);
  });

  it('runs all handlers of a type in one transaction', async () => {
    let tries = 0;
    const second: EventHandler = {
      name: 'second',
      types: ['m.room.message'],
      handle: () => (++tries === 1 ? Promise.reject(new Error('once')) : Promise.resolve()),
    };
    const { send } = await bench.run(note, { more: [second] });
    await send('1', { events: [message('!a', 'x')] });
    await bench.allAre('done');
    expect(await bench.effects()).to.have.length(1);
  });

  it('tries again later and later, before anything newer of the room', async () => {
    const asked: number[] = [];
    const order: string[] = [];
    const { send, stored } = await bench.run(
      (event) => {
        order.push(bodyOf(event));
        return order.length < 4 ? Promise.reject(new TypeError('x')) : Promise.resolve();
      },
      { maxAttempts: 10, retryDelay: (tries) => (asked.push(tries), 10) },
    );
    await send('1', { events: [message('!a', 'first'), message('!a', 'second')] });
    await bench.allAre('done');
    expect(order).to.deep.equal(['first', 'first', 'first', 'first', 'second']);
    expect(asked).to.deep.equal([1, 2, 3]);
    expect((await stored())[0]).to.include({ attempts: 3, outages: 0 });
  });

  it('gives up a handler that hangs, and what it does later is in vain', async () => {
    let late: Promise<unknown> | undefined;
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let tries = 0;
    const { send, stored } = await bench.run(
      async (event, tx) => {
        if (++tries > 1) return note(event, tx);
        await gate;
        late = note(event, tx);
        await late;
      },
      { handlerTimeoutMs: 50 },
    );
    await send('1', { events: [message('!a', 'x')] });
    await bench.allAre('done');
    release();
    await eventually(() => late !== undefined);
    expect(
      await late!.then(
        () => 'written',
        (error: Error) => error.message,
      ),
    ).to.equal('this transaction is over');
    expect(await bench.effects()).to.have.length(1);
    expect((await stored())[0]).to.include({ attempts: 1 });
  });

  it('gives up a statement that hangs', async () => {
    let tries = 0;
    const { send, stored } = await bench.run(
      async (_event, tx) => {
        if (++tries === 1) await tx.query('select pg_sleep(30)');
      },
      { handlerTimeoutMs: 100 },
    );
    await send('1', { events: [message('!a', 'x')] });
    await bench.allAre('done');
    expect((await stored())[0]!.attempts).to.equal(1);
  });

  it('finds the due rooms quickly among many events and many rooms', async () => {
    await bench.database.query(
      `insert into inbox_event (event_id, room_id, type, body, state, due_at)
       select '$' || n, '!room' || n % 500, 'm.room.message', '{}', 'pending', now() + interval '1 hour'
       from generate_series(1, 100000) as n`,
    );
    await bench.database.query('analyze inbox_event');
    const began = performance.now();
    expect(await dueRooms(bench.database, '', 10)).to.deep.equal([]);
    expect(performance.now() - began).to.be.lessThan(500);
    const { rows } = await bench.database.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off) select room_id from inbox_event
       where state = 'pending' and room_id > '!room1' order by room_id, seq limit 1`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).to.contain('inbox_event_pending');
    await bench.database.query(`update inbox_event set due_at = now() where event_id = '$7'`);
    expect(await dueRooms(bench.database, '', 10)).to.deep.equal(['!room7']);
  });

  it('forgets ids of handled events after the days that they are kept, and nothing else', async () => {
    await bench.run(note, { start: false });
    await bench.database.query(
      `insert into inbox_event (event_id, room_id, type, body, state, received_at, done_at)
       select '$' || state || age, '!a', 'x', case when state <> 'done' then '{}'::json end, state, now() - age * interval '1 day',
              case when state = 'done' then now() end
       from unnest(array['pending', 'done', 'dead']) as state, unnest(array[13, 15]) as age`,
    );
    await bench.database.query(
      `insert into homeserver_transaction (txn_id, content_key, events, ephemeral, to_device, received_at)
       select age::text, sha256('x'), 1, 0, 0, now() - age * interval '1 day' from unnest(array[13, 15]) as age`,
    );
    expect(await prune(bench.database, 14)).to.equal(1);
    const { rows } = await bench.database.query<{ event_id: string }>(
      'select event_id from inbox_event order by event_id',
    );
    expect(rows.map(({ event_id: id }) => id)).to.deep.equal([
      '$dead13',
      '$dead15',
      '$done13',
      '$pending13',
      '$pending15',
    ]);
    const transactions = await bench.database.query<{ txn_id: string }>(
      'select txn_id from homeserver_transaction',
    );
    expect(transactions.rows).to.deep.equal([{ txn_id: '13' }]);
  });

  it('counts outcomes in the metrics', async () => {
    const metrics = new Registry();
    let tries = 0;
    const { send } = await bench.run(
      (event) => {
        if (bodyOf(event) === 'bad') return Promise.reject(new Error('x'));
        return ++tries === 1 ? Promise.reject(new HomeserverUnavailable('x')) : Promise.resolve();
      },
      { metrics },
    );
    await send('1', { events: [message('!a', 'good'), message('!a', 'bad')] });
    await eventually(async () => (await bench.states()).dead === 1);
    const text = await metrics.metrics();
    for (const [outcome, count] of [
      ['done', 1],
      ['retry', 2],
      ['outage', 1],
      ['dead', 1],
    ]) {
      expect(text).to.contain(`parta_inbox_handle_seconds_count{outcome="${outcome}"} ${count}\n`);
    }
    expect(text).to.contain('parta_inbox_dead 1\n').and.to.contain('parta_inbox_pending 0\n');
  });
});
