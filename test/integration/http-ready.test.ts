import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHealth, type Readiness } from '../../appservice/src/http/health.ts';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { migrate } from '../../appservice/src/store/migrate.ts';
import { freePort } from '../../local-stack/src/ports.ts';
import { startPostgres, type Postgres } from '../../local-stack/src/postgres.ts';
import { atEnd, tempDir } from '../support/cleanup.ts';
import { demoApp } from '../support/demo-app.ts';
import { eventually } from '../support/eventually.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';

async function listening<T extends Server>(server: T): Promise<string> {
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  atEnd(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${port}`;
}

describe('Readiness', function () {
  this.timeout(60_000);
  let homeserverUrl: string;
  let database: Database;
  let reached = true;

  before(async () => {
    const homeserver = createServer((_req, res) => void res.end('{"versions":["v1.12"]}'));
    homeserverUrl = await listening(homeserver);
    ({ database } = await freshDatabase());
  });
  beforeEach(() => {
    reached = true;
  });

  const ask = (options: { database?: Database; homeserverUrl?: string } = {}): Promise<Readiness> =>
    createHealth({ database, homeserverUrl, homeserverReachesUs: () => reached, ...options }).readiness();

  it('is there when everything is', async () => {
    expect(await ask()).to.deep.equal({ ready: true, missing: [] });
  });

  it('names migrations that have not run', async () => {
    const empty = openDatabase(await emptyDatabase('ready'), { poolSize: 4 });
    atEnd(() => empty.close());
    expect(await ask({ database: empty })).to.deep.equal({ ready: false, missing: ['migrations'] });
    const client = await empty.pool.connect();
    await migrate(client).finally(() => client.release());
    expect(await ask({ database: empty })).to.deep.equal({ ready: true, missing: [] });
    await empty.query(`delete from migration where name = '0003_rooms'`);
    expect(await ask({ database: empty })).to.deep.equal({ ready: false, missing: ['migrations'] });
  });

  it('names a homeserver that is away', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await ask({ homeserverUrl: url })).to.deep.equal({ ready: false, missing: ['homeserver'] });
  });

  it('names a homeserver that answers with an error, and one that has moved', async () => {
    for (const status of [500, 302]) {
      const url = await listening(
        createServer((_req, res) => void res.writeHead(status, { location: homeserverUrl }).end()),
      );
      expect(await ask({ homeserverUrl: url })).to.deep.equal({ ready: false, missing: ['homeserver'] });
    }
  });

  it('names a homeserver that does not reach us', async () => {
    reached = false;
    expect(await ask()).to.deep.equal({ ready: false, missing: ['homeserver_reaches_us'] });
  });

  it('answers within three seconds although the homeserver takes connections and says nothing', async () => {
    const sockets = new Set<Socket>();
    const silent = createTcpServer((socket) => void sockets.add(socket.on('error', () => {})));
    const url = await listening(silent);
    const began = performance.now();
    expect(await ask({ homeserverUrl: url })).to.deep.equal({ ready: false, missing: ['homeserver'] });
    expect(performance.now() - began).to.be.lessThan(3_000);
    for (const socket of sockets) socket.destroy();
  });

  it('asks once for many questions at the same moment', async () => {
    let asked = 0;
    const url = await listening(createServer((_req, res) => void res.end(String(++asked))));
    const health = createHealth({ database, homeserverUrl: url, homeserverReachesUs: () => true });
    await Promise.all(Array.from({ length: 100 }, () => health.readiness()));
    expect(asked).to.equal(1);
  });

  describe('while PostgreSQL comes and goes', () => {
    let own: Postgres;
    let register: Database;
    const dir = tempDir('ready');

    before(async () => {
      own = await startPostgres({ dir: join(dir, 'postgres'), throwaway: true });
      await own.createDatabase('parta');
      register = openDatabase(own.url('parta'), { poolSize: 4 });
      const client = await register.pool.connect();
      await migrate(client).finally(() => client.release());
    });
    after(async () => {
      await register.close();
      await own.stop();
    });

    it('follows it over HTTP, and the process lives on', async () => {
      const health = createHealth({ database: register, homeserverUrl, homeserverReachesUs: () => true });
      const app = await demoApp({ health });
      try {
        const ready = async (): Promise<unknown> => {
          const { status, body } = await app.get('/ready');
          return { status, missing: body['missing'] };
        };
        const isReady = async (): Promise<boolean> =>
          JSON.stringify(await ready()) === '{"status":200,"missing":[]}';
        // The first request of all prepares what checks requests, which may take longer than a check of readiness.
        await eventually(isReady, { what: 'all to be there', timeout: 20_000 });
        await own.stop();
        await eventually(
          async () => JSON.stringify(await ready()) === '{"status":503,"missing":["database","migrations"]}',
          {
            what: 'the database to be missed',
          },
        );
        expect((await app.get('/live')).status).to.equal(200);
        own = await startPostgres({ dir: join(dir, 'postgres'), port: own.port, throwaway: true });
        await eventually(isReady, { what: 'the database to be back', timeout: 20_000 });
      } finally {
        await app.close();
      }
    });
  });
});
