/** What a teacher does to a lesson, as it arrives at real participants on a real LiveKit. */
import { expect } from 'chai';
import { RoomServiceClient } from 'livekit-server-sdk';
import { sfuRoomName } from '../../appservice/src/lessons/sfu-names.ts';
import { botChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { attend, lessonSchool, type Attendee, type LessonSchool } from '../support/lesson.ts';
import type { Answer } from '../support/matrix-api.ts';
import type { LoggedInPerson } from '../support/running-school.ts';

const said = ({ status, body }: Answer): string =>
  status < 300 ? String(status) : `${status} ${body.errcode}`;

describe('A lesson', function () {
  this.timeout(180_000);
  let school: LessonSchool;
  let people: LessonSchool['people'];
  let path: string;
  let rooms: RoomServiceClient;
  const inside: Attendee[] = [];

  before(async () => {
    school = await lessonSchool();
    ({ people } = school);
    path = `/rooms/${encodeURIComponent(school.roomId)}/lesson`;
    rooms = new RoomServiceClient(school.livekit.apiUrl, school.livekit.apiKey, school.livekit.apiSecret);
  });
  beforeEach(async () => {
    expect((await people.teacher.parta.post(path, { minutes: 30, title: 'Алгебра' })).status).to.equal(200);
  });
  afterEach(async () => {
    for (const one of inside.splice(0)) await one.leave();
    await people.teacher.parta.delete(path);
    expect(school.running.complaints()).to.deep.equal([]);
  });

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- looked into as it is
  type Json = any;
  const view = async (of: LoggedInPerson): Promise<Json> => (await of.parta.get(path)).body;
  const seats = async (): Promise<Record<string, string | boolean>[]> =>
    (await view(people.teacher)).session.seats as Record<string, string | boolean>[];
  const seatOf = async (of: LoggedInPerson): Promise<Record<string, string | boolean>> =>
    (await seats()).find(({ user_id: id }) => id === of.userId)!;
  const seatPath = (of: LoggedInPerson): string => `${path}/seats/${encodeURIComponent(of.userId)}`;

  async function ticket(of: LoggedInPerson, more: object = {}): Promise<{ url: string; jwt: string }> {
    const { status, body } = await of.parta.post(`${path}/seat`, { device_id: 'WEB', ...more });
    if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
    return body as { url: string; jwt: string };
  }
  async function comes(of: LoggedInPerson): Promise<Attendee> {
    const attendee = await attend(await ticket(of));
    inside.push(attendee);
    return attendee;
  }
  async function permission(
    of: LoggedInPerson,
  ): Promise<{ publishes: number[]; subscribes: boolean; waiting: boolean }> {
    const found = await rooms.getParticipant(sfuRoomName(school.roomId), `${of.userId}:WEB`);
    return {
      publishes: found.permission!.canPublish ? [...found.permission!.canPublishSources] : [],
      subscribes: found.permission!.canSubscribe,
      waiting: found.attributes['parta.waiting'] === '1',
    };
  }
  const within2s = (what: string, check: () => unknown): Promise<unknown> =>
    eventually(check, { what, timeout: 2_000, interval: 25 });
  async function refusal(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => 'not refused',
      (error: Error) => error.message,
    );
  }

  it('lets pupils in when the teacher comes: until then they neither hear nor speak', async () => {
    const pupil = await comes(people.pupil);
    expect(await permission(people.pupil)).to.deep.equal({ publishes: [], subscribes: false, waiting: true });
    expect(await refusal(pupil.speak())).to.match(/permission|timed? ?out/i);
    await eventually(async () => (await seatOf(people.pupil)).waiting === true, {
      what: 'the pupil to be seen waiting',
    });
    const teacher = await comes(people.teacher);
    await teacher.speak();
    await within2s('the pupil to be let in', async () => (await permission(people.pupil)).subscribes);
    expect(await permission(people.pupil)).to.deep.equal({
      publishes: [2, 1],
      subscribes: true,
      waiting: false,
    });
    await eventually(() => pupil.hears().includes(`${people.teacher.userId}:WEB`), {
      what: 'the teacher to be heard',
    });
    await pupil.speak();
    await eventually(() => teacher.hears().includes(`${people.pupil.userId}:WEB`), {
      what: 'the pupil to be heard',
    });
  });

  it('under the profile “listen” nobody but the teacher speaks, whatever their client tries, until they may', async () => {
    await comes(people.teacher);
    const pupil = await comes(people.pupil);
    await people.teacher.parta.patch(path, { profile: 'listen' });
    await within2s(
      'the profile to hold',
      async () => (await permission(people.pupil)).publishes.length === 0,
    );
    expect(await refusal(pupil.speak())).to.match(/permission|timed? ?out/i);
    expect((await view(people.pupil)).may).to.deep.equal({ enter: true, run: false, publish: [] });
    expect(JSON.parse(pupil.room.metadata ?? '{}')).to.deep.include({ profile: 'listen' });
    expect(
      (await people.teacher.parta.patch(seatPath(people.pupil), { may_speak: true })).body,
    ).to.deep.include({
      may_speak: true,
      role: 'pupil',
    });
    await within2s('the pupil to be allowed', async () =>
      (await permission(people.pupil)).publishes.includes(2),
    );
    await pupil.speak();
    await people.teacher.parta.patch(seatPath(people.pupil), { may_speak: null });
    await within2s(
      'that to be taken back',
      async () => (await permission(people.pupil)).publishes.length === 0,
    );
    expect(
      (await rooms.getParticipant(sfuRoomName(school.roomId), `${people.pupil.userId}:WEB`)).tracks,
    ).to.deep.equal([]);
  });

  it('mutes one or all within two seconds, but no teacher', async () => {
    const [teacher, pupil, classmate] = [
      await comes(people.teacher),
      await comes(people.pupil),
      await comes(people.classmate),
    ];
    for (const one of [teacher, pupil, classmate]) await one.speak();
    const identity = (of: LoggedInPerson): string => `${of.userId}:WEB`;
    // As the teacher's client sees it.
    const muted = (of: LoggedInPerson): boolean =>
      [...teacher.room.remoteParticipants.get(identity(of))!.trackPublications.values()].every(
        (track) => track.muted,
      );
    const mute = (userId: string | null): Promise<Answer> =>
      people.teacher.parta.post(`${path}/mute`, { user_id: userId, source: 'microphone' });
    await eventually(
      async () => {
        const all = await rooms.listParticipants(sfuRoomName(school.roomId));
        return all.length === 3 && all.every(({ tracks }) => tracks.length === 1);
      },
      { what: 'LiveKit to know of all microphones' },
    );
    await eventually(() => !muted(people.pupil) && !muted(people.classmate), { what: 'all to be heard' });
    expect(said(await mute(people.pupil.userId))).to.equal('204');
    await within2s('one to be muted', () => muted(people.pupil));
    expect(muted(people.classmate)).to.equal(false);
    expect(said(await mute(null))).to.equal('204');
    await within2s('all to be muted', () => muted(people.classmate));
    const teachers = await rooms.getParticipant(sfuRoomName(school.roomId), identity(people.teacher));
    expect(teachers.tracks.map((track) => track.muted)).to.deep.equal([false]);
  });

  it('removes somebody within two seconds, and a token that they still hold gives no seat back', async () => {
    await comes(people.teacher);
    const kept = await ticket(people.pupil);
    const pupil = await attend(kept);
    inside.push(pupil);
    expect(said(await people.teacher.parta.patch(seatPath(people.pupil), { removed: true }))).to.equal('200');
    await within2s('the pupil to be removed', () => pupil.ended() !== null);
    expect(said(await people.pupil.parta.post(`${path}/seat`, { device_id: 'WEB' }))).to.equal(
      '403 lesson.removed',
    );
    expect((await view(people.pupil)).why_not).to.equal('lesson.removed');
    const again = await attend(kept).catch(() => null);
    if (again !== null) {
      inside.push(again);
      await eventually(() => again.ended() !== null, { what: 'the old token to be worth nothing' });
    }
    await people.teacher.parta.patch(seatPath(people.pupil), { removed: false });
    await comes(people.pupil);
    expect(said(await people.teacher.parta.patch(seatPath(people.teacher), { removed: true }))).to.equal(
      '409 M_FORBIDDEN',
    );
  });

  it('ends for all within two seconds, and is opened again by a teacher only', async () => {
    const [teacher, pupil] = [await comes(people.teacher), await comes(people.pupil)];
    expect((await people.teacher.parta.delete(path)).body.state).to.equal('closed');
    await within2s('everybody to be out', () => teacher.ended() !== null && pupil.ended() !== null);
    expect(await rooms.listRooms([sfuRoomName(school.roomId)])).to.deep.equal([]);
    expect(said(await people.teacher.parta.delete(path))).to.equal('200');
    expect(said(await people.pupil.parta.post(`${path}/seat`, { device_id: 'WEB' }))).to.equal(
      '403 lesson.closed',
    );
    expect(said(await people.pupil.parta.post(path, {}))).to.equal('403 M_FORBIDDEN');
    expect(said(await people.teacher.parta.patch(path, { locked: true }))).to.equal('409 lesson.closed');
    expect((await people.teacher.parta.post(path, {})).body).to.deep.include({ state: 'open' });
    await comes(people.pupil);
  });

  it('locks out who was not there, and keeps the seat of who was', async () => {
    await comes(people.teacher);
    const pupil = await comes(people.pupil);
    await eventually(async () => (await seatOf(people.pupil)).here === true, {
      what: 'the pupil to be seen',
    });
    await people.teacher.parta.patch(path, { locked: true });
    expect(said(await people.classmate.parta.post(`${path}/seat`, { device_id: 'WEB' }))).to.equal(
      '403 lesson.locked',
    );
    await pupil.leave();
    await comes(people.pupil);
  });

  it('has a lobby from which the teacher admits', async () => {
    await comes(people.teacher);
    await comes(people.pupil);
    await eventually(async () => (await seatOf(people.pupil)).here === true, {
      what: 'the pupil to be seen',
    });
    await people.teacher.parta.patch(path, { lobby: true });
    await comes(people.classmate);
    await eventually(async () => (await seatOf(people.classmate)).waiting === true, {
      what: 'the classmate to wait',
    });
    expect((await permission(people.classmate)).subscribes).to.equal(false);
    expect((await permission(people.pupil)).subscribes).to.equal(true);
    await people.teacher.parta.patch(seatPath(people.classmate), { admitted: true });
    await within2s(
      'the classmate to be admitted',
      async () => (await permission(people.classmate)).subscribes,
    );
  });

  it('ends for who leaves the room, within five seconds', async () => {
    await comes(people.teacher);
    const kept = await ticket(people.classmate);
    const classmate = await attend(kept);
    const room = `/v3/rooms/${encodeURIComponent(school.roomId)}`;
    await people.classmate.matrix.post(`${room}/leave`);
    await eventually(() => classmate.ended() !== null, { what: 'the seat to end', timeout: 5_000 });
    const again = await attend(kept).catch(() => null);
    if (again !== null)
      await eventually(() => again.ended() !== null, { what: 'the old token to be worth nothing' });
    await people.classmate.matrix.post(`${room}/join`);
    await comes(people.classmate);
  });

  it('is divided into groups that only their people enter', async () => {
    await comes(people.teacher);
    const groups = [{ title: 'Первая', user_ids: [people.pupil.userId] }];
    const { body } = await people.teacher.parta.put(`${path}/groups`, { groups });
    expect(body.session.groups).to.deep.equal([{ n: 1, ...groups[0] }]);
    const pupil = await attend(await ticket(people.pupil, { group: 1 }));
    inside.push(pupil);
    expect(said(await people.classmate.parta.post(`${path}/seat`, { device_id: 'WEB', group: 1 }))).to.equal(
      '403 lesson.not_yours',
    );
    expect(said(await people.pupil.parta.post(`${path}/seat`, { device_id: 'WEB', group: 2 }))).to.equal(
      '403 lesson.closed',
    );
    await people.teacher.parta.put(`${path}/groups`, { groups: [] });
    await within2s('the group to be over', () => pupil.ended() !== null);
    const twice = [...groups, { title: 'Вторая', user_ids: [people.pupil.userId] }];
    expect(said(await people.teacher.parta.put(`${path}/groups`, { groups: twice }))).to.equal(
      '400 ORG.PARTA.IN_TWO_GROUPS',
    );
  });

  it('shows raised hands to the teacher, who lowers them', async () => {
    const room = `/v3/rooms/${encodeURIComponent(school.roomId)}`;
    const stateKey = encodeURIComponent(`_${people.pupil.userId}_DEV_m.call`);
    const { body: member } = await people.pupil.matrix.put(
      `${room}/state/org.matrix.msc3401.call.member/${stateKey}`,
      { application: 'm.call', call_id: '', scope: 'm.room', device_id: 'DEV' },
    );
    await comes(people.pupil);
    const raise = (txn: string, eventId: string): Promise<Answer> =>
      people.pupil.matrix.put(`${room}/send/m.reaction/${txn}`, {
        'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key: '🖐️' },
      });
    const { body: hand } = await raise('hand', member.event_id as string);
    await eventually(async () => (await seatOf(people.pupil)).hand_raised === true, {
      what: 'the hand to be seen',
    });
    const lower = { user_id: null };
    expect(said(await people.teacher.parta.post(`${path}/lower-hands`, lower))).to.equal('204');
    expect((await seatOf(people.pupil)).hand_raised).to.equal(false);
    const { body: event } = await people.pupil.matrix.get(
      `${room}/event/${encodeURIComponent(hand.event_id as string)}`,
    );
    expect(event.content).to.deep.equal({});
  });

  it('follows what its teacher says about time, and the audit trail tells who did what', async () => {
    const before = (await view(people.teacher)).session;
    const { body } = await people.teacher.parta.patch(path, {
      prolong_minutes: 15,
      spotlight: people.teacher.userId,
    });
    expect(Date.parse(body.session.ends as string) - Date.parse(before.ends as string)).to.equal(15 * 60_000);
    expect(body.session).to.deep.include({
      by_hand: true,
      title: 'Алгебра',
      spotlight: people.teacher.userId,
    });
    const { rows } = await school.running.core.database.query<{ action: string }>(
      'select distinct action from audit_entry where actor_id = $1 order by action',
      [people.teacher.personId],
    );
    expect(rows.map(({ action }) => action)).to.include.members([
      'lesson.open',
      'lesson.change',
      'lesson.end',
      'lesson.mute',
      'lesson.seat',
      'lesson.lower_hands',
      'lesson.groups',
    ]);
  });

  it('is run by commands from any client', async () => {
    const chat = botChat(people.teacher.matrix, school.roomId, school.running.core.homeserver.botUserId);
    await comes(people.teacher);
    const pupil = await comes(people.pupil);
    await eventually(async () => (await seatOf(people.pupil)).here === true, {
      what: 'the pupil to be seen',
    });
    expect(await chat.ask('!parta lesson who')).to.equal(
      'Алгебра, на уроке 2 человека:\nАнна Пёстрая\nМила Тихая',
    );
    expect(await chat.ask('!parta lesson profile listen')).to.equal('Режим урока: listen.');
    await within2s(
      'the profile to hold',
      async () => (await permission(people.pupil)).publishes.length === 0,
    );
    expect(await chat.ask('!parta lesson allow Мила')).to.equal('Готово: может войти и говорить.');
    await within2s('the pupil to be allowed', async () =>
      (await permission(people.pupil)).publishes.includes(2),
    );
    expect(await chat.ask('!parta lesson mute all')).to.equal('Все и так молчат.');
    expect(await chat.ask('!parta lesson hands down')).to.equal('Поднятых рук нет.');
    const ends = Date.parse((await view(people.teacher)).session.ends as string);
    expect(await chat.ask('!parta lesson prolong 15')).to.equal('Урок продлён на 15 минут.');
    expect(Date.parse((await view(people.teacher)).session.ends as string)).to.equal(ends + 15 * 60_000);
    expect(await chat.ask('!parta lesson lobby on')).to.include('Новые ждут');
    expect(await chat.ask('!parta lesson lock')).to.include('Вход закрыт');
    expect((await view(people.teacher)).session).to.deep.include({ lobby: true, locked: true });
    expect(await chat.ask('!parta lesson poll "Сколько будет 2 + 2?" "4" "5"')).to.equal('Опрос начат.');
    const { body } = await people.pupil.matrix.get(
      `/v3/rooms/${encodeURIComponent(school.roomId)}/messages?dir=b&limit=20`,
    );
    const poll = (body.chunk as { type: string; content: Record<string, { answers: unknown[] }> }[]).find(
      ({ type }) => type === 'org.matrix.msc3381.poll.start',
    );
    expect(poll?.content['org.matrix.msc3381.poll.start']!.answers).to.have.length(2);
    expect(await chat.ask(`!parta lesson remove ${people.pupil.userId}`)).to.equal(
      'Готово: на уроке больше нет.',
    );
    await within2s('the pupil to be removed', () => pupil.ended() !== null);
    expect(await chat.ask('!parta lesson mute Никто')).to.include('Не нахожу никого');
    expect(await chat.ask('!parta lesson end')).to.equal('Урок закончен для всех.');
    expect(await chat.ask('!parta lesson start "Геометрия" minutes=20')).to.include('Урок открыт');
    expect((await view(people.teacher)).session.title).to.equal('Геометрия');
    const asPupil = botChat(people.classmate.matrix, school.roomId, school.running.core.homeserver.botUserId);
    expect(await asPupil.ask('!parta lesson end')).to.equal('Это могут только те, кто ведёт урок.');
  });

  it('is hidden from strangers, shown to parents as not theirs, and run by no pupil', async () => {
    expect(said(await people.stranger.parta.get(path))).to.equal('404 M_NOT_FOUND');
    expect(await view(people.parent)).to.deep.include({ why_not: 'lesson.parents', state: 'open' });
    expect((await view(people.pupil)).session).to.not.have.property('seats');
    for (const answer of [
      await people.pupil.parta.patch(path, { locked: true }),
      await people.pupil.parta.delete(path),
      await people.pupil.parta.post(`${path}/mute`, { user_id: null, source: 'microphone' }),
      await people.pupil.parta.patch(seatPath(people.classmate), { removed: true }),
      await people.pupil.parta.post(`${path}/lower-hands`, { user_id: null }),
      await people.pupil.parta.put(`${path}/groups`, { groups: [] }),
    ])
      expect(said(answer)).to.equal('403 M_FORBIDDEN');
    const chat = encodeURIComponent(await school.running.room('class_chat'));
    expect(said(await people.teacher.parta.post(`/rooms/${chat}/lesson`, {}))).to.equal('404 M_NOT_FOUND');
  });
});
