/** People of another homeserver in our lessons: by their own OpenID tokens, and by the same rules. */
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { twoHomeservers } from '../support/homeserver.ts';
import { attend, lessonSchool, type LessonSchool, type Someone } from '../support/lesson.ts';

describe('A lesson with people of another homeserver', function () {
  this.timeout(180_000);
  let school: LessonSchool;
  let teacher: Someone;
  let stranger: Someone;

  before(async () => {
    const [ours, theirs] = await twoHomeservers();
    school = await lessonSchool({ homeserver: ours });
    const { core, school: register } = school.running;
    const [boris, mallory] = [await theirs.user('boris'), await theirs.user('mallory')];
    teacher = { userId: boris.userId, matrix: boris.api };
    stranger = { userId: mallory.userId, matrix: mallory.api };
    const personId = await register.person('Борис Дальний', { inClass: 'teacher' });
    await core.database.query(
      "insert into matrix_account (user_id, person_id, origin) values ($1, $2, 'linked')",
      [teacher.userId, personId],
    );
    await core.reconciler.reconcile();
    for (const roomId of [await school.running.room('class_space'), school.roomId]) {
      const via = encodeURIComponent(ours.serverName);
      const { status, body } = await boris.api.post(`/v3/join/${encodeURIComponent(roomId)}?via=${via}`);
      expect(status, JSON.stringify(body)).to.equal(200);
    }
    await school.timetable();
  });

  it('is entered and run by their teacher, whom our pupils hear', async () => {
    await eventually(async () => (await school.sfuGet(teacher)).status === 200, {
      what: 'the teacher to be in the room for our homeserver too',
      timeout: 20_000,
    });
    const pupil = await attend(await school.enter(school.people.pupil));
    const { jwt, url } = await school.enter(teacher);
    const claims = await school.claims(jwt);
    expect(claims.sub).to.equal(`${teacher.userId}:DEVICE`);
    expect(claims.attributes).to.deep.include({ 'parta.role': 'teacher' });
    const afar = await attend({ url, jwt });
    await afar.speak();
    await eventually(() => pupil.hears().includes(`${teacher.userId}:DEVICE`), {
      what: 'the teacher to be heard',
      timeout: 20_000,
    });
  });

  it('is closed to their other people, and to a token that names another of them', async () => {
    const answer = await school.sfuGet(stranger);
    expect([answer.status, answer.body.errcode]).to.deep.equal([403, 'M_FORBIDDEN']);
    const claimed = await school.getToken(stranger, { member: { claimed_user_id: teacher.userId } });
    expect([claimed.status, claimed.body.errcode]).to.deep.equal([401, 'M_UNAUTHORIZED']);
    expect(school.running.complaints()).to.deep.equal([]);
  });
});
