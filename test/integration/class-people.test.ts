/** Who sees whom of a class, over HTTP. */
import { expect } from 'chai';
import type { ClassPerson } from '../../appservice/src/accounts/profile.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

describe('the people of a class', function () {
  this.timeout(90_000);
  let town: RunningSchool;
  const people: Record<string, LoggedInPerson> = {};
  let otherClass: string;

  before(async () => {
    const ids: Record<string, string> = {};
    town = await runningSchool({
      async populate(school) {
        otherClass = await school.addClass('7А');
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.classTeacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.teacher = await school.person('Борис Тестов', { inClass: 'teacher' });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.parent = await school.person('Дина Тестова', { guardianOf: ids.pupil });
        ids.otherTeacher = await school.person('Егор Тестов', { inClass: 'teacher', classId: otherClass });
      },
    });
    for (const [name, id] of Object.entries(ids)) people[name] = await town.logIn(id);
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const list = (name: string, classId = town.school.classId) =>
    people[name]!.parta.get(`/classes/${classId}/people`);
  const shownTo = async (name: string): Promise<ClassPerson[]> =>
    ((await list(name)).body as { people: ClassPerson[] }).people;

  it('are listed with their roles, class teachers first, then by name', async () => {
    const shown = await shownTo('classTeacher');
    expect(shown[0]).to.include({ role: 'class_teacher', display_name: 'Анна Тестова' });
    const names = shown.slice(1).map(({ display_name: name }) => name);
    expect(names).to.deep.equal([...names].sort((a, b) => a.localeCompare(b, 'ru')));
    const roles = shown.map(({ role, display_name: name }) => `${name}: ${role}`);
    expect(roles).to.include.members([
      'Борис Тестов: teacher',
      'Вера Тестова: pupil',
      'Дина Тестова: parent',
    ]);
  });

  it('are marked for teachers as not arrived until their first session', async () => {
    await town.school.person('Марк Тестов', { inClass: 'pupil' });
    const arrived = async (name: string): Promise<Record<string, boolean>> =>
      Object.fromEntries((await shownTo(name)).map((one) => [one.display_name, one.arrived]));
    expect(await arrived('classTeacher')).to.include({ 'Марк Тестов': false, 'Вера Тестова': true });
    expect(await arrived('admin')).to.include({ 'Марк Тестов': false });
    expect(await arrived('pupil')).to.include({ 'Марк Тестов': true, 'Вера Тестова': true });
  });

  it('are not shown to those who neither belong to the class nor administer it', async () => {
    expect((await list('pupil', otherClass)).status).to.equal(404);
    expect((await list('otherTeacher')).status).to.equal(404);
    expect((await list('admin', '00000000-0000-4000-8000-000000000000')).status).to.equal(404);
  });
});
