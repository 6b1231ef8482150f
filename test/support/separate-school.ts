/** A school whose appservice is a process of its own, which a test may kill; the test reads the register beside it. */
import { expect } from 'chai';
import { pino } from 'pino';
import { loadConfig } from '../../appservice/src/config/config.ts';
import { createCore, type Core } from '../../appservice/src/core.ts';
import { atEnd } from './cleanup.ts';
import { startHomeserver } from './homeserver.ts';
import type { startLivekit, TestLivekit } from './livekit.ts';
import { matrixApi, type MatrixApi } from './matrix-api.ts';
import { startParta, type TestParta } from './parta.ts';
import { newKey } from './running-school.ts';
import { makeSchool } from './school.ts';

export interface SeparatePerson {
  readonly personId: string;
  readonly userId: string;
  readonly matrix: MatrixApi;
  /** Paths as in openapi.yaml, e.g. `/me`. */
  readonly parta: MatrixApi;
}

export interface SeparateSchool<Name extends string> {
  readonly parta: TestParta;
  readonly livekit: TestLivekit | undefined;
  readonly core: Core;
  readonly people: Readonly<Record<Name, SeparatePerson>>;
  /** The room of the class of a kind. */
  room(kind: string): Promise<string>;
}

/** One class with a class teacher and pupils, all of them logged in, beside an appservice that runs. */
export async function separateSchool<Name extends string>(
  names: Readonly<Record<Name, { readonly name: string; readonly role: 'class_teacher' | 'pupil' }>>,
  { livekit: makeLivekit }: { livekit?: typeof startLivekit } = {},
): Promise<SeparateSchool<Name>> {
  const homeserver = await startHomeserver();
  const livekit = await makeLivekit?.({
    webhookUrl: `http://127.0.0.1:${homeserver.appservicePort}/livekit/webhook`,
  });
  const parta = await startParta({ homeserver, start: false, ...(livekit !== undefined && { livekit }) });
  const core = await createCore(await loadConfig(parta.configFile), pino({ level: 'silent' }));
  atEnd(() => core.close());
  const school = await makeSchool(core.database);
  const ids = {} as Record<Name, string>;
  for (const key of Object.keys(names) as Name[])
    ids[key] = await school.person(names[key].name, { inClass: names[key].role });
  await parta.start();
  expect((await core.reconciler.reconcile()).ok).to.equal(true);

  const people = {} as Record<Name, SeparatePerson>;
  for (const key of Object.keys(names) as Name[]) {
    const { code } = await core.accounts.createLoginLink(ids[key], 3600);
    const { body } = await matrixApi(`${parta.url}/api/v1`).post('/login-links/redeem', {
      code,
      idempotency_key: newKey(),
    });
    const given = body as { user_id: string; access_token: string; api_session: { token: string } };
    people[key] = {
      personId: ids[key],
      userId: given.user_id,
      matrix: matrixApi(homeserver.url, given.access_token),
      parta: matrixApi(`${parta.url}/api/v1`, given.api_session.token),
    };
  }
  return {
    ...{ parta, livekit, core, people },
    async room(kind) {
      return (await core.rooms.listForClass(school.classId)).find((one) => one.kind === kind)!.roomId;
    },
  };
}
