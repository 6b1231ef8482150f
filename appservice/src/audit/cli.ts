/** `parta audit …`, for operators (English only). */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UsageError } from '../cli/command.ts';
import type { Database } from '../store/database.ts';
import type { Head } from './chain.ts';
import { exportLog, NoExport, readHeads, verifyExport, verifyLog, type Verified } from './export.ts';
import { DISTRICT } from './store.ts';

/** @returns the exit code: 0, or 1 when something is wrong with the log */
export async function auditCommand(
  args: readonly string[],
  { openDatabase, print }: { openDatabase: () => Promise<Database>; print: (line: string) => void },
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { file: { type: 'string' }, kept: { type: 'string' }, school: { type: 'string' } },
    allowPositionals: true,
  });
  const [verb, target, ...rest] = positionals;
  const isExport = verb === 'export' && target !== undefined && values.file === undefined;
  const isVerify = verb === 'verify' && target === undefined && values.school === undefined;
  if (rest.length > 0 || (!isExport && !isVerify)) {
    throw new UsageError('Say what to do: "verify", or "export" and a file.');
  }
  try {
    if (isExport) return await writeExport(target, values.school, { openDatabase, print });
    const kept = values.kept === undefined ? [] : await headsOf(values.kept);
    const found =
      values.file === undefined
        ? await withDatabase(openDatabase, (database) => verifyLog(database, kept))
        : await verifyExport(linesOf(values.file), kept);
    return report(found, print);
  } catch (error) {
    if (!(error instanceof NoExport)) throw error;
    print(`Not verified: ${error.message}.`);
    return 1;
  }
}

async function writeExport(
  path: string,
  school: string | undefined,
  { openDatabase, print }: { openDatabase: () => Promise<Database>; print: (line: string) => void },
): Promise<number> {
  if (school !== undefined && school !== DISTRICT && !/^[0-9a-f-]{36}$/.test(school)) {
    throw new UsageError('--school needs the id of a school, or district.');
  }
  // Never over another file: an older export is what a newer one is compared with.
  const file = await open(path, 'wx', 0o600);
  try {
    const heads = await withDatabase(openDatabase, (database) =>
      exportLog(database, school ?? null, async (line) => void (await file.write(`${line}\n`))),
    );
    for (const head of heads) print(describe(head));
    return 0;
  } finally {
    await file.close();
  }
}

function report({ faults, heads }: Verified, print: (line: string) => void): number {
  const broken = new Map(faults.map((fault) => [fault.chain, fault]));
  for (const head of heads) {
    const fault = broken.get(head.chain);
    print(fault === undefined ? describe(head) : `${head.chain}: ${fault.kind}: ${fault.message}`);
  }
  if (heads.length === 0) print('The log is empty.');
  return faults.length === 0 ? 0 : 1;
}

const describe = ({ chain, seq, hash }: Head): string =>
  `${chain}: whole, ${seq} ${seq === 1 ? 'entry' : 'entries'}, ${hash}`;

async function withDatabase<T>(
  openDatabase: () => Promise<Database>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase();
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Lines end with a line feed and nothing else; node:readline also ends them at U+2028, which stands in JSON as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  yield rest;
}

async function headsOf(path: string): Promise<readonly Head[]> {
  for await (const line of linesOf(path)) return readHeads(line);
  throw new NoExport(`${path} is empty`);
}
