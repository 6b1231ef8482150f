import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { StackProblem } from './problem.ts';
import { requireSpace } from './space.ts';

describe('the disk space that is needed', () => {
  it('may be there', () => {
    requireSpace(tmpdir(), { bytes: 1, purpose: 'the school', elsewhere: 'PARTA_HOME' });
  });

  it('is missing: the message says where, how much, and what to do', () => {
    expect(() =>
      requireSpace(tmpdir(), { bytes: 1e18, purpose: 'the school', elsewhere: 'PARTA_HOME' }),
    ).to.throw(
      StackProblem,
      /^Too little disk space in \S+: the school needs about 1000000000000 MB, \d+ MB are free\. Free some, .* PARTA_HOME\.$/,
    );
  });
});
