/** What goes wrong on people's machines when Synapse is installed. The installation itself is what all other tests stand on. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { installSynapse } from '../../local-stack/src/synapse-install.ts';
import { StackProblem } from '../../local-stack/src/problem.ts';
import { tempDir } from '../support/cleanup.ts';

describe('installing Synapse', function () {
  this.timeout(120_000);

  const failure = (outcome: Promise<unknown>): Promise<Error | null> =>
    outcome.then(
      () => null,
      (error: Error) => error,
    );

  /** A python3 of which only the answers matter. */
  function fakePython(version: string, venv: string): string {
    const path = join(tempDir('python'), 'python3');
    writeFileSync(path, `#!/bin/sh\nif [ "$1" = -c ]; then echo ${version} "$0"; else ${venv}; fi\n`, {
      mode: 0o755,
    });
    return path;
  }
  const environment = (changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    ...process.env,
    XDG_CACHE_HOME: tempDir('cache'),
    ...changes,
  });

  it('says which Python is too old, and how to get another', async () => {
    const python = fakePython('3 8', 'true');
    const error = await failure(installSynapse({ env: environment({ PARTA_PYTHON: python }) }));
    expect(error).to.be.instanceOf(StackProblem);
    expect(error?.message)
      .to.include(`Python 3.10 or newer`)
      .and.include(`${python} is 3.8`)
      .and.include('apt-get install');
  });

  it('says which package Debian lacks when virtual environments cannot be made', async () => {
    const python = fakePython(
      '3 11',
      'echo "The virtual environment was not created successfully because ensurepip is not available."; exit 1',
    );
    const error = await failure(installSynapse({ env: environment({ PARTA_PYTHON: python }) }));
    expect(error).to.be.instanceOf(StackProblem);
    expect(error?.message).to.include('ensurepip is missing').and.include('apt-get install python3-venv');
  });

  it('says that the package index cannot be reached, and takes nothing half-made for whole', async () => {
    const env = environment({ PIP_INDEX_URL: 'http://127.0.0.1:1/simple', PIP_FIND_LINKS: '' });
    const error = await failure(installSynapse({ env }));
    expect(error).to.be.instanceOf(StackProblem);
    expect(error?.message)
      .to.include('the Python package index cannot be reached')
      .and.include('HTTPS_PROXY');
    expect(
      readdirSync(join(env.XDG_CACHE_HOME!, 'parta')).filter((name) => !name.endsWith('.log')),
    ).to.deep.equal([]);
  });

  it('stops when the person does, and leaves no half-made folder', async () => {
    const env = environment({});
    const controller = new AbortController();
    const outcome = installSynapse({
      env,
      signal: controller.signal,
      onProgress: (message) => message.startsWith('downloading') && controller.abort(),
    });
    expect((await failure(outcome))?.name).to.equal('AbortError');
    expect(existsSync(join(env.XDG_CACHE_HOME!, 'parta'))).to.equal(true);
    expect(
      readdirSync(join(env.XDG_CACHE_HOME!, 'parta')).filter((name) => !name.endsWith('.log')),
    ).to.deep.equal([]);
  });
});
