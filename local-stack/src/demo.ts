/** The demonstration school: brought in through the import that everybody uses. */
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type CommandOptions, readParta, runParta } from './appservice.ts';
import { importDemoTimetable } from './demo-timetable.ts';
import type { Home } from './home.ts';
import { StackProblem } from './problem.ts';
import type { Progress } from './progress.ts';
import { DEMO_ROLES, type DemoRole } from './table.ts';

const BUNDLE = resolve(import.meta.dirname, '../../config/demo-school');

/** One person of the bundle for each role, by sourcedId. */
const PEOPLE: Record<DemoRole, string> = {
  administrator: 'admin-1',
  teacher: 'teacher-1',
  pupil: 'pupil-7b-1',
  parent: 'parent-7b-1',
};

/**
 * Imports the demonstration school, once: later starts leave it as people have changed it. An interrupted import goes
 * on. A register that already holds schools of somebody's own is left alone.
 * @returns whether the demonstration school is there
 */
export async function importDemoSchool(
  command: CommandOptions,
  options: { home: Home; databaseUrl: string; url: string; progress: Progress },
): Promise<boolean> {
  const { home, progress } = options;
  if (home.state.demo === 'applied') return true;
  if (home.state.demo === undefined && (await holdsSchools(options.databaseUrl))) {
    progress.say('  - The register already holds schools: the demonstration school is left out.');
    return false;
  }
  home.remember({ demo: 'started' });
  await progress.step('demonstration school', (update) =>
    runParta(['roster', 'apply', BUNDLE, '--lang', 'en'], {
      ...command,
      logFile: join(home.dir, 'logs/roster-apply.log'),
      onLine: update,
    }),
  );
  const { administrator } = await demoLoginLinks(command);
  await importDemoTimetable(options.url, administrator);
  home.remember({ demo: 'applied' });
  return true;
}

/** A fresh one-time log-in link for each of PEOPLE. */
export async function demoLoginLinks(command: CommandOptions): Promise<Record<DemoRole, string>> {
  const ids = DEMO_ROLES.map((role) => PEOPLE[role]);
  const output = await readParta(['login-link', ...ids.flatMap((id) => ['--sourced-id', id])], command);
  const links = output.split(/\s+/).filter((word) => /^https?:\/\/\S+#\S+$/.test(word));
  if (links.length !== ids.length) {
    throw new StackProblem(`parta login-link gave ${links.length} links instead of ${ids.length}.`);
  }
  return Object.fromEntries(DEMO_ROLES.map((role, index) => [role, links[index]])) as Record<
    DemoRole,
    string
  >;
}

async function holdsSchools(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ found: boolean }>('select exists (select from school) as found');
    return rows[0]!.found;
  } finally {
    await client.end();
  }
}
