/** The lesson room as matrix-js-sdk's MatrixRTCSession finds it: what Element Call and other clients join calls with. */
import { expect } from 'chai';
import type { MatrixEvent } from 'matrix-js-sdk';
import { MatrixRTCSessionEvent } from 'matrix-js-sdk/lib/matrixrtc/MatrixRTCSession.js';
import { parseCallNotificationContent } from 'matrix-js-sdk/lib/matrixrtc/types.js';
import { eventually } from '../support/eventually.ts';
import { rtcClient, type RtcClient } from '../support/rtc-client.ts';
import { type LoggedInPerson, type RunningSchool, runningSchool } from '../support/running-school.ts';

const MEMBER = 'org.matrix.msc3401.call.member';
const NOTICE = 'org.matrix.msc4075.rtc.notification';
const SLOT = 'org.matrix.msc4143.rtc.slot';
/** Milliseconds that anything may take on a busy machine. */
const PATIENCE = 30_000;

describe('a lesson room for MatrixRTC clients', function () {
  this.timeout(120_000);
  let town: RunningSchool;
  let roomId: string;
  let [teacher, pupil] = [{} as LoggedInPerson, {} as LoggedInPerson];
  let [ofTeacher, ofPupil] = [{} as RtcClient, {} as RtcClient];

  before(async () => {
    let [teacherId, pupilId] = ['', ''];
    town = await runningSchool({
      populate: async (school) => {
        teacherId = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        pupilId = await school.person('Мила Тестова', { inClass: 'pupil' });
      },
    });
    [teacher, pupil] = [await town.logIn(teacherId), await town.logIn(pupilId)];
    roomId = await town.room('lesson_room');
    const homeserver = town.homeserver.url;
    ofTeacher = await rtcClient({ homeserver, ...teacher }, roomId);
    ofPupil = await rtcClient({ homeserver, ...pupil }, roomId);
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const state = (type: string, key: string): string =>
    `/v3/rooms/${encodeURIComponent(roomId)}/state/${type}/${encodeURIComponent(key)}`;
  /** What the homeserver knows of somebody's place in the call; empty when they left. */
  const membership = async ({ userId, deviceId }: LoggedInPerson): Promise<object> =>
    (await teacher.matrix.get(state(MEMBER, `_${userId}_${deviceId}_m.call`))).body as object;
  /** The notice that a call has begun, as somebody's client got it. */
  const noticeOf = (sender: LoggedInPerson, seenBy: RtcClient): Promise<MatrixEvent> =>
    eventually(
      () =>
        seenBy.room
          .getLiveTimeline()
          .getEvents()
          .find((event) => event.getType() === NOTICE && event.getSender() === sender.userId),
      { what: 'the notice that a call has begun', timeout: PATIENCE },
    );

  it('takes the membership of a pupil in compatibility mode, and shows it to the others', async () => {
    const errors: unknown[] = [];
    ofPupil.session.on(MatrixRTCSessionEvent.MembershipManagerError, (error) => void errors.push(error));
    await ofPupil.join();
    const [seen] = await eventually(
      () => ofTeacher.session.memberships.length === 1 && ofTeacher.session.memberships,
      { what: 'the teacher’s client to see the pupil in the call', timeout: PATIENCE },
    );
    // By this name the pupil's tracks come from LiveKit.
    expect(seen!.rtcBackendIdentity).to.equal(`${pupil.userId}:${pupil.deviceId}`);
    expect(await membership(pupil)).to.deep.include({
      application: 'm.call',
      call_id: '',
      scope: 'm.room',
      device_id: pupil.deviceId,
      focus_active: { type: 'livekit', focus_selection: 'multi_sfu' },
      foci_preferred: [
        {
          type: 'livekit',
          livekit_service_url: `http://127.0.0.1:${town.homeserver.appservicePort}/livekit/jwt`,
          livekit_alias: roomId,
        },
      ],
    });
    expect(errors).to.deep.equal([]);
  });

  it('has an open slot, which a pupil cannot close', async () => {
    expect(ofTeacher.session.getRtcSlot()).to.deep.equal({ status: 'open', application: { type: 'm.call' } });
    const { status } = await pupil.matrix.put(state(SLOT, 'm.call#ROOM'), { status: 'closed' });
    expect(status).to.equal(403);
  });

  it('has such a slot wherever calls are held', async () => {
    for (const kind of ['staff_room', 'parents_chat']) {
      const path = `/v3/rooms/${encodeURIComponent(await town.room(kind))}/state/${SLOT}/m.call%23ROOM`;
      expect((await teacher.matrix.get(path)).body, kind).to.deep.equal({
        status: 'open',
        application: { type: 'm.call' },
      });
    }
  });

  it('does not ring for the whole class when a pupil is the first to come', async () => {
    const notice = await noticeOf(pupil, ofTeacher);
    const error: Error = await parseCallNotificationContent(notice, {
      room: ofTeacher.room,
      userId: teacher.userId,
    }).then(
      () => expect.fail('it rings'),
      (thrown: Error) => thrown,
    );
    expect(error.message).to.equal('Notification does not mention the receiving user');
  });

  it('forgets who leaves', async () => {
    expect(await ofPupil.session.leaveRoomSession(PATIENCE)).to.equal(true);
    await eventually(() => ofTeacher.session.memberships.length === 0, {
      what: 'the teacher’s client to see the pupil leave',
      timeout: PATIENCE,
    });
    expect(await membership(pupil)).to.deep.equal({});
  });

  it('tells the class that a call has begun when a teacher is the first to come', async () => {
    await ofTeacher.join({ leaveAfterMs: 2000 });
    const notice = await noticeOf(teacher, ofPupil);
    const said = await parseCallNotificationContent(notice, { room: ofPupil.room, userId: pupil.userId });
    expect(said).to.deep.include({ slot_id: 'm.call#ROOM', notification_type: 'notification' });
  });

  it('forgets who vanishes, by the event that was left with the homeserver', async () => {
    expect(await membership(teacher)).to.not.deep.equal({});
    ofTeacher.vanish();
    await eventually(() => ofPupil.session.memberships.length === 0, {
      what: 'the pupil’s client to see that the teacher is gone',
      timeout: PATIENCE,
    });
  });
});
