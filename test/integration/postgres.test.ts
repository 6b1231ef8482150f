/** The embedded PostgreSQL under what happens to it on people's machines. */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { type Postgres, startPostgres } from '../../local-stack/src/postgres.ts';
import { StackProblem } from '../../local-stack/src/problem.ts';
import { atEnd, tempDir } from '../support/cleanup.ts';

describe('the embedded PostgreSQL', function () {
  this.timeout(60_000);

  async function start(dir: string, options: { port?: number; throwaway?: boolean } = {}): Promise<Postgres> {
    const postgres = await startPostgres({ dir, throwaway: true, ...options });
    atEnd(() => postgres.stop());
    return postgres;
  }

  async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return ((await client.query(sql)).rows as Record<string, unknown>[])[0] ?? {};
    } finally {
      await client.end();
    }
  }

  const failure = (outcome: Promise<unknown>): Promise<Error | null> =>
    outcome.then(
      () => null,
      (error: Error) => error,
    );

  it('makes databases as Synapse asks for them: UTF-8, C collation', async () => {
    const postgres = await start(join(tempDir('pg'), 'x'));
    await postgres.createDatabase('synapse');
    await postgres.createDatabase('synapse', { ifMissing: true });
    expect(
      await ask(
        postgres.url('synapse'),
        'select pg_encoding_to_char(encoding) as encoding, datcollate, datctype from pg_database where datname = current_database()',
      ),
    ).to.deep.equal({ encoding: 'UTF8', datcollate: 'C', datctype: 'C' });
  });

  it('lets nobody in without the password', async () => {
    const postgres = await start(join(tempDir('pg'), 'x'));
    const url = new URL(postgres.adminUrl);
    url.password = 'guessed';
    expect((await failure(ask(url.href, 'select 1')))?.message).to.match(/password authentication failed/);
  });

  it('keeps its data over a kill, and clears what the kill has left', async () => {
    const dir = join(tempDir('pg'), 'x');
    const first = await start(dir, { throwaway: false });
    await ask(first.adminUrl, 'create table kept (id int)');
    await first.kill();
    const second = await start(dir, { throwaway: false });
    expect(await ask(second.adminUrl, 'select count(*)::int as rows from kept')).to.deep.equal({ rows: 0 });
    await second.stop();
  });

  it('is not misled by a postmaster.pid whose id now is another process’s', async () => {
    const dir = join(tempDir('pg'), 'x');
    await (await start(dir)).stop();
    writeFileSync(join(dir, 'data/postmaster.pid'), `${process.pid}\n${join(dir, 'data')}\n`);
    expect(await ask((await start(dir)).adminUrl, 'select 1 as one')).to.deep.equal({ one: 1 });
  });

  it('stops a server that an earlier run has left on the same folder', async () => {
    const dir = join(tempDir('pg'), 'x');
    const first = await start(dir);
    const second = await start(dir);
    expect(await first.exited).to.deep.equal({ code: 0, signal: null });
    expect(second.pid).to.not.equal(first.pid);
    expect(await ask(second.adminUrl, 'select 1 as one')).to.deep.equal({ one: 1 });
  });

  it('begins anew after an interrupted initdb', async () => {
    const dir = join(tempDir('pg'), 'x');
    mkdirSync(join(dir, 'data.new/base'), { recursive: true });
    writeFileSync(join(dir, 'password.new'), 'half');
    expect(await ask((await start(dir)).adminUrl, 'select 1 as one')).to.deep.equal({ one: 1 });
    expect(readFileSync(join(dir, 'password'), 'utf8')).to.have.length(32);
  });

  it('explains why it did not start with its own last words', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await failure(start(join(tempDir('pg'), 'x'), { port }));
    server.close();
    expect(error).to.be.instanceOf(StackProblem);
    expect(error?.message).to.match(
      /^PostgreSQL did not start\.[\s\S]*Address already in use[\s\S]*The whole log: \S+postgres\.log$/,
    );
  });
});
