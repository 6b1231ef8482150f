import { expect } from 'chai';
import { endSentence, resultLines, resultsCsv } from './results.ts';

const question = {
  question: 'Куда?',
  answers: [
    { id: '1', text: 'В лес' },
    { id: '2', text: '=1+1' },
  ],
  maxSelections: 1,
  disclosed: true,
};
const result = (first: number, second: number) => ({
  votes: { '1': first, '2': second },
  voters: first + second,
});
const where = { locale: 'ru', timeZone: 'Europe/Moscow' } as const;

describe('The result of a poll', () => {
  const sentences: [first: number, second: number, said: string][] = [
    [0, 0, 'Опрос закончен. Никто не проголосовал.'],
    [3, 1, 'Опрос закончен. Больше всего голосов: В лес (3).'],
    [2, 2, 'Опрос закончен. Поровну голосов: В лес, =1+1 (по 2).'],
  ];
  for (const [first, second, said] of sentences)
    it(`of ${first} to ${second} is said in one sentence`, () =>
      expect(endSentence(question, result(first, second), 'ru')).to.equal(said));

  it('is said with shares', () =>
    expect(resultLines(question, result(2, 1), 'person', 'en')).to.deep.equal([
      'В лес — 2 (67%)',
      '=1+1 — 1 (33%)',
      '3 people voted.',
    ]));

  it('has no numbers where they would tell who voted', () =>
    expect(resultLines(question, { votes: null, voters: 2 }, 'person', 'en')).to.deep.equal([
      'Fewer than three voted: there are no numbers, so that nobody is recognised.',
      '2 people voted.',
    ]));

  it('is a table that no spreadsheet program takes for a formula', () => {
    const at = Date.parse('2026-11-24T12:00:00Z');
    const people = [{ name: '@evil;"x"', at, answers: ['2', '1'] }];
    expect(resultsCsv(question, result(2, 1), people, where).split('\r\n')).to.deep.equal([
      '\uFEFFКуда?',
      'Ответ;Голоса;Доля, %',
      'В лес;2;67',
      "'=1+1;1;33",
      '',
      'Имя;Ответы;Когда',
      '"\'@evil;""x""";"\'=1+1; В лес";2026-11-24 15:00:00',
      '',
    ]);
  });

  it('is a table without people where nobody is to be known', () =>
    expect(resultsCsv(question, { votes: null, voters: 2 }, [], where)).to.include('меньше трёх'));
});
