/** A school on a real homeserver in which everybody there can be has to do with documents, or has not. */
import { expect } from 'chai';
import { fakeClamd, type FakeClamd, type Uploader } from './documents.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from './running-school.ts';
import { makeSchool } from './school.ts';

export type DocumentsPerson = LoggedInPerson & Uploader;

export interface DocumentsTown {
  readonly town: RunningSchool;
  readonly clamd: FakeClamd;
  /** Of Parta's API. */
  readonly api: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly people: Readonly<Record<string, DocumentsPerson>>;
  readonly classPath: string;
  /** Terms of an upload into the library of 7Б. */
  inLibrary(name: string, more?: object): object;
  /** Terms of an upload into one's own store. */
  mine(name: string): object;
  /** Nothing went wrong but what a test made wrong. */
  check(): void;
}

export async function documentsTown(): Promise<DocumentsTown> {
  const ids: Record<string, string> = {};
  const people: Record<string, DocumentsPerson> = {};
  const clamd = await fakeClamd();
  const town = await runningSchool({
    config: { documents: { scanner: clamd.address, personal_mb: 3, hand_in_mb: 5, max_file_mb: 8 } },
    async populate(school) {
      const otherClass = await school.addClass('7А');
      ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
      ids.colleague = await school.person('Егор Тестов', { inClass: 'teacher', classId: otherClass });
      ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
      ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
      ids.classmate = await school.person('Марк Другов', { inClass: 'pupil' });
      ids.former = await school.person('Нина Бывшая', { inClass: 'pupil' });
      ids.parent = await school.person('Ольга Тестова', { guardianOf: ids.pupil });
      ids.otherParent = await school.person('Пётр Другов', { guardianOf: ids.classmate });
      // Somebody with a role but without a class: as near to a guest as the register knows.
      ids.guest = await school.person('Гость Тестов', { role: 'staff' });
    },
  });
  const elsewhere = await makeSchool(town.core.database, 'Школа № 2');
  ids.elsewhere = await elsewhere.person('Зоя Чужая', { role: 'school_admin', inClass: 'class_teacher' });
  const { port, host } = town.core.config.appservice;
  const api = `http://${host}:${port}/api/v1`;
  for (const [name, personId] of Object.entries(ids)) {
    const person = await town.logIn(personId);
    const { token } = await town.core.accounts.sessions.create({ personId, userId: person.userId });
    people[name] = { ...person, token, url: api };
  }
  return {
    ...{ town, clamd, api, ids, people },
    classPath: `/classes/${town.school.classId}`,
    inLibrary: (name, more = {}) => ({ place: 'library', class_id: town.school.classId, name, ...more }),
    mine: (name) => ({ place: 'personal', name }),
    check() {
      const unexpected = town.complaints().filter((line) => !/damaged|"status":502/.test(line));
      expect(unexpected).to.deep.equal([]);
    },
  };
}
