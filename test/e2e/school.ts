/** One small running school for all tests in a browser: real homeserver, appservice and built web client. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { buildWebClient, WEB_CLIENT_DIST } from '../../local-stack/src/web-client.ts';
import { tempDir } from '../support/cleanup.ts';
import { type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { startHomeserver, type TestHomeserver } from '../support/homeserver.ts';
import { startLivekit, type TestLivekit } from '../support/livekit.ts';
import { matrixApi, type MatrixApi } from '../support/matrix-api.ts';
import { startParta, type TestParta } from '../support/parta.ts';
import type { MatrixDevice } from '../support/rtc-client.ts';

const BUNDLE = resolve(import.meta.dirname, '../../config/demo-school');

/** Who of the demonstration school is in the small one; the class is 7Б. */
const CLASSES = ['class-7b'];
const PEOPLE = [
  'admin-1',
  'teacher-1',
  'teacher-2',
  'pupil-7b-1',
  'pupil-7b-2',
  'pupil-7b-3',
  // Nobody logs in as these two: whatever ran before, somebody is not here yet.
  'pupil-7b-4',
  'pupil-7b-5',
  'parent-7b-1',
  'parent-7b-2',
  'parent-7b-3',
];

export interface SmallSchool {
  readonly homeserver: TestHomeserver;
  readonly parta: TestParta;
  readonly livekit: TestLivekit;
  /** Between browsers and the homeserver; nothing else goes through it. */
  readonly proxy: FaultProxy;
  /** Of the web client and the API. */
  readonly url: string;
  /** Fresh one-time log-in links, by sourcedId. */
  loginLinks(...sourcedIds: string[]): Promise<string[]>;
  /** Logs people in without a browser, by sourcedId: a Matrix session, and Parta's API as them. */
  sessions(...sourcedIds: string[]): Promise<PartaSession[]>;
  /** The homeserver's own answers, with somebody's token. */
  matrix(accessToken: string): MatrixApi;
  /** Says something as one of Parta's people, as fast as the homeserver can: as in a lively class. Returns the event ID. */
  say(userId: string, roomId: string, content: string | object): Promise<string>;
  /** Takes back what was said, as the same person. */
  redact(userId: string, roomId: string, eventId: string): Promise<void>;
  /** Puts a file into the homeserver's media as one of Parta's people. Returns its `mxc:` address. */
  upload(userId: string, content: Buffer, type: string): Promise<string>;
  /** Changes Parta's database behind its back, e.g. to let time pass. */
  sql(statement: string): Promise<void>;
}

export interface PartaSession extends MatrixDevice {
  readonly matrix: MatrixApi;
  /** Paths as in openapi.yaml, e.g. `/me`. */
  readonly api: MatrixApi;
}

let started: Promise<SmallSchool> | undefined;

/** The same school for every test of this process. The first call takes about 20 s. */
export function smallSchool(): Promise<SmallSchool> {
  return (started ??= start());
}

async function start(): Promise<SmallSchool> {
  const [homeserver] = await Promise.all([startHomeserver(), buildWebClient()]);
  const [proxy, livekit] = await Promise.all([
    faultProxy({ target: homeserver.url }),
    startLivekit({ webhookUrl: `http://127.0.0.1:${homeserver.appservicePort}/livekit/webhook` }),
  ]);
  const parta = await startParta({
    homeserver,
    livekit,
    webClient: WEB_CLIENT_DIST,
    config: { homeserver: { public_url: proxy.url }, guardians: { class_links: 'allow' } },
  });
  const { code, stderr, stdout } = await parta.cli(['roster', 'apply', smallBundle()]);
  if (code !== 0) throw new Error(`parta roster apply ended with ${code}: ${stderr || stdout}`);
  const loginLinks: SmallSchool['loginLinks'] = async (...sourcedIds) => {
    const result = await parta.cli(['login-link', ...sourcedIds.flatMap((id) => ['--sourced-id', id])]);
    const links = result.stdout.match(/https?:\/\/\S+#\S+/g) ?? [];
    if (links.length !== sourcedIds.length)
      throw new Error(`No log-in links: ${result.stderr || result.stdout}`);
    return links;
  };
  return {
    homeserver,
    parta,
    livekit,
    proxy,
    url: parta.url,
    loginLinks,
    sessions: async (...sourcedIds) =>
      Promise.all((await loginLinks(...sourcedIds)).map((link) => redeem(parta, homeserver, link))),
    matrix: (accessToken) => matrixApi(homeserver.url, accessToken),
    async say(userId, roomId, content) {
      const path = `/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${randomUUID()}`;
      const { status, body } = await matrixApi(homeserver.url, homeserver.registration.asToken).put(
        `${path}?user_id=${encodeURIComponent(userId)}`,
        typeof content === 'string' ? { msgtype: 'm.text', body: content } : content,
      );
      if (status !== 200) throw new Error(`Not said: ${status} ${JSON.stringify(body)}`);
      return (body as { event_id: string }).event_id;
    },
    async redact(userId, roomId, eventId) {
      const path = `/v3/rooms/${encodeURIComponent(roomId)}/redact/${encodeURIComponent(eventId)}/${randomUUID()}`;
      const { status, body } = await matrixApi(homeserver.url, homeserver.registration.asToken).put(
        `${path}?user_id=${encodeURIComponent(userId)}`,
        {},
      );
      if (status !== 200) throw new Error(`Not taken back: ${status} ${JSON.stringify(body)}`);
    },
    async upload(userId, content, type) {
      const url = `${homeserver.url}/_matrix/media/v3/upload?user_id=${encodeURIComponent(userId)}`;
      const headers = { authorization: `Bearer ${homeserver.registration.asToken}`, 'content-type': type };
      const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(content) });
      return ((await response.json()) as { content_uri: string }).content_uri;
    },
    async sql(statement) {
      const client = new pg.Client({ connectionString: parta.databaseUrl });
      await client.connect();
      await client.query(statement).finally(() => client.end());
    },
  };
}

async function redeem(parta: TestParta, homeserver: TestHomeserver, link: string): Promise<PartaSession> {
  const api = (token?: string): MatrixApi => matrixApi(`${parta.url}/api/v1`, token);
  const { status, body } = await api().post('/login-links/redeem', {
    code: link.slice(link.indexOf('#') + 1),
    idempotency_key: randomUUID().replaceAll('-', ''),
  });
  if (status !== 200) throw new Error(`Not logged in: ${status} ${JSON.stringify(body)}`);
  const given = body as Record<'user_id' | 'device_id' | 'access_token', string> & {
    api_session: { token: string };
  };
  return {
    homeserver: homeserver.url,
    userId: given.user_id,
    deviceId: given.device_id,
    accessToken: given.access_token,
    matrix: matrixApi(homeserver.url, given.access_token),
    api: api(given.api_session.token),
  };
}

/** The demonstration school's export, cut down to one class, so that its rooms are made in seconds. */
function smallBundle(): string {
  const dir = tempDir('small-school');
  const isKept = (file: string, row: Record<string, string>): boolean => {
    switch (file) {
      case 'users.csv':
        return PEOPLE.includes(row['sourcedId']!);
      case 'roles.csv':
        return PEOPLE.includes(row['userSourcedId']!);
      case 'classes.csv':
        return CLASSES.includes(row['sourcedId']!);
      case 'enrollments.csv':
        return CLASSES.includes(row['classSourcedId']!) && PEOPLE.includes(row['userSourcedId']!);
      default:
        return true;
    }
  };
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  for (const file of readdirSync(BUNDLE).filter((name) => name.endsWith('.csv'))) {
    const rows: Record<string, string>[] = parse(readFileSync(join(BUNDLE, file), 'utf8'), { columns: true });
    const header = Object.keys(rows[0] ?? {});
    const kept = rows.filter((row) => isKept(file, row));
    const lines = [header, ...kept.map((row) => header.map((name) => row[name]!))];
    writeFileSync(join(dir, file), lines.map((line) => line.map(quoted).join(',')).join('\n'));
  }
  return dir;
}
