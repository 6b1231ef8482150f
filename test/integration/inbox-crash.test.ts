/**
 * The real appservice and a real homeserver, and what happens when one of them goes away in the middle of the work.
 * Most events are messages in rooms that the bot merely sits in; some are commands in direct chats, each of which must be
 * answered once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { atEnd } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { startHomeserver, type TestHomeserver } from '../support/homeserver.ts';
import { matrixApi, type Answer, type MatrixApi } from '../support/matrix-api.ts';
import { startParta, type TestParta } from '../support/parta.ts';
import { freshDatabase } from '../support/postgres.ts';
import { createRandom } from '../support/random.ts';

const EVENTS = 2_000;
const COMMANDS = 96;
const KILLS = 20;
const SENDERS = 8;
const ROOMS = 5;

const generous = { per_second: 10_000, burst_count: 10_000 };
/** The limits are not what is tested here. */
const NO_LIMITS = {
  rc_message: generous,
  rc_invites: { per_room: generous, per_user: generous, per_issuer: generous },
  rc_joins: { local: generous, remote: generous },
  rc_room_creation: generous,
};

interface ChatEvent {
  event_id: string;
  sender: string;
  type: string;
  content: { 'm.relates_to'?: { 'm.in_reply_to'?: { event_id: string } } };
}

interface Person {
  userId: string;
  api: MatrixApi;
  /** The direct chat with the bot. */
  chat: string;
}

function ok({ status, body }: Answer): Record<string, string> {
  if (status !== 200) throw new Error(`the homeserver answered ${status} ${JSON.stringify(body)}`);
  return body as Record<string, string>;
}

describe('when processes die', function () {
  this.timeout(240_000);
  let homeserver: TestHomeserver;
  /** Between the appservice and the homeserver, in this direction only. */
  let toHomeserver: FaultProxy;
  let parta: TestParta;
  let database: Database;
  let bot: string;
  let people: Person[];
  let rooms: string[];
  let txn = 0;

  before(async () => {
    homeserver = await startHomeserver({ config: NO_LIMITS });
    const { url } = await freshDatabase();
    database = openDatabase(url, { poolSize: 2, applicationName: 'parta-test' });
    atEnd(() => database.close());
    // Counts how often an event is marked done, in the very transaction that has the handlers' effects.
    await database.query(`
      create table done_mark (seq bigint, room_id text collate "C", id bigserial);
      create function note_done() returns trigger language plpgsql as $$
        begin insert into done_mark values (new.seq, new.room_id); return new; end $$;
      create trigger note_done after update on inbox_event
        for each row when (new.state = 'done') execute function note_done()`);
    toHomeserver = await faultProxy({ target: homeserver.url });
    parta = await startParta({ homeserver, databaseUrl: url, homeserverUrl: toHomeserver.url });
    bot = `@parta:${homeserver.serverName}`;
    const asBot = matrixApi(homeserver.url, homeserver.registration.asToken);

    people = await Promise.all(
      Array.from({ length: SENDERS }, async (_, index) => {
        const { userId, api } = await homeserver.user(`person${index}`);
        const created = ok(
          await api.post('/v3/createRoom', {
            preset: 'trusted_private_chat',
            is_direct: true,
            invite: [bot],
          }),
        );
        return { userId, api, chat: created.room_id! };
      }),
    );
    rooms = await Promise.all(
      Array.from({ length: ROOMS }, async (_, index) => {
        const created = ok(await people[index]!.api.post('/v3/createRoom', { preset: 'public_chat' }));
        return created.room_id!;
      }),
    );
    for (const room of rooms) {
      ok(await asBot.post(`/v3/join/${encodeURIComponent(room)}`));
      for (const { api } of people) ok(await api.post(`/v3/join/${encodeURIComponent(room)}`));
    }
    for (const person of people) {
      await eventually(
        async () => (await say(person, person.chat, 'hello'), (await answersIn(person)).length >= 1),
        {
          what: 'the bot to be in the direct chat',
          timeout: 30_000,
          interval: 1_000,
        },
      );
    }
  });

  async function say({ api }: Person, room: string, body: string): Promise<string> {
    const path = `/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${++txn}`;
    return ok(await api.put(path, { msgtype: 'm.text', body })).event_id!;
  }

  /** What the bot said in the person's direct chat, each with the event that it answers. */
  async function answersIn({ api, chat }: Person): Promise<{ id: string; answersTo: string | undefined }[]> {
    const answers = [];
    for (let from: string | undefined = ''; from !== undefined;) {
      const page: Answer = await api.get(
        `/v3/rooms/${encodeURIComponent(chat)}/messages?dir=b&limit=1000${from && `&from=${from}`}`,
      );
      const { chunk, end } = page.body as { chunk: ChatEvent[]; end?: string };
      for (const event of chunk) {
        if (event.sender !== bot || event.type !== 'm.room.message') continue;
        answers.push({
          id: event.event_id,
          answersTo: event.content['m.relates_to']?.['m.in_reply_to']?.event_id,
        });
      }
      from = chunk.length > 0 ? end : undefined;
    }
    return answers;
  }

  async function statesOf(eventIds: readonly string[]): Promise<Record<string, number>> {
    const { rows } = await database.query<{ state: string; count: number }>(
      `select coalesce(state, 'missing') as state, count(*)::integer as count
       from unnest($1::text[]) as sent (event_id) left join inbox_event using (event_id) group by 1`,
      [eventIds],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }
  const allDone = (eventIds: readonly string[], timeout: number) =>
    eventually(
      async () => {
        const states = await statesOf(eventIds);
        if (states.done === eventIds.length) return true;
        throw new Error(JSON.stringify(states));
      },
      { what: 'all events to be handled', timeout, interval: 200 },
    );

  it(`loses none of ${EVENTS} events and does nothing twice while the appservice is killed ${KILLS} times`, async () => {
    const random = createRandom(20);
    const sent: string[] = [];
    const commands: { person: Person; eventId: string }[] = [];
    let given = 0;
    const sender = async (person: Person): Promise<void> => {
      while (given < EVENTS) {
        const number = given++;
        const isCommand = number % Math.floor(EVENTS / COMMANDS) === 0;
        const eventId = await say(
          person,
          isCommand ? person.chat : random.pick(rooms),
          isCommand ? '!parta whoami' : `message ${number}`,
        );
        sent.push(eventId);
        if (isCommand) commands.push({ person, eventId });
      }
    };
    const killer = async (): Promise<void> => {
      for (let kill = 1; kill <= KILLS; kill++) {
        const share = (EVENTS * kill) / (KILLS + 1);
        await eventually(() => sent.length >= share, {
          what: `${share} events to be sent`,
          timeout: 60_000,
          interval: 5,
        });
        await sleep(random.integer(300));
        await parta.kill();
        await parta.start({ ready: false });
      }
    };
    await Promise.all([killer(), ...people.map(sender)]);

    expect(new Set(sent).size).to.equal(EVENTS);
    await allDone(sent, 60_000);
    const { rows } = await database.query<{ twice: number; disordered: number }>(
      `select (select count(*) from (select from done_mark group by seq having count(*) > 1) as t)::integer as twice,
              (select count(*) from (select seq < lag(seq) over (partition by room_id order by id) as wrong
                                     from done_mark) as t where wrong)::integer as disordered`,
    );
    expect(rows[0]).to.deep.equal({ twice: 0, disordered: 0 });

    expect(commands.length).to.be.at.least(COMMANDS);
    const answers = (await Promise.all(people.map(answersIn))).flat();
    for (const { eventId } of commands) {
      expect(
        answers.filter(({ answersTo }) => answersTo === eventId),
        `answers to ${eventId}`,
      ).to.have.length(1);
    }
    expect((await parta.cli(['inbox', 'dead'])).stdout).to.contain('Nothing was put aside');
  });

  it('is sent at once, after a restart, what the homeserver kept', async () => {
    await parta.kill();
    const sent = [];
    for (let number = 0; number < 30; number++) sent.push(await say(people[0]!, rooms[0]!, `kept ${number}`));
    // The homeserver has failed to deliver and waits for longer and longer now: 2, 4, 8 s.
    await sleep(7_000);
    await parta.start();
    await allDone(sent, 5_000);
  });

  it('waits for a homeserver that is down at its start, and again when it goes away', async () => {
    const [person] = people as [Person];
    const ready = async (status: number, timeout: number): Promise<unknown> =>
      eventually(async () => (await fetch(`${parta.url}/ready`)).status === status, {
        what: `/ready to answer ${status}`,
        timeout,
      });
    const answered = async (): Promise<void> => {
      const command = await say(person, person.chat, '!parta whoami');
      await allDone([command], 20_000);
      expect(await answersTo(command)).to.equal(1);
    };

    await parta.stop();
    await homeserver.restart({
      whileDown: async () => {
        await parta.start({ ready: false });
        await eventually(async () => (await fetch(`${parta.url}/live`)).ok, {
          what: '/live',
          timeout: 30_000,
        });
        await ready(503, 1_000);
      },
    });
    await ready(200, 40_000);
    await answered();

    await homeserver.restart({ whileDown: () => ready(503, 10_000) });
    await ready(200, 10_000);
    await answered();
  });

  it('answers once what it could not answer while the homeserver did not hear it', async () => {
    const [person] = people as [Person];
    await toHomeserver.down();
    const command = await say(person, person.chat, '!parta whoami');
    await eventually(async () => (await statesOf([command])).pending === 1, {
      what: 'the command to arrive',
    });
    const tries = async (): Promise<number> => {
      const { rows } = await database.query<{ outages: number }>(
        'select outages from inbox_event where event_id = $1',
        [command],
      );
      return rows[0]!.outages;
    };
    await eventually(async () => (await tries()) >= 1, { what: 'a try in vain', timeout: 60_000 });
    await toHomeserver.up();
    await allDone([command], 60_000);
    expect(await answersTo(command)).to.equal(1);
  });

  /** How many answers there are to a command of the first person. */
  async function answersTo(command: string): Promise<number> {
    return (await answersIn(people[0]!)).filter((answer) => answer.answersTo === command).length;
  }
});
