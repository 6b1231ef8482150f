/** The lesson of class 7Б, joined by Element Call from accounts of a teacher, pupils and a parent. */
import { expect } from 'chai';
import { RoomServiceClient, TrackSource, type ParticipantInfo } from 'livekit-server-sdk';
import { sfuRoomName } from '../../appservice/src/lessons/sfu-names.ts';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import {
  type Caller,
  callPage,
  handIn,
  hearsAndSees,
  inCall,
  microphone,
  openElementCall,
  PATIENCE,
  press,
  readReceived,
} from './element-call/call.ts';
import { logIn, sessionOf } from './people.ts';
import { type PartaSession, smallSchool, type SmallSchool } from './school.ts';

describe('A lesson in Element Call', function () {
  this.timeout(180_000);
  let school: SmallSchool;
  let roomId: string;
  let teacher: PartaSession;
  let pupil: PartaSession;
  let parent: PartaSession;
  let [teachers, pupils] = [{} as Caller, {} as Caller];
  const callers: Caller[] = [];
  let partas: Page | undefined;

  before(async () => {
    school = await smallSchool();
    [teacher, pupil, parent] = (await school.sessions('teacher-1', 'pupil-7b-1', 'parent-7b-1')) as [
      PartaSession,
      PartaSession,
      PartaSession,
    ];
    roomId = await lessonRoom(pupil);
    const { status, body } = await teacher.api.post(lesson(), { minutes: 45, profile: 'discussion' });
    expect(status, JSON.stringify(body)).to.equal(200);
  });
  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return;
    for (const { log } of callers)
      process.stderr.write(`Element Call complains:\n${log.slice(-15).join('\n')}\n`);
  });
  after(async () => {
    await Promise.all(callers.map((caller) => caller.close()));
    await partas?.context().close();
    await teacher.api.delete(lesson());
  });

  const lesson = (more = ''): string => `/rooms/${encodeURIComponent(roomId)}/lesson${more}`;
  async function enter(who: PartaSession): Promise<Caller> {
    const caller = await openElementCall(who, roomId);
    callers.push(caller);
    return caller;
  }
  async function onLivekit({ userId, deviceId }: PartaSession): Promise<ParticipantInfo | undefined> {
    const { apiUrl, apiKey, apiSecret } = school.livekit;
    const found = await new RoomServiceClient(apiUrl, apiKey, apiSecret).listParticipants(
      sfuRoomName(roomId),
    );
    return found.find(({ identity }) => identity === `${userId}:${deviceId}`);
  }
  const publishes = async (who: PartaSession): Promise<TrackSource[]> =>
    ((await onLivekit(who))?.tracks ?? []).map(({ source }) => source).sort();
  const until = (what: string, check: () => Promise<unknown>): Promise<unknown> =>
    eventually(check, { what, timeout: PATIENCE, interval: 200 });
  const membership = async ({ userId, deviceId }: PartaSession): Promise<object> => {
    const path = `/v3/rooms/${encodeURIComponent(roomId)}/state/org.matrix.msc3401.call.member`;
    const key = encodeURIComponent(`_${userId}_${deviceId}_m.call`);
    return (await teacher.matrix.get(`${path}/${key}`)).body as object;
  };
  const seat = async ({
    userId,
  }: Pick<PartaSession, 'userId'>): Promise<Record<string, unknown> | undefined> => {
    const { body } = await teacher.api.get(lesson());
    const { seats } = (body as { session: { seats: Record<string, unknown>[] } }).session;
    return seats.find((one) => one['user_id'] === userId);
  };
  const setSeat = async ({ userId }: PartaSession, change: object): Promise<void> => {
    const { status } = await teacher.api.patch(lesson(`/seats/${encodeURIComponent(userId)}`), change);
    expect(status).to.equal(200);
  };

  it('lets teacher and pupil see and hear each other', async () => {
    teachers = await enter(teacher);
    await inCall(teachers);
    pupils = await enter(pupil);
    await inCall(pupils);
    await Promise.all([hearsAndSees(teachers, 1), hearsAndSees(pupils, 1)]);
    // Without somebody at the SFU who would leave for it, Element Call leaves by a delayed event of its own.
    expect(pupils.tokens).to.include('/sfu/get 200').and.include('/delegate_delayed_leave 404');
    await until(
      'the seats to be told',
      async () => (await seat(pupil))?.['here'] && (await seat(teacher))?.['here'],
    );
  });

  it('refuses a parent, who gets no seat on LiveKit', async () => {
    const parents = await enter(parent);
    await until('the refusal', () => Promise.resolve(parents.tokens.includes('/sfu/get 403')));
    await parents.frame.getByText('Something went wrong').waitFor();
    expect(await onLivekit(parent)).to.equal(undefined);
    await parents.close();
  });

  it('tells Parta of a raised hand, and Element Call of a lowered one', async () => {
    await press(pupils, 'Reactions');
    await press(pupils, 'Raise hand');
    await handIn(pupils, 'up');
    await until('the hand to be seen', async () => (await seat(pupil))?.['hand_raised']);
    const { status } = await teacher.api.post(lesson('/lower-hands'), { user_id: pupil.userId });
    expect(status).to.equal(204);
    await handIn(pupils, 'down');
    expect(await seat(pupil)).to.include({ hand_raised: false });
  });

  it('lets a pupil in Parta’s own client see and hear both, and be seen and heard', async () => {
    const [link] = await school.loginLinks('pupil-7b-2');
    partas = await callPage();
    await logIn(partas, link!, { english: true });
    await partas.goto(`${school.url}/rooms/${encodeURIComponent(roomId)}/lesson`);
    await partas.getByRole('button', { name: 'Enter the lesson' }).click();
    for (const device of ['microphone', 'camera']) {
      const off = partas.getByRole('button', { name: `Switch ${device} on` });
      await off.or(partas.getByRole('button', { name: `Switch ${device} off` })).waitFor();
      if (await off.isVisible()) await off.click();
    }
    await Promise.all([
      hearsAndSees(teachers, 2),
      hearsAndSees(pupils, 2),
      hearsAndSees({ received: () => partas!.evaluate(readReceived) }, 2),
    ]);
  });

  it('shows the hand that was raised in Parta, and one raised in Element Call to Parta', async () => {
    const { userId } = await sessionOf(partas!);
    const raise = partas!.getByRole('button', { name: 'Raise hand' });
    await until('the hand to go up', async () => {
      // Nothing happens before the client knows its own place in the call.
      if (await raise.isVisible()) await raise.click();
      return (await seat({ userId }))?.['hand_raised'];
    });
    // Element Call shows hands on its small tiles, and each of the two has another person in the large one.
    const shown = [teachers, pupils].map(({ frame }) => frame.getByText('✋', { exact: true }).first());
    await Promise.any(shown.map((hand) => hand.waitFor({ state: 'attached' })));
    await press(pupils, 'Reactions');
    await press(pupils, 'Raise hand');
    await partas!.getByRole('article', { name: /^Алиса.*hand raised/ }).waitFor();
    await teacher.api.post(lesson('/lower-hands'), { user_id: null });
    await partas!.context().close();
    partas = undefined;
  });

  it('leaves who may only listen without picture and sound, whatever they press', async () => {
    await teacher.api.patch(lesson(), { profile: 'listen' });
    await until('the tracks to be taken', async () => (await publishes(pupil)).length === 0);
    const before = await pupils.received();
    await microphone(pupils, false);
    pupils.log.length = 0;
    await pupils.frame.getByTestId('incall_mute').dispatchEvent('click');
    await until('LiveKit to refuse', () =>
      Promise.resolve(pupils.log.some((line) => line.includes('insufficient permissions'))),
    );
    expect(await publishes(pupil)).to.deep.equal([]);
    // They go on to see and hear.
    await until('more of the lesson', async () => {
      const now = await pupils.received();
      return now.videos.some(({ frames }, n) => frames > (before.videos[n]?.frames ?? 0) + 5);
    });
  });

  it('lets a pupil who was allowed to speak be heard, once they switch the microphone on', async () => {
    await setSeat(pupil, { may_speak: true });
    await until('the permission', async () => (await onLivekit(pupil))?.permission?.canPublish);
    await microphone(pupils, true);
    await until('the microphone', async () => (await publishes(pupil)).length > 0);
    expect(await publishes(pupil)).to.deep.equal([TrackSource.MICROPHONE]);
  });

  it('throws out who is removed, and lets them in no more', async () => {
    await setSeat(pupil, { removed: true });
    await until('the pupil to be gone', async () => (await onLivekit(pupil)) === undefined);
    await until('the seat to be empty', async () => (await seat(pupil))?.['here'] === false);
    expect((await pupil.api.post(lesson('/seat'), { device_id: pupil.deviceId })).status).to.equal(403);
  });

  it('forgets who closes the tab', async () => {
    for (const [who, caller] of [
      [pupil, pupils],
      [teacher, teachers],
    ] as const) {
      expect(await membership(who)).to.include({ application: 'm.call' });
      await caller.close();
    }
    await until('the seat to be empty', async () => (await seat(teacher))?.['here'] === false);
    for (const who of [pupil, teacher]) {
      await until('the end of the membership', async () => Object.keys(await membership(who)).length === 0);
    }
  });
});

/** The lesson room that somebody is in. */
async function lessonRoom({ matrix }: PartaSession): Promise<string> {
  const { body } = await matrix.get('/v3/joined_rooms');
  for (const roomId of (body as { joined_rooms: string[] }).joined_rooms) {
    const path = `/v3/rooms/${encodeURIComponent(roomId)}/state/org.parta.room/`;
    const { body: content } = await matrix.get(path);
    if ((content as { kind?: string }).kind === 'lesson_room') return roomId;
  }
  throw new Error('there is no lesson room');
}
