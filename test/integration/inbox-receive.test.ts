import { expect } from 'chai';
import { Registry } from 'prom-client';
import type { EventHandler } from '../../appservice/src/inbox/handler.ts';
import { eventually } from '../support/eventually.ts';
import { HS_TOKEN, message, runInbox, type RunningInbox } from '../support/inbox.ts';
import { createRandom, describeChanges, mutate, mutateText, type Json } from '../support/mutate.ts';
import { freshDatabase, postgres } from '../support/postgres.ts';

/** Wants messages; these tests are about what is stored, so nothing is started that would call it. */
const messages: EventHandler = {
  name: 'messages',
  types: ['m.room.message'],
  handle: () => Promise.resolve(),
};

describe('receiving transactions', function () {
  this.timeout(60_000);
  let running: RunningInbox;
  const ephemeral: unknown[] = [];

  before(async () => {
    running = await runInbox((await freshDatabase()).url, [messages], {
      start: false,
      onEphemeral: (events) => ephemeral.push(...events),
      access: {
        queryUser: (id: string) => Promise.resolve(id === '@parta_known:example.org'),
      },
    });
  });
  after(() => running.stop());
  beforeEach(async () => {
    await running.database.query('truncate inbox_event, homeserver_transaction restart identity');
    ephemeral.length = 0;
  });

  async function counts(): Promise<{ transactions: number; events: number }> {
    const { rows } = await running.database.query<{ transactions: number; events: number }>(
      `select (select count(*)::integer from homeserver_transaction) as transactions,
              (select count(*)::integer from inbox_event) as events`,
    );
    return rows[0]!;
  }

  it('stores all events in the order in which they came, and then answers {}', async () => {
    const events = Array.from({ length: 100 }, (_, index) => message(index % 2 ? '!a' : '!b', String(index)));
    expect(await running.send('1', { events })).to.deep.equal({ status: 200, body: {} });
    const stored = await running.stored();
    expect(stored.map(({ body }) => body)).to.deep.equal(events);
    expect(new Set(stored.map(({ state }) => state))).to.deep.equal(new Set(['pending']));
  });

  it('notes events that no handler wants by their id alone', async () => {
    await running.send('1', { events: [message('!a', 'x', { type: 'm.reaction', event_id: '$r' })] });
    expect((await running.stored())[0]).to.include({
      event_id: '$r',
      state: 'done',
      body: null,
      sender: null,
    });
  });

  it('takes a transaction that is repeated, with other ages, as the one it is', async () => {
    const event = message('!a', 'once');
    await running.send('7', { events: [event] });
    const again = { ...event, age: 90_000, unsigned: { age: 90_000 } };
    expect((await running.send('7', { events: [again] })).status).to.equal(200);
    expect(await counts()).to.deep.equal({ transactions: 1, events: 1 });
  });

  it('takes the same transaction sent five times at once as one', async () => {
    const events = [message('!a', '1'), message('!a', '2'), message('!b', '3')];
    const answers = await Promise.all(Array.from({ length: 5 }, () => running.send('7', { events })));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200]);
    expect(await counts()).to.deep.equal({ transactions: 1, events: 3 });
  });

  it('takes the same event in another transaction as known', async () => {
    const event = message('!a', 'once');
    await running.send('1', { events: [event] });
    await running.send('2', { events: [event, message('!a', 'new')] });
    expect(await counts()).to.deep.equal({ transactions: 2, events: 2 });
  });

  it('goes on when transaction ids restart from 1 after a new registration', async () => {
    await running.send('1', { events: [message('!a', 'before')] });
    await running.send('1', { events: [message('!a', 'after')] });
    expect(await counts()).to.deep.equal({ transactions: 2, events: 2 });
  });

  it('keeps NUL and lone surrogates in content', async () => {
    const event = JSON.stringify(message('!a', 'x', { event_id: '$nul' })).replace(
      '"x"',
      '"a\\u0000b\\ud800c"',
    );
    expect((await running.send('1', `{"events":[${event}]}`)).status).to.equal(200);
    expect((await running.stored())[0]!.body).to.deep.equal(JSON.parse(event));
  });

  it('takes a body of 27 MB', async () => {
    const text = 'ы'.repeat(65_000);
    const events = Array.from({ length: 200 }, () => message('!a', text));
    expect((await running.send('1', { events })).status).to.equal(200);
    expect(await counts()).to.deep.equal({ transactions: 1, events: 200 });
  });

  it('takes several large bodies at once, one after the other', async () => {
    const text = 'x'.repeat(65_000);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        running.send(String(index), { events: Array.from({ length: 100 }, () => message('!a', text)) }),
      ),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
    expect(await counts()).to.deep.equal({ transactions: 8, events: 800 });
  });

  it('refuses a body over 64 MiB', async () => {
    const { status, body } = await running.send('1', `{"events":[],"x":"${'x'.repeat(64 * 1024 * 1024)}"}`);
    expect(status).to.equal(413);
    expect(body.errcode).to.equal('M_TOO_LARGE');
  });

  it('puts one malformed event aside with the place and goes on with the others', async () => {
    const good = message('!a', 'good');
    const { status } = await running.send('1', {
      events: [{ ...good, event_id: '$bad', sender: 5 }, 'nonsense', good],
    });
    expect(status).to.equal(200);
    const stored = await running.stored();
    expect(stored.map(({ state }) => state)).to.deep.equal(['dead', 'dead', 'pending']);
    expect(stored[0]).to.include({ event_id: '$bad', room_id: '!a', last_error: '/sender must be string' });
    expect(stored[1]).to.include({ body: 'nonsense', last_error: '(root) must be object' });
  });

  it('reads ephemeral events under both names once, hands them on and does not keep them', async () => {
    const typing = { type: 'm.typing', room_id: '!a', content: { user_ids: ['@anna:example.org'] } };
    const body = {
      events: [],
      ephemeral: [typing],
      'de.sorunome.msc2409.ephemeral': [typing],
      to_device: [{}],
    };
    await running.send('1', body);
    await running.send('1', body);
    expect(ephemeral).to.deep.equal([typing]);
    const { rows } = await running.database.query('select ephemeral, to_device from homeserver_transaction');
    expect(rows).to.deep.equal([{ ephemeral: 1, to_device: 1 }]);
  });

  describe('looks at the token:', () => {
    const attempts: [string, Record<string, string>, string, number, string | undefined][] = [
      ['none', {}, '', 401, 'M_MISSING_TOKEN'],
      ['a wrong one', { authorization: 'Bearer wrong' }, '', 403, 'M_FORBIDDEN'],
      ['one that only begins right', { authorization: `Bearer ${HS_TOKEN}x` }, '', 403, 'M_FORBIDDEN'],
      ['another scheme', { authorization: `Basic ${HS_TOKEN}` }, '', 401, 'M_MISSING_TOKEN'],
      ['the right one', { authorization: `Bearer ${HS_TOKEN}` }, '', 200, undefined],
      ['the right one in the query', {}, `?access_token=${HS_TOKEN}`, 200, undefined],
      ['a wrong one in the query', {}, '?access_token=wrong', 403, 'M_FORBIDDEN'],
      [
        'the right one in both places',
        { authorization: `Bearer ${HS_TOKEN}` },
        `?access_token=${HS_TOKEN}`,
        200,
        undefined,
      ],
      ['two that differ', { authorization: `Bearer ${HS_TOKEN}` }, '?access_token=wrong', 403, 'M_FORBIDDEN'],
      ['a list of them', {}, `?access_token=${HS_TOKEN}&access_token=${HS_TOKEN}`, 403, 'M_FORBIDDEN'],
    ];
    for (const [what, headers, query, status, errcode] of attempts) {
      it(`${what} gives ${status}`, async () => {
        const response = await fetch(`${running.url}/transactions/1${query}`, {
          method: 'PUT',
          headers,
          body: JSON.stringify({ events: [message('!a', 'x')] }),
        });
        expect(response.status).to.equal(status);
        expect(((await response.json()) as { errcode?: string }).errcode).to.equal(errcode);
        expect((await counts()).events).to.equal(status === 200 ? 1 : 0);
      });
    }
  });

  describe('answers what else a homeserver asks:', () => {
    const questions: [string, string, number, string | undefined][] = [
      ['POST', '/ping', 200, undefined],
      ['GET', '/ping', 405, 'M_UNRECOGNIZED'],
      ['GET', '/users/@parta_known:example.org', 200, undefined],
      ['GET', '/users/%40parta_other%3Aexample.org', 404, 'M_NOT_FOUND'],
      ['GET', '/rooms/%23parta_x:example.org', 404, 'M_NOT_FOUND'],
      ['GET', '/rooms/%ff', 400, 'M_INVALID_PARAM'],
      ['PUT', '/transactions/a%00b', 400, 'M_INVALID_PARAM'],
      ['GET', '/transactions/1', 405, 'M_UNRECOGNIZED'],
      ['GET', '/thirdparty/protocol/irc', 404, 'M_UNRECOGNIZED'],
    ];
    for (const [method, path, status, errcode] of questions) {
      it(`${method} ${path} with ${status}`, async () => {
        const response = await fetch(running.url + path, {
          method,
          headers: { authorization: `Bearer ${HS_TOKEN}` },
        });
        expect(response.status).to.equal(status);
        // A homeserver needs the length: Synapse takes a ping without one for a failure.
        expect(response.headers.get('content-length')).not.to.equal(null);
        expect(((await response.json()) as { errcode?: string }).errcode).to.equal(errcode);
      });
    }
  });

  it('stores 1,000 spoiled bodies whole or refuses them, naming the place', async () => {
    const original: Json = JSON.parse(
      JSON.stringify({
        events: [
          message('!a', 'Привет'),
          message('!b', 'x', { type: 'm.room.member', state_key: '@b:c', content: { membership: 'join' } }),
          message('!a', 'z'),
        ],
        ephemeral: [{ type: 'm.typing', room_id: '!a', content: { user_ids: ['@anna:example.org'] } }],
        'de.sorunome.msc2409.to_device': [{ type: 'm.x', sender: '@anna:example.org', content: {} }],
      }),
    ) as Json;
    let [stored, refused, dead] = [0, 0, 0];
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = createRandom(seed);
      const { value, changes } =
        seed % 2 ? mutate(original, random) : mutateText(JSON.stringify(original), random);
      const body = typeof value === 'string' && seed % 2 === 0 ? value : JSON.stringify(value);
      const what = `seed ${seed}: ${describeChanges(changes)}`;
      await running.database.query('truncate inbox_event, homeserver_transaction');
      const answer = await running.send(String(seed), body);
      const { transactions, events } = await counts();
      if (answer.status === 200) {
        const sent = (JSON.parse(Buffer.from(body).toString()) as { events: { event_id?: unknown }[] })
          .events;
        // What has the same usable id is one event; what has none stands for itself.
        const usable = sent.map((event, index) =>
          /^\$[^\0]{1,254}$/u.test(String(event?.event_id)) ? event.event_id : index,
        );
        expect(transactions, what).to.equal(1);
        expect(events, what).to.equal(new Set(usable).size);
        stored++;
        if ((await running.stored()).some(({ state }) => state === 'dead')) dead++;
      } else {
        expect(answer.status, what).to.equal(400);
        expect(answer.body.error, what).to.match(
          /line \d+, column \d+|byte \d+|\(root\) must|\/[a-z_.0-9]+ must/i,
        );
        expect({ transactions, events }, what).to.deep.equal({ transactions: 0, events: 0 });
        refused++;
      }
    }
    // The mutator really does both, and hits single events.
    expect(stored).to.be.greaterThan(200);
    expect(refused).to.be.greaterThan(200);
    expect(dead).to.be.greaterThan(100);
  });

  it('counts what came in the metrics', async () => {
    const metrics = new Registry();
    const counted = await runInbox((await freshDatabase()).url, [messages], { start: false, metrics });
    try {
      const body = { events: [message('!a', 'x'), message('!a', 'y', { type: 'm.other' }), 1] };
      await counted.send('1', body);
      await counted.send('1', body);
      await counted.send('2', '{');
      const text = await metrics.metrics();
      for (const line of [
        'parta_inbox_transactions_total{result="stored"} 1',
        'parta_inbox_transactions_total{result="repeated"} 1',
        'parta_inbox_transactions_total{result="refused"} 1',
        'parta_inbox_received_total{kind="pending"} 1',
        'parta_inbox_received_total{kind="done"} 1',
        'parta_inbox_received_total{kind="dead"} 1',
        'parta_inbox_received_total{kind="repeated"} 3',
        'parta_inbox_pending 1',
        'parta_inbox_dead 1',
      ]) {
        expect(text).to.contain(`${line}\n`);
      }
      expect(text).to.match(/parta_inbox_lag_seconds [\d.e-]+\n/);
    } finally {
      await counted.stop();
    }
  });

  it('answers 503 while the database is away, loses nothing, and asks for the rest when it is back', async () => {
    const { database, url } = await freshDatabase();
    const name = new URL(url).pathname.slice(1);
    await database.close();
    const { adminUrl } = await postgres();
    let pings = 0;
    const cut = await runInbox(url, [messages], { ping: () => Promise.resolve(void pings++) });
    const { openDatabase } = await import('../../appservice/src/store/database.ts');
    const admin = openDatabase(adminUrl);
    try {
      await eventually(() => pings === 1, { what: 'the first ping' });
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const event = message('!a', 'kept by the homeserver');
      const refusal = await cut.send('1', { events: [event] });
      expect(refusal.status).to.equal(503);
      await admin.query(`alter database ${name} allow_connections true`);
      await eventually(() => pings === 2, { what: 'the ping after the database came back' });
      expect((await cut.send('1', { events: [event] })).status).to.equal(200);
      await eventually(async () => (await cut.stored())[0]?.state === 'done', {
        what: 'the event to be handled',
      });
    } finally {
      await admin.query(`alter database ${name} allow_connections true`);
      await admin.close();
      await cut.stop();
    }
  });
});
