/**
 * How many events per second the inbox stores durably, next to the receiver of the bare `matrix-appservice` library, which
 * acknowledges without storing anything. One transaction is in flight at a time, as Synapse does it; the receivers are
 * processes of their own; PostgreSQL is the local stack's with full durability (fsync on). Rounds alternate, so that
 * what else the machine does meets both.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { AppService } from 'matrix-appservice';
import { createInbox, type Inbox } from '../appservice/src/inbox/inbox.ts';
import { createLog } from '../appservice/src/log.ts';
import { openDatabase } from '../appservice/src/store/database.ts';
import { migrate } from '../appservice/src/store/migrate.ts';
import { startPostgres } from '../local-stack/src/postgres.ts';
import { median } from './median.ts';

const TOKEN = 'token-of-the-bench';
const ROUNDS = 7;
/** Transactions of one round by events in each: a second or so. */
const SIZES: readonly [events: number, transactions: number][] = [
  [1, 300],
  [10, 200],
  [100, 80],
];
const ROOMS = 200;
const HANDLING_MS = 5_000;

/** Listens as the library does it: events are emitted, then acknowledged; gone when the process dies. */
async function serveBare(): Promise<number> {
  const service = new AppService({ homeserverToken: TOKEN, httpMaxSizeBytes: 64 * 1024 * 1024 });
  let seen = 0;
  service.on('event', () => seen++);
  const server = createServer(service.expressApp).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Listens with our inbox; every event is wanted, so every body is stored. */
async function serveDurable(databaseUrl: string): Promise<{ port: number; inbox: Inbox }> {
  const inbox = createInbox({
    database: openDatabase(databaseUrl),
    log: createLog('silent'),
    handlers: [{ name: 'nothing', types: ['m.room.message'], handle: () => Promise.resolve() }],
    workers: 6,
    maxAttempts: 10,
    keepDays: 14,
  });
  const app = express();
  app.use(inbox.router({ hsToken: TOKEN }));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, inbox };
}

/** The child's side: serves, tells its port, and handles what it stored when it is told to. */
async function child(kind: string, databaseUrl: string): Promise<void> {
  if (kind === 'bare') return void process.send!(await serveBare());
  const { port, inbox } = await serveDurable(databaseUrl);
  process.send!(port);
  process.on('message', () => {
    void (async () => {
      const { pending } = await inbox.backlog();
      const began = performance.now();
      inbox.start();
      await sleep(HANDLING_MS);
      await inbox.stop();
      const seconds = (performance.now() - began) / 1000;
      process.send!((pending - (await inbox.backlog()).pending) / seconds);
    })();
  });
}

const BODY = 'Завтра на математике контрольная, возьмите линейку и циркуль. ';

/** Bodies as Synapse sends them, about 600 bytes an event. */
function transactions(events: number, count: number): Buffer[] {
  const event = (): object => ({
    event_id: `$${randomUUID()}`,
    room_id: `!bench${Math.floor(Math.random() * ROOMS)}`,
    type: 'm.room.message',
    sender: '@parta_bench:example.org',
    user_id: '@parta_bench:example.org',
    origin_server_ts: Date.now(),
    content: { msgtype: 'm.text', body: BODY.repeat(2), 'm.mentions': {} },
    age: 12,
    unsigned: { age: 12 },
  });
  return Array.from({ length: count }, () =>
    Buffer.from(JSON.stringify({ events: Array.from({ length: events }, event), ephemeral: [] })),
  );
}

let txnId = 0;

function put(port: number, agent: Agent, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      agent,
      method: 'PUT',
      path: `/_matrix/app/v1/transactions/${++txnId}`,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        'content-length': body.length,
      },
      timeout: 60_000,
    });
    call.on('error', reject).on('timeout', () => call.destroy(new Error('no answer')));
    call.on('response', (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`answered ${response.statusCode}`));
      });
    });
    call.end(body);
  });
}

/** Events per second of one round, one transaction after the other on one connection. */
async function round(port: number, agent: Agent, events: number, count: number): Promise<number> {
  const bodies = transactions(events, count);
  const began = performance.now();
  for (const body of bodies) await put(port, agent, body);
  return (events * count) / ((performance.now() - began) / 1000);
}

const figure = (value: number): string => Math.round(value).toLocaleString('en-US').padStart(8);

/** Runs the bench; prints a line for each size of transaction. */
async function run(print: (line: string) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'parta-bench-'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const children: ChildProcess[] = [];
  const start = async (...args: string[]): Promise<[ChildProcess, number]> => {
    const started = fork(import.meta.filename, ['child', ...args]);
    children.push(started);
    const [port] = (await once(started, 'message')) as [number];
    return [started, port];
  };
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  try {
    await postgres.createDatabase('bench');
    const database = openDatabase(postgres.url('bench'), { poolSize: 1 });
    const client = await database.pool.connect();
    await migrate(client);
    client.release();
    await database.close();
    const [, bare] = await start('bare', '');
    const [durableChild, durable] = await start('durable', postgres.url('bench'));

    print('events per second, median of alternating rounds, one transaction in flight:');
    print('events/txn   bare library (keeps nothing)   inbox (stored durably)   ratio   per transaction');
    for (const [events, count] of SIZES) {
      const rates: { bare: number[]; durable: number[] } = { bare: [], durable: [] };
      for (let number = 0; number <= ROUNDS; number++) {
        const [a, b] = [await round(bare, agent, events, count), await round(durable, agent, events, count)];
        // The first round warms up.
        if (number > 0) {
          rates.bare.push(a);
          rates.durable.push(b);
        }
      }
      const [a, b] = [median(rates.bare), median(rates.durable)];
      print(
        `${String(events).padStart(10)}   ${figure(a).padStart(28)}   ${figure(b).padStart(22)}   ${(b / a).toFixed(2).padStart(5)}   ${((events / b) * 1000).toFixed(1)} ms`,
      );
    }
    durableChild.send('handle');
    const [handled] = (await once(durableChild, 'message')) as [number];
    print(
      `then handled, one database transaction an event, 6 rooms at once: ${figure(handled).trim()} events per second`,
    );
  } finally {
    for (const each of children) {
      if (each.exitCode !== null) continue;
      each.kill();
      await once(each, 'exit');
    }
    agent.destroy();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const [, , role, kind, databaseUrl] = process.argv;
if (role === 'child') await child(kind!, databaseUrl!);
else await run((line) => console.log(line));
