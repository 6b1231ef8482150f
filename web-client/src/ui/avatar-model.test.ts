import { expect } from 'chai';
import { initialsOf, tintOf, TINTS } from './avatar-model.ts';

describe('an avatar', () => {
  const cases: [name: string, initials: string][] = [
    ['Анна Петрова', 'АП'],
    ['анна', 'А'],
    ['Анна Сергеевна Петрова', 'АП'],
    ['«Ёлка» (7Б)', 'Ё7'],
    ['  ', '?'],
    ['👋', '?'],
  ];
  for (const [name, initials] of cases) {
    it(`of “${name}” has the letters ${initials}`, () => expect(initialsOf(name)).to.equal(initials));
  }

  it('keeps its colour', () => {
    expect(tintOf('@a:x'))
      .to.equal(tintOf('@a:x'))
      .and.to.be.within(0, TINTS - 1);
  });
});
