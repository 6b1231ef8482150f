import { expect } from 'chai';
import { createLog } from '../log.ts';
import { createHeartbeat } from './heartbeat.ts';

const log = createLog('silent');

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`never: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the heartbeat', () => {
  it('pings on until the homeserver is there, and then knows that it is reached', async () => {
    let pings = 0;
    const ping = () => (++pings < 3 ? Promise.reject(new Error('away')) : Promise.resolve());
    // At most 20 ms between tries.
    const heartbeat = createHeartbeat({ ping, log, everyMs: 20 });
    heartbeat.start();
    try {
      await until(() => pings === 1);
      expect(heartbeat.reachable()).to.equal(false);
      await until(() => heartbeat.reachable());
      expect(pings).to.equal(3);
    } finally {
      heartbeat.stop();
    }
  });

  it('goes on pinging while nothing is heard, and notices that the homeserver went away', async () => {
    let away = false;
    const heartbeat = createHeartbeat({
      ping: () => (away ? Promise.reject(new Error()) : Promise.resolve()),
      log,
      everyMs: 20,
    });
    heartbeat.start();
    try {
      await until(() => heartbeat.reachable());
      away = true;
      await until(() => !heartbeat.reachable());
      away = false;
      await until(() => heartbeat.reachable());
    } finally {
      heartbeat.stop();
    }
  });

  it('leaves a homeserver that is just sending alone, unless something had to be refused', async () => {
    let pings = 0;
    const heartbeat = createHeartbeat({ ping: () => Promise.resolve(void pings++), log, everyMs: 60_000 });
    heartbeat.heard();
    expect(heartbeat.reachable()).to.equal(true);
    heartbeat.askNow();
    await until(() => pings === 1);
    heartbeat.stop();
    heartbeat.askNow();
    expect(pings).to.equal(1);
  });
});
