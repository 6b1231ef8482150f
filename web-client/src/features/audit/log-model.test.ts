import { expect } from 'chai';
import { NOBODY, queryOf } from './log-model.ts';

describe('A question to the log', () => {
  it('without a filter names the school only', () => {
    expect(Object.entries(queryOf('s', NOBODY)).filter(([, value]) => value !== undefined)).to.deep.equal([
      ['school_id', 's'],
      ['limit', '50'],
    ]);
  });

  it('takes in the whole of the last day, over the end of a month too', () => {
    const { from, until } = queryOf('s', { ...NOBODY, from: '2026-11-30', until: '2026-11-30' });
    expect(Date.parse(until!) - Date.parse(from!)).to.equal(86_400_000);
    expect(new Date(from!).getDate()).to.equal(30);
  });
});
