import { expect } from 'chai';
import { UsageError } from '../bot/command.ts';
import { parseCommand, type CommandLine } from '../bot/parser.ts';
import { parseDuration, readTerms, type WrittenTerms } from './terms.ts';

function written(text: string): CommandLine {
  const parsed = parseCommand(`!parta invite ${text}`);
  if (parsed === null || !('command' in parsed)) throw new Error(`not a command: ${text}`);
  return parsed.command;
}

describe('the terms of an invite', () => {
  const plain: WrittenTerms = {
    role: 'pupil',
    classTitle: null,
    childName: null,
    maxUses: null,
    expiresInSeconds: null,
    needsApproval: false,
  };
  const good: [text: string, terms: WrittenTerms][] = [
    ['pupil', plain],
    ['ученик', plain],
    ['Students 7Б', { ...plain, classTitle: '7Б' }],
    ['родителей «7 Б»', { ...plain, role: 'parent', classTitle: '7 Б' }],
    ['parent child="Мила Тихая"', { ...plain, role: 'parent', childName: 'Мила Тихая' }],
    ['родитель 7Б ребёнок=«Мила»', { ...plain, role: 'parent', classTitle: '7Б', childName: 'Мила' }],
    ['teacher 7Б approval', { ...plain, role: 'teacher', classTitle: '7Б', needsApproval: true }],
    ['подтверждение ученики 7Б', { ...plain, classTitle: '7Б', needsApproval: true }],
    ['pupil 7Б uses=30 expires=7d', { ...plain, classTitle: '7Б', maxUses: 30, expiresInSeconds: 604_800 }],
    ['pupil uses=1 expires=1m', { ...plain, maxUses: 1, expiresInSeconds: 60 }],
    ['pupil uses=1000 expires=52w', { ...plain, maxUses: 1000, expiresInSeconds: 31_449_600 }],
  ];
  for (const [text, terms] of good) {
    it(`are read from “${text}”`, () => expect(readTerms(written(text))).to.deep.equal(terms));
  }

  const bad: [text: string, says: RegExp][] = [
    ['', /whom you invite/],
    ['7Б', /role “7Б”/],
    ['admin 7Б', /role “admin”/],
    ['pupil 7 Б', /word too many: “Б”/],
    ['pupil uses=0', /1 to 1000/],
    ['pupil uses=1001', /1 to 1000/],
    ['pupil uses=-1', /1 to 1000/],
    ['pupil uses=1e2', /1 to 1000/],
    ['pupil uses=', /1 to 1000/],
    ['pupil expires=59', /minute to a year/],
    ['pupil expires=0d', /minute to a year/],
    ['pupil expires=366d', /minute to a year/],
    ['pupil expires=tomorrow', /minute to a year/],
    ['pupil class=7Б', /option “class”/],
  ];
  for (const [text, says] of bad) {
    it(`are refused as “${text}”, saying what to write`, () => {
      expect(() => readTerms(written(text)))
        .to.throw(UsageError)
        .with.property('say');
      try {
        readTerms(written(text));
      } catch (error) {
        expect((error as UsageError).say('en')).to.match(says);
      }
    });
  }
});

describe('a duration', () => {
  const cases: [text: string, seconds: number | null][] = [
    ['30m', 1800],
    ['12h', 43_200],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['7Д', 604_800],
    ['12ч', 43_200],
    ['30м', 1800],
    ['2н', 1_209_600],
    ['7', null],
    ['d', null],
    ['1.5d', null],
    ['7days', null],
    ['', null],
  ];
  for (const [text, seconds] of cases) {
    it(`“${text}” is ${seconds ?? 'nothing'}`, () => expect(parseDuration(text)).to.equal(seconds));
  }
});
