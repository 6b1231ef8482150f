import { expect } from 'chai';
import { createBudget } from './budget.ts';

describe('a budget', () => {
  it('lasts for so many in a window, for each asker', () => {
    const budget = createBudget(2, 1000, () => 0);
    expect([budget.take('a'), budget.take('a'), budget.take('a'), budget.take('b')]).to.deep.equal([
      true,
      true,
      false,
      true,
    ]);
  });

  it('is full again in the next window', () => {
    let now = 0;
    const budget = createBudget(1, 1000, () => now);
    budget.take('a');
    now = 999;
    expect(budget.take('a')).to.equal(false);
    now = 1000;
    expect(budget.take('a')).to.equal(true);
  });
});
