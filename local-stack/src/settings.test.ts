import { expect } from 'chai';
import { StackProblem } from './problem.ts';
import { busyPortMessage, readSettings } from './settings.ts';

describe('the settings of npm start', () => {
  const read = (args: string[], env: NodeJS.ProcessEnv = {}): ReturnType<typeof readSettings> =>
    readSettings(args, env, '/project');

  it('need nothing', () => {
    expect(read([])).to.deep.equal({
      help: false,
      reset: false,
      demo: true,
      home: '/project/.parta',
      ports: {},
    });
  });

  it('take ports from options, then from the environment', () => {
    const { ports } = read(['--web-port', '9001'], { PARTA_WEB_PORT: '9002', PARTA_DATABASE_PORT: '9003' });
    expect(ports).to.deep.equal({ web: 9001, database: 9003 });
  });

  it('take a folder relative to the project', () => {
    expect(read([], { PARTA_HOME: 'elsewhere' }).home).to.equal('/project/elsewhere');
    expect(read([], { PARTA_HOME: '/tmp/x' }).home).to.equal('/tmp/x');
  });

  it('take a homeserver of one’s own with its registration', () => {
    const { homeserver } = read([], {
      PARTA_HOMESERVER_URL: 'https://matrix.example.org/',
      PARTA_SERVER_NAME: 'example.org',
      PARTA_REGISTRATION: 'registration.yaml',
    });
    expect(homeserver).to.deep.equal({
      url: 'https://matrix.example.org',
      serverName: 'example.org',
      registration: '/project/registration.yaml',
    });
  });

  it('take a LiveKit of one’s own with its key', () => {
    const own = { LIVEKIT_URL: 'wss://sfu.example.org/', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' };
    expect(read([], own).livekit).to.deep.equal({
      url: 'wss://sfu.example.org',
      apiKey: 'k',
      apiSecret: 's',
    });
    expect(read([], { LIVEKIT_API_KEY: 'k' })).to.not.have.property('livekit');
  });

  const refused: [sentence: string, args: string[], env: NodeJS.ProcessEnv, message: RegExp][] = [
    ['an unknown option', ['--rest'], {}, /'--rest'[\s\S]*--reset/],
    ['a word that is no option', ['reset'], {}, /reset/],
    [
      'a port that is no number',
      [],
      { PARTA_WEB_PORT: 'http' },
      /^PARTA_WEB_PORT must be a port .* is "http"/,
    ],
    ['a port that only root may use', ['--web-port', '80'], {}, /^--web-port must be a port between 1024/],
    ['two equal ports', ['--web-port', '9001', '--database-port', '9001'], {}, /must differ/],
    [
      'a database of another kind',
      [],
      { DATABASE_URL: 'mysql://u:secret@h/d' },
      /^DATABASE_URL must be a URL .* postgres:\/\//,
    ],
    [
      'a LiveKit without its key',
      [],
      { LIVEKIT_URL: 'wss://sfu.example.org' },
      /^LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET/,
    ],
    [
      'a LiveKit by its address for browsers’ pages',
      [],
      { LIVEKIT_URL: 'https://x.example', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 'secret' },
      /^LIVEKIT_URL must be a URL .* ws:\/\/ or wss:\/\//,
    ],
    [
      'a homeserver without a server name',
      [],
      { PARTA_HOMESERVER_URL: 'http://h' },
      /needs PARTA_SERVER_NAME/,
    ],
    [
      'a homeserver that is no URL',
      [],
      { PARTA_HOMESERVER_URL: 'h', PARTA_SERVER_NAME: 'h' },
      /PARTA_HOMESERVER_URL must be a URL/,
    ],
    [
      'a registration without a homeserver',
      [],
      { PARTA_REGISTRATION: 'r.yaml' },
      /set PARTA_HOMESERVER_URL too/,
    ],
  ];
  for (const [sentence, args, env, message] of refused) {
    it(`refuse ${sentence}`, () => {
      expect(() => read(args, env)).to.throw(StackProblem, message);
    });
  }

  it('never show a password', () => {
    expect(() => read([], { DATABASE_URL: 'mysql://u:secret@h/d' }))
      .to.throw()
      .with.property('message')
      .not.includes('secret');
  });
});

describe('the message about a busy port', () => {
  it('names the port, what needs it, the option and the variable', () => {
    expect(busyPortMessage('homeserver', 8408)).to.equal(
      'Port 8408 of 127.0.0.1 is in use by another program, but the homeserver needs it. Stop that program, or choose ' +
        'another port: npm start -- --homeserver-port 9408 (or PARTA_HOMESERVER_PORT=9408).',
    );
  });

  it('never proposes a port that does not exist', () => {
    expect(busyPortMessage('web', 65_500)).to.include('--web-port 64500');
  });
});
