/** Attendance, from real participants: by webhooks, and by the sweep when they did not come. */
import { createHash, createHmac } from 'node:crypto';
import { expect } from 'chai';
import { sfuRoomName } from '../../appservice/src/lessons/sfu-names.ts';
import { eventually } from '../support/eventually.ts';
import { attend, lessonSchool, type LessonSchool } from '../support/lesson.ts';
import type { Answer } from '../support/matrix-api.ts';

const said = ({ status, body }: Answer): string =>
  status < 300 ? String(status) : `${status} ${body.errcode}`;

describe('Attendance of lessons', function () {
  this.timeout(180_000);
  let school: LessonSchool;
  let people: LessonSchool['people'];
  let sessionId: string;

  before(async () => {
    school = await lessonSchool();
    ({ people } = school);
    await school.timetable(2);
    const { body } = await people.teacher.parta.get(`/rooms/${encodeURIComponent(school.roomId)}/lesson`);
    sessionId = body.session.id as string;
  });

  interface Person {
    person_id: string;
    status: string;
    first_joined: string | null;
    last_left: string | null;
    minutes: number;
    note: string | null;
    corrected_by?: string;
  }
  const of = async (personId: string): Promise<Person> => {
    const { body } = await people.teacher.parta.get(`/attendance/${sessionId}`);
    return (body.people as Person[]).find(({ person_id: id }) => id === personId)!;
  };
  const correct = (personId: string, change: object, by = people.teacher): Promise<Answer> =>
    by.parta.patch(`/attendance/${sessionId}/people/${personId}`, change);

  /** Sends a webhook as LiveKit does. */
  async function webhook(
    event: object,
    how: { secret?: string; offsetSeconds?: number; body?: string } = {},
  ): Promise<number> {
    const body = JSON.stringify(event);
    // By a machine whose clock may be wrong.
    const now = Math.floor(Date.now() / 1000) + (how.offsetSeconds ?? 0);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sha256 = createHash('sha256').update(body).digest('base64');
    const claims = { iss: school.livekit.apiKey, nbf: now, exp: now + 300, sha256 };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    const signature = createHmac('sha256', how.secret ?? school.livekit.apiSecret).update(signed);
    const jwt = `${signed}.${signature.digest('base64url')}`;
    const { status } = await fetch(`${school.url}/livekit/webhook`, {
      method: 'POST',
      body: how.body ?? body,
      headers: { 'content-type': 'application/webhook+json', authorization: jwt },
    });
    return status;
  }

  it('begins with everybody absent', async () => {
    expect(await of(people.pupil.personId)).to.deep.include({
      status: 'absent',
      first_joined: null,
      minutes: 0,
    });
  });

  it('tells who came, when they left, and that they came back', async () => {
    const teacher = await attend(await school.enter(people.teacher));
    const pupil = await attend(await school.enter(people.pupil));
    const came = await eventually(async () => (await of(people.pupil.personId)).first_joined, {
      what: 'the pupil to be there',
    });
    expect(Math.abs(Date.parse(came) - Date.now())).to.be.below(10_000);
    expect(await of(people.pupil.personId)).to.deep.include({ status: 'present', last_left: null });
    await pupil.leave();
    await eventually(async () => (await of(people.pupil.personId)).last_left, {
      what: 'the pupil to have left',
    });
    const again = await attend(await school.enter(people.pupil));
    await eventually(async () => (await of(people.pupil.personId)).last_left === null, {
      what: 'the pupil to be back',
    });
    expect((await of(people.pupil.personId)).first_joined).to.equal(came);
    await again.leave();
    await teacher.leave();
    const { rows } = await school.running.core.database.query(
      'select 1 from attendance_visit where person_id = $1',
      [people.pupil.personId],
    );
    expect(rows).to.have.length(2);
  });

  it('takes webhooks only with LiveKit’s signature, of this very body, by a clock that is about right', async () => {
    const event = {
      id: 'EV_test1',
      event: 'participant_joined',
      createdAt: String(Math.floor(Date.now() / 1000)),
      room: { name: sfuRoomName(school.roomId) },
      participant: {
        sid: 'PA_forged',
        identity: `${people.pupil.userId}:DEVICE`,
        state: 'ACTIVE',
        joinedAt: String(Math.floor(Date.now() / 1000)),
      },
    };
    const visits = async (): Promise<number> =>
      (
        await school.running.core.database.query(
          "select 1 from attendance_visit where participant_sid = 'PA_forged'",
        )
      ).rows.length;
    expect(await webhook(event, { secret: 'x'.repeat(40) })).to.equal(401);
    expect(await webhook(event, { body: JSON.stringify({ ...event, id: 'EV_other' }) })).to.equal(401);
    expect(await webhook(event, { offsetSeconds: -600 })).to.equal(401);
    expect(await webhook(event, { offsetSeconds: 600 })).to.equal(401);
    expect((await fetch(`${school.url}/livekit/webhook`, { method: 'POST', body: '{}' })).status).to.equal(
      401,
    );
    expect(await visits()).to.equal(0);
    expect(await webhook(event)).to.equal(200);
    expect(await visits()).to.equal(1);
    const left = { ...event, id: 'EV_test2', event: 'participant_left' };
    expect(await webhook(left)).to.equal(200);
    // Twice, and the first again after the second: nothing comes back to life.
    expect(await webhook(left)).to.equal(200);
    expect(await webhook(event)).to.equal(200);
    await eventually(async () => (await of(people.pupil.personId)).last_left !== null, {
      what: 'the visit to be over',
    });
    expect(await visits()).to.equal(1);
  });

  it('goes on while LiveKit is restarted', async () => {
    await attend(await school.enter(people.teacher));
    const classmate = await attend(await school.enter(people.classmate));
    await eventually(async () => (await of(people.classmate.personId)).first_joined, {
      what: 'the classmate to be there',
    });
    await school.livekit.restart({ kill: true });
    await classmate.leave();
    await eventually(async () => (await of(people.classmate.personId)).last_left, {
      what: 'the sweep to find that nobody is there',
      timeout: 60_000,
    });
    const again = await attend(await school.enter(people.classmate));
    await eventually(async () => (await of(people.classmate.personId)).last_left === null, {
      what: 'them to be back',
    });
    await again.leave();
  });

  it('is corrected by the teacher, which the audit trail tells, and exported as a table', async () => {
    const answer = await correct(people.pupil.personId, { status: 'excused', note: '=Врач' });
    expect(answer.body).to.deep.include({ status: 'excused', note: '=Врач', corrected_by: 'Анна Пёстрая' });
    const csv = await fetch(`${school.url}/api/v1/attendance/${sessionId}.csv`, {
      headers: { authorization: `Bearer ${await token()}`, 'accept-language': 'ru' },
    });
    expect([csv.status, csv.headers.get('content-type')]).to.deep.equal([200, 'text/csv; charset=utf-8']);
    const text = Buffer.from(await csv.arrayBuffer()).toString();
    expect(text.startsWith('\uFEFFИмя;')).to.equal(true);
    expect(text).to.include('Мила Тихая;ученик;уважительная причина;').and.include(";'=Врач\r\n");
    expect((await correct(people.pupil.personId, { status: null, note: null })).body).to.not.have.property(
      'corrected_by',
    );
    const { rows } = await school.running.core.database.query<{ details: object }>(
      "select details from audit_entry where action = 'attendance.correct' order by at",
    );
    expect(rows[0]!.details).to.deep.include({
      status: 'excused',
      note: true,
      person_id: people.pupil.personId,
    });
    expect(said(await correct(people.parent.personId, { status: 'present' }))).to.equal('404 M_NOT_FOUND');
  });

  async function token(): Promise<string> {
    const { body } = await school.running.anonymous.post('/sessions', {
      openid: await school.openId(people.teacher),
    });
    return body.token as string;
  }

  it('is listed by class for its teachers and administrators, and shown to nobody else', async () => {
    const list = `/classes/${school.running.school.classId}/attendance`;
    for (const who of [people.teacher, people.admin]) {
      const { body } = await who.parta.get(list);
      expect(body.sessions).to.have.length(1);
      expect(body.sessions[0]).to.deep.include({ id: sessionId, title: 'Физика' });
    }
    expect(
      (await people.teacher.parta.get(`${list}?from=2020-01-01&to=2020-02-01`)).body.sessions,
    ).to.deep.equal([]);
    expect(said(await people.teacher.parta.get(`${list}?from=2020-01-01&to=2026-02-01`))).to.equal(
      '400 M_INVALID_PARAM',
    );
    for (const who of [people.pupil, people.parent, people.stranger]) {
      expect(said(await who.parta.get(list))).to.equal('404 M_NOT_FOUND');
      expect(said(await who.parta.get(`/attendance/${sessionId}`))).to.equal('404 M_NOT_FOUND');
      expect(said(await who.parta.get(`/attendance/${sessionId}.csv`))).to.equal('404 M_NOT_FOUND');
      expect(said(await correct(people.pupil.personId, { status: 'present' }, who))).to.equal(
        '404 M_NOT_FOUND',
      );
    }
    expect(said(await people.teacher.parta.get('/attendance/x'))).to.equal('400 M_BAD_JSON');
  });
});
