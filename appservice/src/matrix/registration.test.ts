import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { ConfigError } from '../config/config-error.ts';
import {
  createRegistration,
  loadRegistration,
  readRegistration,
  renderRegistration,
  updatedRegistration,
  writeRegistration,
} from './registration.ts';

const CONFIG = {
  homeserver: { server_name: 'school.example.org:8448' },
  appservice: { url: 'http://127.0.0.1:8090' },
  safety: { watch: 'everybody' as const },
};
const NARROW = { ...CONFIG, safety: { watch: 'own_accounts' as const } };

function fresh(config: typeof CONFIG | typeof NARROW = CONFIG): Record<string, unknown> {
  const { server_name: server } = config.homeserver;
  return parse(renderRegistration(createRegistration(config), server, config.safety.watch)) as Record<
    string,
    unknown
  >;
}

function problemsOf(text: string, config: typeof CONFIG | typeof NARROW = CONFIG): string[] {
  try {
    readRegistration(text, '/etc/parta/registration.yaml', config);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('The registration', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parta-registration-'));
    path = join(folder, 'registration.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has fresh tokens of 256 bits each time', () => {
    const [one, other] = [createRegistration(CONFIG), createRegistration(CONFIG)];
    const tokens = [one.asToken, one.hsToken, other.asToken, other.hsToken];
    expect(new Set(tokens)).to.have.property('size', 4);
    for (const token of tokens) expect(token).to.match(/^[0-9a-f]{64}$/);
  });

  it('is read as it was written', async () => {
    const registration = createRegistration(CONFIG);
    await writeRegistration(path, renderRegistration(registration, CONFIG.homeserver.server_name));
    expect(await loadRegistration(path, CONFIG)).to.deep.equal(registration);
  });

  it('asks for no rate limits, and for ephemeral events of its own accounts only, under both names', () => {
    for (const [config, ephemeral] of [
      [CONFIG, false],
      [NARROW, true],
    ] as const) {
      expect(fresh(config)).to.include({
        rate_limited: false,
        receive_ephemeral: ephemeral,
        'de.sorunome.msc2409.push_ephemeral': ephemeral,
      });
    }
  });

  it('holds everybody of its own server, and claims nobody for itself alone', () => {
    const { namespaces } = fresh() as { namespaces: { users: { regex: string; exclusive: boolean }[] } };
    expect(namespaces.users.map(({ exclusive }) => exclusive)).to.deep.equal([false]);
    const users = new RegExp(namespaces.users[0]!.regex);
    const names: readonly [string, boolean][] = [
      ['@parta_k7m2xq9a:school.example.org:8448', true],
      ['@ivan:school.example.org:8448', true],
      ['@ivan:example.com', false],
      ['@ivan:schoolxexample.org:8448', false],
      ['@ivan:example.com:school.example.org:8448', false],
      ['@ivan:school.example.org:8448.evil.example', false],
    ];
    expect(names.filter(([name, held]) => users.test(name) !== held)).to.deep.equal([]);
  });

  it('of before the watch over everybody is written anew with the tokens that it has', async () => {
    const old = { ...createRegistration(CONFIG) };
    await writeRegistration(path, renderRegistration(old, CONFIG.homeserver.server_name, 'own_accounts'));
    const refusal = await loadRegistration(path, CONFIG).catch((thrown: ConfigError) => thrown.message);
    expect(refusal).to.include('`parta registration --update`');
    await writeRegistration(path, await updatedRegistration(path, CONFIG), { force: true });
    expect(await loadRegistration(path, CONFIG)).to.deep.equal(old);
  });

  it('of everybody is taken where the watch is narrowed later, as it does no harm', () => {
    expect(problemsOf(stringify(fresh()), NARROW)).to.deep.equal([]);
  });

  it('that is narrow claims the names of Parta on its own server and no others', () => {
    const { namespaces } = fresh(NARROW) as {
      namespaces: { users: { regex: string }[]; aliases: { regex: string }[] };
    };
    const users = new RegExp(namespaces.users[0]!.regex);
    const aliases = new RegExp(namespaces.aliases[0]!.regex);
    const names: readonly [RegExp, string, boolean][] = [
      [users, '@parta_k7m2xq9a:school.example.org:8448', true],
      [users, '@parta:school.example.org:8448', false],
      [users, '@parta_:school.example.org:8448', false],
      [users, '@ivan:school.example.org:8448', false],
      [users, '@parta_k7m2xq9a:schoolxexample.org:8448', false],
      [users, '@parta_k7m2xq9a:school.example.org:8448.evil.example', false],
      [users, 'x@parta_k7m2xq9a:school.example.org:8448', false],
      [aliases, '#parta_class_chat_7:school.example.org:8448', true],
      [aliases, '#parta:school.example.org:8448', false],
    ];
    expect(names.filter(([regex, name, claimed]) => regex.test(name) !== claimed)).to.deep.equal([]);
  });

  it('is readable by its owner alone', async () => {
    await writeRegistration(path, 'a');
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    await writeFile(path, 'a', { mode: 0o644 });
    await writeRegistration(path, 'b', { force: true });
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it('is never overwritten unless asked to', async () => {
    await writeRegistration(path, 'in use');
    const error = await writeRegistration(path, 'new').catch((thrown: NodeJS.ErrnoException) => thrown.code);
    expect([error, await readFile(path, 'utf8')]).to.deep.equal(['EEXIST', 'in use']);
    await writeRegistration(path, 'new', { force: true });
    expect([await readFile(path, 'utf8'), await readdir(folder)]).to.deep.equal([
      'new',
      ['registration.yaml'],
    ]);
  });

  it('leaves nothing half-written where it cannot be written', async () => {
    const error = await writeRegistration(join(folder, 'no', 'file'), 'x', { force: true }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.have.property('code', 'ENOENT');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('that is not there is explained', async () => {
    const error = await loadRegistration(path).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ConfigError);
    expect((error as Error).message).to.include('the file does not exist: make it with `parta registration`');
  });

  it('of the sample is refused for its tokens and nothing else', async () => {
    const sample = await readFile(new URL('../../../registration.yaml', import.meta.url), 'utf8');
    const config = { ...CONFIG, homeserver: { server_name: 'example.org' } };
    const error = (() => {
      try {
        return readRegistration(sample, path, config);
      } catch (thrown) {
        return thrown as ConfigError;
      }
    })();
    expect(error).to.be.instanceOf(ConfigError);
    expect((error as ConfigError).problems.map((problem) => problem.path)).to.deep.equal([
      'as_token',
      'hs_token',
    ]);
  });

  it('of the sample is like a written one but for the tokens', async () => {
    const sample = parse(
      await readFile(new URL('../../../registration.yaml', import.meta.url), 'utf8'),
    ) as object;
    const written = parse(renderRegistration(createRegistration(CONFIG), 'example.org')) as object;
    expect({ ...sample, as_token: '', hs_token: '' }).to.deep.equal({
      ...written,
      as_token: '',
      hs_token: '',
    });
  });

  const wrong: readonly [string, (registration: Record<string, unknown>) => unknown, string][] = [
    ['a missing token', (r) => ({ ...r, hs_token: undefined }), 'hs_token: is missing: add it'],
    [
      'a short token',
      (r) => ({ ...r, as_token: 'abcdefghijklmnop' }),
      'as_token: is a placeholder or too easy to guess: make a new file with `parta registration --force`, and restart the homeserver',
    ],
    [
      'the same token twice',
      (r) => ({ ...r, hs_token: r['as_token'] }),
      'hs_token: is the same as as_token: make a new file with `parta registration --force`, and restart the homeserver',
    ],
    ['rate limits', (r) => ({ ...r, rate_limited: true }), 'rate_limited: must be one of: false'],
    [
      'another URL',
      (r) => ({ ...r, url: 'http://127.0.0.1:9999' }),
      'url: is not appservice.url of the configuration, http://127.0.0.1:8090: make both the same, and restart the homeserver',
    ],
    [
      'people of another server',
      (r) => ({
        ...r,
        namespaces: {
          ...(r['namespaces'] as object),
          users: [{ exclusive: true, regex: '^@parta_.*:example\\.com$' }],
        },
      }),
      'namespaces.users: does not hold ^@[^:]+:school\\.example\\.org:8448$: add it, and restart the homeserver',
    ],
    [
      'names that others may take',
      (r) => ({ ...r, namespaces: { ...(r['namespaces'] as object), aliases: [] } }),
      'namespaces.aliases: does not hold ^#parta_[a-z0-9_]+:school\\.example\\.org:8448$ as exclusive: add it, and restart the homeserver',
    ],
    [
      'a claim to everybody',
      (r) => ({
        ...r,
        namespaces: { ...(r['namespaces'] as object), users: [{ exclusive: true, regex: '@.*:.*' }] },
      }),
      'namespaces.users: claims people that are not of Parta as exclusive, so that they could not register: narrow it',
    ],
    [
      'a regex that is none',
      (r) => ({
        ...r,
        namespaces: { ...(r['namespaces'] as object), users: [{ exclusive: true, regex: '(' }] },
      }),
      'namespaces: holds a regex that is none: make the file anew with `parta registration --force`',
    ],
    ['no registration at all', () => 'text', ': must be a set of named values'],
  ];
  for (const [what, change, problem] of wrong) {
    it(`with ${what} is refused`, () =>
      expect(problemsOf(stringify(change(fresh())))).to.deep.equal([problem]));
  }

  it('never shows a token in a problem', () => {
    const { as_token: token } = fresh() as { as_token: string };
    const texts = [
      stringify({ as_token: token }),
      `as_token: "${token}`,
      stringify({ ...fresh(), hs_token: token, as_token: token }),
    ];
    expect(texts.flatMap((text) => problemsOf(text)).join('\n')).to.not.include(token);
  });
});
