/** Calls of two people in their direct room: by the contact policy at that very moment. Real homeserver, real LiveKit, real sound. */
import { expect } from 'chai';
import { sfuRoomName } from '../../appservice/src/lessons/sfu-names.ts';
import { eventually } from '../support/eventually.ts';
import { attend, lessonSchool, type Attendee, type LessonSchool } from '../support/lesson.ts';
import type { LoggedInPerson } from '../support/running-school.ts';
import type { Answer } from '../support/matrix-api.ts';

const said = ({ status, body }: Answer): string => (status === 200 ? '200' : `${status} ${body.error}`);
const CALL_MEMBER = 'org.matrix.msc3401.call.member';
/** From the change to the last sound. Milliseconds. */
const PROMISED = 5_000;

describe('A call of two people', function () {
  this.timeout(180_000);
  let school: LessonSchool;
  let people: LessonSchool['people'];

  /** The direct room of two people, as the first of them asks for it. */
  async function roomOf(from: LoggedInPerson, to: LoggedInPerson): Promise<string> {
    const { status, body } = await from.parta.post('/direct-rooms', { person_id: to.personId });
    if (status !== 201) throw new Error(`no room: ${status} ${JSON.stringify(body)}`);
    return body.room_id as string;
  }
  const ask = (who: LoggedInPerson, room: string): Promise<Answer> => school.sfuGet(who, { room });
  const comes = async (who: LoggedInPerson, room: string): Promise<Attendee> =>
    attend(await school.enter(who, { room }));
  const path = (roomId: string): string => `/v3/rooms/${encodeURIComponent(roomId)}`;
  async function stateOf(
    who: LoggedInPerson,
    roomId: string,
    type: string,
    key = '',
  ): Promise<Answer['body']> {
    return (await who.matrix.get(`${path(roomId)}/state/${type}/${encodeURIComponent(key)}`)).body;
  }
  const out = (who: Attendee, what: string): Promise<unknown> =>
    eventually(() => who.ended() !== null, { what, timeout: PROMISED });

  before(async () => {
    school = await lessonSchool();
    ({ people } = school);
  });

  it('connects a parent and the teacher of their child, by either endpoint', async () => {
    const room = await roomOf(people.parent, people.teacher);
    const legacy = await school.claims((await school.enter(people.parent, { room })).jwt);
    const { status, body } = await school.getToken(people.teacher, { roomId: room });
    expect(status).to.equal(200);
    const current = await school.claims(body.jwt as string);
    for (const { video } of [legacy, current]) {
      expect(video).to.deep.include({ room: sfuRoomName(room), canPublish: true, canSubscribe: true });
    }
    const [parent, teacher] = [await comes(people.parent, room), await comes(people.teacher, room)];
    await parent.speak();
    await eventually(() => teacher.hears().includes(`${people.parent.userId}:DEVICE`), {
      what: 'the teacher to hear the parent',
    });
    await Promise.all([parent.leave(), teacher.leave()]);
  });

  it('has the open slot and the power that MatrixRTC clients need, and no more', async () => {
    const room = await roomOf(people.parent, people.teacher);
    expect(await stateOf(people.parent, room, 'org.matrix.msc4143.rtc.slot', 'm.call#ROOM')).to.deep.equal({
      status: 'open',
      application: { type: 'm.call' },
    });
    const levels = await stateOf(people.parent, room, 'm.room.power_levels');
    expect(levels.events).to.deep.include({ [CALL_MEMBER]: 0 });
    const closing = await people.parent.matrix.put(
      `${path(room)}/state/org.matrix.msc4143.rtc.slot/${encodeURIComponent('m.call#ROOM')}`,
      { status: 'closed' },
    );
    expect(closing.status).to.equal(403);
  });

  it('is shown to the two as one that they may enter, and to nobody else', async () => {
    const room = await roomOf(people.parent, people.teacher);
    const view = async (who: LoggedInPerson): Promise<Answer> =>
      who.parta.get(`/rooms/${encodeURIComponent(room)}/lesson`);
    const { body } = await view(people.parent);
    expect([body.kind, body.state, body.why_not]).to.deep.equal(['call', 'open', null]);
    expect((await view(people.admin)).status).to.equal(404);
    expect(said(await ask(people.admin, room))).to.include('403');
    expect(said(await ask(people.stranger, room))).to.include('403');
    // Nobody runs a call.
    const opened = await people.teacher.parta.post(`/rooms/${encodeURIComponent(room)}/lesson`, {});
    expect(opened.status).to.equal(404);
  });

  it('ends within five seconds for who leaves the chat', async () => {
    const room = await roomOf(people.classmate, people.pupil);
    const [one, other] = [await comes(people.pupil, room), await comes(people.classmate, room)];
    await people.classmate.matrix.post(`${path(room)}/leave`);
    await out(other, 'who left the chat to be out of the call');
    expect(said(await ask(people.classmate, room))).to.include('403');
    expect(one.ended()).to.equal(null);
    await one.leave();
  });

  it('ends within five seconds when a guardianship ends, and begins no more', async () => {
    const room = await roomOf(people.parent, people.pupil);
    const [parent, child] = [await comes(people.parent, room), await comes(people.pupil, room)];
    await people.parent.matrix.put(
      `${path(room)}/state/${CALL_MEMBER}/${encodeURIComponent(`_${people.parent.userId}_X_m.call`)}`,
      { application: 'm.call' },
    );
    await school.running.core.database.query('update guardianship set ended_at = now() where child_id = $1', [
      people.pupil.personId,
    ]);
    await Promise.all([out(parent, 'the parent to be out'), out(child, 'the child to be out')]);
    for (const who of [people.parent, people.pupil]) {
      expect(said(await ask(who, room))).to.include('do not call each other here any more');
    }
    await eventually(
      async () =>
        JSON.stringify(
          await stateOf(people.pupil, room, CALL_MEMBER, `_${people.parent.userId}_X_m.call`),
        ) === '{}',
      { what: 'nobody to be shown in the call' },
    );
    await school.running.core.database.query('update guardianship set ended_at = null where child_id = $1', [
      people.pupil.personId,
    ]);
  });

  describe('of a pupil and a teacher', () => {
    let room: string;
    before(async () => {
      room = await roomOf(people.teacher, people.pupil);
    });

    it('has the second adult as an equal', async () => {
      const all = [people.pupil, people.teacher, people.admin];
      for (const who of all) expect(said(await ask(who, room))).to.equal('200');
      const [pupil, admin] = [await comes(people.pupil, room), await comes(people.admin, room)];
      await pupil.speak();
      await eventually(() => admin.hears().length === 1, { what: 'the second adult to hear the pupil' });
      await Promise.all([pupil.leave(), admin.leave()]);
    });

    it('ends for all within five seconds when the second adult leaves, and begins only with another one', async () => {
      const [pupil, teacher] = [await comes(people.pupil, room), await comes(people.teacher, room)];
      await people.admin.matrix.post(`${path(room)}/leave`);
      await Promise.all([out(pupil, 'the pupil to be out'), out(teacher, 'the teacher to be out')]);
      expect(said(await ask(people.pupil, room))).to.include('needs the second adult');
      const { body } = await people.pupil.parta.get(`/rooms/${encodeURIComponent(room)}/lesson`);
      expect(body.why_not).to.equal('call.alone');
      const named = await people.admin.parta.put(`/direct-rooms/${encodeURIComponent(room)}/second-adult`, {
        person_id: people.admin.personId,
      });
      expect(named.body).to.deep.include({ status: 'open' });
      expect(said(await ask(people.pupil, room))).to.equal('200');
    });
  });

  describe('in quiet hours', () => {
    const quiet = (role: string) =>
      people.admin.parta.put(`/schools/${school.running.school.schoolId}/quiet-hours`, {
        quiet_hours: [0, 12].map((hour) => ({
          ...{ role, class_id: null, weekdays: [1, 2, 3, 4, 5, 6, 7], days_off: false },
          begins_at: `${String(hour).padStart(2, '0')}:00`,
          ends_at: hour === 0 ? '12:00' : '00:00',
        })),
      });

    it('is not begun with who has them, but may be begun by them', async () => {
      expect((await quiet('teacher')).status).to.equal(200);
      const room = await roomOf(people.parent, people.teacher);
      expect(said(await ask(people.parent, room))).to.include('quiet hours');
      const teacher = await comes(people.teacher, room);
      const parent = await comes(people.parent, room);
      await Promise.all([teacher.leave(), parent.leave()]);
    });

    it('is begun by guardian and child all the same', async () => {
      expect((await quiet('pupil')).status).to.equal(200);
      const room = await roomOf(people.parent, people.pupil);
      expect(said(await ask(people.parent, room))).to.equal('200');
    });
  });

  after(() => expect(school.running.complaints()).to.deep.equal([]));
});
