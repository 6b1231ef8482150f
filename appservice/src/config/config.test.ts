import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { ConfigError, readConfig, type Config } from './config.ts';

const FILE = '/etc/parta/parta.yaml';
const MINIMAL = `
district: { name: Demo }
homeserver: { url: 'http://127.0.0.1:8008', public_url: 'https://matrix.example.org', server_name: example.org }
appservice: { url: 'http://127.0.0.1:8090' }
database: { url: 'postgresql://parta:hunter2@localhost/parta' }
web: { public_url: 'https://parta.example.org' }
`;

function problemsOf(text: string, env: NodeJS.ProcessEnv = {}): string[] {
  try {
    readConfig(text, FILE, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

/** The minimal configuration with one setting changed; `undefined` takes it out. */
function changed(path: string, value: unknown): string {
  const settings = parse(MINIMAL) as Record<string, Record<string, unknown>>;
  const [section, key] = path.split('.') as [string, string?];
  if (key === undefined) (settings as Record<string, unknown>)[section] = value;
  else (settings[section] ??= {})[key] = value;
  return stringify(settings);
}

describe('The configuration', () => {
  it('fills in every default', () => {
    expect(readConfig(MINIMAL, FILE, {})).to.deep.equal({
      district: { name: 'Demo', default_locale: 'ru', default_time_zone: 'Europe/Moscow' },
      homeserver: {
        url: 'http://127.0.0.1:8008',
        public_url: 'https://matrix.example.org',
        server_name: 'example.org',
        request_timeout_ms: 60_000,
        federation_private_networks: 'refuse',
      },
      appservice: {
        url: 'http://127.0.0.1:8090',
        host: '127.0.0.1',
        port: 8090,
        registration: '/etc/parta/registration.yaml',
        trusted_proxies: 0,
      },
      database: { url: 'postgresql://parta:hunter2@localhost/parta', pool_size: 20 },
      web: { public_url: 'https://parta.example.org' },
      accounts: { provision: 'roster', session_days: 30 },
      rooms: { templates: '/etc/parta/room-templates.yaml', concurrency: 8 },
      safety: { watch: 'everybody' },
      guardians: { class_links: 'refuse' },
      timetable: { private_networks: 'refuse' },
      moderation: {
        deadline_hours: 72,
        access_minutes: 60,
        appeal_days: 14,
        filter_words: '',
        filter_links: 'allow',
      },
      documents: {
        storage: 'homeserver',
        max_file_mb: 50,
        personal_mb: 500,
        library_mb: 5000,
        hand_in_mb: 100,
        max_megapixels: 100,
        share_days: 30,
      },
      inbox: { workers: 6, max_attempts: 10, keep_days: 14 },
      lessons: {
        opens_before_minutes: 10,
        closes_after_minutes: 10,
        token_minutes: 5,
        wait_for_teacher: true,
        attendance_keep_days: 365,
      },
      log: { level: 'info' },
    } satisfies Config);
  });

  it('accepts the sample as it is', () => {
    const sample = readFileSync(new URL('../../../config/parta.sample.yaml', import.meta.url), 'utf8');
    expect(problemsOf(sample)).to.deep.equal([]);
  });

  it('takes paths from its own folder and leaves absolute ones', () => {
    const config = readConfig(changed('web.client', '../client'), FILE, {
      PARTA_ROOMS__TEMPLATES: '/srv/rooms.yaml',
      PARTA_APPSERVICE__REGISTRATION: 'secrets/registration.yaml',
    });
    expect([config.web.client, config.rooms.templates, config.appservice.registration]).to.deep.equal([
      '/etc/client',
      '/srv/rooms.yaml',
      '/etc/parta/secrets/registration.yaml',
    ]);
  });

  it('takes slashes off the end of addresses', () => {
    const config = readConfig(changed('homeserver.url', 'http://127.0.0.1:8008//'), FILE, {
      PARTA_WEB__PUBLIC_URL: 'https://parta.example.org/',
    });
    expect([config.homeserver.url, config.web.public_url]).to.deep.equal([
      'http://127.0.0.1:8008',
      'https://parta.example.org',
    ]);
  });

  it('counts what is left empty as not set', () => {
    expect(readConfig(`${MINIMAL}\nlog:\naccounts: { session_days: }\n`, FILE, {})).to.deep.include({
      log: { level: 'info' },
      accounts: { provision: 'roster', session_days: 30 },
    });
  });

  describe('of lessons', () => {
    const secret = 'c0ffee15'.repeat(3) + '9d2b47aa';
    const livekit = { url: 'wss://sfu.example.org/', api_key: 'parta', api_secret: secret };

    it('reaches LiveKit where browsers do, unless told otherwise', () => {
      const config = readConfig(changed('lessons.livekit', livekit), FILE, {});
      expect(config.lessons.livekit).to.deep.equal({
        url: 'wss://sfu.example.org',
        api_url: 'https://sfu.example.org',
        api_key: 'parta',
        api_secret: secret,
      });
      const inside = { ...livekit, api_url: 'http://livekit:7880/' };
      expect(readConfig(changed('lessons.livekit', inside), FILE, {}).lessons.livekit?.api_url).to.equal(
        'http://livekit:7880',
      );
    });

    it('may come from the environment as a whole', () => {
      const env = {
        PARTA_LESSONS__LIVEKIT__URL: 'ws://127.0.0.1:7880',
        PARTA_LESSONS__LIVEKIT__API_KEY: 'parta',
        PARTA_LESSONS__LIVEKIT__API_SECRET: secret,
        PARTA_LESSONS__WAIT_FOR_TEACHER: 'false',
      };
      expect(readConfig(MINIMAL, FILE, env).lessons).to.deep.include({
        livekit: {
          url: 'ws://127.0.0.1:7880',
          api_url: 'http://127.0.0.1:7880',
          api_key: 'parta',
          api_secret: secret,
        },
        wait_for_teacher: false,
      });
    });

    it('are off when LiveKit is left empty', () => {
      expect(readConfig(`${MINIMAL}\nlessons:\n  livekit:\n`, FILE, {}).lessons).to.not.have.property(
        'livekit',
      );
    });

    const wrong: readonly [string, object | string, string][] = [
      [
        'a secret that was meant to be replaced',
        { ...livekit, api_secret: 'change-me-change-me-change-me-change-me' },
        'lessons.livekit.api_secret: is a placeholder or too easy to guess: make one with `openssl rand -hex 32`',
      ],
      [
        'a secret that is too short',
        { ...livekit, api_secret: 'secret' },
        'lessons.livekit.api_secret: is a placeholder or too easy to guess: make one with `openssl rand -hex 32`',
      ],
      [
        'the key of livekit-server --dev',
        { ...livekit, api_key: 'devkey' },
        'lessons.livekit.api_key: must be 3 to 100 letters, digits, _ and -, and not the devkey that everybody knows',
      ],
      [
        'an address of another kind',
        { ...livekit, url: 'https://sfu.example.org' },
        'lessons.livekit.url: must be a ws:// or wss:// address without user name, ? or #',
      ],
      [
        'a key without its secret',
        { url: livekit.url, api_key: 'parta' },
        'lessons.livekit.api_secret: is missing: add it',
      ],
      [
        'a misspelt setting',
        { ...livekit, api_ulr: 'x' },
        'lessons.livekit.api_ulr: is not known here: did you mean api_url?',
      ],
      ['a text', 'ws://127.0.0.1', 'lessons.livekit: must be a set of named values'],
    ];
    for (const [what, value, problem] of wrong) {
      it(`refuse ${what}`, () =>
        expect(problemsOf(changed('lessons.livekit', value))).to.deep.equal([problem]));
    }

    it('refuse what is neither true nor false, naming the variable', () => {
      expect(problemsOf(MINIMAL, { PARTA_LESSONS__WAIT_FOR_TEACHER: 'yes' })).to.deep.equal([
        'lessons.wait_for_teacher: must be true or false (set by PARTA_LESSONS__WAIT_FOR_TEACHER)',
      ]);
    });
  });

  describe('from the environment', () => {
    it('wins over the file, typed as the schema says', () => {
      const config = readConfig(MINIMAL, FILE, {
        PARTA_DISTRICT__NAME: '42',
        PARTA_APPSERVICE__PORT: '9000',
        PARTA_ACCOUNTS__PROVISION: 'arrival',
      });
      expect([config.district.name, config.appservice.port, config.accounts.provision]).to.deep.equal([
        '42',
        9000,
        'arrival',
      ]);
    });

    it('may bring whole sections that the file lacks', () => {
      const env = {
        PARTA_DISTRICT__NAME: 'Demo',
        PARTA_HOMESERVER__URL: 'http://synapse:8008',
        PARTA_HOMESERVER__PUBLIC_URL: 'https://example.org',
        PARTA_HOMESERVER__SERVER_NAME: 'example.org',
        PARTA_APPSERVICE__URL: 'http://appservice:8090',
        PARTA_DATABASE__URL: 'postgresql://parta@postgres/parta',
        PARTA_WEB__PUBLIC_URL: 'https://example.org',
      };
      expect(problemsOf('', env)).to.deep.equal([]);
    });

    it('leaves empty variables and those without a double underscore alone', () => {
      const env = {
        PARTA_HOMESERVER__ADMIN_TOKEN: '',
        PARTA_HOME: '/srv',
        PARTA_PORT_8090_TCP: 'x',
        OTHER__THING: 'x',
      };
      expect(problemsOf(MINIMAL, env)).to.deep.equal([]);
    });

    const wrong: readonly [string, NodeJS.ProcessEnv, string][] = [
      [
        'a variable of no setting, with the nearest one',
        { PARTA_DATABSE__URL: 'x' },
        'PARTA_DATABSE__URL: is not a setting: did you mean PARTA_DATABASE__URL?',
      ],
      [
        'a variable like none',
        { PARTA_COLOUR__OF_THE_SKY: 'blue' },
        'PARTA_COLOUR__OF_THE_SKY: is not a setting: remove it or check its spelling',
      ],
      [
        'a text where a number must stand',
        { PARTA_APPSERVICE__PORT: '80 90' },
        'appservice.port: must be a whole number (set by PARTA_APPSERVICE__PORT)',
      ],
      [
        'a number out of range',
        { PARTA_INBOX__WORKERS: '0' },
        'inbox.workers: must be 1 or more (set by PARTA_INBOX__WORKERS)',
      ],
    ];
    for (const [what, env, problem] of wrong) {
      it(`names ${what}`, () => expect(problemsOf(MINIMAL, env)).to.deep.equal([problem]));
    }
  });

  describe('explains', () => {
    const wrong: readonly [string, string, unknown, string][] = [
      ['a missing section', 'database', undefined, 'database: is missing: add it'],
      [
        'a missing setting, with an example',
        'district.name',
        undefined,
        'district.name: is missing: add it, for example Demo district',
      ],
      [
        'an unknown section, with the nearest name',
        'databse',
        {},
        'databse: is not known here: did you mean database?',
      ],
      [
        'an unknown setting, with the nearest name',
        'homeserver.ulr',
        'x',
        'homeserver.ulr: is not known here: did you mean url?',
      ],
      [
        'an unknown setting like none',
        'log.colour',
        'x',
        'log.colour: is not known here: remove it or check its spelling',
      ],
      [
        'a key of strange characters',
        'log.a b\n',
        'x',
        'log."a b\\n": is not known here: remove it or check its spelling',
      ],
      ['a section that is a text', 'log', 'info', 'log: must be a set of named values'],
      ['a section that is a list', 'log', [], 'log: must be a set of named values'],
      ['a number where a text must stand', 'district.name', 7, 'district.name: must be a text'],
      ['an empty name', 'district.name', '', 'district.name: must not be empty'],
      [
        'a value that is not offered',
        'log.level',
        'loud',
        'log.level: must be one of: debug, info, warn, error',
      ],
      ['a fraction', 'appservice.port', 80.5, 'appservice.port: must be a whole number'],
      ['a port that does not exist', 'appservice.port', 65_536, 'appservice.port: must be 65535 or less'],
      ['a number that is none', 'appservice.port', NaN, 'appservice.port: must be a whole number'],
      [
        'a time zone that does not exist',
        'district.default_time_zone',
        'Europe/Moskow',
        'district.default_time_zone: must be an IANA time zone such as Europe/Moscow',
      ],
      [
        'an offset instead of a time zone',
        'district.default_time_zone',
        '+03:00',
        'district.default_time_zone: must be an IANA time zone such as Europe/Moscow',
      ],
      [
        'an address without its scheme',
        'homeserver.url',
        'localhost:8008',
        'homeserver.url: must be an http:// or https:// address without user name, ? or #',
      ],
      [
        'an address with a password',
        'homeserver.public_url',
        'https://me:secret@example.org',
        'homeserver.public_url: must be an http:// or https:// address without user name, ? or #',
      ],
      [
        'a web client below a path',
        'web.public_url',
        'https://example.org/parta',
        'web.public_url: must be an http:// or https:// address of a host alone, without a path',
      ],
      [
        'a server name that is an address',
        'homeserver.server_name',
        'https://example.org',
        'homeserver.server_name: must be the name after the colon of Matrix IDs, such as example.org, without https:// and without a path',
      ],
      [
        'a database of another kind',
        'database.url',
        'mysql://parta:hunter2@localhost/parta',
        'database.url: must be a PostgreSQL address such as postgresql://user:password@host/database',
      ],
    ];
    for (const [what, path, value, problem] of wrong) {
      it(what, () => expect(problemsOf(changed(path, value))).to.deep.equal([problem]));
    }

    it('all problems together', () => {
      const text = 'district: {}\nhomeserver: { url: 7 }\nlogs: {}\n';
      expect(
        problemsOf(text, { PARTA_WEB__URL: 'x' }).map((problem) => problem.split(':')[0]),
      ).to.have.members([
        'PARTA_WEB__URL',
        'logs',
        'appservice',
        'database',
        'web',
        'district.name',
        'homeserver.url',
        'homeserver.public_url',
        'homeserver.server_name',
      ]);
    });

    const noYaml: readonly [string, string, string][] = [
      ['a tab', 'log:\n\tlevel: info\n', 'line 2, column 1: is indented with a tab: use blanks'],
      ['a repeated key', 'log: {}\nlog: {}\n', 'line 2, column 1: repeats a key: keep one of them'],
      [
        'an open quote',
        'log:\n  level: "info\n',
        'line 3, column 1: misses a closing quote, bracket or blank after a colon',
      ],
      [
        'a second document',
        'log: {}\n---\nlog: {}\n',
        'line 2, column 1: begins a second document (---): keep one',
      ],
      ['no mapping', 'just a text', ': must hold sections such as district: and homeserver:'],
      ['a list', '- a\n- b\n', ': must hold sections such as district: and homeserver:'],
    ];
    for (const [what, text, problem] of noYaml) {
      it(`YAML that is not right: ${what}`, () => expect(problemsOf(text)).to.deep.equal([problem]));
    }

    it('aliases that would grow without bounds', () => {
      const bomb = [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefgh'.split('').map((key, index) => {
          const before = 'abcdefgh'[index]!;
          return `${key}: &${key} [${Array(9).fill(`*${before}`).join(',')}]`;
        }),
      ].join('\n');
      expect(problemsOf(bomb)).to.deep.equal([
        ': is too deeply nested, or uses aliases (&, *) wrongly: write it plainly',
      ]);
    });

    it('brackets without end', () => {
      expect(problemsOf('['.repeat(50_000))).to.have.length.greaterThan(0);
    });
  });

  it('never shows a secret in a problem', () => {
    const secret = 'hunter2';
    const texts = [
      `database: { url: ${secret} }`,
      `database: ${secret}`,
      `homeserver: { admin_token: [${secret}] }`,
      `${MINIMAL}\nhomeserver: { admin_token: "${secret} }`,
      `a: *${secret}`,
      `"${secret}`,
    ];
    const said = texts.flatMap((text) =>
      problemsOf(text, { PARTA_DATABASE__URL: `mysql://x:${secret}@host` }),
    );
    expect(said.join('\n')).to.not.include(secret);
  });
});
