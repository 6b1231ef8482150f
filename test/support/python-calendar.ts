/**
 * Python's `icalendar` as another reader of our calendars. It is set up in the user's cache folder the first time that a test asks, as Synapse is, so that
 * no run has to leave those tests out.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../../local-stack/src/synapse-install.ts';

const run = promisify(execFile);
const ICALENDAR = '6.3.2';
const REQUIREMENTS = [`icalendar==${ICALENDAR}`, 'recurring-ical-events==3.8.2', 'x-wr-timezone==2.0.1'];

let installing: Promise<string> | undefined;
const installIcalendar = (): Promise<string> => (installing ??= install());

async function install(): Promise<string> {
  const base = findPython();
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'parta');
  const venv = join(cache, `icalendar-${ICALENDAR}-py${base.version.join('.')}`);
  const python = join(venv, 'bin', 'python');
  if (existsSync(python)) return python;
  mkdirSync(cache, { recursive: true });
  // The folder appears under its name only when it is complete; of two that make it at once, either is as good.
  const draft = `${venv}.${process.pid}`;
  try {
    await run(base.path, ['-m', 'venv', draft]);
    const pip = [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-input',
      '--quiet',
      '--retries=3',
    ];
    await run(join(draft, 'bin', 'python'), [...pip, ...REQUIREMENTS], { timeout: 300_000 });
    try {
      renameSync(draft, venv);
    } catch (error) {
      if (!existsSync(python)) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return python;
}

const SCRIPT = `
import datetime, json, sys
import icalendar, recurring_ical_events
asked = json.load(sys.stdin)
window = [datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc) for at in asked["window"]]
answer = []
for text in asked["texts"]:
    calendar = icalendar.Calendar.from_ical(text)
    found = []
    for event in recurring_ical_events.of(calendar).between(*window):
        if str(event.get("STATUS")) == "CANCELLED":
            continue
        found.append([round(event["DTSTART"].dt.timestamp() * 1000), str(event["SUMMARY"])])
    answer.append(sorted(found))
json.dump(answer, sys.stdout)
`;

/** Starts (milliseconds) and titles of what is held within a window, for each calendar, as Python finds them. */
export async function occurrencesByPython(
  texts: readonly string[],
  window: { from: number; to: number },
  env: Record<string, string> = {},
): Promise<[number, string][][]> {
  const python = await installIcalendar();
  const asked = JSON.stringify({ texts, window: [window.from, window.to] });
  const child = run(python, ['-c', SCRIPT], {
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', ...env },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  });
  child.child.stdin!.end(asked);
  return JSON.parse((await child).stdout) as [number, string][][];
}
