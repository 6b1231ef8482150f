/** For the tests of the reconciler: a school in PostgreSQL, a reconciler for it, and what a homeserver then holds. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { createAccounts } from '../../appservice/src/accounts/accounts.ts';
import { createLog } from '../../appservice/src/log.ts';
import { connectHomeserver } from '../../appservice/src/matrix/client.ts';
import type { Homeserver, StateEvent } from '../../appservice/src/matrix/homeserver.ts';
import { loadRegistration } from '../../appservice/src/matrix/registration.ts';
import { desiredRooms } from '../../appservice/src/reconcile/desired.ts';
import { type Sketch, shippedTemplates, sketchState } from '../../appservice/src/reconcile/fixtures.ts';
import {
  createReconciler,
  type Reconciler,
  type ReconcilerOptions,
} from '../../appservice/src/reconcile/reconciler.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { loadSchoolState } from '../../appservice/src/store/school-store.ts';
import type { FaultProxy, Recorded } from '../support/fault-proxy.ts';
import { type MatrixApi, matrixApi } from '../support/matrix-api.ts';

/** The database's id of what a sketch calls by a short name. */
export function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** A school with two classes, people in every role, parents and a linked account. */
export const SMALL_SCHOOL: Sketch = {
  schools: { s12: 'Школа № 12' },
  classes: { '7a': '7А', '7b': '7Б' },
  people: {
    vera: ['school_admin'],
    semyon: ['staff'],
    olga: ['class_teacher of 7b', 'teacher of 7a'],
    ivan: ['class_teacher of 7a'],
    kolya: ['pupil of 7b'],
    masha: ['pupil of 7b'],
    dasha: ['pupil of 7a'],
    anna: ['guardian of kolya'],
    petr: ['guardian of masha', 'guardian of dasha'],
  },
};

/** Makes the register in the database what the sketch says; accounts that Parta makes are none of the sketch's. */
export async function enterSchool(database: Database, sketch: Sketch): Promise<void> {
  const state = sketchState(sketch);
  await database.transaction(async (sql) => {
    await sql.query('delete from enrollment');
    await sql.query('delete from guardianship');
    await sql.query('delete from role_grant');
    for (const { id, name, locale, timeZone } of state.schools) {
      await sql.query(
        `insert into school (id, source, sourced_id, name, locale, time_zone) values ($1, 'test', $2, $3, $4, $5)
         on conflict (id) do update set name = excluded.name`,
        [uuid(id), id, name, locale, timeZone],
      );
    }
    for (const { id, schoolId, title, beginsOn, endsOn } of state.years) {
      await sql.query(
        `insert into school_year (id, school_id, source, sourced_id, title, begins_on, ends_on)
         values ($1, $2, 'test', $3, $4, $5, $6) on conflict (id) do nothing`,
        [uuid(id), uuid(schoolId), id, title, beginsOn, endsOn],
      );
    }
    for (const { id, schoolId, schoolYearId, title, kind, archived } of state.classes) {
      await sql.query(
        `insert into class (id, school_id, school_year_id, source, sourced_id, title, kind, archived)
         values ($1, $2, $3, 'test', $4, $5, $6, $7)
         on conflict (id) do update set title = excluded.title, archived = excluded.archived`,
        [uuid(id), uuid(schoolId), uuid(schoolYearId), id, title, kind, archived],
      );
    }
    for (const { id, givenName, familyName, active } of state.persons) {
      await sql.query(
        `insert into person (id, source, sourced_id, given_name, family_name, active) values ($1, 'test', $2, $3, $4, $5)
         on conflict (id) do update set active = excluded.active`,
        [uuid(id), id, givenName, familyName, active],
      );
    }
    for (const { personId, schoolId, role } of state.roles) {
      await sql.query(
        `insert into role_grant (person_id, school_id, role, source) values ($1, $2, $3, 'test')`,
        [uuid(personId), schoolId === null ? null : uuid(schoolId), role],
      );
    }
    for (const { personId, classId, role } of state.enrollments) {
      await sql.query(
        `insert into enrollment (person_id, class_id, role, source) values ($1, $2, $3, 'test')`,
        [uuid(personId), uuid(classId), role],
      );
    }
    for (const { guardianId, childId } of state.guardianships) {
      await sql.query(
        `insert into guardianship (guardian_id, child_id, source, accepted_at, confirmed_at) values ($1, $2, 'test', now(), now())`,
        [uuid(guardianId), uuid(childId)],
      );
    }
    for (const { userId, personId, origin } of state.accounts) {
      if (origin !== 'linked') continue;
      await sql.query(
        `insert into matrix_account (user_id, person_id, origin) values ($1, $2, 'linked') on conflict do nothing`,
        [userId, uuid(personId)],
      );
    }
  });
}

export interface Setup {
  readonly homeserver: Homeserver;
  readonly reconciler: Reconciler;
}

export interface SetupOptions {
  /** Of the homeserver, or of a proxy before it. */
  readonly url: string;
  readonly serverName: string;
  readonly registrationFile: string;
  readonly database: Database;
  readonly requestTimeoutMs?: number;
  readonly more?: Partial<ReconcilerOptions>;
}

/** The product's own parts, put together as main.ts does. */
export async function setUp(options: SetupOptions): Promise<Setup> {
  const { url, serverName, registrationFile, database, requestTimeoutMs = 60_000, more } = options;
  const log = createLog(process.env.PARTA_TEST_LOG ?? 'silent');
  const homeserver = connectHomeserver({
    config: {
      homeserver: {
        url,
        public_url: url,
        server_name: serverName,
        request_timeout_ms: requestTimeoutMs,
        federation_private_networks: 'refuse',
      },
    },
    registration: await loadRegistration(registrationFile),
    log,
  });
  const accounts = createAccounts({
    database,
    homeserver,
    log,
    config: { web: { public_url: 'https://parta.test' }, accounts: { session_days: 30 } },
  });
  const reconciler = createReconciler({
    database,
    homeserver,
    templates: shippedTemplates,
    accounts,
    log,
    concurrency: 8,
    provision: 'roster',
    ...more,
  });
  return { homeserver, reconciler };
}

/** Requests of the appservice that change something on the homeserver. */
export function writes(proxy: FaultProxy): Recorded[] {
  return proxy.requests.filter(({ method }) => method !== 'GET');
}

/** What the homeserver holds, asked of itself: every room that the bot is in and that bears a deployment's mark. */
export interface Held {
  /** Room IDs by the key in `org.parta.room`; a room made twice has two. */
  readonly rooms: ReadonlyMap<string, string[]>;
  /** Joined members by room ID. */
  readonly joined: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function heldBy(url: string, asToken: string, deployment: string): Promise<Held> {
  const api = matrixApi(url, asToken);
  const rooms = new Map<string, string[]>();
  const joined = new Map<string, Set<string>>();
  const { body } = await api.get('/v3/joined_rooms');
  for (const roomId of (body as { joined_rooms: string[] }).joined_rooms) {
    const { body: answered } = await api.get(`/v3/rooms/${encodeURIComponent(roomId)}/state`);
    const state = answered as StateEvent[];
    const mark = state.find(({ type }) => type === 'org.parta.room')?.content;
    if (mark?.deployment !== deployment) continue;
    const key = mark.key as string;
    rooms.set(key, [...(rooms.get(key) ?? []), roomId]);
    const members = state.filter(
      ({ type, content }) => type === 'm.room.member' && content.membership === 'join',
    );
    joined.set(roomId, new Set(members.map(({ state_key: userId }) => userId)));
  }
  return { rooms, joined };
}

/** What the register says that the homeserver should hold: for each room, the accounts that should be in it, and the bot. */
export async function expectedIn(database: Database, botUserId: string): Promise<Map<string, Set<string>>> {
  const desired = desiredRooms(await loadSchoolState(database), shippedTemplates, {
    deploymentId: 'any',
    now: new Date(),
    provision: 'arrival',
  });
  return new Map(
    desired.map(({ key, members }) => {
      const own = members.filter(({ origin }) => origin === 'created').map(({ user }) => user);
      return [key, new Set([botUserId, ...own])];
    }),
  );
}

/** Fails unless the homeserver holds exactly the rooms of the register, each once, with exactly the right people joined. */
export async function expectInLine(
  database: Database,
  homeserver: { url: string; serverName: string; registration: { asToken: string } },
  alsoJoined: Record<string, string[]> = {},
): Promise<Held> {
  const { rows: deployments } = await database.query<{ id: string }>('select id from deployment');
  const held = await heldBy(homeserver.url, homeserver.registration.asToken, deployments[0]!.id);
  const expected = await expectedIn(database, `@parta:${homeserver.serverName}`);
  expect([...held.rooms.keys()].sort()).to.deep.equal([...expected.keys()].sort());
  const { rows } = await database.query<{ key: string; room_id: string }>(
    'select key, room_id from managed_room',
  );
  const recorded = new Map(rows.map(({ key, room_id: roomId }) => [key, roomId]));
  for (const [key, roomIds] of held.rooms) {
    expect(roomIds, `rooms that say they are ${key}`).to.have.length(1);
    expect(recorded.get(key), `the recorded ${key}`).to.equal(roomIds[0]);
    const wanted = [...expected.get(key)!, ...(alsoJoined[key] ?? [])];
    expect([...held.joined.get(roomIds[0]!)!].sort(), `people in ${key}`).to.deep.equal(wanted.sort());
  }
  expect(recorded.size).to.equal(expected.size);
  return held;
}

/** The account that Parta made for somebody of a sketch. */
export async function accountOf(database: Database, name: string): Promise<string> {
  const { rows } = await database.query<{ user_id: string }>(
    `select user_id from matrix_account where person_id = $1 and origin = 'created'`,
    [uuid(name)],
  );
  if (rows[0] === undefined) throw new Error(`${name} has no account`);
  return rows[0].user_id;
}

/** A client logged in as somebody of a sketch, with their own token. */
export async function clientOf(
  setup: Setup,
  database: Database,
  name: string,
  url: string,
): Promise<MatrixApi> {
  const { accessToken } = await setup.homeserver.login(await accountOf(database, name), 'test');
  return matrixApi(url, accessToken);
}
