import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { createRightOfWay } from './right-of-way.ts';

describe('The right of way', () => {
  it('holds bulk work back until the last urgent work is done, also when that fails', async () => {
    const way = createRightOfWay();
    const urgent = (work: () => Promise<string>): Promise<string> => way.urgent(work);
    const mayGo = (): Promise<void> => way.mayGo();
    await mayGo();
    const [one, two] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const first = urgent(() => one.promise);
    const second = urgent(() => two.promise).catch((error: Error) => error.message);
    let went = false;
    const bulk = mayGo().then(() => (went = true));
    one.resolve('in');
    expect(await first).to.equal('in');
    await turn();
    expect(went).to.equal(false);
    two.reject(new Error('out'));
    expect(await second).to.equal('out');
    await bulk;
    await mayGo();
  });
});
