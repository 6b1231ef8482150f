import { expect } from 'chai';
import { dealGroups, MOST_GROUPS, moveTo, shuffled } from './groups.ts';

const title = (n: number): string => `Группа ${n}`;

describe('breakout groups', () => {
  it('are as even as can be', () => {
    for (let people = 0; people <= 31; people++) {
      for (let count = 1; count <= MOST_GROUPS; count++) {
        const ids = Array.from({ length: people }, (_, i) => `@${i}:hs`);
        const sizes = dealGroups(ids, count, title).map(({ user_ids: in_ }) => in_.length);
        expect(sizes.reduce((a, b) => a + b, 0)).to.equal(people);
        expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
      }
    }
  });
  it('are at least one and at most twelve', () => {
    expect(dealGroups(['@a:hs'], 0, title)).to.have.length(1);
    expect(dealGroups(['@a:hs'], 99, title)).to.have.length(MOST_GROUPS);
  });
  it('let somebody change over, and out', () => {
    const groups = dealGroups(['@a:hs', '@b:hs'], 2, title);
    expect(moveTo(groups, '@a:hs', 1).map(({ user_ids: ids }) => ids)).to.deep.equal([
      [],
      ['@b:hs', '@a:hs'],
    ]);
    expect(moveTo(groups, '@a:hs', -1).map(({ user_ids: ids }) => ids)).to.deep.equal([[], ['@b:hs']]);
  });
  it('lose nobody when people are shuffled', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    expect(shuffled([1, 2, 3, 4, 5], random).sort()).to.deep.equal([1, 2, 3, 4, 5]);
  });
});
