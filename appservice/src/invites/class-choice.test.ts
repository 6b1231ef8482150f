import { expect } from 'chai';
import { sameTitle } from './class-choice.ts';

describe('the title of a class written by hand', () => {
  const same: [one: string, other: string][] = [
    ['7Б', '7б'],
    ['7Б', '7-Б'],
    ['7Б', ' 7 Б '],
    ['7Б', '7 «Б»'],
    ['7"Б"', '7Б'],
    ['7А', '7A'],
    ['10 инф-мат', '10 Инф.-Мат.'],
    ['5C', '5с'],
    ['Ёлочка', 'ёлочка'],
  ];
  for (const [one, other] of same) {
    it(`${one} means ${other}`, () => expect(sameTitle(one, other)).to.equal(true));
  }
  const different: [one: string, other: string][] = [
    ['7Б', '7В'],
    ['7Б', '17Б'],
    ['7', '7А'],
    ['7D', '7F'],
  ];
  for (const [one, other] of different) {
    it(`${one} does not mean ${other}`, () => expect(sameTitle(one, other)).to.equal(false));
  }
});
