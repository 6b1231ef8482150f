/** A teacher whose account lives on another homeserver holds a lesson of ours, with real media. */
import { AudioStream } from '@livekit/rtc-node';
import { expect } from 'chai';
import { pendingInvites, startBotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { twoHomeservers, type TestHomeserver } from '../support/homeserver.ts';
import { attend, lessonSchool, type Attendee, type LessonSchool, type Someone } from '../support/lesson.ts';
import { rtcClient } from '../support/rtc-client.ts';

/** Milliseconds that anything may take on a busy machine. */
const PATIENCE = 30_000;

describe('a teacher of another homeserver in a lesson', function () {
  this.timeout(180_000);
  let school: LessonSchool;
  let theirs: TestHomeserver;
  let vera: Someone & { deviceId: string; accessToken: string };
  let [lesson, pupils] = [{} as Attendee, {} as Attendee];

  before(async () => {
    const both = await twoHomeservers();
    theirs = both[1];
    school = await lessonSchool({ homeserver: both[0] });
    const { userId, accessToken, api } = await theirs.user('vera');
    const { body } = await api.get('/v3/account/whoami');
    vera = { userId, accessToken, matrix: api, deviceId: (body as { device_id: string }).device_id };
    await api.put(`/v3/profile/${userId}/displayname`, { displayname: 'Вера Дальняя' });
    await school.timetable();
  });
  after(() => expect(school.running.complaints()).to.deep.equal([]));

  const join = (room: string): Promise<{ status: number }> =>
    vera.matrix.post(`/v3/join/${encodeURIComponent(room)}?via=${school.homeserver.serverName}`);

  it('is nobody to the token service before they are in the class', async () => {
    const { status, body } = await school.sfuGet(vera);
    expect([status, body.errcode]).to.deep.equal([403, 'M_FORBIDDEN']);
  });

  it('comes into the class by !join, and by its Space into the lesson room', async () => {
    const { body } = await school.people.admin.parta.post('/invites', {
      class_id: school.running.school.classId,
      role: 'teacher',
      max_uses: 1,
    });
    const chat = await startBotChat(vera.matrix, school.running.core.homeserver.botUserId);
    const { code } = (body as { link: { code: string } }).link;
    expect(await chat.ask(`!join ${code}`)).to.match(/Готово: Школа № 1, 7Б/);
    for (const kind of ['school_space', 'class_space']) {
      const space = await school.running.room(kind);
      await eventually(async () => (await pendingInvites(vera.matrix)).includes(space), {
        what: `the invitation to the ${kind}`,
        timeout: PATIENCE,
        interval: 250,
      });
      expect((await join(space)).status).to.equal(200);
    }
    expect((await join(school.roomId)).status).to.equal(200);
  });

  it('gets a teacher’s seat with the OpenID token of their own homeserver', async () => {
    const { status, body } = await school.sfuGet(vera, { device_id: vera.deviceId });
    expect(status, JSON.stringify(body)).to.equal(200);
    const claims = await school.claims((body as { jwt: string }).jwt);
    expect(claims.sub).to.equal(`${vera.userId}:${vera.deviceId}`);
    expect(claims.video).to.deep.include({ canPublish: true, canSubscribe: true });
    expect(claims.attributes).to.deep.include({ 'parta.role': 'teacher' });
    lesson = await attend(body as { url: string; jwt: string });
  });

  it('is in the call for the clients of our homeserver', async () => {
    const { pupil } = school.people;
    const seen = await rtcClient({ homeserver: school.homeserver.url, ...pupil }, school.roomId);
    const far = await rtcClient({ homeserver: theirs.url, ...vera }, school.roomId);
    await far.join({ serviceUrl: `${school.url}/livekit/jwt` });
    const [membership] = await eventually(
      () => seen.session.memberships.length === 1 && seen.session.memberships,
      { what: 'the membership to come over the federation', timeout: PATIENCE },
    );
    expect(membership!.rtcBackendIdentity).to.equal(`${vera.userId}:${vera.deviceId}`);
    await far.session.leaveRoomSession(PATIENCE);
  });

  it('is heard by a pupil of ours', async () => {
    pupils = await attend((await school.sfuGet(school.people.pupil)).body as { url: string; jwt: string });
    await lesson.speak();
    await eventually(() => pupils.hears().includes(`${vera.userId}:${vera.deviceId}`), {
      what: 'the teacher’s track',
      timeout: PATIENCE,
    });
    expect(await loudest(pupils)).to.be.greaterThan(1000);
  });

  it('lets nobody else of that homeserver in', async () => {
    const oleg = await theirs.user('oleg');
    const answer = await school.sfuGet({ userId: oleg.userId, matrix: oleg.api });
    expect([answer.status, answer.body.errcode]).to.deep.equal([403, 'M_FORBIDDEN']);
    // Neither with a token of their own under another's name.
    const member = { claimed_user_id: vera.userId };
    const { status } = await school.getToken({ userId: oleg.userId, matrix: oleg.api }, { member });
    expect(status).to.equal(401);
  });

  it('loses the seat with the room', async () => {
    await vera.matrix.post(`/v3/rooms/${encodeURIComponent(school.roomId)}/leave`);
    await eventually(() => lesson.ended() !== null, { what: 'the seat to end', timeout: PATIENCE });
    expect((await school.sfuGet(vera)).status).to.equal(403);
    await pupils.leave();
  });
});

/** The highest sample of what somebody hears, of 32,767; waits for the first that is not silence. */
async function loudest({ room }: Attendee): Promise<number> {
  const tracks = [...room.remoteParticipants.values()].flatMap((one) => [...one.trackPublications.values()]);
  const track = tracks.find((one) => one.track !== undefined)!.track!;
  const frames = new AudioStream(track).getReader();
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const { value } = await frames.read();
    const peak = Math.max(0, ...(value?.data ?? []).map(Math.abs));
    if (value === undefined || peak > 1000 || Date.now() > deadline) {
      await frames.cancel();
      return peak;
    }
  }
}
