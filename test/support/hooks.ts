/** Root hooks of mocha, wired in .mocharc.json. */
import { endAll } from './cleanup.ts';

export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await endAll();
  },
};
