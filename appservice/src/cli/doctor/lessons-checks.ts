/** What the doctor looks at for lessons by video: the media server, and what calls need of the homeserver. */
import { randomUUID } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import type pg from 'pg';
import type { Config } from '../../config/config.ts';
import type { Registration } from '../../matrix/registration.ts';
import { PROBE_PREFIX } from '../../lessons/sfu-names.ts';
import { ask, NoAnswer, type Answer } from './ask.ts';
import { fail, ok, warn, type Check, type Finding } from './check.ts';
import { clockFinding } from './homeserver-checks.ts';
import { insecure } from './public-checks.ts';

type Livekit = NonNullable<Config['lessons']['livekit']>;

/** How long LiveKit may take to tell of a new room. */
const WEBHOOK_MS = 8_000;
/** Rooms whose power levels are looked at. */
const SAMPLE = 5;
const CALL_MEMBER = 'org.matrix.msc3401.call.member';
const FIX_SYNAPSE =
  'compare the configuration of Synapse with config/compose/synapse.yaml, and restart Synapse (docs/deploy.md, "Lessons")';

export interface LessonsCheckOptions {
  readonly config: Config;
  /** Null when it is broken, which another check tells. */
  readonly registration: Registration | null;
  readonly connect: () => Promise<pg.Client>;
}

export function lessonsChecks({ config, registration, connect }: LessonsCheckOptions): Check[] {
  const { livekit } = config.lessons;
  if (livekit === undefined) {
    const detail = 'off: lessons.livekit is not set, see docs/deploy.md';
    return [{ name: 'lessons', run: () => Promise.resolve(ok(detail)) }];
  }
  const calls = registration === null ? [] : homeserverChecks(config, registration, connect);
  return [...livekitChecks(livekit), ...calls, serviceCheck(config), webhookCheck(config, livekit, connect)];
}

function livekitChecks(livekit: Livekit): Check[] {
  const { api_url: url } = livekit;
  const fix = 'check that LiveKit runs and that lessons.livekit.api_url is right';
  const orNoAnswer = async (look: () => Promise<Finding>): Promise<Finding> => {
    try {
      return await look();
    } catch (error) {
      if (error instanceof NoAnswer) return fail(`${url}: ${error.message}`, fix);
      throw error;
    }
  };
  return [
    {
      name: 'LiveKit',
      run: () => orNoAnswer(async () => livekitFinding(await ask(url), url)),
    },
    {
      name: 'LiveKit clock',
      needs: ['LiveKit'],
      run: () =>
        orNoAnswer(async () => {
          const began = Date.now();
          const { headers } = await ask(url);
          return clockFinding(headers.get('date'), (began + Date.now()) / 2, 'LiveKit');
        }),
    },
    {
      name: 'LiveKit key',
      needs: ['LiveKit'],
      run: () =>
        orNoAnswer(async () => {
          const token = await tokenOf(livekit, { roomList: true });
          const path = '/twirp/livekit.RoomService/ListRooms';
          return keyFinding(await ask(url + path, { method: 'POST', token, body: { names: [''] } }));
        }),
    },
    {
      name: 'LiveKit makes no rooms by itself',
      needs: ['LiveKit', 'LiveKit key'],
      run: () =>
        orNoAnswer(async () => {
          // Asks whether a participant might come in, and changes nothing.
          const room = PROBE_PREFIX + randomUUID();
          const token = await tokenOf(livekit, { roomJoin: true, room });
          return autoCreateFinding(await ask(`${url}/rtc/validate?access_token=${token}`));
        }),
    },
    {
      name: 'public LiveKit address',
      run: async () => {
        const address = livekit.url.replace(/^ws/, 'http');
        if (insecure(address))
          return warn(
            `${livekit.url} is not wss`,
            'put a reverse proxy with TLS in front, see docs/deploy.md: browsers give no camera without it',
          );
        try {
          const { status } = await ask(address);
          return status === 200
            ? ok(livekit.url)
            : warn(
                `${livekit.url} answers ${status}`,
                'check lessons.livekit.url and the reverse proxy in front of LiveKit',
              );
        } catch (error) {
          if (!(error instanceof NoAnswer)) throw error;
          return warn(
            `${livekit.url}: ${error.message}`,
            'check lessons.livekit.url; it may be that only this machine cannot reach it',
          );
        }
      },
    },
  ];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

async function tokenOf(
  { api_key: key, api_secret: secret }: Livekit,
  grant: Parameters<AccessToken['addGrant']>[0],
): Promise<string> {
  const token = new AccessToken(key, secret, { identity: 'parta-doctor', ttl: 60 });
  token.addGrant(grant);
  return token.toJwt();
}

export function livekitFinding({ status, headers }: Answer, url: string): Finding {
  if (status === 200) return ok(url);
  if (status === 503 && headers.has('retry-after')) {
    return warn(`${url} says that it is being prepared`, 'wait some minutes and run `parta doctor` again');
  }
  return fail(
    `${url} does not answer as LiveKit does (status ${status})`,
    'check lessons.livekit.api_url, and what stands between Parta and LiveKit',
  );
}

export function keyFinding({ status, body }: Answer): Finding {
  if (status === 200) return ok('works');
  if (status === 401 || status === 403) {
    return fail(
      `LiveKit refuses it (${textOf(body['msg']) || status})`,
      'lessons.livekit.api_key and api_secret must stand under keys: in the configuration of LiveKit; then restart LiveKit',
    );
  }
  return fail(`LiveKit answers ${status}`, 'see the log of LiveKit');
}

/** LiveKit refuses an unknown room exactly when rooms must be made first. */
export function autoCreateFinding({ status }: Answer): Finding {
  if (status === 404) return ok('only Parta makes rooms');
  if (status === 200) {
    return fail(
      'whoever has an old token could open a lesson again',
      'set room: { auto_create: false } in the configuration of LiveKit and restart LiveKit',
    );
  }
  return warn(`LiveKit answers ${status}`, 'see the log of LiveKit');
}

function homeserverChecks(
  config: Config,
  { asToken: token }: Registration,
  connect: () => Promise<pg.Client>,
): Check[] {
  const { url } = config.homeserver;
  const needs = ['homeserver', 'registration in use'];
  return [
    {
      name: 'homeserver names Parta for calls',
      needs,
      run: async () => {
        const path = '/_matrix/client/unstable/org.matrix.msc4143/rtc/transports';
        return transportsFinding(await ask(url + path, { token }), `${config.web.public_url}/livekit/jwt`);
      },
    },
    {
      name: 'delayed events',
      needs,
      run: async () => delayedFinding(await ask(`${url}/_matrix/client/v3/capabilities`, { token })),
    },
    {
      name: 'members may join calls',
      needs: [...needs, 'database schema'],
      run: async () => {
        const rooms = await lessonRooms(connect);
        const closed: string[] = [];
        for (const room of rooms) {
          const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/m.room.power_levels`;
          const { status, body } = await ask(url + path, { token });
          if (status === 200 && !maySendCallMember(body)) closed.push(room);
        }
        return closed.length === 0
          ? ok(
              rooms.length === 0 ? 'there are no lesson rooms yet' : `looked at ${rooms.length} lesson rooms`,
            )
          : fail(
              `everybody must be allowed to send ${CALL_MEMBER}, but not in ${closed.join(', ')}`,
              'check config/room-templates.yaml and run `parta roster apply` again; rooms that somebody changed by hand are mended so',
            );
      },
    },
  ];
}

async function lessonRooms(connect: () => Promise<pg.Client>): Promise<string[]> {
  const client = await connect();
  try {
    const { rows } = await client.query<{ room_id: string }>(
      `select room_id from managed_room where kind = 'lesson_room' and room_id is not null
       order by attempted_at desc limit $1`,
      [SAMPLE],
    );
    return rows.map((row) => row.room_id);
  } finally {
    await client.end();
  }
}

export function transportsFinding({ status, body }: Answer, wanted: string): Finding {
  if (status === 404) {
    return fail('it offers no transports (MSC4143): other clients cannot join lessons', FIX_SYNAPSE);
  }
  const transports = Array.isArray(body['rtc_transports']) ? (body['rtc_transports'] as unknown[]) : [];
  const urls = (transports as ({ livekit_service_url?: unknown } | null)[]).map((transport) =>
    textOf(transport?.livekit_service_url).replace(/\/+$/, ''),
  );
  if (urls[0] === wanted) return ok(wanted);
  const named = urls.filter(Boolean).join(', ');
  return fail(
    named === '' ? 'it names nobody for calls' : `it names ${named} before or instead of ${wanted}`,
    `set matrix_rtc.transports in the configuration of Synapse to livekit_service_url: ${wanted}`,
  );
}

export function delayedFinding({ status, body }: Answer): Finding {
  const capabilities = body['capabilities'] as { [name: string]: unknown } | undefined;
  const delayed = capabilities?.['org.matrix.msc4140.delayed_events'] as
    { max_delay_ms?: unknown } | undefined;
  if (status === 200 && Number(delayed?.max_delay_ms) > 0) return ok('on');
  return warn(
    'off: somebody whose device vanishes stays in a call as a ghost',
    'set max_event_delay_duration: 24h in the configuration of Synapse and restart Synapse',
  );
}

/** Matrix specification, `m.room.power_levels`: what an ordinary member may send as state. */
export function maySendCallMember(levels: Answer['body']): boolean {
  const events = (levels['events'] ?? {}) as { [type: string]: unknown };
  const needed = Number(events[CALL_MEMBER] ?? levels['state_default'] ?? 50);
  return Number(levels['users_default'] ?? 0) >= needed;
}

/** Where every client gets its token, as browsers reach it. */
function serviceCheck(config: Config): Check {
  const url = `${config.web.public_url}/livekit/jwt/healthz`;
  return {
    name: 'token service',
    async run() {
      const fix =
        'start Parta; if it runs, let the reverse proxy pass /livekit/jwt and /livekit/webhook on to it';
      try {
        const { status } = await ask(url);
        return status === 200 ? ok(url) : warn(`${url} answers ${status}`, fix);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        return warn(`${url}: ${error.message}`, fix);
      }
    },
  };
}

/** LiveKit is given a room to tell of; Parta notes every webhook that it has handled. */
function webhookCheck(config: Config, livekit: Livekit, connect: () => Promise<pg.Client>): Check {
  return {
    name: 'LiveKit reaches Parta',
    needs: ['LiveKit key', 'database schema'],
    async run() {
      const runs = await ask(`${config.appservice.url}/live`).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (!runs) return ok('not looked at, because Parta does not run');
      const client = await connect();
      const room = `parta-doctor-${randomUUID()}`;
      const token = await tokenOf(livekit, { roomCreate: true });
      const call = (method: string, body: object): Promise<Answer> =>
        ask(`${livekit.api_url}/twirp/livekit.RoomService/${method}`, { method: 'POST', token, body });
      try {
        await call('CreateRoom', { name: room, empty_timeout: 30 });
        return await webhookFinding(config, client, room);
      } finally {
        await call('DeleteRoom', { room }).catch(() => {});
        await client.end();
      }
    },
  };
}

async function webhookFinding(config: Config, client: pg.Client, room: string): Promise<Finding> {
  const began = Date.now();
  while (Date.now() - began < WEBHOOK_MS) {
    const { rowCount } = await client.query('select 1 from lesson_cause where id = $1', [room]);
    if (rowCount !== 0) return ok(`its webhook came within ${Date.now() - began} ms`);
    await new Promise((next) => setTimeout(next, 100));
  }
  return fail(
    `no webhook came within ${WEBHOOK_MS / 1000} s of making a room: attendance would stay empty`,
    `set webhook: { api_key: ${config.lessons.livekit!.api_key}, urls: [${config.web.public_url}/livekit/webhook] } in the configuration of LiveKit and restart LiveKit; the log of LiveKit says why it cannot reach that address`,
  );
}
