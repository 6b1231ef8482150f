import { expect } from 'chai';
import { createApi } from './client.ts';
import { Failure } from './failure.ts';
import type { Transport } from './http.ts';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'no answer';

/** A transport that gives the answers in turn and remembers what it was asked and how long it waited. */
function scripted(answers: Answer[]) {
  const asked: { url: string; authorization: string | null; body: string | undefined }[] = [];
  const waits: number[] = [];
  const transport: Transport = {
    random: () => 0.5,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      asked.push({
        url: url as string,
        authorization: headers.get('Authorization'),
        body: init?.body as string | undefined,
      });
      const answer = answers.shift() ?? 'no answer';
      if (answer === 'no answer') return Promise.reject(new TypeError('Failed to fetch'));
      const text =
        answer.body === undefined
          ? null
          : typeof answer.body === 'string'
            ? answer.body
            : JSON.stringify(answer.body);
      return Promise.resolve(new Response(text, { status: answer.status, headers: answer.headers ?? {} }));
    },
  };
  return { transport, asked, waits };
}

const info = { district_name: 'Demo' };
const key = 'k'.repeat(22);

function apiOver(
  answers: Answer[],
  session: { token: string | null; renewed?: string | null } = { token: 'old' },
) {
  const script = scripted(answers);
  let renewals = 0;
  const api = createApi({
    transport: script.transport,
    baseUrl: '/api/v1',
    locale: () => 'ru',
    token: () => session.token,
    deviceKey: () => 'browser'.repeat(4),
    renewToken: () => {
      renewals++;
      return Promise.resolve(session.renewed ?? null);
    },
  });
  return { api, ...script, renewals: () => renewals };
}

async function failure(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

describe('the API client', () => {
  it('repeats a GET after no answer and after 503, waiting longer each time', async () => {
    const { api, asked, waits } = apiOver([
      'no answer',
      { status: 503, body: 'down' },
      { status: 200, body: info },
    ]);
    expect(await api.info()).to.deep.equal(info);
    expect(asked).to.have.length(3);
    expect(waits).to.deep.equal([400, 800]);
  });

  it('repeats a redeem with the same key, so that a lost answer makes no second account', async () => {
    const { api, asked } = apiOver(['no answer', { status: 200, body: { user_id: '@a:x' } }]);
    await api.redeemInvite({ code: 'AAAA', name: 'Аня', locale: 'ru', idempotency_key: key });
    expect(asked).to.have.length(2);
    expect(asked[0]?.body).to.equal(asked[1]?.body);
  });

  it('never repeats the making of an invite', async () => {
    const { api, asked } = apiOver(['no answer']);
    const wish = {
      class_id: 'c',
      role: 'pupil',
      max_uses: 1,
      expires_in_seconds: 60,
      needs_approval: false,
    } as const;
    expect((await failure(api.createInvite(wish))).kind).to.equal('offline');
    expect(asked).to.have.length(1);
  });

  it('obeys a short retry_after_ms', async () => {
    const { api, waits } = apiOver([
      { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 3000 } },
      { status: 200, body: info },
    ]);
    await api.info();
    expect(waits).to.deep.equal([3000]);
  });

  it('tells the person when the wait would be long', async () => {
    const { api, asked } = apiOver([{ status: 429, body: {}, headers: { 'Retry-After': '120' } }]);
    const limited = await failure(api.info());
    expect([limited.kind, limited.retryAfterMs, asked.length]).to.deep.equal(['limited', 120_000, 1]);
  });

  it('does not repeat what the server refused, and keeps its code and sentence', async () => {
    const { api, asked } = apiOver([
      { status: 410, body: { errcode: 'ORG.PARTA.INVITE_EXPIRED', error: 'Срок вышел' } },
    ]);
    const refused = await failure(api.previewInvite('AAAA'));
    expect([refused.kind, refused.errcode, refused.sentence]).to.deep.equal([
      'refused',
      'ORG.PARTA.INVITE_EXPIRED',
      'Срок вышел',
    ]);
    expect(asked).to.have.length(1);
  });

  it('takes a page of a proxy for a fault of the server', async () => {
    const { api } = apiOver(Array.from({ length: 4 }, () => ({ status: 502, body: '<html>' })));
    expect((await failure(api.info())).kind).to.equal('server');
  });

  it('renews an expired session once for all requests, and repeats them', async () => {
    const expired = { status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } };
    const me = { status: 200, body: { person_id: 'p' } };
    const { api, asked, renewals } = apiOver([expired, expired, me, me], { token: 'old', renewed: 'new' });
    await Promise.all([api.me(), api.me()]);
    expect(renewals()).to.equal(1);
    expect(asked.map(({ authorization }) => authorization)).to.deep.equal([
      'Bearer old',
      'Bearer old',
      'Bearer new',
      'Bearer new',
    ]);
  });

  it('gives the refusal when the session cannot be renewed', async () => {
    const { api } = apiOver([{ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } }], {
      token: 'old',
      renewed: null,
    });
    expect((await failure(api.me())).status).to.equal(401);
  });

  it('sends no session to the open operations', async () => {
    const { api, asked } = apiOver([{ status: 200, body: info }]);
    await api.info();
    expect(asked[0]?.authorization).to.equal(null);
  });

  it('accepts an empty answer', async () => {
    const { api } = apiOver([{ status: 204 }]);
    expect(await api.setPassword('correct horse')).to.equal(undefined);
  });
});
