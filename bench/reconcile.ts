/**
 * How many rooms and memberships a second the reconciler brings about, as a share of what a bare concurrent script
 * reaches on the same Synapse: the same createRoom bodies, the same invites and joins, plain `fetch`, no database, no look at
 * what is there, nothing remembered. Rounds alternate; each is a school of its own, so both always begin with nothing.
 */
import { createLog } from '../appservice/src/log.ts';
import { connectHomeserver, creationBody } from '../appservice/src/matrix/client.ts';
import type { Homeserver } from '../appservice/src/matrix/homeserver.ts';
import { loadRegistration } from '../appservice/src/matrix/registration.ts';
import { desiredRooms, type DesiredRoom } from '../appservice/src/reconcile/desired.ts';
import { shippedTemplates, type Sketch, sketchState } from '../appservice/src/reconcile/fixtures.ts';
import { createReconciler, type Report } from '../appservice/src/reconcile/reconciler.ts';
import { childContent, roomCreation } from '../appservice/src/reconcile/room-content.ts';
import type { Database } from '../appservice/src/store/database.ts';
import { endAll } from '../test/support/cleanup.ts';
import { enterSchool, uuid } from '../test/integration/reconcile-school.ts';
import { startHomeserver, type TestHomeserver } from '../test/support/homeserver.ts';
import { freshDatabase } from '../test/support/postgres.ts';
import { median } from './median.ts';

const ROUNDS = Number(process.env.PARTA_BENCH_ROUNDS ?? 8);
const CLASSES = 2;
const PUPILS = 8;
/** What the bare script is tried with; the best counts. */
const BARE_CONCURRENCY = [4, 8, 16];
const TRIALS = 3;
/** The default of `rooms.concurrency`. */
const CONCURRENCY = Number(process.env.PARTA_BENCH_CONCURRENCY ?? 8);

interface Rates {
  /** Rooms a second, with their links into Spaces. */
  rooms: number;
  /** Memberships a second: a person joined to a room, with the invite where one is needed. */
  joins: number;
}

interface World {
  readonly server: TestHomeserver;
  readonly database: Database;
  readonly homeserver: Homeserver;
}

/** One school, without its people and with them. */
function school(name: string): { empty: Sketch; full: Sketch; people: string[] } {
  const classes = Array.from({ length: CLASSES }, (_, i) => `${name}-${i + 1}`);
  const pupils = classes.flatMap((one) =>
    Array.from({ length: PUPILS }, (_, i): [string, string[]] => [
      `p${one.replaceAll('-', 'x')}x${i}`,
      [`pupil of ${one}`],
    ]),
  );
  const empty: Sketch = {
    schools: { [name]: `Школа ${name}` },
    classes: Object.fromEntries(classes.map((one, i) => [one, `${i + 1}А`])),
    people: {},
  };
  return { empty, full: { ...empty, people: Object.fromEntries(pupils) }, people: pupils.map(([id]) => id) };
}

/** Seconds that something takes. */
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** Accounts are there before the time is taken: making them is not what is measured. */
async function register({ homeserver }: World, people: readonly string[]): Promise<void> {
  await inParallel(people, 4, async (id) => {
    await homeserver.registerUser(`parta_${id}`);
  });
}

async function reconcilerRound(world: World, name: string, concurrency = CONCURRENCY): Promise<Rates> {
  const { server, database, homeserver } = world;
  const { empty, full, people } = school(name);
  await register(world, people);
  const reconciler = createReconciler({
    database,
    homeserver,
    templates: shippedTemplates,
    accounts: {
      ensureAccount: () => Promise.reject(new Error('nobody is without account')),
      names: { update: () => Promise.resolve(0) },
    },
    log: createLog('silent'),
    concurrency,
    provision: 'roster',
  });
  const whole = async (): Promise<void> => {
    const report = await reconciler.reconcile({ schoolIds: [uuid(name)] });
    if (!report.ok) throw new Error(`the reconciler failed: ${JSON.stringify(failures(report))}`);
  };
  await enterSchool(database, empty);
  const forRooms = await seconds(whole);
  await enterSchool(database, full);
  for (const id of people) {
    await database.query(
      `insert into matrix_account (user_id, person_id, origin) values ($1, $2, 'created')`,
      [`@parta_${id}:${server.serverName}`, uuid(id)],
    );
  }
  const forJoins = await seconds(whole);
  return rates(desired(full, server), forRooms, forJoins);
}

function failures({ failed, problems }: Report): unknown {
  return [failed.slice(0, 3).map(({ action, error }) => [action.id, error]), problems];
}

/** @param concurrency requests at once, while rooms are made and while people join */
async function bareRound(world: World, name: string, concurrency: Rates): Promise<Rates> {
  const { server } = world;
  const { full, people } = school(name);
  await register(world, people);
  const rooms = desired(full, server);
  const send = async (method: string, path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(`${server.url}/_matrix/client/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${server.registration.asToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };

  const ids = new Map<string, string>();
  const create = async (room: DesiredRoom): Promise<void> => {
    const creation = roomCreation(room, {
      roomVersion: '12',
      aliasLocalpart: `parta_${room.key.replaceAll(/[^a-z0-9]/g, '_')}`,
      serverName: server.serverName,
      parentId: room.parent === null ? null : ids.get(room.parent)!,
      userOf: (user) => user,
    });
    const { room_id: roomId } = await send('POST', '/createRoom', creationBody(creation));
    ids.set(room.key, roomId!);
    if (room.parent === null) return;
    const parent = encodeURIComponent(ids.get(room.parent)!);
    const child = encodeURIComponent(roomId!);
    await send('PUT', `/rooms/${parent}/state/m.space.child/${child}`, childContent(room, server.serverName));
  };
  const forRooms = await seconds(async () => {
    const depth = (room: DesiredRoom): number =>
      room.parent === null ? 0 : 1 + depth(rooms.find(({ key }) => key === room.parent)!);
    for (const wave of [0, 1, 2])
      await inParallel(
        rooms.filter((room) => depth(room) === wave),
        concurrency.rooms,
        create,
      );
  });

  // Each person's Spaces before the rooms in them, as the register lists them.
  const paths = new Map<string, DesiredRoom[]>();
  for (const room of rooms) {
    for (const { user } of room.members) paths.set(user, [...(paths.get(user) ?? []), room]);
  }
  const forJoins = await seconds(() =>
    inParallel([...paths], concurrency.joins, async ([user, theirs]) => {
      for (const room of theirs) {
        const id = encodeURIComponent(ids.get(room.key)!);
        if (room.join === 'invite') await send('POST', `/rooms/${id}/invite`, { user_id: user });
        const member = room.members.find((one) => one.user === user)!;
        const as = `user_id=${encodeURIComponent(user)}`;
        if (member.name === null) await send('POST', `/rooms/${id}/join?${as}`, {});
        else {
          const path = `/rooms/${id}/state/m.room.member/${encodeURIComponent(user)}?${as}`;
          await send('PUT', path, { membership: 'join', displayname: member.name });
        }
      }
    }),
  );
  return rates(rooms, forRooms, forJoins);
}

function desired(sketch: Sketch, { serverName }: TestHomeserver): DesiredRoom[] {
  const state = sketchState(sketch);
  const accounts = state.accounts.map((account) => ({
    ...account,
    userId: `@parta_${account.personId}:${serverName}`,
  }));
  const options = { deploymentId: uuid('bare'), now: new Date(), provision: 'roster' } as const;
  return desiredRooms({ ...state, accounts }, shippedTemplates, options);
}

function rates(rooms: readonly DesiredRoom[], forRooms: number, forJoins: number): Rates {
  const memberships = rooms.reduce((sum, { members }) => sum + members.length, 0);
  return { rooms: rooms.length / forRooms, joins: memberships / forJoins };
}

async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** Runs the bench; takes some four minutes on two cores. */
async function run(print: (line: string) => void): Promise<void> {
  try {
    const server = await startHomeserver();
    const { database } = await freshDatabase();
    const homeserver = connectHomeserver({
      config: {
        homeserver: {
          url: server.url,
          public_url: server.url,
          server_name: server.serverName,
          request_timeout_ms: 60_000,
          federation_private_networks: 'refuse',
        },
      },
      registration: await loadRegistration(server.registration.path),
      log: createLog('silent'),
    });
    const world: World = { server, database, homeserver };

    // Synapse is slow while its caches are empty.
    await reconcilerRound(world, 'w0');
    const tried = new Map<number, Rates[]>(BARE_CONCURRENCY.map((c) => [c, []]));
    for (let trial = 0; trial < TRIALS; trial += 1) {
      for (const [c, all] of tried)
        all.push(await bareRound(world, `c${c}-${trial}`, { rooms: c, joins: c }));
    }
    const best = (what: keyof Rates): number => {
      const middle = [...tried].map(([c, all]) => [c, median(all.map((one) => one[what]))] as const);
      return middle.reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    };
    const concurrency = { rooms: best('rooms'), joins: best('joins') };
    print(
      `bare script, tried with ${BARE_CONCURRENCY.join(', ')} requests at once: best for rooms ${concurrency.rooms}, for joins ${concurrency.joins}`,
    );

    const ours: Rates[] = [];
    const theirs: Rates[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Each goes first in turn: the homeserver gets slower with every room it holds.
      for (const who of round % 2 === 0 ? ['bare', 'own'] : ['own', 'bare']) {
        if (who === 'own') ours.push(await reconcilerRound(world, `r${round}`));
        else theirs.push(await bareRound(world, `b${round}`, concurrency));
      }
    }
    for (const what of ['rooms', 'joins'] as const) {
      const rate = median(ours.map((one) => one[what]));
      const all = ours.map((one, round) => one[what] / theirs[round]![what]);
      print(
        `${what}: ${rate.toFixed(1)} a second, ${median(all).toFixed(2)} of the bare script ` +
          `(goal 0.90; rounds ${all.map((share) => share.toFixed(2)).join(', ')})`,
      );
    }
  } finally {
    await endAll();
  }
}

await run((line) => console.log(line));
