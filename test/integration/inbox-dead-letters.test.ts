import { expect } from 'chai';
import { inboxCommand } from '../../appservice/src/inbox/cli.ts';
import { HomeserverError, HomeserverUnavailable } from '../../appservice/src/matrix/homeserver.ts';
import { eventually } from '../support/eventually.ts';
import { bodyOf, inboxBench, message, note, type InboxBench } from '../support/inbox.ts';

describe('the dead letters of the inbox', function () {
  this.timeout(60_000);
  let bench: InboxBench;
  beforeEach(async () => void (bench = await inboxBench()));
  afterEach(() => bench.close());

  it('take an event that fails too often, with class and code of the error, and the room goes on', async () => {
    const { send, stored, inbox } = await bench.run((event, tx) => {
      if (bodyOf(event) === 'bad') throw new HomeserverError(403, 'M_FORBIDDEN', 'Маша may not do that');
      return note(event, tx);
    });
    await send('1', { events: [message('!a', 'bad', { event_id: '$bad' }), message('!a', 'good')] });
    await eventually(async () => (await bench.effects()).length === 1);
    const [letter] = await inbox.deadLetters.list();
    expect(letter).to.include({
      eventId: '$bad',
      roomId: '!a',
      type: 'm.room.message',
      sender: '@anna:example.org',
      attempts: 3,
      error: 'notes: HomeserverError 403 M_FORBIDDEN',
    });
    expect((await stored())[0]!.body).to.have.nested.property('content.body', 'bad');
  });

  it('do not take an event because the homeserver is away, however often', async () => {
    let tries = 0;
    const { send, stored } = await bench.run(
      () => (++tries < 20 ? Promise.reject(new HomeserverUnavailable('away')) : Promise.resolve()),
      { retryDelay: () => 5 },
    );
    await send('1', { events: [message('!a', 'x')] });
    await bench.allAre('done');
    expect((await stored())[0]).to.include({ attempts: 0, outages: 19 });
  });

  it('do not take an event because its handler hangs while the homeserver does', async () => {
    let tries = 0;
    const hang = () => (++tries < 8 ? new Promise<never>(() => {}) : Promise.resolve());
    const ping = () => Promise.reject(new HomeserverUnavailable('away'));
    const { send, stored, inbox } = await bench.run(hang, {
      ping,
      handlerTimeoutMs: 20,
      retryDelay: () => 5,
      start: false,
    });
    await send('1', { events: [message('!a', 'x')] });
    // Now the homeserver hangs.
    inbox.start();
    await bench.allAre('done');
    expect((await stored())[0]).to.include({ attempts: 0, outages: 7 });
  });

  it('give an event fresh tries when it is replayed, before anything newer of its room', async () => {
    let broken = true;
    const order: string[] = [];
    const { send, inbox } = await bench.run((event) => {
      if (broken) return Promise.reject(new Error('x'));
      order.push(bodyOf(event));
      return Promise.resolve();
    });
    await send('1', { events: [message('!a', '1'), message('!a', '2'), message('!b', '3')] });
    await bench.allAre('dead');
    expect(await inbox.deadLetters.list({ limit: 2 })).to.have.length(2);
    await inbox.stop();
    broken = false;
    const again = await bench.run((event) => Promise.resolve(void order.push(bodyOf(event))), {
      start: false,
    });
    await again.send('2', { events: [message('!a', '4')] });
    expect(await again.inbox.deadLetters.replay('all')).to.equal(3);
    again.inbox.start();
    await bench.allAre('done');
    expect(order.filter((note) => note !== '3')).to.deep.equal(['1', '2', '4']);
  });

  it('wake a running process when they are replayed', async () => {
    let broken = true;
    const { send, inbox } = await bench.run(
      () => (broken ? Promise.reject(new Error('x')) : Promise.resolve()),
      {
        pollMs: 60_000,
      },
    );
    await send('1', { events: [message('!a', '1')] });
    await bench.allAre('dead');
    broken = false;
    const [letter] = await inbox.deadLetters.list();
    expect(await inbox.deadLetters.replay(letter!.id)).to.equal(1);
    expect(await inbox.deadLetters.replay(letter!.id)).to.equal(0);
    await bench.allAre('done');
  });

  it('take a malformed event again when it is replayed in vain', async () => {
    const { send, inbox } = await bench.run(note);
    await send('1', { events: [{ event_id: '$bad', content: 1 }, 5] });
    expect(await inbox.deadLetters.replay('all')).to.equal(2);
    await eventually(
      async () =>
        (await inbox.deadLetters.list()).every(({ attempts }) => attempts === 1) &&
        (await bench.states()).dead === 2,
    );
    expect((await inbox.deadLetters.list())[0]!.error).to.contain("must have required property 'room_id'");
  });

  it('are seen, replayed and discarded from the command line', async () => {
    const { send } = await bench.run(() => Promise.reject(new TypeError('x')));
    await send('1', {
      events: [
        message('!a', 'Маша', { event_id: '$one' }),
        message('!b', 'x', { sender: '@\u001b[31mred:x' }),
      ],
    });
    await bench.allAre('dead');
    const parta = async (...args: string[]): Promise<[number, string]> => {
      const lines: string[] = [];
      const code = await inboxCommand(args, { database: bench.database, print: (line) => lines.push(line) });
      return [code, lines.join('\n')];
    };
    const [code, list] = await parta('dead');
    expect(code).to.equal(0);
    expect(list).to.contain('$one in !a').and.to.contain('notes: TypeError (tries: 3)');
    expect(list).not.to.contain('Маша').and.not.to.contain('\u001b');
    expect(await parta('status')).to.deep.equal([0, 'waiting: 0 (the oldest for 0 s), put aside: 2']);
    expect(await parta('discard', '1')).to.deep.equal([0, 'Discarded: 1.']);
    expect((await parta('discard', '1'))[0]).to.equal(1);
    expect((await parta('replay', '999999999999999999999'))[0]).to.equal(1);
    expect((await parta('replay', '1; drop table person'))[0]).to.equal(1);
    expect(await parta('replay', 'all')).to.deep.equal([0, 'To be tried again: 1.']);
    expect((await parta('replay'))[0]).to.equal(2);
    expect((await parta('bury'))[0]).to.equal(2);
    expect((await parta())[1]).to.contain('parta inbox replay ID|all');
    const { rows } = await bench.database.query('select body, sender, state from inbox_event where seq = 1');
    expect(rows).to.deep.equal([{ body: null, sender: null, state: 'done' }]);
  });
});
