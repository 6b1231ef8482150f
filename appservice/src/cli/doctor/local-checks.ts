/** What the doctor looks at on this machine: Node.js, files, the database. */
import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../../config/config.ts';
import { parseYaml } from '../../config/yaml.ts';
import { missingMigrations } from '../../http/health.ts';
import { loadTemplates } from '../../reconcile/templates.ts';
import { explainFailure } from '../failure.ts';
import { fail, ok, warn, type Check, type Finding } from './check.ts';

const NODE_MAJOR = 24;
const POSTGRES_MAJOR = 15;

export function nodeCheck(version: string = process.versions.node): Check {
  return {
    name: 'Node.js',
    run() {
      const major = Number(version.split('.')[0]);
      const fits = major >= NODE_MAJOR;
      return Promise.resolve(
        fits
          ? ok(`version ${version}`)
          : fail(`version ${version}`, `install Node.js ${NODE_MAJOR} or newer`),
      );
    },
  };
}

/** Files that hold secrets must be closed to others on this machine. */
export function secretsCheck(configPath: string, config: Config): Check {
  return {
    name: 'secret files',
    async run() {
      const files = (await holdsSecrets(configPath)) ? [configPath] : [];
      const there = await access(config.appservice.registration).then(
        () => true,
        () => false,
      );
      if (there) files.push(config.appservice.registration);
      const modes = await Promise.all(
        files.map(async (file) => ({ file, mode: (await stat(file)).mode & 0o777 })),
      );
      const open = modes.filter(({ mode }) => (mode & 0o007) !== 0).map(({ file }) => file);
      if (open.length > 0)
        return fail(
          `everybody on this machine may read ${open.join(' and ')}`,
          `chmod 600 ${open.join(' ')}`,
        );
      return ok(files.length === 0 ? 'there are none' : `closed to others: ${files.join(', ')}`);
    },
  };
}

/** Without a secret of its own evidence is sealed with one of the registration, and is lost with it. */
export function evidenceCheck({ moderation }: Pick<Config, 'moderation'>): Check {
  return {
    name: 'secret of evidence',
    run: () =>
      Promise.resolve(
        moderation.evidence_secret !== undefined
          ? ok('set: keep a copy apart from the backups')
          : warn(
              'moderation.evidence_secret is not set: a new registration would make older evidence unreadable',
              'set it to the hs_token of the registration, with which evidence is sealed until then',
            ),
      ),
  };
}

async function holdsSecrets(configPath: string): Promise<boolean> {
  const parsed = parseYaml(await readFile(configPath, 'utf8'));
  const { homeserver, database, lessons, moderation } = (parsed.ok ? (parsed.value ?? {}) : {}) as {
    homeserver?: { admin_token?: unknown };
    database?: { url?: unknown };
    moderation?: { evidence_secret?: unknown };
    lessons?: { livekit?: { api_secret?: unknown } | null } | null;
  };
  const url = database?.url;
  const password = typeof url === 'string' && URL.canParse(url) && new URL(url).password !== '';
  const tokens = [homeserver?.admin_token, lessons?.livekit?.api_secret, moderation?.evidence_secret];
  return password || tokens.some((token) => typeof token === 'string');
}

export function filesCheck(config: Config): Check {
  return {
    name: 'room templates',
    async run() {
      try {
        await loadTemplates(config.rooms.templates);
      } catch (error) {
        return fail(explainFailure(error), 'mend the file, or check rooms.templates');
      }
      return ok(config.rooms.templates);
    },
  };
}

export function webClientCheck(config: Config): Check {
  return {
    name: 'web client',
    async run() {
      const folder = config.web.client;
      if (folder === undefined) return ok('another server serves it');
      return access(join(folder, 'index.html')).then(
        () => ok(folder),
        () => fail(`there is none in ${folder}`, 'build it with `npm run build`, or leave web.client out'),
      );
    },
  };
}

export function databaseChecks(config: Config, connect: () => Promise<pg.Client>): Check[] {
  async function withClient(look: (client: pg.Client) => Promise<Finding>): Promise<Finding> {
    let client: pg.Client;
    try {
      client = await connect();
    } catch (error) {
      return fail(explainFailure(error), 'see database.url in the configuration');
    }
    try {
      return await look(client);
    } finally {
      await client.end();
    }
  }

  return [
    {
      name: 'database',
      run: () =>
        withClient(async (client) => {
          const { rows } = await client.query<{ number: string; version: string }>(
            `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
          );
          const { number, version } = rows[0]!;
          return Number(number) >= POSTGRES_MAJOR * 10_000
            ? ok(`PostgreSQL ${version}`)
            : fail(`PostgreSQL ${version}`, `update to PostgreSQL ${POSTGRES_MAJOR} or newer`);
        }),
    },
    {
      name: 'database connections',
      needs: ['database'],
      run: () =>
        withClient(async (client) => {
          const { rows } = await client.query<{ most: number }>(
            `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`,
          );
          const { most } = rows[0]!;
          const wanted = config.database.pool_size;
          return wanted < most
            ? ok(`each process takes up to ${wanted} of ${most}`)
            : warn(
                `each process takes up to ${wanted}, but there are ${most} for all`,
                'lower database.pool_size, or raise max_connections',
              );
        }),
    },
    {
      name: 'database schema',
      needs: ['database'],
      run: () =>
        withClient(async (client) => {
          const todo = 'run `parta migrate`; `parta start` does it too';
          try {
            const missing = await missingMigrations(client);
            return missing.length === 0
              ? ok('up to date')
              : warn(`these migrations have not run: ${missing.join(', ')}`, todo);
          } catch (error) {
            if ((error as { code?: string }).code === '42P01')
              return warn('the database is still empty', todo);
            throw error;
          }
        }),
    },
  ];
}
