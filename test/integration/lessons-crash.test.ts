/** Lessons while the appservice or LiveKit is killed: the lesson goes on, and afterwards everything that is told about it is right. */
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { attend } from '../support/lesson.ts';
import { startLivekit, type TestLivekit } from '../support/livekit.ts';
import type { Answer, MatrixApi } from '../support/matrix-api.ts';
import type { TestParta } from '../support/parta.ts';
import { separateSchool } from '../support/separate-school.ts';

type Name = 'teacher' | 'pupil' | 'classmate' | 'late';

const said = ({ status, body }: Answer): string =>
  status < 300 ? String(status) : `${status} ${body.errcode}`;

describe('A lesson whose appservice or LiveKit is killed', function () {
  this.timeout(180_000);
  let parta: TestParta;
  let livekit: TestLivekit;
  let path: string;
  const ids = {} as Record<Name, string>;
  const api = {} as Record<Name, MatrixApi>;

  before(async () => {
    const town = await separateSchool(
      {
        teacher: { name: 'Анна Пёстрая', role: 'class_teacher' },
        pupil: { name: 'Мила Тихая', role: 'pupil' },
        classmate: { name: 'Лев Быстрый', role: 'pupil' },
        late: { name: 'Яна Поздняя', role: 'pupil' },
      },
      { livekit: startLivekit },
    );
    parta = town.parta;
    livekit = town.livekit!;
    for (const [name, { personId, parta: its }] of Object.entries(town.people)) {
      ids[name as Name] = personId;
      api[name as Name] = its;
    }
    path = `/rooms/${encodeURIComponent(await town.room('lesson_room'))}/lesson`;
  });

  async function ticket(who: Name): Promise<{ url: string; jwt: string }> {
    const { status, body } = await api[who].post(`${path}/seat`, { device_id: 'WEB' });
    if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
    return body as { url: string; jwt: string };
  }

  it('goes on without the appservice, and attendance is right when it is back', async () => {
    const { body } = await api.teacher.post(path, { minutes: 30 });
    const sessionId = body.session.id as string;
    interface Line {
      person_id: string;
      first_joined: string | null;
      last_left: string | null;
    }
    const line = async (who: Name): Promise<Line> => {
      const people = (await api.teacher.get(`/attendance/${sessionId}`)).body.people as Line[];
      return people.find(({ person_id: id }) => id === ids[who])!;
    };
    const teacher = await attend(await ticket('teacher'));
    const [pupil, classmate] = [await attend(await ticket('pupil')), await attend(await ticket('classmate'))];
    const kept = await ticket('late');
    for (const who of ['pupil', 'classmate'] as const)
      await eventually(async () => (await line(who)).first_joined, { what: `${who} to be there` });
    const before = await line('classmate');

    await parta.kill();
    const killed = Date.now();
    await teacher.speak();
    await eventually(() => classmate.hears().length > 0, { what: 'the teacher to be heard all the same' });
    await pupil.leave();
    const late = await attend(kept);
    await parta.start();

    await eventually(async () => (await line('pupil')).last_left !== null, {
      what: 'the pupil to have left',
      timeout: 60_000,
    });
    expect(Date.parse((await line('pupil')).last_left!)).to.be.within(killed - 20_000, Date.now());
    const came = await eventually(async () => (await line('late')).first_joined, {
      what: 'who came meanwhile to be there',
      timeout: 60_000,
    });
    expect(Date.parse(came)).to.be.within(killed - 20_000, Date.now());
    expect(await line('classmate')).to.deep.equal(before);
    expect([teacher.ended(), classmate.ended(), late.ended()]).to.deep.equal([null, null, null]);
    await api.teacher.delete(path);
    await eventually(() => teacher.ended() !== null && classmate.ended() !== null, {
      what: 'the end for all',
    });
    expect((await line('classmate')).last_left).to.be.a('string');
  });

  it('says that LiveKit is down, ends without it, and is as it should be when it is back', async () => {
    await api.teacher.post(path, { minutes: 30 });
    const teacher = await attend(await ticket('teacher'));
    await livekit.restart({
      kill: true,
      async whileDown() {
        const refused = await api.pupil.post(`${path}/seat`, { device_id: 'WEB' });
        expect([said(refused), refused.body.retry_after_ms > 0]).to.deep.equal([
          '503 lesson.media_unavailable',
          true,
        ]);
        expect((await api.pupil.get(path)).body).to.deep.include({
          state: 'open',
          why_not: 'lesson.media_unavailable',
          media: { status: 'unavailable' },
        });
        expect(said(await api.teacher.post(`${path}/mute`, { user_id: null, source: 'camera' }))).to.equal(
          '503 lesson.media_unavailable',
        );
        // What needs no LiveKit works.
        expect((await api.teacher.patch(path, { locked: true })).body.session.locked).to.equal(true);
        expect((await api.teacher.delete(path)).body.state).to.equal('closed');
      },
    });
    await teacher.leave();
    expect(said(await api.pupil.post(`${path}/seat`, { device_id: 'WEB' }))).to.equal('403 lesson.closed');
    expect((await api.teacher.post(path, {})).body.session.locked).to.equal(false);
    await (await attend(await ticket('teacher'))).leave();
  });
});
