/** A person whose Matrix account lives on another homeserver comes into a class by the same code. */
import { expect } from 'chai';
import { pendingInvites, startBotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { twoHomeservers } from '../support/homeserver.ts';
import type { MatrixApi } from '../support/matrix-api.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

describe('a person of another homeserver', function () {
  this.timeout(120_000);
  let town: RunningSchool;
  let teacher: LoggedInPerson;
  let vera: { userId: string; api: MatrixApi };
  let code: string;

  before(async () => {
    const [ours, theirs] = await twoHomeservers();
    let teacherId = '';
    town = await runningSchool({
      homeserver: ours,
      populate: async (school) =>
        (teacherId = await school.person('Анна Тестова', { inClass: 'class_teacher' })),
    });
    teacher = await town.logIn(teacherId);
    vera = await theirs.user('vera');
    await vera.api.put(`/v3/profile/${vera.userId}/displayname`, { displayname: 'Вера Дальняя' });
    const { body } = await teacher.parta.post('/invites', {
      class_id: town.school.classId,
      role: 'pupil',
      max_uses: 1,
    });
    code = (body as { link: { code: string } }).link.code;
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  async function openIdSession(): Promise<{ status: number; body: { token?: string; errcode?: string } }> {
    const { body: openid } = await vera.api.post(`/v3/user/${vera.userId}/openid/request_token`);
    return town.anonymous.post('/sessions', { openid: openid as object });
  }
  const say = async (api: MatrixApi, roomId: string, body: string): Promise<string> => {
    const path = `/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${Date.now()}`;
    return (await api.put(path, { msgtype: 'm.text', body })).body.event_id as string;
  };
  const reads = (api: MatrixApi, roomId: string, eventId: string, text: string): Promise<unknown> =>
    eventually(
      async () => {
        const path = `/v3/rooms/${encodeURIComponent(roomId)}/event/${encodeURIComponent(eventId)}`;
        const { status, body } = await api.get(path);
        return status === 200 && (body as { content: { body: string } }).content.body === text;
      },
      { what: `“${text}” to be read`, timeout: 20_000 },
    );

  it('is a stranger to the API at first', async () => {
    expect(await openIdSession()).to.deep.include({ status: 403 });
  });

  it('redeems the code by !join in a direct chat with the bot', async () => {
    const chat = await startBotChat(vera.api, town.core.homeserver.botUserId);
    expect(await chat.ask(`!join ${code}`)).to.match(/Готово: Школа № 1, 7Б/);
    const { rows } = await town.core.database.query(
      `select p.given_name, a.origin from matrix_account a join person p on p.id = a.person_id where a.user_id = $1`,
      [vera.userId],
    );
    expect(rows).to.deep.equal([{ given_name: 'Вера Дальняя', origin: 'linked' }]);
  });

  it('is invited to the Spaces and the chat, and reads and is read there', async () => {
    const chat = await town.room('class_chat');
    const wanted = [await town.room('school_space'), await town.room('class_space'), chat];
    await eventually(
      async () => {
        const waiting = await pendingInvites(vera.api);
        return wanted.every((room) => waiting.includes(room));
      },
      { what: 'the invitations to arrive', timeout: 20_000, interval: 250 },
    );
    for (const room of wanted) {
      expect((await vera.api.post(`/v3/join/${encodeURIComponent(room)}`)).status).to.equal(200);
    }
    const hello = await say(vera.api, chat, 'Здравствуйте!');
    await reads(teacher.matrix, chat, hello, 'Здравствуйте!');
    const welcome = await say(teacher.matrix, chat, 'Добро пожаловать!');
    await reads(vera.api, chat, welcome, 'Добро пожаловать!');
  });

  it('is listed among the people of the class', async () => {
    const { body } = await teacher.parta.get(`/classes/${town.school.classId}/people`);
    const people = (body as { people: { display_name: string; user_ids: string[]; arrived: boolean }[] })
      .people;
    expect(people.find(({ display_name: name }) => name === 'Вера Дальняя')).to.include({ arrived: true });
  });

  it('uses the API with the OpenID token of their own homeserver', async () => {
    const { status, body } = await openIdSession();
    expect(status).to.equal(201);
    const me = await town.api(body.token!).get('/me');
    expect(me.body).to.include({
      user_id: vera.userId,
      has_own_account: false,
      display_name: 'Вера Дальняя',
    });
    expect(
      (me.body as { schools: { classes: { title: string }[] }[] }).schools[0]!.classes[0]!.title,
    ).to.equal('7Б');
  });

  it('used the one use that the code had', async () => {
    const { body } = await town.anonymous.post('/invites/preview', { code });
    expect((body as { errcode: string }).errcode).to.equal('ORG.PARTA.INVITE_USED_UP');
  });
});
