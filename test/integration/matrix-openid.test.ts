/** Who holds an OpenID token, for people of our homeserver and of another one that federates with it. */
import { expect } from 'chai';
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createOpenIdVerifier, type OpenIdCheck } from '../../appservice/src/matrix/openid.ts';
import {
  HomeserverError,
  HomeserverUnavailable,
  type OpenIdToken,
} from '../../appservice/src/matrix/homeserver.ts';
import { tempDir } from '../support/cleanup.ts';
import { type TestHomeserver, twoHomeservers } from '../support/homeserver.ts';
import { createTestCa } from '../../local-stack/src/certificates.ts';
import { installSynapse } from '../../local-stack/src/synapse-install.ts';

describe('An OpenID token', function () {
  this.timeout(120_000);
  let ours: TestHomeserver;
  let theirs: TestHomeserver;
  let tokenOf: (homeserver: TestHomeserver, name: string) => Promise<OpenIdToken>;

  const verifier = (more: { private?: 'allow' | 'refuse'; ca?: string | undefined } = {}): OpenIdCheck => {
    const ca = 'ca' in more ? more.ca : ours.federationCa;
    return createOpenIdVerifier({
      homeserver: {
        url: ours.url,
        public_url: ours.url,
        server_name: ours.serverName,
        request_timeout_ms: 10_000,
        federation_private_networks: more.private ?? 'allow',
        ...(ca === undefined ? {} : { federation_ca_file: ca }),
      },
      timeoutMs: 3_000,
    });
  };

  async function thrownBy(work: Promise<unknown>): Promise<Error | null> {
    return work.then(
      () => null,
      (error: Error) => error,
    );
  }

  before(async () => {
    [ours, theirs] = await twoHomeservers();
    tokenOf = async (homeserver, name) => {
      const { userId, api } = await homeserver.user(name);
      return (await api.post(`/v3/user/${encodeURIComponent(userId)}/openid/request_token`))
        .body as OpenIdToken;
    };
  });

  it('of our homeserver names its holder, without any federation', async () => {
    const token = await tokenOf(ours, 'olga');
    expect(await verifier({ private: 'refuse', ca: undefined }).verify(token)).to.equal(
      `@olga:${ours.serverName}`,
    );
  });

  it('of another homeserver names its holder', async () => {
    const token = await tokenOf(theirs, 'petr');
    expect(await verifier().verify(token)).to.equal(`@petr:${theirs.serverName}`);
  });

  it('that nobody gave out is refused', async () => {
    for (const homeserver of [ours, theirs]) {
      const token = {
        access_token: 'made-up',
        token_type: 'Bearer',
        matrix_server_name: homeserver.serverName,
        expires_in: 1,
      };
      expect(await thrownBy(verifier().verify(token))).to.deep.include({
        status: 401,
        errcode: 'M_UNKNOWN_TOKEN',
      });
    }
  });

  it('of one homeserver means nothing at another', async () => {
    const token = { ...(await tokenOf(theirs, 'ivan')), matrix_server_name: ours.serverName };
    expect(await thrownBy(verifier().verify(token))).to.be.instanceOf(HomeserverError);
  });

  it('makes nobody ask machines inside the network', async () => {
    const token = await tokenOf(theirs, 'masha');
    const port = theirs.serverName.split(':')[1];
    for (const name of [
      theirs.serverName,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      'localhost',
      '169.254.169.254',
      '10.0.0.1:80',
    ]) {
      const error = await thrownBy(
        verifier({ private: 'refuse' }).verify({ ...token, matrix_server_name: name }),
      );
      expect(error, name).to.be.instanceOf(HomeserverUnavailable);
      expect(String((error as Error).cause), name).to.match(/is not at a public address/);
    }
  });

  it('is not sent to a server whose certificate nobody vouches for', async () => {
    const token = await tokenOf(theirs, 'dasha');
    const error = await thrownBy(verifier({ ca: undefined }).verify(token));
    expect(error).to.be.instanceOf(HomeserverUnavailable);
    expect(error!.message).not.to.include(token.access_token);
  });

  it('from a name that is no server name is refused', async () => {
    for (const name of ['', 'a/b', 'a@b', 'x'.repeat(300), '../../etc', 'a b', '[::1', 'a:99999']) {
      const token = { access_token: 'x', token_type: 'Bearer', matrix_server_name: name, expires_in: 1 };
      expect(await thrownBy(verifier().verify(token)), name).to.be.instanceOf(HomeserverUnavailable);
    }
  });

  describe('at a server that lies', () => {
    let answer: (path: string) => { status?: number; headers?: Record<string, string>; body: string };
    let name: string;
    let check: OpenIdCheck;
    let asked: string[];

    before(async () => {
      const { python } = await installSynapse();
      const ca = await createTestCa({ python, dir: tempDir('liar') });
      const files = await ca.issue('liar');
      const server = createServer(
        { cert: readFileSync(files.certificate), key: readFileSync(files.key) },
        (request, response) => {
          asked.push(request.url!);
          const { status = 200, headers = {}, body } = answer(request.url!);
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
        },
      ).listen(0, '127.0.0.1');
      await new Promise((listening) => server.once('listening', listening));
      name = `localhost:${(server.address() as AddressInfo).port}`;
      check = verifier({ ca: files.ca });
      after(() => {
        server.close();
        server.closeAllConnections();
      });
    });
    beforeEach(() => void (asked = []));

    const verify = () =>
      check.verify({ access_token: 'x', token_type: 'Bearer', matrix_server_name: name, expires_in: 1 });

    it('it speaks for its own users only', async () => {
      for (const sub of [
        `@olga:${ours.serverName}`,
        '@olga:localhost',
        `@olga:evil:${name}`,
        'olga',
        `@:${name}`,
        7,
        null,
        `@a b:${name}`,
      ]) {
        answer = () => ({ body: JSON.stringify({ sub }) });
        expect(await thrownBy(verify()), String(sub)).to.deep.include({ status: 401 });
      }
      answer = () => ({ body: JSON.stringify({ sub: `@olga:${name}` }) });
      expect(await verify()).to.equal(`@olga:${name}`);
    });

    it('it cannot send us elsewhere', async () => {
      answer = () => ({
        status: 302,
        headers: { location: `${ours.url}/_matrix/client/versions` },
        body: '',
      });
      expect(await thrownBy(verify())).to.deep.include({ status: 401 });
      expect(asked).to.have.length(1);
    });

    it('it cannot fill our memory', async () => {
      answer = () => ({ body: 'x'.repeat(1_000_000) });
      expect(await thrownBy(verify())).to.be.instanceOf(HomeserverUnavailable);
    });

    it('nonsense is no answer', async () => {
      for (const body of ['', '[]', 'null', '{', '"@olga"', '<html>']) {
        answer = () => ({ body });
        expect(await thrownBy(verify()), body).to.deep.include({ status: 401 });
      }
    });
  });
});
