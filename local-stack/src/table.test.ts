import { expect } from 'chai';
import { table } from './table.ts';

describe('the table at the end of npm start', () => {
  const options = {
    webAddress: 'http://localhost:8480',
    homeserverAddress: 'http://localhost:8408',
    home: '/x/.parta',
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

  it('does without links when there is no demonstration school', () => {
    expect(table({ ...options, links: {} }))
      .to.include('http://localhost:8480')
      .and.not.include('login');
  });
});
