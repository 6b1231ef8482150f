import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openHome } from './home.ts';
import { StackProblem } from './problem.ts';

describe('the folder of npm start', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'parta-home-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('remembers from one start to the next', () => {
    const first = openHome(dir);
    first.remember({ ports: { web: 9001 } });
    first.remember({ demo: 'applied' });
    first.close();
    const second = openHome(dir);
    expect(second.state).to.deep.equal({ ports: { web: 9001 }, demo: 'applied' });
    second.close();
  });

  it('is not for two at once', () => {
    // Another living process holds the lock: that of the test’s parent.
    writeFileSync(join(dir, 'start.lock'), String(process.ppid));
    expect(() => openHome(dir)).to.throw(
      StackProblem,
      `npm start already runs with the folder ${dir} (process ${process.ppid})`,
    );
  });

  it('is taken over from a start that died', () => {
    writeFileSync(join(dir, 'start.lock'), '999999999');
    openHome(dir).close();
    expect(existsSync(join(dir, 'start.lock'))).to.equal(false);
  });

  it('is taken over when another process has got the id of a start that died', () => {
    writeFileSync(join(dir, 'start.lock'), `${process.ppid} 1`);
    openHome(dir).close();
  });

  it('says what a reset deletes, and leaves everything that is not its own', () => {
    mkdirSync(join(dir, 'postgres/data'), { recursive: true });
    writeFileSync(join(dir, 'diary.txt'), 'mine');
    const home = openHome(dir);
    home.remember({ demo: 'applied' });
    const said: string[] = [];
    home.reset((line) => said.push(line));
    expect(said).to.deep.equal([`Beginning anew. Deleting from ${dir}: postgres, state.json.`]);
    expect(home.state).to.deep.equal({ ports: {} });
    expect(existsSync(join(dir, 'postgres'))).to.equal(false);
    expect(existsSync(join(dir, 'diary.txt'))).to.equal(true);
    home.close();
  });

  it('that is damaged says how to begin anew', () => {
    writeFileSync(join(dir, 'state.json'), '{');
    const home = openHome(dir);
    expect(() => home.state).to.throw(StackProblem, /state\.json is damaged.*--reset/);
    home.close();
  });

  it('that cannot be made is explained', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => openHome(join(dir, 'file/home'))).to.throw(
      StackProblem,
      /cannot be used \(ENOTDIR\).*PARTA_HOME/,
    );
  });
});
