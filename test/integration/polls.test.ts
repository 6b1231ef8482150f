/** Polls of several clients on a real homeserver: counted alike, ended once, and anonymous where they are to be. */
import { expect } from 'chai';
import { PollEvent as PollUpdate } from 'matrix-js-sdk';
import { M_POLL_KIND_DISCLOSED, M_POLL_KIND_UNDISCLOSED } from 'matrix-js-sdk/lib/@types/polls.js';
import { PollResponseEvent } from 'matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js';
import { PollStartEvent } from 'matrix-js-sdk/lib/extensible_events_v1/PollStartEvent.js';
import {
  POLL_END,
  POLL_RESPONSE,
  POLL_RULES,
  POLL_START,
  pollContent,
  pollEndContent,
  voteContent,
  type components,
} from '@parta/protocol';
import { addGuardianship } from '../../appservice/src/store/school-store.ts';
import { botChat, startBotChat, type BotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { rtcClient } from '../support/rtc-client.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

type Poll = components['schemas']['Poll'];
type Name = 'teacher' | 'vera' | 'oleg' | 'mother' | 'father' | 'aunt' | 'other' | 'ivan' | 'olga';
interface RoomEvent {
  event_id: string;
  type: string;
  sender: string;
  content: Record<string, unknown> & { body?: string };
}

const FAST = { per_second: 1000, burst_count: 1000 };

describe('Polls', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  const people = {} as Record<Name, LoggedInPerson>;
  const rooms = {} as Record<'class_chat' | 'parents_chat' | 'announcements', string>;

  before(async () => {
    const ids = {} as Record<Name, string>;
    let secondChild: { guardianId: string; childId: string } | undefined;
    town = await runningSchool({
      homeserver: await startHomeserver({
        config: { rc_message: FAST, rc_room_creation: FAST, rc_login: { address: FAST, account: FAST } },
      }),
      async populate(school) {
        const otherClass = await school.addClass('10А');
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        for (const [name, pupil] of [
          ['vera', 'Вера Тестова'],
          ['oleg', 'Олег Тестов'],
          ['ivan', 'Иван Тестов'],
          ['olga', 'Ольга Тестова'],
        ] as const)
          ids[name] = await school.person(pupil, { inClass: 'pupil' });
        ids.mother = await school.person('Мария Тестова', { guardianOf: ids.vera });
        ids.father = await school.person('Пётр Тестов', { guardianOf: ids.vera });
        ids.aunt = await school.person('Тётя Тестова', { guardianOf: ids.ivan });
        secondChild = { guardianId: ids.aunt, childId: ids.olga };
        ids.other = await school.person('Егор Тестов', { inClass: 'class_teacher', classId: otherClass });
      },
    });
    await addGuardianship(town.core.database, { ...secondChild!, relation: 'aunt', source: 'test' });
    for (const name of Object.keys(ids) as Name[]) people[name] = await town.logIn(ids[name]);
    for (const kind of ['class_chat', 'parents_chat', 'announcements'] as const)
      rooms[kind] = await town.room(kind);
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const path = (roomId: string): string => `/rooms/${encodeURIComponent(roomId)}`;
  async function send(name: Name, roomId: string, type: string, content: object): Promise<string> {
    const { status, body } = await people[name].matrix.put(
      `/v3${path(roomId)}/send/${type}/${newKey()}`,
      content,
    );
    expect(status, JSON.stringify(body)).to.equal(200);
    return (body as { event_id: string }).event_id;
  }
  const start = (name: Name, roomId: string, content: object): Promise<string> =>
    send(name, roomId, POLL_START, content);
  const vote = (name: Name, roomId: string, poll: string, ...answers: string[]): Promise<string> =>
    send(name, roomId, POLL_RESPONSE, voteContent(poll, answers));
  const events = async (roomId: string): Promise<RoomEvent[]> =>
    (
      (await people.teacher.matrix.get(`/v3${path(roomId)}/messages?dir=b&limit=100`)).body as {
        chunk: RoomEvent[];
      }
    ).chunk.toReversed();
  const pollPath = (roomId: string, poll: string): string =>
    `${path(roomId)}/polls/${encodeURIComponent(poll)}`;
  async function look(name: Name, roomId: string, poll: string): Promise<Poll | null> {
    const { status, body } = await people[name].parta.get(pollPath(roomId, poll));
    return status === 200 ? (body as Poll) : null;
  }
  const counts = (poll: Poll | null): (number | null)[] | undefined =>
    poll?.answers.map(({ votes }) => votes);
  const counted = (roomId: string, poll: string, expected: (number | null)[]): Promise<unknown> =>
    eventually(async () => String(counts(await look('teacher', roomId, poll))) === String(expected), {
      what: `the count ${expected.join(':')}`,
      timeout: 20_000,
    });
  const ended = (roomId: string, poll: string): Promise<Poll> =>
    eventually(
      async () => {
        const view = await look('teacher', roomId, poll);
        return view?.ended_at != null && view;
      },
      { what: 'the end of the poll', timeout: 30_000 },
    );
  const ends = async (roomId: string, poll: string): Promise<RoomEvent[]> =>
    (await events(roomId)).filter(
      ({ type, content }) =>
        type === POLL_END && (content['m.relates_to'] as { event_id: string }).event_id === poll,
    );
  const said = async (roomId: string, words: string): Promise<RoomEvent[]> =>
    (await events(roomId)).filter(
      ({ sender, content }) =>
        sender === town.core.homeserver.botUserId && (content.body ?? '').includes(words),
    );
  const botIn = (name: Name, roomId: string): BotChat =>
    botChat(people[name].matrix, roomId, town.core.homeserver.botUserId);

  it('counts votes of the web client and of matrix-js-sdk alike, and both show the same', async () => {
    const room = rooms.class_chat;
    const poll = await start('teacher', room, pollContent('Куда едем?', ['В лес', 'В музей']));
    const { userId, deviceId, accessToken } = people.oleg;
    const sdk = await rtcClient({ homeserver: town.homeserver.url, userId, deviceId, accessToken }, room);
    const response = PollResponseEvent.from(['2'], poll).serialize();
    await sdk.client.sendEvent(room, response.type as never, response.content as never);
    await vote('vera', room, poll, '1');
    await vote('vera', room, poll, '2');
    await counted(room, poll, [0, 2]);
    const inSdk = await eventually(() => sdk.room.polls.get(poll), { what: 'the poll in matrix-js-sdk' });
    expect(inSdk.pollEvent.answers.map(({ text }) => text)).to.deep.equal(['В лес', 'В музей']);
    await eventually(
      async () => {
        const last = new Map<string, string>();
        for (const event of (await inSdk.getResponses()).getRelations().sort((a, b) => a.getTs() - b.getTs()))
          last.set(event.getSender()!, String((event.getContent()[POLL_RESPONSE] as { answers: string[] }).answers)); // prettier-ignore
        return last.get(people.vera.userId) === '2' && last.get(userId) === '2';
      },
      { what: 'both votes in matrix-js-sdk', timeout: 20_000 },
    );
    const done = new Promise<void>((resolve) => inSdk.on(PollUpdate.End, () => resolve()));
    expect((await people.teacher.parta.post(`${pollPath(room, poll)}/end`)).status).to.equal(204);
    expect(counts(await ended(room, poll))).to.deep.equal([0, 2]);
    await done;
    sdk.vanish();
  });

  it('counts a poll of matrix-js-sdk, which the author ends there', async () => {
    const room = rooms.class_chat;
    const { content } = PollStartEvent.from(
      'Когда?',
      ['Утром', 'Днём'],
      M_POLL_KIND_UNDISCLOSED,
      2,
    ).serialize();
    const poll = await start('vera', room, content);
    const ids = (
      (content as Record<string, unknown>)[POLL_START] as { answers: { id: string }[] }
    ).answers.map(({ id }) => id);
    await vote('oleg', room, poll, ...ids);
    await eventually(async () => (await look('oleg', room, poll))?.voters === 1, { what: 'the vote' });
    expect(counts(await look('teacher', room, poll))).to.deep.equal([null, null]);
    const { status, body } = await people.teacher.parta.get(`${pollPath(room, poll)}/results.csv`);
    expect([status, (body as { error: string }).error]).to.deep.equal([
      409,
      'Это закрытый опрос: итог будет виден после его окончания.',
    ]);
    await send('ivan', room, POLL_END, pollEndContent(poll, 'Не я спросил'));
    await send('vera', room, POLL_END, pollEndContent(poll, 'Всё'));
    expect(counts(await ended(room, poll))).to.deep.equal([1, 1]);
    expect(await said(room, 'Когда?')).to.deep.equal([]);
  });

  it('counts again without a vote that was deleted, and takes the question as its author put it right', async () => {
    const room = rooms.class_chat;
    const poll = await start('teacher', room, pollContent('Кудаа?', ['А', 'Б']));
    const corrected = pollContent('Куда?', ['А', 'Б', 'В']);
    const edit = { 'm.new_content': corrected, 'm.relates_to': { rel_type: 'm.replace', event_id: poll } };
    await send('vera', room, POLL_START, { ...pollContent('Чужое', ['Х']), ...edit, 'm.new_content': pollContent('Чужое', ['Х']) }); // prettier-ignore
    await send('teacher', room, POLL_START, { ...corrected, ...edit });
    await eventually(async () => (await look('teacher', room, poll))?.question === 'Куда?', {
      what: 'the edit',
    });
    await vote('vera', room, poll, '3');
    const second = await vote('vera', room, poll, '1');
    await counted(room, poll, [1, 0, 0]);
    await send('teacher', room, POLL_START, { ...edit, 'm.new_content': pollContent('Поздно', ['А', 'Б']) });
    await people.vera.matrix.put(`/v3${path(room)}/redact/${encodeURIComponent(second)}/${newKey()}`, {});
    await counted(room, poll, [0, 0, 1]);
    expect((await look('teacher', room, poll))?.question).to.equal('Куда?');
    await people.teacher.matrix.put(`/v3${path(room)}/redact/${encodeURIComponent(poll)}/${newKey()}`, {});
    await eventually(async () => (await look('teacher', room, poll)) === null, {
      what: 'the poll to be gone',
    });
  });

  it('ends a poll at its time, once, with a sentence for every client, and says what counts', async () => {
    const room = rooms.parents_chat;
    const closesAt = new Date(Date.now() + 6_000).toISOString();
    const rules = { per: 'child', closes_at: closesAt } as const;
    const poll = await start('mother', room, pollContent('Экскурсия?', ['Да', 'Нет'], { rules }));
    await vote('mother', room, poll, '1');
    await vote('father', room, poll, '2');
    await vote('aunt', room, poll, '1');
    await vote('teacher', room, poll, '2');
    const view = await ended(room, poll);
    // Vera's parents have one vote, the aunt one for each of her two, the teacher none.
    expect([counts(view), view.voters, view.per]).to.deep.equal([[2, 1], 3, 'child']);
    expect(view.missing?.map(({ display_name: name }) => name)).to.deep.equal(['Олег Тестов']);
    const result = await eventually(async () => (await said(room, 'Опрос закончен: Экскурсия?'))[0], {
      what: 'the result to be told',
      timeout: 20_000,
    });
    expect(result.content.body).to.include('Да — 2 (67 %)').and.to.include('Проголосовали за 3 детей.');
    const { rows } = await town.core.database.query<{ id: string }>(
      'select id from poll where event_id = $1',
      [poll],
    );
    // As if the process had died before it could note that these were done.
    for (const task of ['polls.end', 'polls.tell'])
      await town.core.database.query('select graphile_worker.add_job($1, $2::json)', [
        task,
        JSON.stringify(rows[0]),
      ]);
    await eventually(
      async () => {
        const { rows: jobs } = await town.core.database.query(`select 1 from graphile_worker.jobs where task_identifier like 'polls.%'`); // prettier-ignore
        return jobs.length === 0;
      },
      { what: 'the jobs to be done', timeout: 20_000 },
    );
    expect(await ends(room, poll)).to.have.length(1);
    expect(await said(room, 'Опрос закончен: Экскурсия?')).to.have.length(1);
    expect((await ends(room, poll))[0]!.content.body).to.equal(
      'Опрос закончен. Больше всего голосов: Да (2).',
    );
  });

  it('asks by command, shows the result, and ends it', async () => {
    const room = rooms.class_chat;
    expect(await botIn('vera', room).ask('!parta poll "Куда?" "А" "Б"')).to.include(
      'Спросить здесь могут учителя',
    );
    expect(await botIn('teacher', room).ask('!parta poll "Что на обед?" "Суп" "Каша" --several 2')).to.equal('Опрос начат.'); // prettier-ignore
    const poll = (await events(room)).findLast(({ type }) => type === POLL_START)!;
    expect(poll.content[POLL_RULES]).to.deep.equal({ per: 'person', asked_by: people.teacher.userId });
    await vote('vera', room, poll.event_id, '1', '2');
    await counted(room, poll.event_id, [1, 1]);
    expect(await botIn('vera', room).ask('!parta poll results')).to.include('Суп — 1 (100 %)');
    expect(await botIn('vera', room).ask('!parta poll end')).to.include('Закончить опрос могут');
    await botIn('teacher', room).ask('!parta poll end');
    await ended(room, poll.event_id);
    expect(await botIn('teacher', room).ask('!parta poll "?" "А" "Б" --until вчера')).to.include(
      'срок «вчера»',
    );
  });

  it('says so when a poll has more answers than any client shows', async () => {
    const room = rooms.class_chat;
    const answers = Array.from({ length: 300 }, (_, at) => `${at}`);
    const poll = await start('vera', room, pollContent('Сколько?', answers));
    await eventually(async () => (await said(room, 'В этом опросе 300 ответов')).length === 1, {
      timeout: 20_000,
    });
    expect((await look('teacher', room, poll))?.answers).to.have.length(20);
    const { status, body } = await people.teacher.parta.post(`${path(room)}/polls`, {
      ...{ question: 'Сколько?', answers: Array.from({ length: 5_000 }, (_, at) => `${at}`) },
      idempotency_key: newKey(),
    });
    expect([status, JSON.stringify(body)]).to.satisfy(
      ([code, text]: [number, string]) => code === 400 && text.includes('/answers') && text.includes('20'),
    );
  });

  describe('that are anonymous', () => {
    const room = (): string => rooms.class_chat;
    async function ask(more: object = {}): Promise<{ poll: string; code: string }> {
      const question = `Нравится ли ${newKey()}?`;
      const wish = { question, answers: ['Да', 'Нет'], anonymous: true, idempotency_key: newKey(), ...more };
      for (let repeat = 0; repeat < 2; repeat++)
        expect((await people.teacher.parta.post(`${path(room())}/polls`, wish)).status).to.equal(204);
      const found = await eventually(async () => (await said(room(), question))[0], { timeout: 20_000 });
      expect(await said(room(), question), 'asked twice').to.have.length(1);
      return { poll: found.event_id, code: /poll vote (\w+) 1/.exec(found.content.body!)![1]! };
    }
    const cast = (name: Name, poll: string, ...answers: string[]) =>
      people[name].parta.put(`${pollPath(room(), poll)}/vote`, { answers });

    it('take votes by HTTP and by the bot, and put no event into the room that shows who voted', async () => {
      const { poll, code } = await ask();
      const direct = await startBotChat(people.oleg.matrix, town.core.homeserver.botUserId);
      const before = (await events(room())).map(({ event_id: id }) => id);
      expect((await cast('vera', poll, '1')).body).to.deep.equal({ answers: ['1'] });
      expect((await cast('vera', poll, '2')).status).to.equal(200);
      expect((await cast('ivan', poll, '1')).status).to.equal(200);
      expect(await direct.ask(`!parta poll vote ${code.toLowerCase()} 1`)).to.include('Голос учтён: Да');
      expect((await events(room())).map(({ event_id: id }) => id)).to.deep.equal(before);
      expect(await look('vera', room(), poll)).to.deep.include({ voters: 3, mine: ['2'], missing: null });
      expect(counts(await look('teacher', room(), poll))).to.deep.equal([null, null]);
      const { rows: ballots } = await town.core.database.query('select * from poll_ballot');
      for (const { personId, userId } of Object.values(people))
        expect(JSON.stringify(ballots)).to.not.include(personId).and.not.include(userId);
      await people.teacher.parta.post(`${pollPath(room(), poll)}/end`);
      expect(counts(await ended(room(), poll))).to.deep.equal([2, 1]);
      expect((await look('vera', room(), poll))?.mine).to.deep.equal([]);
      expect((await town.core.database.query('select 1 from poll_ballot')).rows).to.deep.equal([]);
      const { body: table } = await people.teacher.parta.get(`${pollPath(room(), poll)}/results.csv`);
      expect(table).to.include('2').and.not.include('Вера');
      expect(await cast('olga', poll, '1')).to.nested.include({
        status: 409,
        'body.errcode': 'ORG.PARTA.POLL_OVER',
      });
    });

    it('hide numbers of two voters, who would know each other', async () => {
      const { poll } = await ask();
      await cast('vera', poll, '1');
      await cast('oleg', poll, '1');
      await people.teacher.parta.post(`${pollPath(room(), poll)}/end`);
      const view = await ended(room(), poll);
      expect([counts(view), view.voters]).to.deep.equal([[null, null], 2]);
    });

    it('take a vote that was written in the room out of it', async () => {
      const { poll, code } = await ask();
      const written = await botIn('vera', room()).send(`!parta poll vote ${code} 1`);
      await eventually(async () => (await look('vera', room(), poll))?.mine[0] === '1', { timeout: 20_000 });
      await eventually(
        async () =>
          (await events(room())).find(({ event_id: id }) => id === written)?.content.body === undefined,
        { what: 'the vote to be taken out', timeout: 20_000 },
      );
    });

    it('refuse what is no answer, too many, and an event that pretends to be a vote', async () => {
      const { poll } = await ask();
      expect((await cast('vera', poll, '7')).status).to.equal(400);
      expect((await cast('vera', poll, '1', '2')).status).to.equal(400);
      await vote('vera', room(), poll, '1');
      await cast('oleg', poll, '2');
      await eventually(async () => (await look('oleg', room(), poll))?.voters === 1, { timeout: 20_000 });
    });
  });

  describe('are not for everybody', () => {
    it('show nothing to another class, to parents of the class, or without a session', async () => {
      const poll = await start('teacher', rooms.class_chat, pollContent('Свой?', ['Да', 'Нет']));
      await eventually(async () => (await look('vera', rooms.class_chat, poll)) !== null, {
        timeout: 20_000,
      });
      for (const name of ['other', 'mother'] as const) {
        expect((await people[name].parta.get(pollPath(rooms.class_chat, poll))).status, name).to.equal(404);
        expect(
          (await people[name].parta.get(`${pollPath(rooms.class_chat, poll)}/results.csv`)).status,
        ).to.equal(404);
      }
      expect((await town.anonymous.get(pollPath(rooms.class_chat, poll))).status).to.equal(401);
      expect(
        (await people.vera.parta.get(`${pollPath(rooms.class_chat, poll)}/results.csv`)).status,
      ).to.equal(403);
      expect((await people.vera.parta.post(`${pollPath(rooms.class_chat, poll)}/end`)).status).to.equal(403);
      const { body: table } = await people.teacher.parta.get(
        `${pollPath(rooms.class_chat, poll)}/results.csv`,
      );
      // Reading it as text takes the byte-order mark away.
      expect(String(table).split('\r\n').slice(0, 3)).to.deep.equal([
        'Свой?',
        'Ответ;Голоса;Доля, %',
        'Да;0;0',
      ]);
    });

    it('let pupils and parents vote in announcements, and ask nothing there', async () => {
      const room = rooms.announcements;
      const refused = await people.vera.matrix.put(`/v3${path(room)}/send/${POLL_START}/${newKey()}`, pollContent('?', ['А'])); // prettier-ignore
      expect(refused.status).to.equal(403);
      const poll = await start('teacher', room, pollContent('Праздник?', ['Да', 'Нет'], { disclosed: true }));
      await vote('vera', room, poll, '1');
      await vote('mother', room, poll, '2');
      await counted(room, poll, [1, 1]);
      expect(M_POLL_KIND_DISCLOSED.name).to.equal('org.matrix.msc3381.poll.disclosed');
    });
  });
});
