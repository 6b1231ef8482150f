/** manifest.csv: what the sender says is in the export (OneRoster CSV Binding 1.2.1, section 3.1). */
import type { Bundle, BundleFile } from '../bundle/bundle.ts';
import type { Findings } from '../findings.ts';
import { FILE_NAMES, MANIFEST, OPTIONAL_FILES, UNREAD_FILES, type FileName } from './columns.ts';
import { readTable, type Row } from './table.ts';

export interface Manifest {
  /** Names the sending system; with it begin the keys of all records, so it must stay the same from export to export. */
  readonly systemCode: string;
  /** The files to read. Those that the export does not have are absent. */
  readonly files: ReadonlyMap<FileName, BundleFile>;
}

const DEFAULT_SYSTEM_CODE = 'default';
const MAX_SYSTEM_CODE_LENGTH = 100;

/** Finds the files of an export and compares them with its manifest. Null when there is nothing that could be read. */
export async function readManifest(bundle: Bundle, findings: Findings): Promise<Manifest | null> {
  const present = findFiles(bundle, findings);
  const manifest = present.get('manifest');
  if (manifest === undefined) {
    findings.error('manifest_missing', { file: bundle.name });
    return null;
  }
  const declared = new Map<string, Row>();
  const { complete } = await readTable(manifest, MANIFEST, findings, (row) => {
    const property = row.id('propertyName');
    if (property === undefined) return;
    if (declared.has(property)) row.error('manifest_twice', 'propertyName');
    declared.set(property, row);
  });
  if (!complete) return null;

  if (!isSupportedVersion(declared, manifest.path, findings)) return null;
  const files = new Map<FileName, BundleFile>();
  for (const name of FILE_NAMES) {
    const file = chooseFile(name, declared, present.get(name), manifest.path, findings);
    if (file !== null) files.set(name, file);
  }
  for (const name of UNREAD_FILES) {
    const file = present.get(name);
    if (file !== undefined && name === 'demographics')
      findings.warn('demographics_unread', { file: file.path });
  }
  for (const [property, row] of declared) {
    if (!isKnownProperty(property)) row.warn('manifest_unknown', 'propertyName');
  }
  return { systemCode: systemCodeOf(declared, manifest.path, findings), files };
}

function isKnownProperty(property: string): boolean {
  if (['manifest.version', 'oneroster.version', 'source.systemName', 'source.systemCode'].includes(property))
    return true;
  const file = /^file\.(.+)$/.exec(property)?.[1];
  return file !== undefined && [...FILE_NAMES, ...UNREAD_FILES].includes(file);
}

function isSupportedVersion(declared: ReadonlyMap<string, Row>, file: string, findings: Findings): boolean {
  const format = declared.get('manifest.version');
  if (format !== undefined && !['1.0', '1'].includes(format.text('value')))
    format.warn('manifest_version', 'value');
  const version = declared.get('oneroster.version');
  if (version === undefined) {
    findings.error('version_missing', { file, line: 1, column: 'propertyName' });
    return false;
  }
  if (/^1\.2(\.\d+)?$/.test(version.text('value'))) return true;
  version.error('version_unsupported', 'value');
  return false;
}

function systemCodeOf(declared: ReadonlyMap<string, Row>, file: string, findings: Findings): string {
  const row = declared.get('source.systemCode');
  const code = row?.text('value') ?? '';
  if (code === '') {
    findings.warn('system_code_missing', {
      file,
      line: row?.line ?? 1,
      column: row === undefined ? 'propertyName' : 'value',
    });
    return DEFAULT_SYSTEM_CODE;
  }
  // Part of every key: one that is cut or altered would make every record new.
  if (row!.id('value') === undefined) return DEFAULT_SYSTEM_CODE;
  if (code.length > MAX_SYSTEM_CODE_LENGTH)
    row!.error('value_too_long', 'value', { limit: MAX_SYSTEM_CODE_LENGTH });
  return code;
}

/** Decides on one file from what the manifest says and what is there. A contradiction about a needed file is an error. */
function chooseFile(
  name: FileName,
  declared: ReadonlyMap<string, Row>,
  file: BundleFile | undefined,
  manifest: string,
  findings: Findings,
): BundleFile | null {
  const needed = !OPTIONAL_FILES.includes(name);
  const severity = needed ? 'error' : 'warning';
  const row = declared.get(`file.${name}`);
  const place = {
    file: manifest,
    line: row?.line ?? 1,
    column: row === undefined ? 'propertyName' : 'value',
  };
  const values = { name: `${name}.csv` };
  const mode = row?.text('value') ?? '';

  if (mode === '') {
    if (file === undefined) {
      findings.add(severity, 'file_missing', place, values);
      return null;
    }
    findings.warn(row === undefined ? 'file_undeclared' : 'manifest_blank', place, values);
    return file;
  }
  if (mode.toLowerCase() !== mode) row!.warn('value_spelling', 'value', { meant: mode.toLowerCase() });
  switch (mode.toLowerCase()) {
    case 'bulk':
      if (file === undefined) findings.add(severity, 'file_missing', place, values);
      return file ?? null;
    case 'delta':
      findings.error('delta_unsupported', place, values);
      return null;
    case 'absent':
      if (file !== undefined) findings.add(severity, 'file_declared_absent', place, values);
      else if (needed) findings.error('file_needed', place, values);
      return null;
    default:
      row!.error('value_unknown', 'value', { allowed: 'bulk, delta, absent' });
      return null;
  }
}

/**
 * The files of the bundle by their OneRoster names. They may all lie in one folder of the archive, and the letter case of
 * a name does not matter; two files for one name are an error.
 */
function findFiles(bundle: Bundle, findings: Findings): Map<string, BundleFile> {
  const files = bundle.files.filter(({ path }) => !isJunk(path));
  const folder = commonFolder(files.map(({ path }) => path));
  if (folder !== '') findings.warn('folder_inside', { file: bundle.name }, { folder });

  const byPlainName = new Map(
    ['manifest', ...FILE_NAMES, ...UNREAD_FILES].map((name) => [name.toLowerCase(), name]),
  );
  const found = new Map<string, BundleFile>();
  for (const file of files) {
    const inside = file.path.slice(folder.length);
    const name = byPlainName.get(inside.toLowerCase().replace(/\.csv$/, ''));
    if (name === undefined || !/\.csv$/i.test(inside)) {
      findings.warn('file_unknown', { file: file.path });
    } else if (found.has(name)) {
      findings.error('file_twice', { file: file.path }, { name: `${name}.csv` });
    } else {
      found.set(name, file);
      if (inside !== `${name}.csv`)
        findings.warn('file_spelling', { file: file.path }, { name: `${name}.csv` });
    }
  }
  return found;
}

/** What operating systems leave in archives and folders. */
function isJunk(path: string): boolean {
  return path.startsWith('__MACOSX/') || /(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/i.test(path);
}

/** The folder, with its slash, that all paths are in; empty when there is none. */
function commonFolder(paths: readonly string[]): string {
  const first = /^(.*\/)[^/]*$/.exec(paths[0] ?? '')?.[1] ?? '';
  return paths.every((path) => path.startsWith(first) && !path.slice(first.length).includes('/'))
    ? first
    : '';
}
