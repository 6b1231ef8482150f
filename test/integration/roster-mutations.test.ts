/**
 * A thousand spoilt copies of the demo school's export: never a crash, never half of it in the register, and whatever is
 * refused is refused with the place that is wrong.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import yazl from 'yazl';
import { applyRoster, RosterRefused } from '../../appservice/src/roster/apply.ts';
import { explainFinding, type Finding } from '../../appservice/src/roster/findings.ts';
import { readRoster } from '../../appservice/src/roster/read.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { tempDir } from '../support/cleanup.ts';
import { createRandom, describeChanges, mutateText, type Random } from '../support/mutate.ts';
import { freshDatabase } from '../support/postgres.ts';
import { registerContents } from './roster-contents.ts';

const DEMO = join(import.meta.dirname, '../../config/demo-school');
const OPTIONS = { defaults: { locale: 'ru', timeZone: 'Europe/Moscow' }, day: '2026-11-24' } as const;
const COUNT = 1_000;

/** Findings about the whole of an export, a file or its declaration: there is no cell to name. */
const WITHOUT_LINE =
  /^(bundle_|file_(unknown|twice|spelling|unreadable)|manifest_missing|folder_inside|export_shrunk|source_changed)/;
const WITHOUT_COLUMN = /^(file_empty|file_without_rows)/;

type Files = Map<string, Buffer>;

describe(`${COUNT} spoilt exports`, function () {
  this.timeout(300_000);
  let database: Database;
  let files: Files;
  const path = join(tempDir('spoilt'), 'export.zip');
  const seen = { rejected: 0, accepted: 0, remarked: 0, changed: 0 };

  before(async () => {
    ({ database } = await freshDatabase());
    files = new Map(
      readdirSync(DEMO)
        .filter((name) => name.endsWith('.csv'))
        .map((name) => [name, readFileSync(join(DEMO, name))]),
    );
    writeFileSync(path, await zipOf(files));
    expect(await attempt(database, path)).to.deep.include({ applied: true });
  });

  it('are each refused with the place, or imported as a whole', async () => {
    let before = await registerContents(database);
    for (let seed = 0; seed < COUNT; seed++) {
      const random = createRandom(seed);
      const { content, what } = await spoil(files, random);
      writeFileSync(path, content);
      const told = `seed ${seed}: ${what}`;
      const { applied, findings, changes } = await attempt(database, path).catch((error: unknown) => {
        throw new Error(`crash with ${told}`, { cause: error });
      });
      const errors = findings.filter(({ severity }) => severity === 'error');
      for (const finding of findings) expectPlace(finding, told);
      expect(applied, told).to.equal(errors.length === 0);
      const after = await registerContents(database);
      if (!applied || changes === 0) expect(after, told).to.deep.equal(before);
      before = after;
      if (applied) seen.accepted++;
      else seen.rejected++;
      if (applied && findings.length > 0) seen.remarked++;
      if (changes > 0) seen.changed++;
      // The register drifts with what was imported; the good export brings it back.
      if (changes > 0) {
        writeFileSync(path, await zipOf(files));
        expect(await attempt(database, path), told).to.deep.include({ applied: true });
        before = await registerContents(database);
      }
    }
    // All outcomes were really met.
    expect(seen.rejected).to.be.greaterThan(COUNT / 10);
    expect(seen.accepted).to.be.greaterThan(COUNT / 10);
    expect(seen.remarked).to.be.greaterThan(COUNT / 100);
    expect(seen.changed).to.be.greaterThan(COUNT / 50);
  });
});

interface Outcome {
  applied: boolean;
  findings: readonly Finding[];
  changes: number;
}

async function attempt(database: Database, path: string): Promise<Outcome> {
  const { roster, findings, digest } = await readRoster(path, OPTIONS);
  if (roster === null) return { applied: false, findings, changes: 0 };
  try {
    const { plan } = await applyRoster({
      database,
      roster,
      digest: digest!,
      startedBy: 'test',
      day: OPTIONS.day,
      findings,
    });
    return { applied: true, findings, changes: plan.changes.length };
  } catch (error) {
    if (error instanceof RosterRefused) return { applied: false, findings: error.findings, changes: 0 };
    throw error;
  }
}

function expectPlace(finding: Finding, told: string): void {
  const { code, file, line, column } = finding;
  const place = `${told}: ${code} in ${file}:${line} ${column}`;
  expect(file, place).not.to.equal('');
  if (!WITHOUT_LINE.test(code)) expect(line, place).to.be.greaterThan(0);
  if (!WITHOUT_LINE.test(code) && !WITHOUT_COLUMN.test(code)) expect(column, place).to.match(/./);
  for (const locale of ['ru', 'en'] as const) expect(explainFinding(finding, locale), place).to.match(/\S/);
}

/** Spoils the text of one file, a file as a whole, or the bytes of the archive. */
async function spoil(files: Files, random: Random): Promise<{ content: Buffer; what: string }> {
  const name = random.pick([...files.keys()]);
  const original = files.get(name)!;
  const spoilt = new Map(files);
  if (random.chance(0.5)) {
    const { value, changes } = mutateText(original.toString('utf8'), random);
    spoilt.set(name, Buffer.from(value));
    return { content: await zipOf(spoilt), what: `${name}: ${describeChanges(changes)}` };
  }
  if (random.chance(0.5)) {
    const { value, what } = spoilCell(original.toString('utf8'), files, random);
    spoilt.set(name, Buffer.from(value));
    return { content: await zipOf(spoilt), what: `${name}: ${what}` };
  }
  if (random.chance(0.5)) {
    spoilt.set(name, withOtherBytes(original, random));
    return { content: await zipOf(spoilt), what: `bytes of ${name}` };
  }
  if (random.chance(0.5)) {
    const other = random.pick([...files.keys()]);
    if (random.chance(0.5)) spoilt.delete(name);
    else spoilt.set(name, files.get(other)!);
    return { content: await zipOf(spoilt), what: `${name} left out or replaced by ${other}` };
  }
  const zip = await zipOf(files);
  const content = random.chance(0.3)
    ? zip.subarray(0, random.integer(zip.length))
    : withOtherBytes(zip, random);
  return { content, what: 'bytes of the archive' };
}

const CELLS = [
  '',
  'true',
  'TRUE',
  'active',
  'tobedeleted',
  '01.09.2026',
  '09/01/2026',
  '2026-02-30',
  'x'.repeat(300),
  'a\u0000',
];

/** Puts a value from elsewhere in the export, or a strange one, into one cell. */
function spoilCell(text: string, files: Files, random: Random): { value: string; what: string } {
  const lines = text.split('\n');
  const at = random.integer(lines.length);
  const cells = lines[at]!.split(',');
  const column = random.integer(cells.length);
  const elsewhere = random.pick(
    random
      .pick([...files.values()])
      .toString('utf8')
      .split(/[\n,]/),
  );
  const value = random.chance(0.5) ? random.pick(CELLS) : elsewhere;
  cells[column] = value;
  lines[at] = cells.join(',');
  return {
    value: lines.join('\n'),
    what: `line ${at + 1}, cell ${column + 1} becomes ${JSON.stringify(value.slice(0, 40))}`,
  };
}

function withOtherBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + random.integer(4); count > 0; count--)
    copy[random.integer(copy.length)] = random.integer(256);
  return copy;
}

async function zipOf(files: Files): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of files) zip.addBuffer(content, name);
  zip.end();
  return buffer(zip.outputStream);
}
