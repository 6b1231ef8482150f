import { expect } from 'chai';
import { parseCommand, type CommandLine } from '../bot/parser.ts';
import { ApiError } from '../http/api-error.ts';
import { checkDraft, type PollDraft } from './draft.ts';
import { readDraft } from './draft-words.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const line = (text: string): CommandLine =>
  (parseCommand(`!parta poll ${text}`) as { command: CommandLine }).command;
const read = (text: string): PollDraft => readDraft(line(text), 'Europe/Moscow', NOW);
const usual = { maxSelections: 1, disclosed: true, anonymous: false, per: 'person', closesAt: null };

const saying = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error.say('ru');
    throw error;
  }
  return '';
};

describe('A poll as it is typed', () => {
  const cases: [sentence: string, text: string, expected: object][] = [
    ['is a question and its answers', '"Куда?" "В лес" "В музей"', usual],
    ['is closed until its end', '"Куда?" "В лес" "В музей" --closed', { ...usual, disclosed: false }],
    ['allows several answers', '"Куда?" "В лес" "В музей" --several 2', { ...usual, maxSelections: 2 }],
    ['may be anonymous', '«Куда?» «В лес» «В музей» --anonymous', { ...usual, anonymous: true }],
    ['counts by child', '"Куда?" "В лес" "В музей" --per child', { ...usual, per: 'child' }],
    [
      'understands the long dash of a phone',
      '"Куда?" "В лес" "В музей" —closed',
      { ...usual, disclosed: false },
    ],
    ['ends at a time of today', '"Куда?" "В лес" "В музей" --until 18:00', { ...usual, closesAt: new Date('2026-11-24T15:00:00Z') }], // prettier-ignore
    ['ends tomorrow when that time is over', '"Куда?" "В лес" "В музей" --until 9:00', { ...usual, closesAt: new Date('2026-11-25T06:00:00Z') }], // prettier-ignore
    ['ends at the end of a day', '"Куда?" "В лес" "В музей" --until 2026-12-01', { ...usual, closesAt: new Date('2026-12-01T20:59:00Z') }], // prettier-ignore
    ['ends at a day and a time', '"Куда?" "В лес" "В музей" --until 2026-12-01 18:00', { ...usual, closesAt: new Date('2026-12-01T15:00:00Z') }], // prettier-ignore
    ['ends after a while', '"Куда?" "В лес" "В музей" until=2h', { ...usual, closesAt: new Date('2026-11-24T14:00:00Z') }], // prettier-ignore
  ];
  for (const [sentence, text, expected] of cases)
    it(sentence, () =>
      expect(read(text)).to.deep.equal({ question: 'Куда?', answers: ['В лес', 'В музей'], ...expected }),
    );

  const wrong: [sentence: string, text: string, said: string][] = [
    ['a time that is none', '"?" "А" "Б" --until 25:99', 'срок «25:99»'],
    ['an end without a time', '"?" "А" "Б" --until', 'срок «»'],
    ['an option that is none', '"?" "А" "Б" --secret', '«--secret»'],
    ['a voice that is none', '"?" "А" "Б" --per dog', '«--per dog»'],
  ];
  for (const [sentence, text, said] of wrong)
    it(`does not understand ${sentence}, and says so`, () =>
      expect(saying(() => read(text))).to.include(said));
});

describe('What can be asked', () => {
  const draft = (change: Partial<PollDraft>): PollDraft =>
    ({ question: 'Куда?', answers: ['В лес', 'В музей'], ...usual, ...change }) as PollDraft;
  const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `Ответ ${at}`);
  const refused: [sentence: string, change: Partial<PollDraft>, said: string][] = [
    ['without a question', { question: '  ' }, 'Напишите вопрос'],
    ['with one answer', { answers: ['Да', ' '] }, 'хотя бы два ответа'],
    ['with 5,000 answers', { answers: many(5_000) }, 'Ответов 5000, а может быть не больше 20'],
    ['with a question as long as a book', { question: 'я'.repeat(341) }, 'не длиннее 340'],
    ['with a very long answer', { answers: ['Да', 'н'.repeat(201)] }, '200'],
    ['with the same answer twice', { answers: ['Да', 'Да '] }, 'одинаковы'],
    ['with more choices than answers', { maxSelections: 3 }, 'от 1 до 2'],
    ['with no choice', { maxSelections: 0 }, 'от 1 до 2'],
    ['with an end that is over', { closesAt: NOW }, 'уже прошёл'],
    ['with an end in two years', { closesAt: new Date('2028-11-24T12:00:00Z') }, 'дальше чем через год'],
    ['with an end on no day', { closesAt: new Date('2026-13-40T00:00:00Z') }, 'Срок опроса'],
    ['by child where pupils vote', { per: 'child' }, 'в чате родителей'],
  ];
  for (const [sentence, change, said] of refused)
    it(`is refused with words ${sentence}`, () =>
      expect(saying(() => checkDraft(draft(change), 'class_chat', NOW))).to.include(said));

  it('loses the blanks around its words', () => {
    const checked = checkDraft(draft({ question: ' Куда? ', answers: [' А', 'Б ', ''] }), 'class_chat', NOW);
    expect([checked.question, ...checked.answers]).to.deep.equal(['Куда?', 'А', 'Б']);
  });
});
