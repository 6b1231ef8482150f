import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCommandLine } from './main.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `parta` in this process. */
async function parta(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await runCommandLine(args, {
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (err += text) },
    env,
  });
  return { code, out, err };
}

const CONFIG = `
district: { name: Demo }
homeserver: { url: 'http://127.0.0.1:9', public_url: 'https://matrix.example.org', server_name: example.org }
appservice: { url: 'http://127.0.0.1:8090' }
database: { url: 'postgresql://parta:hunter2@127.0.0.1:9/parta' }
web: { public_url: 'https://parta.example.org' }
`;

describe('The command line', () => {
  let folder: string;
  let config: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parta-cli-'));
    config = join(folder, 'parta.yaml');
    writeFileSync(config, CONFIG);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const wrong: readonly [string, string[], string][] = [
    ['no such command', ['strat'], 'There is no command "strat". Did you mean "start"?\nSee: parta help\n'],
    ['nothing like a command', ['frobnicate'], 'There is no command "frobnicate".\nSee: parta help\n'],
    ['an unknown option', ['migrate', '--fast'], "Unknown option '--fast'\nSee: parta help migrate\n"],
    [
      '--config without a file',
      ['migrate', '--config'],
      '--config needs the path of a file\nSee: parta help\n',
    ],
    [
      '--config with an empty name',
      ['migrate', '--config='],
      '--config needs the path of a file\nSee: parta help\n',
    ],
    [
      'nobody to log in',
      ['login-link'],
      'Name at least one person, for example with --sourced-id.\nSee: parta help login-link\n',
    ],
    [
      'hours that are none',
      ['login-link', '--sourced-id', 'x', '--expires-in', 'soon'],
      '--expires-in must be a number of hours, up to 720.\nSee: parta help login-link\n',
    ],
  ];
  for (const [what, args, said] of wrong) {
    it(`says how it is used: ${what}`, async () => {
      const { code, out, err } = await parta(args);
      expect({ code, out, err }).to.deep.equal({ code: 2, out: '', err: said });
    });
  }

  it('lists the commands when asked for help, and when asked nothing', async () => {
    for (const [args, expected] of [
      [[], 2],
      [['help'], 0],
      [['--help'], 0],
    ] as const) {
      const { code, out } = await parta(args);
      expect([code, out.split('\n')[0]]).to.deep.equal([expected, 'parta: a school platform on Matrix']);
    }
  });

  it('explains every command', async () => {
    const { out: list } = await parta(['help']);
    const names = [...list.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map((match) => match[1]!);
    expect(names).to.include.members([
      'start',
      'registration',
      'roster',
      'login-link',
      'inbox',
      'migrate',
      'doctor',
    ]);
    for (const name of names) {
      for (const args of [
        ['help', name],
        [name, '--help'],
        ['-h', name],
      ]) {
        const { code, out } = await parta(args);
        expect([code, out.slice(0, name.length + 8)]).to.deep.equal([0, `parta ${name}: `]);
      }
    }
  });

  it('prints its version', async () => {
    expect((await parta(['--version'])).out).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  describe('finds the configuration', () => {
    const absent = '/nowhere/parta.yaml';
    const explained = (file: string): string =>
      `The configuration ${file} cannot be used:\n- the file there is no such file: copy config/parta.sample.yaml there and fill it in\n`;

    for (const args of [
      ['registration', '--config', absent],
      ['--config', absent, 'registration'],
      [`--config=${absent}`, 'registration'],
      ['-c', absent, 'registration'],
    ]) {
      it(`in ${args.join(' ')}`, async () => {
        const { code, err } = await parta(args);
        expect([code, err.split('\n')[0]]).to.deep.equal([1, explained(absent).split('\n')[0]]);
      });
    }

    it('in PARTA_CONFIG when no option says otherwise', async () => {
      const named = await parta(['registration'], { PARTA_CONFIG: absent });
      const other = await parta(['registration', '-c', config], { PARTA_CONFIG: absent });
      expect([named.code, named.err.includes(absent), other.code]).to.deep.equal([1, true, 0]);
    });
  });

  it('writes a registration once, and again only when forced', async () => {
    const path = join(folder, 'registration.yaml');
    const first = await parta(['registration', '-c', config]);
    expect([first.code, first.out.split('\n')[0], statSync(path).mode & 0o777]).to.deep.equal([
      0,
      `Wrote ${path}.`,
      0o600,
    ]);
    const second = await parta(['registration', '-c', config]);
    expect([second.code, second.err]).to.deep.equal([
      1,
      `${path} exists already and may be in use. Keep it, or replace it with --force and restart the homeserver.\n`,
    ]);
    const forced = await parta(['registration', '-c', config, '--force']);
    // What evidence was sealed with is kept.
    expect([
      forced.code,
      forced.out.includes(`${path}.old`),
      statSync(`${path}.old`).mode & 0o777,
    ]).to.deep.equal([...[0, true, 0o600]]);
  });

  it('says where a registration cannot be written', async () => {
    const { code, err } = await parta(['registration', '-c', config, '--out', join(folder, 'no', 'file')]);
    expect([code, err]).to.deep.equal([
      1,
      `The folder of ${join(folder, 'no', 'file')} does not exist. Make it first.\n`,
    ]);
  });

  it('says in a sentence that the database is away, without its password; with --debug also where', async () => {
    const short = await parta(['migrate', '-c', config]);
    expect([short.code, short.err]).to.deep.equal([
      1,
      'Nothing answers at 127.0.0.1:9 (ECONNREFUSED). If that is the database, check that it runs and that database.url is right.\n',
    ]);
    const long = await parta(['migrate', '-c', config, '--debug']);
    expect(long.err).to.match(/^Nothing answers at .*\n.*ECONNREFUSED/s);
    expect(short.err + long.err).to.not.include('hunter2');
  });
});
