import { expect } from 'chai';
import type { LessonsStatus } from './lessons.ts';
import { table } from './table.ts';

describe('the table at the end of npm start', () => {
  const options = {
    webAddress: 'http://localhost:8480',
    homeserverAddress: 'http://localhost:8408',
    home: '/x/.parta',
    lessons: 'ready' as const,
  };

  it('has one line for each role, in both languages, with its link', () => {
    const links = {
      administrator: 'http://localhost:8480/login#A',
      teacher: 'http://localhost:8480/login#T',
      pupil: 'http://localhost:8480/login#U',
      parent: 'http://localhost:8480/login#R',
    };
    const lines = table({ ...options, links }).split('\n');
    for (const [russian, english, code] of [
      ['администратор', 'administrator', 'A'],
      ['учитель', 'teacher', 'T'],
      ['ученик', 'pupil', 'U'],
      ['родитель', 'parent', 'R'],
    ]) {
      const expected = new RegExp(`^  ${russian} +${english} +http://localhost:8480/login#${code}$`);
      expect(
        lines.filter((line) => expected.test(line)),
        english,
      ).to.have.length(1);
    }
  });

  it('puts all addresses into one column', () => {
    const lines = table({ ...options, links: { pupil: 'http://localhost:8480/login#U' } }).split('\n');
    const columns = lines.filter((line) => line.includes('http')).map((line) => line.indexOf('http'));
    expect(columns).to.have.length(3);
    expect(new Set(columns)).to.have.property('size', 1);
  });

  it('says whether there are lessons by video, and why not', () => {
    const lessons = (status: LessonsStatus): string => table({ ...options, lessons: status, links: {} });
    expect(lessons('ready')).to.match(/^ {2}видеоуроки +lessons +готовы · ready$/m);
    expect(lessons('preparing')).to.match(/lessons +готовятся.* · being prepared/);
    const off = lessons({ off: 'There is no Go. Install it.' });
    expect(off).to.match(/lessons +выключены.* · off/);
    expect(off).to.include('  Уроки · lessons: There is no Go. Install it.\n');
    expect(lessons('ready')).to.not.include('Уроки');
  });

  it('does without links when there is no demonstration school', () => {
    expect(table({ ...options, links: {} }))
      .to.include('http://localhost:8480')
      .and.not.include('login');
  });
});
