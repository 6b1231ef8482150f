import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { expect } from 'chai';
import yazl from 'yazl';
import { createFindings, explainFinding } from '../findings.ts';
import { BUNDLE_LIMITS, BundleDamaged, type Bundle, type BundleLimits } from './bundle.ts';
import { openBundle } from './open.ts';

async function zipOf(
  files: Record<string, string | Buffer>,
  options: { compress?: boolean } = {},
): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content as string), path, { compress: options.compress ?? true });
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** Overwrites text in an archive wherever it stands: in the local header and in the directory. */
function patched(zip: Buffer, from: string, to: string): Buffer {
  expect(to).to.have.lengthOf(from.length);
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

const DIRECTORY_ENTRY = Buffer.from('PK\u0001\u0002', 'latin1');

/** Overwrites bytes of the first entry in the directory of an archive. */
function withDirectory(zip: Buffer, offset: number, bytes: number[]): Buffer {
  const copy = Buffer.from(zip);
  copy.set(bytes, copy.indexOf(DIRECTORY_ENTRY) + offset);
  return copy;
}

describe('a bundle', () => {
  let folder: string;
  const opened: Bundle[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parta-bundle-'));
  });
  afterEach(async () => {
    for (const bundle of opened.splice(0)) await bundle.close();
    await rm(folder, { recursive: true });
  });

  async function open(path: string, limits: BundleLimits = BUNDLE_LIMITS) {
    const findings = createFindings();
    const bundle = await openBundle(path, findings, limits);
    if (bundle !== null) opened.push(bundle);
    for (const finding of findings.list()) {
      for (const locale of ['ru', 'en'] as const) expect(explainFinding(finding, locale)).to.match(/\.$/);
    }
    return { bundle, codes: findings.list().map(({ code }) => code) };
  }
  async function write(content: string | Buffer): Promise<string> {
    const path = join(folder, 'export.zip');
    await writeFile(path, content);
    return path;
  }

  it('in a zip archive yields its files as they are', async () => {
    const { bundle, codes } = await open(
      await write(await zipOf({ 'orgs.csv': 'школа', 'in/users.csv': 'x' })),
    );
    expect(codes).to.deep.equal([]);
    expect(bundle?.files.map(({ path }) => path)).to.deep.equal(['orgs.csv', 'in/users.csv']);
    expect(await text(await bundle!.files[0]!.open())).to.equal('школа');
  });

  it('in a folder yields its files, without sub-folders and links', async () => {
    await writeFile(join(folder, 'orgs.csv'), 'школа');
    await mkdir(join(folder, 'inside'));
    await symlink('/etc/passwd', join(folder, 'users.csv'));
    const { bundle, codes } = await open(folder);
    expect(codes).to.deep.equal([]);
    expect(bundle?.files.map(({ path }) => path)).to.deep.equal(['orgs.csv']);
    expect(await text(await bundle!.files[0]!.open())).to.equal('школа');
  });

  it('has the digest of what is in it', async () => {
    const path = await write(await zipOf({ 'orgs.csv': 'a' }));
    const first = await (await open(path)).bundle!.digest();
    expect(first).to.match(/^[0-9a-f]{64}$/);
    expect(await (await open(path)).bundle!.digest()).to.equal(first);
    await write(await zipOf({ 'orgs.csv': 'b' }));
    expect(await (await open(path)).bundle!.digest()).not.to.equal(first);
  });

  const large = Buffer.alloc(3 * 1024 ** 2, 'a,b\n');
  const refused: {
    name: string;
    content: () => Promise<string | Buffer>;
    limits?: Partial<BundleLimits>;
    code: string;
  }[] = [
    {
      name: 'that is no archive',
      content: () => Promise.resolve('sourcedId,status'),
      code: 'bundle_not_zip',
    },
    { name: 'that is empty', content: () => Promise.resolve(''), code: 'bundle_not_zip' },
    {
      name: 'that was cut off',
      content: async () => (await zipOf({ 'orgs.csv': 'x'.repeat(1000) })).subarray(0, 60),
      code: 'bundle_not_zip',
    },
    {
      name: 'with a path that leaves it',
      content: async () => patched(await zipOf({ 'aa/evil.csv': 'x' }), 'aa/evil.csv', '../evil.csv'),
      code: 'bundle_damaged',
    },
    {
      name: 'with an absolute path',
      content: async () => patched(await zipOf({ 'aa/evil.csv': 'x' }), 'aa/evil.csv', '/a/evil.csv'),
      code: 'bundle_damaged',
    },
    {
      name: 'that is encrypted',
      content: async () => withDirectory(await zipOf({ 'orgs.csv': 'x' }), 8, [1, 8]),
      code: 'bundle_encrypted',
    },
    {
      name: 'with too many files',
      content: () => zipOf({ 'a.csv': 'x', 'b.csv': 'x', 'c.csv': 'x' }),
      limits: { files: 2 },
      code: 'bundle_too_many_files',
    },
    {
      name: 'with a file that is too large',
      content: () => zipOf({ 'a.csv': 'x'.repeat(101) }),
      limits: { fileBytes: 100 },
      code: 'bundle_too_large',
    },
    {
      name: 'that is too large on the whole',
      content: () => zipOf({ 'a.csv': 'x'.repeat(60), 'b.csv': 'x'.repeat(60) }),
      limits: { totalBytes: 100 },
      code: 'bundle_too_large',
    },
    {
      name: 'that is packed as only a bomb is',
      content: () => zipOf({ 'a.csv': large }),
      code: 'bundle_suspicious_ratio',
    },
  ];
  for (const { name, content, limits, code } of refused) {
    it(`${name} is refused before anything is unpacked`, async () => {
      const { bundle, codes } = await open(await write(await content()), { ...BUNDLE_LIMITS, ...limits });
      expect(codes).to.deep.equal([code]);
      expect(bundle).to.equal(null);
    });
  }

  it('that is not there is refused', async () => {
    expect((await open(join(folder, 'nothing.zip'))).codes).to.deep.equal(['bundle_not_found']);
  });

  it('that cannot be opened is refused', async () => {
    const file = await write('x');
    expect((await open(join(file, 'orgs.csv'))).codes).to.deep.equal(['bundle_unreadable']);
  });

  it('in a folder that is too large is refused', async () => {
    await writeFile(join(folder, 'orgs.csv'), 'x'.repeat(101));
    expect((await open(folder, { ...BUNDLE_LIMITS, fileBytes: 100 })).codes).to.deep.equal([
      'bundle_too_large',
    ]);
  });

  it('in a folder with too many files is refused', async () => {
    await writeFile(join(folder, 'a.csv'), 'x');
    await writeFile(join(folder, 'b.csv'), 'x');
    expect((await open(folder, { ...BUNDLE_LIMITS, files: 1 })).codes).to.deep.equal([
      'bundle_too_many_files',
    ]);
  });

  const lying: { name: string; spoil: (zip: Buffer) => Buffer }[] = [
    { name: 'a changed byte', spoil: (zip) => patched(zip, 'content', 'contemt') },
    {
      name: 'a file that is longer than the directory says',
      spoil: (zip) => withDirectory(zip, 24, [3, 0, 0, 0]),
    },
  ];
  for (const { name, spoil } of lying) {
    it(`with ${name} ends the reading of that file`, async () => {
      const packed = await zipOf(
        { 'orgs.csv': 'content of the file' },
        { compress: name.includes('longer') },
      );
      const { bundle } = await open(await write(spoil(packed)));
      let problem: unknown;
      try {
        await text(await bundle!.files[0]!.open());
      } catch (error) {
        problem = error;
      }
      expect(problem).to.be.instanceOf(BundleDamaged);
    });
  }
});
