/** The audit log on a real PostgreSQL: one chain whoever writes, and nobody changes it unseen by three independent readers. */
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { createDirectory } from '../../appservice/src/accounts/directory.ts';
import { audit } from '../../appservice/src/audit/audit.ts';
import { auditCommand } from '../../appservice/src/audit/cli.ts';
import { verifyLog } from '../../appservice/src/audit/export.ts';
import { createAuditLog, type AuditLog } from '../../appservice/src/audit/log.ts';
import type { ApiError } from '../../appservice/src/http/api-error.ts';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { migrate } from '../../appservice/src/store/migrate.ts';
import { findPython } from '../../local-stack/src/synapse-install.ts';
import { tempDir } from '../support/cleanup.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';
import { makeSchool, type TestSchool } from '../support/school.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, '../../docs/verify-audit.py');
const MIGRATIONS = join(import.meta.dirname, '../../appservice/migrations');

/** What docs/verify-audit.py says of an export: its exit code and the line of each chain. */
async function script(...files: string[]): Promise<{ code: number; lines: string[] }> {
  const { code, stdout } = await run(findPython().path, [SCRIPT, ...files]).then(
    ({ stdout: out }) => ({ code: 0, stdout: out }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code, lines: stdout.trim().split('\n') };
}

describe('The audit log', function () {
  this.timeout(120_000);
  let database: Database;
  let school: TestSchool;
  let admin: string;
  let log: AuditLog;
  const folder = tempDir('audit');
  let files = 0;

  const parta = async (...args: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    const openDatabaseAgain = (): Promise<Database> =>
      Promise.resolve({ ...database, close: () => Promise.resolve() });
    const code = await auditCommand(args, { openDatabase: openDatabaseAgain, print: (l) => lines.push(l) });
    return { code, lines };
  };
  const exported = async (...args: string[]): Promise<string> => {
    const path = join(folder, `export-${++files}.jsonl`);
    expect((await parta('export', path, ...args)).code).to.equal(0);
    return path;
  };
  const write = (schoolId: string | null, details: Record<string, string | number | boolean | null> = {}) =>
    audit(database, { action: 'test.write', actorId: admin, schoolId, details });

  let url: string;

  before(async () => {
    ({ database, url } = await freshDatabase());
    school = await makeSchool(database);
    admin = await school.person('Ада Тестова', { role: 'school_admin' });
    log = createAuditLog({ database, directory: createDirectory({ database }) });
    for (const n of [1, 2, 3, 4, 5]) await write(school.schoolId, { n });
    // What could be written differently by different languages.
    await write(school.schoolId, {
      z: null,
      a: true,
      text: 'Ж ё "кавычки" \\ / \n\t\u0001 \u007f \u2028 😀 <b>&',
      most: Number.MAX_SAFE_INTEGER,
      least: -1,
      empty: '',
    });
    await write(null, { n: 1 });
    await write(null, { n: 2 });
  });

  it('is hashed alike by PostgreSQL, by Parta and by the script of the documentation', async () => {
    expect((await verifyLog(database)).faults).to.deep.equal([]);
    const path = await exported();
    const read = await parta('verify', '--file', path);
    expect([read.code, read.lines.length]).to.deep.equal([0, 2]);
    expect(await script(path)).to.deep.equal({
      code: 0,
      lines: [`${school.schoolId}: whole, 7 entries`, 'district: whole, 3 entries'].sort(),
    });
  });

  it('holds the export itself, and of one school alone when that is asked for', async () => {
    const path = await exported('--school', school.schoolId);
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    const entries = lines.slice(1).map((line) => JSON.parse(line) as { action: string; chain: string });
    expect(entries.at(-1)!.action).to.equal('audit.export');
    expect(new Set(entries.map(({ chain }) => chain))).to.deep.equal(new Set([school.schoolId]));
  });

  it('never overwrites an earlier export', async () => {
    const path = await exported();
    const error = await parta('export', path).then(
      () => expect.fail('must be refused'),
      (reason: NodeJS.ErrnoException) => reason,
    );
    expect(error.code).to.equal('EEXIST');
  });

  const spoiling: [string, (lines: string[]) => string[], string][] = [
    ['an entry was changed', (lines) => lines.with(3, lines[3]!.replace('"n":3', '"n":4')), 'tampered'],
    ['an entry was cut out', (lines) => lines.toSpliced(3, 1), 'cut'],
    ['the first entry was cut off', (lines) => lines.toSpliced(1, 1), 'cut'],
    ['two entries changed places', (lines) => lines.with(3, lines[4]!).with(4, lines[3]!), 'reordered'],
    ['an entry stands twice', (lines) => lines.toSpliced(3, 0, lines[3]!), 'reordered'],
    ['the tail was cut off', (lines) => lines.slice(0, -2), 'missing_tail'],
    ['everything but the head was cut off', (lines) => lines.slice(0, 1), 'missing_tail'],
  ];
  for (const [what, spoil, kind] of spoiling) {
    it(`is found out by both verifiers when ${what}`, async () => {
      const path = await exported('--school', school.schoolId);
      const lines = (await readFile(path, 'utf8')).trim().split('\n');
      const spoilt = join(folder, `spoilt-${++files}.jsonl`);
      await writeFile(spoilt, `${spoil(lines).join('\n')}\n`);
      const [ours, theirs] = [await parta('verify', '--file', spoilt), await script(spoilt)];
      expect([ours.code, theirs.code]).to.deep.equal([1, 1]);
      expect(ours.lines.join()).to.include(`${school.schoolId}: ${kind}: `);
      expect(theirs.lines.join()).to.include(`${school.schoolId}: ${kind}: `);
    });
  }

  it('is found out by both when its tail and its head line were cut alike, by an earlier export', async () => {
    const earlier = await exported();
    const lines = (await readFile(await exported(), 'utf8')).trim().split('\n');
    type Line = { chain: string; seq: number; hash: string };
    const district = lines.slice(1).filter((line) => (JSON.parse(line) as Line).chain === 'district');
    const last = JSON.parse(district.at(-3)!) as Line;
    const head = { parta_audit: 1, exported_at: 'x', heads: [last] };
    const cut = join(folder, 'cut.jsonl');
    await writeFile(cut, [JSON.stringify(head), ...district.slice(0, -2)].join('\n'));
    expect([(await parta('verify', '--file', cut)).code, (await script(cut)).code]).to.deep.equal([0, 0]);
    const ours = await parta('verify', '--file', cut, '--kept', earlier);
    expect([ours.code, ours.lines.join()]).to.satisfy(
      ([code, said]: [number, string]) => code === 1 && said.includes('district: missing_tail: '),
    );
    const theirs = await script(cut, earlier);
    expect([theirs.code, theirs.lines.join()]).to.satisfy(
      ([code, said]: [number, string]) => code === 1 && said.includes('district: missing_tail: '),
    );
  });

  it('says of a file that is no export, or is broken, that it is none', async () => {
    const path = join(folder, 'none.jsonl');
    for (const text of ['', 'hello\n', '{"a":1}\n', '{"parta_audit":1,"heads":[]}\n{"chain":"dis']) {
      await writeFile(path, text);
      const [ours, theirs] = [await parta('verify', '--file', path), await script(path)];
      expect([ours.code, theirs.code], text).to.deep.equal([1, 1]);
      expect(ours.lines.join(), text).to.match(/^Not verified: /);
    }
  });

  it('is one chain without a gap for many who write at once, also when some of them fail', async () => {
    const before = (
      await database.query<{ seq: string }>('select seq from audit_head where chain = $1', [school.schoolId])
    ).rows[0]!.seq;
    const other = openDatabase(url, { poolSize: 10 });
    const one = (db: Database, n: number): Promise<void> =>
      db.transaction(async (tx) => {
        await audit(tx, { action: 'test.write', actorId: null, schoolId: school.schoolId, details: { n } });
        if (n % 3 === 0) throw new Error('rolled back');
      });
    const work = Array.from({ length: 60 }, (_, n) => one(n % 2 === 0 ? database : other, n));
    const done = (await Promise.allSettled(work)).filter(({ status }) => status === 'fulfilled');
    await other.close();
    expect(done).to.have.length(40);
    const { faults, heads } = await verifyLog(database);
    expect(faults).to.deep.equal([]);
    expect(heads.find(({ chain }) => chain === school.schoolId)!.seq).to.equal(Number(before) + 40);
  });

  it('cannot be changed, shortened or set back in the database', async () => {
    for (const statement of [
      `update audit_entry set action = 'x.y'`,
      'delete from audit_entry',
      'truncate audit_entry',
      'update audit_head set seq = 1',
      'delete from audit_head',
      'truncate audit_head',
    ]) {
      const error = await database.query(statement).then(
        () => expect.fail(`${statement} must be refused`),
        (reason: unknown) => reason as Error,
      );
      expect(error.message, statement).to.match(/append-only|only moves on/);
    }
  });

  it('takes nothing that could be read in two ways', async () => {
    for (const details of ['{"a": 1.5}', '{"a": {"b": 1}}', '{"a": [1]}']) {
      const error = await database
        .query(`insert into audit_entry (action, details) values ('test.write', $1)`, [details])
        .then(
          () => expect.fail(`${details} must be refused`),
          (reason: unknown) => reason as Error,
        );
      expect(error.message).to.match(/whole numbers/);
    }
  });

  it('shows who took the locks off the database and changed, cut or swapped entries', async () => {
    const { database: spoilt } = await freshDatabase();
    for (const n of [1, 2, 3, 4]) {
      await audit(spoilt, { action: 'test.write', actorId: null, schoolId: null, details: { n } });
    }
    const attempt = async (statements: string): Promise<string[]> => {
      const client = await spoilt.pool.connect();
      try {
        await client.query(`begin; set local session_replication_role = replica; ${statements}`);
        const query = (text: string, values?: readonly unknown[]) => client.query(text, values as unknown[]);
        const transaction = <T>(work: (tx: { query: typeof query }) => Promise<T>): Promise<T> =>
          work({
            query: (text, values) =>
              text.startsWith('set transaction') ? query('select 1') : query(text, values),
          });
        const { faults } = await verifyLog({ ...spoilt, transaction });
        return faults.map(({ kind, seq }) => `${kind} at ${seq}`);
      } finally {
        await client.query('rollback');
        client.release();
      }
    };
    expect(await attempt(`update audit_entry set details = '{"n": 9}' where seq = 2`)).to.deep.equal([
      'tampered at 2',
    ]);
    expect(await attempt('delete from audit_entry where seq = 2')).to.deep.equal(['cut at 3']);
    expect(await attempt('delete from audit_entry where seq = 4')).to.deep.equal(['missing_tail at 4']);
    expect(
      await attempt(`alter table audit_entry drop constraint audit_entry_place;
        update audit_entry set seq = 5 - seq where seq in (2, 3)`),
    ).to.deep.equal(['tampered at 2']);
    expect(await attempt('select 1')).to.deep.equal([]);
  });

  it('is read page by page by administrators, with names beside the ids, and by nobody else', async () => {
    const teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
    const district = await school.person('Дина Тестова', { role: 'district_admin' });
    const pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
    await audit(database, {
      action: 'test.about',
      actorId: teacher,
      schoolId: school.schoolId,
      details: { person_id: pupil },
    });
    const newest = await log.read(admin, school.schoolId, { limit: 2 }, 'ru');
    expect(newest.entries.map(({ action }) => action)).to.deep.equal(['test.about', 'test.write']);
    expect(newest.people).to.include({ [teacher]: 'Анна Тестова', [pupil]: 'Вера Тестова' });
    let seen = 0;
    for (let before: number | undefined; ;) {
      const page = await log.read(
        admin,
        school.schoolId,
        {
          limit: 20,
          ...(before !== undefined && { before }),
        },
        'ru',
      );
      seen += page.entries.length;
      if (page.next_before === null) break;
      before = page.next_before;
    }
    expect(seen).to.equal(newest.entries[0]!.seq);
    const about = await log.read(admin, school.schoolId, { limit: 10, personId: pupil }, 'ru');
    expect(about.entries.map(({ action }) => action)).to.deep.equal(['test.about']);
    const subject = await log.read(admin, school.schoolId, { limit: 10, action: 'audit' }, 'ru');
    expect(new Set(subject.entries.map(({ action }) => action))).to.deep.equal(new Set(['audit.export']));
    const later = await log.read(
      admin,
      school.schoolId,
      { limit: 10, from: new Date(Date.now() + 60_000) },
      'ru',
    );
    expect(later.entries).to.deep.equal([]);
    expect((await log.read(district, null, { limit: 5 }, 'ru')).entries).to.have.length(5);
    for (const [asker, schoolId] of [
      [teacher, school.schoolId],
      [pupil, school.schoolId],
      [admin, null],
    ] as const) {
      const error = await log.read(asker, schoolId, { limit: 1 }, 'ru').then(
        () => expect.fail('must be refused'),
        (reason: unknown) => reason as ApiError,
      );
      expect(error.status).to.equal(403);
    }
  });

  it('takes in what was written before there was a chain', async () => {
    const before = await emptyDatabase('audit');
    const client = new pg.Client({ connectionString: before });
    await client.connect();
    try {
      const earlier = readdirSync(MIGRATIONS).filter((name) => name < '0026').length;
      await runner({
        dbClient: client,
        dir: MIGRATIONS,
        direction: 'up',
        migrationsTable: 'migration',
        count: earlier,
        singleTransaction: true,
        log: () => {},
      });
      await client.query(
        `insert into audit_entry (action, school_id, details)
         select 'test.write', case when n % 2 = 0 then $1::uuid end, jsonb_build_object('n', n, 'a', 'Ж')
           from generate_series(1, 9) n`,
        [school.schoolId],
      );
      await migrate(client);
    } finally {
      await client.end();
    }
    const old = openDatabase(before);
    await audit(old, { action: 'test.write', actorId: null, schoolId: null });
    const { faults, heads } = await verifyLog(old);
    await old.close();
    expect(faults).to.deep.equal([]);
    expect(new Map(heads.map(({ chain, seq }) => [chain, seq]))).to.deep.equal(
      new Map<string, number>([
        [school.schoolId, 4],
        ['district', 6],
      ]),
    );
  });
});
