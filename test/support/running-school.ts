/** A school with its rooms on a real homeserver, and the appservice running in this process. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { loadConfig } from '../../appservice/src/config/config.ts';
import type { Log } from '../../appservice/src/log.ts';
import { createCore, type Core } from '../../appservice/src/core.ts';
import { startAppservice } from '../../appservice/src/main.ts';
import { atEnd } from './cleanup.ts';
import { startHomeserver, type TestHomeserver } from './homeserver.ts';
import { matrixApi, type Answer, type MatrixApi } from './matrix-api.ts';
import { startParta, type LivekitFacts, type TestParta } from './parta.ts';
import { makeSchool, type TestSchool } from './school.ts';

/** Somebody whose browser is logged in. */
export interface LoggedInPerson {
  readonly personId: string;
  readonly userId: string;
  /** Of the Matrix session, for another client on the same device. */
  readonly deviceId: string;
  readonly accessToken: string;
  /** The homeserver, as this person. */
  readonly matrix: MatrixApi;
  /** Parta's API, as this person: paths as in openapi.yaml, e.g. `/me`. */
  readonly parta: MatrixApi;
}

export interface RunningSchool {
  readonly homeserver: TestHomeserver;
  readonly core: Core;
  readonly school: TestSchool;
  /** Parta's API for nobody in particular. */
  readonly anonymous: MatrixApi;
  /** Parta's API with the token of a session. */
  api(token: string): MatrixApi;
  /** Logs somebody in by a one-time link. */
  logIn(personId: string): Promise<LoggedInPerson>;
  /** What an answer of a redeem makes of a browser. */
  browser(loggedIn: Answer['body']): Omit<LoggedInPerson, 'personId'>;
  /** The room of a kind: of 7Б, or of the school. */
  room(kind: string, classId?: string): Promise<string>;
  /** Runs the `parta` command with this school's configuration. */
  readonly cli: TestParta['cli'];
  /** Errors in the log, e.g. that an answer is not as the API promises; not those that an absent homeserver explains. */
  complaints(): string[];
}

/** A key as a client makes it. */
export const newKey = (): string => randomUUID().replaceAll('-', '');

/** @param options.populate who is in the register before the rooms are made */
export async function runningSchool(
  options: {
    homeserver?: TestHomeserver;
    homeserverUrl?: (url: string) => Promise<string>;
    populate?: (school: TestSchool) => Promise<unknown>;
    config?: Record<string, object>;
    livekit?: LivekitFacts;
    /** For quiet hours and the policy. */
    now?: () => Date;
  } = {},
): Promise<RunningSchool> {
  const homeserver = options.homeserver ?? (await startHomeserver());
  const homeserverUrl = await options.homeserverUrl?.(homeserver.url);
  const prepared = await startParta({
    homeserver,
    start: false,
    ...(homeserverUrl !== undefined && { homeserverUrl }),
    ...(options.config !== undefined && { config: options.config }),
    ...(options.livekit !== undefined && { livekit: options.livekit }),
  });
  const lines: string[] = [];
  const log: Log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const config = await loadConfig(prepared.configFile);
  const clock = options.now === undefined ? {} : { now: options.now };
  const core = await createCore(config, log, clock);
  atEnd(() => core.close());
  const school = await makeSchool(core.database);
  await options.populate?.(school);
  const running = await startAppservice(config, log, clock);
  atEnd(() => running.stop());
  const report = await core.reconciler.reconcile();
  if (!report.ok) throw new Error(`the school could not be set up: ${JSON.stringify(report)}`);

  const api = (token?: string): MatrixApi => matrixApi(`${running.url}/api/v1`, token);
  const browser: RunningSchool['browser'] = (body: {
    user_id: string;
    device_id: string;
    access_token: string;
    api_session: { token: string };
  }) => ({
    userId: body.user_id,
    deviceId: body.device_id,
    accessToken: body.access_token,
    matrix: matrixApi(homeserver.url, body.access_token),
    parta: api(body.api_session.token),
  });
  const anonymous = api();
  return {
    homeserver,
    core,
    school,
    anonymous,
    cli: (args, how) => prepared.cli(args, how),
    api,
    browser,
    async logIn(personId) {
      const { code } = await core.accounts.createLoginLink(personId, 3600);
      const { status, body } = await anonymous.post('/login-links/redeem', {
        code,
        idempotency_key: newKey(),
      });
      if (status !== 200) throw new Error(`log-in refused: ${status} ${JSON.stringify(body)}`);
      return { personId, ...browser(body) };
    },
    async room(kind, classId = school.classId) {
      const rooms = [
        ...(await core.rooms.listForClass(classId)),
        ...(await core.rooms.listForSchool(school.schoolId)).filter((one) => one.classId === null),
      ];
      const found = rooms.find((one) => one.kind === kind);
      if (found === undefined) throw new Error(`there is no room of the kind ${kind}`);
      return found.roomId;
    },
    complaints: () => lines.filter((line) => /"level":[56]0/.test(line) && !/"status":503/.test(line)),
  };
}
