/** Broadcasts in the school hall and recording, on a real LiveKit and homeserver; only LiveKit Egress is played. */
import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { sfuRoomName } from '../../appservice/src/lessons/sfu-names.ts';
import { botChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { fakeEgress, type FakeEgress } from '../support/fake-egress.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { attend, type Attendee } from '../support/lesson.ts';
import { startLivekit, type TestLivekit } from '../support/livekit.ts';
import type { Answer } from '../support/matrix-api.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

const said = ({ status, body }: Answer): string =>
  status < 300 ? String(status) : `${status} ${body.errcode}`;

describe('In the school hall', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'parta-recordings-'));
  let [school, plain] = [{} as RunningSchool, {} as RunningSchool];
  let [livekit, egress] = [{} as TestLivekit, {} as FakeEgress];
  const people: Record<string, LoggedInPerson> = {};
  let [hall, path] = ['', ''];
  const inside: Attendee[] = [];

  before(async () => {
    const homeserver = await startHomeserver();
    livekit = await startLivekit({
      webhookUrl: `http://127.0.0.1:${homeserver.appservicePort}/livekit/webhook`,
    });
    egress = await fakeEgress(livekit.apiUrl);
    const { url, apiKey, apiSecret } = livekit;
    const ids: Record<string, string> = {};
    school = await runningSchool({
      homeserver,
      livekit: { url, apiKey, apiSecret, apiUrl: egress.url },
      config: {
        lessons: {
          egress: { recording: true, folder, hls_from_viewers: 2, hls_url: 'https://cdn.example/live/' },
        },
      },
      async populate(made) {
        ids.teacher = await made.person('Анна Пёстрая', { inClass: 'class_teacher' });
        ids.pupil = await made.person('Мила Тихая', { inClass: 'pupil' });
        ids.parent = await made.person('Пётр Тихий', { guardianOf: ids.pupil });
      },
    });
    for (const [name, id] of Object.entries(ids)) people[name] = await school.logIn(id);
    hall = await school.room('broadcast_hall');
    path = `/rooms/${encodeURIComponent(hall)}`;
    for (const one of Object.values(people))
      await one.matrix.post(`/v3/join/${encodeURIComponent(hall)}`, {});
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    expect(school.complaints()).to.deep.equal([]);
  });
  beforeEach(async () => {
    egress.broken = false;
    egress.onBegin = () => {};
    const opened = await people.teacher!.parta.post(`${path}/lesson`, { title: 'Собрание', minutes: 30 });
    expect(said(opened)).to.equal('200');
  });
  afterEach(async () => {
    for (const one of inside.splice(0)) await one.leave();
    await people.teacher!.parta.delete(`${path}/lesson`);
  });

  const comes = async (name: string, room = `${path}/lesson`): Promise<Attendee> => {
    const { status, body } = await people[name]!.parta.post(`${room}/seat`, { device_id: 'WEB' });
    if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
    const attendee = await attend(body as { url: string; jwt: string });
    inside.push(attendee);
    return attendee;
  };
  /** What the bot said in the hall, oldest first. */
  const inHall = async (): Promise<string[]> =>
    (await botChat(people.pupil!.matrix, hall, school.core.homeserver.botUserId).said()).map(
      ({ body }) => body,
    );
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- looked into as it is
  const sessionFor = async (name: string): Promise<any> =>
    (await people[name]!.parta.get(`${path}/lesson`)).body.session;
  const runJob = (task: string): Promise<unknown> =>
    school.core.database.query('select graphile_worker.add_job($1)', [task]);

  it('speakers are seen and heard by viewers, who see neither each other nor are seen', async () => {
    const [teacher, pupil, parent] = [await comes('teacher'), await comes('pupil'), await comes('parent')];
    await teacher.speak();
    for (const viewer of [pupil, parent]) {
      await eventually(() => viewer.hears().length === 1, { what: 'the speaker to be heard' });
      expect([...viewer.room.remoteParticipants.values()].map(({ identity }) => identity)).to.deep.equal([
        `${people.teacher!.userId}:WEB`,
      ]);
    }
    expect([...teacher.room.remoteParticipants.keys()]).to.deep.equal([]);
    const refused = await parent.speak().then(
      () => 'not refused',
      (error: Error) => error.message,
    );
    expect(refused).to.match(/permission|timed? ?out/i);
  });

  it('viewers ask by the API and by the bot, speakers decide, and the bot says what they approve, with the name if both want it', async () => {
    const ask = async (by: string, body: object): Promise<Answer> =>
      people[by]!.parta.post(`${path}/questions`, body);
    const first = await ask('parent', { text: ' Когда\nканикулы? ', named: true });
    const second = await ask('pupil', { text: 'А контрольная?' });
    expect([said(first), said(second)]).to.deep.equal(['201', '201']);
    expect(first.body).to.deep.include({ text: 'Когда каникулы?', status: 'waiting', mine: true });
    const questions = async (
      by: string,
    ): Promise<{ text: string; asker: { display_name: string } | null; question_id: string }[]> =>
      (await people[by]!.parta.get(`${path}/questions`)).body.questions as never;
    expect((await questions('pupil')).map(({ text }) => text)).to.deep.equal(['А контрольная?']);
    const all = await questions('teacher');
    expect(all.map(({ text, asker }) => [text, asker?.display_name])).to.deep.equal([
      ['Когда каникулы?', 'Пётр Тихий'],
      ['А контрольная?', 'Мила Тихая'],
    ]);
    const decide = (at: number, body: object, by = 'teacher'): Promise<Answer> =>
      people[by]!.parta.patch(`${path}/questions/${all[at]!.question_id}`, body);
    expect(said(await decide(0, { status: 'approved' }, 'pupil'))).to.equal('403 M_FORBIDDEN');
    for (let times = 0; times < 2; times++) {
      expect(said(await decide(0, { status: 'approved', with_name: true }))).to.equal('200');
    }
    // The pupil did not let their name be said.
    expect((await decide(1, { status: 'approved', with_name: true })).body.with_name).to.equal(false);
    expect(said(await decide(1, { status: 'declined' }))).to.equal('409 ORG.PARTA.ALREADY_DECIDED');
    const heard = await eventually(
      async () => {
        const texts = (await inHall()).filter((text) => text.startsWith('Вопрос'));
        return texts.length >= 2 ? texts : undefined;
      },
      { what: 'the questions to be said' },
    );
    expect(heard.sort()).to.deep.equal(['Вопрос, Пётр Тихий: Когда каникулы?', 'Вопрос: А контрольная?']);
    expect((await questions('pupil')).map(({ asker }) => asker?.display_name)).to.deep.equal([
      'Пётр Тихий',
      'Мила Тихая',
    ]);

    for (const text of ['1', '2', '3']) await ask('pupil', { text });
    expect(said(await ask('pupil', { text: '4' }))).to.equal('429 M_LIMIT_EXCEEDED');
    expect(said(await ask('pupil', { text: ' \n ' }))).to.equal('400 M_INVALID_PARAM');
    await people.teacher!.parta.delete(`${path}/lesson`);
    expect(said(await ask('parent', { text: 'Ещё?' }))).to.equal('409 lesson.closed');
  });

  it('a question to the bot is asked in the direct chat only', async () => {
    const { matrix } = people.parent!;
    const bot = school.core.homeserver.botUserId;
    const { body } = await matrix.post('/v3/createRoom', {
      preset: 'trusted_private_chat',
      is_direct: true,
      invite: [bot],
    });
    const chat = botChat(matrix, body.room_id as string, bot);
    await eventually(async () => (await chat.said()).length > 0, { what: 'the bot to come' });
    expect(await chat.ask('!parta ask "Где стоянка?" name=yes')).to.include('с вашим именем');
    expect(await chat.ask('!parta ask')).to.include('Напишите вопрос');
    const { rows } = await school.core.database.query(
      'select text, named from lesson_question where text like $1',
      ['%стоянка%'],
    );
    expect(rows).to.deep.equal([{ text: 'Где стоянка?', named: true }]);
  });

  it('a recording is told to everybody before it begins, ends with the broadcast, is read by staff only, and deleted in time', async () => {
    const viewer = await comes('pupil');
    const metadata = (): { recording: { since: number } | null } =>
      JSON.parse(viewer.room.metadata ?? '{}') as never;
    const rooms = new RoomServiceClient(livekit.apiUrl, livekit.apiKey, livekit.apiSecret);
    let told: unknown;
    egress.onBegin = async (room) => {
      const [found] = await rooms.listRooms([room]);
      told = [
        (JSON.parse(found!.metadata) as { recording: object }).recording !== null,
        (await inHall()).at(-1),
      ];
    };
    expect(said(await people.pupil!.parta.post(`${path}/lesson/recording`))).to.equal('403 M_FORBIDDEN');
    for (let times = 0; times < 2; times++) {
      expect(said(await people.teacher!.parta.post(`${path}/lesson/recording`))).to.equal('200');
    }
    const [begun, ...more] = egress.begun.filter(
      ({ body }) => 'file' in body || 'fileOutputs' in body || 'file_outputs' in body,
    );
    expect([begun!.room, more]).to.deep.equal([sfuRoomName(hall), []]);
    expect((told as [boolean, string])[0]).to.equal(true);
    expect((told as [boolean, string])[1]).to.match(/Идёт запись\. Она хранится 30 дней/);
    await eventually(() => typeof metadata().recording?.since === 'number', {
      what: 'the banner for those inside',
    });
    expect((await sessionFor('parent')).recording.since).to.be.a('string');

    await people.teacher!.parta.delete(`${path}/lesson`);
    await runJob('lessons.wind_recordings');
    await eventually(() => begun!.status === 'EGRESS_COMPLETE', { what: 'the recording to end' });
    await eventually(async () => (await inHall()).some((text) => text.startsWith('Запись остановлена')), {
      what: 'its end to be told',
    });

    const file = JSON.stringify(begun!.body).match(/"filepath":"([^"]+)"/)![1]!;
    expect(file.startsWith(`${folder}/recordings/`)).to.equal(true);
    const { body } = await people.teacher!.parta.get(`${path}/recordings`);
    const [{ recording_id: id }] = body.recordings as [{ recording_id: string }];
    expect(said(await people.teacher!.parta.get(`/recordings/${id}/file`))).to.equal(
      '409 recording.not_ready',
    );
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'film');
    expect(said(await people.teacher!.parta.get(`/recordings/${id}/file`))).to.equal('200');
    expect(said(await people.parent!.parta.get(`/recordings/${id}/file`))).to.equal('403 M_FORBIDDEN');
    await runJob('lessons.forget');
    await school.core.database.query(
      `update lesson_egress set delete_at = now() - interval '1 hour' where id = $1`,
      [id],
    );
    expect(existsSync(file)).to.equal(true);
    await runJob('lessons.forget');
    await eventually(() => !existsSync(file), { what: 'the recording to be deleted' });
    expect(said(await people.teacher!.parta.get(`/recordings/${id}/file`))).to.equal('404 M_NOT_FOUND');
  });

  it('a recording that cannot begin says so, and takes back that it was on', async () => {
    egress.broken = true;
    const { status, body } = await people.teacher!.parta.post(`${path}/lesson/recording`);
    expect([status, body.errcode]).to.deep.equal([503, 'recording.unavailable']);
    expect((await sessionFor('teacher')).recording).to.equal(null);
    expect((await inHall()).at(-1)).to.include('Запись не удалась');
  });

  it('many viewers get a stream, whose address is a secret of the broadcast', async () => {
    await comes('pupil');
    await runJob('lessons.wind_recordings');
    await comes('parent');
    await runJob('lessons.wind_recordings');
    const url = await eventually(
      async () => ((await sessionFor('parent')).hls_url as string | null) ?? undefined,
      { what: 'the stream' },
    );
    expect(url).to.match(/^https:\/\/cdn\.example\/live\/hls\/[\w-]{32}\/live\.m3u8$/);
    const begun = egress.begun.at(-1)!;
    expect(JSON.stringify(begun.body)).to.include(`${folder}/hls/`);
    await people.teacher!.parta.delete(`${path}/lesson`);
    await runJob('lessons.wind_recordings');
    await eventually(() => begun.status === 'EGRESS_COMPLETE', { what: 'the stream to end' });
  });

  it('without Egress, or without leave to record, recording says clearly that it is not there', async () => {
    plain = await runningSchool({
      livekit: {
        url: livekit.url,
        apiKey: livekit.apiKey,
        apiSecret: livekit.apiSecret,
        apiUrl: livekit.apiUrl,
      },
      populate: async (made) =>
        void (people.other = {
          personId: await made.person('Егор Ясный', { inClass: 'class_teacher' }),
        } as LoggedInPerson),
    });
    const other = await plain.logIn(people.other!.personId);
    const room = `/rooms/${encodeURIComponent(await plain.room('broadcast_hall'))}/lesson`;
    await other.parta.post(room, { minutes: 30 });
    const { status, body } = await other.parta.post(`${room}/recording`);
    expect([status, body.errcode]).to.deep.equal([409, 'recording.not_set_up']);
    expect(body.error).to.include('LiveKit Egress');
    const stream = await other.parta.post(`${room}/stream`);
    expect([stream.status, stream.body.errcode]).to.deep.equal([409, 'hls.not_set_up']);
    const bot = plain.core.homeserver.botUserId;
    const lessonRoom = await plain.room('lesson_room');
    await other.matrix.post(`/v3/join/${encodeURIComponent(lessonRoom)}`, {});
    const chat = botChat(other.matrix, lessonRoom, bot);
    expect(await chat.ask('!parta lesson record')).to.include(
      'Запись не настроена: на сервере нет LiveKit Egress',
    );
    expect(await chat.ask('!parta lesson stream')).to.include('не настроена: на сервере нет LiveKit Egress');
  });
});
