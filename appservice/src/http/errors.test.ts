import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { demoApp, routes, SESSION, UUID, type DemoApp } from '../../../test/support/demo-app.ts';
import { send, type RawAnswer } from '../../../test/support/raw-http.ts';
import { HomeserverError, HomeserverUnavailable } from '../matrix/homeserver.ts';
import { ApiError } from './api-error.ts';

const INVITE = { class_id: UUID, role: 'pupil' };
const JSON_TYPE = { 'content-type': 'application/json' };
const ENGLISH = { 'accept-language': 'en-GB,en;q=0.9' };

describe('The HTTP API answers', () => {
  let app: DemoApp;
  let seen: unknown[];
  /** What the route `GET /me` throws. */
  let thrown: unknown;

  before(async () => {
    app = await demoApp({
      routers: routes((router) => {
        router.post(['/invites', '/invites/preview', '/sessions'], (req, res) => {
          seen.push(req.body);
          res.json({});
        });
        router.get('/invites', (_req, res) => void res.json({}));
        router.get('/me', () => {
          throw thrown;
        });
      }),
      sessions: {
        find: (token) =>
          token === 'broken-database'
            ? Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
            : Promise.resolve(
                token === 'good-token' ? { personId: UUID, userId: '@anna:example.org' } : null,
              ),
      },
    });
  });
  after(() => app.close());
  beforeEach(() => {
    seen = [];
  });

  const get = (path: string, headers = {}): Promise<RawAnswer> =>
    app.get(`/api/v1${path}`, { ...SESSION, ...headers });
  const refused = 'The request cannot be accepted: ';

  const wrong: readonly [string, () => Promise<RawAnswer>, number, string, string][] = [
    [
      'a missing value',
      () => app.post('/invites', { role: 'pupil' }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/class_id is missing: add it.`,
    ],
    [
      'a value that is not offered',
      () => app.post('/invites', { ...INVITE, role: 'king' }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/role must be one of: pupil, parent, teacher.`,
    ],
    [
      'a number that is too large',
      () => app.post('/invites', { ...INVITE, max_uses: 1001 }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/max_uses must be 1000 or less.`,
    ],
    [
      'a fraction',
      () => app.post('/invites', { ...INVITE, max_uses: 1.5 }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/max_uses must be a whole number.`,
    ],
    [
      'an unknown value',
      () => app.post('/invites', { ...INVITE, rôle: 1 }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/rôle is not known here: remove it or check its spelling.`,
    ],
    [
      'a value deeper inside',
      () =>
        app.post(
          '/sessions',
          {
            openid: {
              access_token: '',
              token_type: 'Bearer',
              matrix_server_name: 'example.org',
              expires_in: 1,
            },
          },
          ENGLISH,
        ),
      400,
      'M_BAD_JSON',
      `${refused}/openid/access_token must not be empty.`,
    ],
    [
      'a text that is too short',
      () => app.post('/invites/preview', { code: 'abc' }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/code must be at least 4 characters long.`,
    ],
    [
      'an id that is none',
      () => app.post('/invites', { ...INVITE, class_id: '7Б' }, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}/class_id is not written as it should be: check it for typing mistakes.`,
    ],
    [
      'a list instead of an object',
      () => app.post('/invites', [], ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}its body must be a set of named values.`,
    ],
    [
      'an empty body',
      () =>
        send(`${app.url}/api/v1/invites`, {
          method: 'POST',
          headers: { ...JSON_TYPE, ...SESSION, ...ENGLISH },
        }),
      400,
      'M_BAD_JSON',
      `${refused}/class_id is missing: add it.`,
    ],
    [
      'what is not JSON',
      () => app.post('/invites', '{"role":', ENGLISH),
      400,
      'M_NOT_JSON',
      'The request is not valid JSON. Send a JSON object.',
    ],
    [
      'a bare value',
      () => app.post('/invites', '"text"', ENGLISH),
      400,
      'M_NOT_JSON',
      'The request is not valid JSON. Send a JSON object.',
    ],
    [
      'a body that is too large',
      () => app.post('/invites', { ...INVITE, role: 'x'.repeat(70_000) }, ENGLISH),
      413,
      'M_TOO_LARGE',
      'The request is larger than 64 KB. Send less.',
    ],
    [
      'a small body that unpacks to a large one',
      () =>
        app.post('/invites', gzipSync('x'.repeat(10_000_000)), { ...ENGLISH, 'content-encoding': 'gzip' }),
      413,
      'M_TOO_LARGE',
      'The request is larger than 64 KB. Send less.',
    ],
    [
      'another content type',
      () => app.post('/invites', INVITE, { ...ENGLISH, 'content-type': 'text/plain' }),
      415,
      'M_NOT_JSON',
      'The request must be JSON: set Content-Type to application/json.',
    ],
    [
      'an unknown compression',
      () => app.post('/invites', INVITE, { ...ENGLISH, 'content-encoding': 'zip' }),
      415,
      'M_NOT_JSON',
      'The request must be UTF-8 text, uncompressed or compressed with gzip, deflate or br.',
    ],
    [
      'a missing parameter',
      () => get('/invites', ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}class_id is missing: add it.`,
    ],
    [
      'an unknown parameter',
      () => get(`/invites?class_id=${UUID}&page=2`, ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}page is not a known parameter: remove it.`,
    ],
    [
      'an empty parameter',
      () => get('/invites?class_id=', ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}class_id is empty: give it a value.`,
    ],
    [
      'a wrong part of the path',
      () => get('/classes/7/people', ENGLISH),
      400,
      'M_BAD_JSON',
      `${refused}class_id is not written as it should be: check it for typing mistakes.`,
    ],
    [
      'a malformed address',
      () => get('/classes/%ff/people', ENGLISH),
      400,
      'M_INVALID_PARAM',
      'The address of the request is malformed. Check the link.',
    ],
    [
      'an unknown address',
      () => get('/nothing', ENGLISH),
      404,
      'M_UNRECOGNIZED',
      'There is nothing at this address. Check the link.',
    ],
    [
      'another method',
      () => send(`${app.url}/api/v1/invites`, { method: 'PUT', headers: { ...SESSION, ...ENGLISH } }),
      405,
      'M_UNRECOGNIZED',
      'This address does not support PUT requests.',
    ],
    [
      'nobody',
      () => app.get('/api/v1/me', ENGLISH),
      401,
      'M_MISSING_TOKEN',
      'You are not logged in. Log in and try again.',
    ],
    [
      'a password instead of a token',
      () => get('/me', { ...ENGLISH, authorization: 'Basic eDp5' }),
      401,
      'M_MISSING_TOKEN',
      'You are not logged in. Log in and try again.',
    ],
    [
      'an unknown token, before it looks at the body',
      () => app.post('/invites', {}, { ...ENGLISH, authorization: 'Bearer old-token' }),
      401,
      'M_UNKNOWN_TOKEN',
      'Your session has ended. Log in again.',
    ],
    [
      'a token that it cannot look up now',
      () => get('/me', { ...ENGLISH, authorization: 'Bearer broken-database' }),
      503,
      'ORG.PARTA.DATABASE_UNAVAILABLE',
      'The database does not answer just now. Try again in a minute.',
    ],
  ];
  for (const [what, ask, status, errcode, error] of wrong) {
    it(`${status} to ${what}`, async () => {
      const { status: got, body } = await ask();
      expect([got, body['errcode'], body['error']]).to.deep.equal([status, errcode, error]);
      expect(seen).to.deep.equal([]);
    });
  }

  it('with the place of every mistake at once', async () => {
    const { body } = await app.post('/invites', {
      class_id: 7,
      max_uses: 0,
      needs_approval: 'yes',
      extra: 1,
    });
    expect(body['details']).to.have.deep.members([
      { path: '/role', message: 'отсутствует: добавьте' },
      { path: '/class_id', message: 'должно быть текстом' },
      { path: '/max_uses', message: 'должно быть не меньше 1' },
      { path: '/needs_approval', message: 'должно быть true или false' },
      { path: '/extra', message: 'здесь такого нет: уберите или проверьте написание' },
    ]);
  });

  it('with twenty places at most', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, 1]));
    const { body } = await app.post('/invites', { ...INVITE, ...many });
    expect(body['details']).to.have.length(20);
  });

  it('in the language that is asked for, else in that of the district', async () => {
    const asked = async (language?: string): Promise<unknown> => {
      const { body, headers } = await app.get(
        '/api/v1/me',
        language === undefined ? {} : { 'accept-language': language },
      );
      return [headers['content-language'], body['error']];
    };
    const russian = ['ru', 'Вы не вошли. Войдите и попробуйте ещё раз.'];
    expect([await asked('ru'), await asked('en'), await asked('fr'), await asked()]).to.deep.equal([
      russian,
      ['en', 'You are not logged in. Log in and try again.'],
      russian,
      russian,
    ]);
  });

  it('an accepted body with its defaults left to the route and nothing else changed', async () => {
    await app.post('/invites', INVITE, { 'content-type': 'Application/JSON; charset=UTF-8' });
    expect(seen).to.deep.equal([{ ...INVITE, expires_in_seconds: 604_800, needs_approval: false }]);
  });

  it('with what a route throws for the caller', async () => {
    thrown = new ApiError(
      410,
      'ORG.PARTA.INVITE_EXPIRED',
      (locale) => (locale === 'ru' ? 'Истекло' : 'Expired'),
      {
        details: [{ path: '/code', message: 'old' }],
        retryAfterMs: 1_500,
      },
    );
    const { status, headers, body } = await get('/me', ENGLISH);
    expect({ status, wait: headers['retry-after'], body }).to.deep.equal({
      status: 410,
      wait: '2',
      body: {
        errcode: 'ORG.PARTA.INVITE_EXPIRED',
        error: 'Expired',
        retry_after_ms: 1_500,
        details: [{ path: '/code', message: 'old' }],
      },
    });
  });

  const outages: readonly [string, unknown, string][] = [
    ['no homeserver', new HomeserverUnavailable('gone'), 'ORG.PARTA.HOMESERVER_UNAVAILABLE'],
    [
      'no database',
      Object.assign(new Error('terminating'), { code: '57P01' }),
      'ORG.PARTA.DATABASE_UNAVAILABLE',
    ],
  ];
  for (const [what, error, errcode] of outages) {
    it(`503 while there is ${what}, and when to try again`, async () => {
      thrown = error;
      const { status, body } = await get('/me');
      expect({ status, errcode: body['errcode'], wait: body['retry_after_ms'] }).to.deep.equal({
        status: 503,
        errcode,
        wait: 30_000,
      });
    });
  }

  const bugs: readonly [string, unknown][] = [
    ['an error that nobody expected', new TypeError('the pupil Vera Test is undefined')],
    [
      'a refusal of the homeserver that nobody expected',
      new HomeserverError(403, 'M_FORBIDDEN', 'Vera Test may not'),
    ],
    ['a text', 'Vera Test'],
  ];
  for (const [what, error] of bugs) {
    it(`500 to ${what}, with a number that is also in the log, and the text in neither`, async () => {
      thrown = error;
      const from = app.lines.length;
      const { status, headers, body } = await get('/me', ENGLISH);
      const id = String(headers['x-request-id']);
      expect([status, body['errcode']]).to.deep.equal([500, 'M_UNKNOWN']);
      expect(body['error']).to.include(id);
      const logged = app.lines.slice(from).filter((line) => line.includes(id));
      expect(logged.some((line) => line.includes('unexpected error'))).to.equal(true);
      expect(logged.join() + JSON.stringify(body)).to.not.include('Vera');
    });
  }
});
