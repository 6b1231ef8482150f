/** The production files hold together: everything they name exists, and the appservice accepts its settings. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { loadConfig } from '../../appservice/src/config/config.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
}

/** As Compose does in texts: `${NAME}`, `${NAME:-default}`, `${NAME:?error}`. */
function interpolate(text: string, env: Record<string, string>): string {
  return text.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_all, name: string, kind?: string, word?: string) => {
      const value = env[name] ?? '';
      if (value === '' && kind === '?') throw new Error(`${name}: ${word}`);
      return value === '' && kind === '-' ? (word ?? '') : value;
    },
  );
}

/** The sample's names with a value for each that must be filled in. */
async function sampleEnv(): Promise<Record<string, string>> {
  const sample = await readFile(path.join(ROOT, 'config/compose/env.sample'), 'utf8');
  const values: Record<string, string> = {
    PARTA_DISTRICT_NAME: 'Demo district',
    PARTA_DOMAIN: 'school.example.org',
    POSTGRES_PASSWORD: 'a-password',
  };
  const names = [...sample.matchAll(/^(\w+)=/gm)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}

describe('the production files', () => {
  let services: Record<string, Service>;
  let volumes: Record<string, unknown>;

  before(async () => {
    const text = await readFile(path.join(ROOT, 'docker-compose.yml'), 'utf8');
    const env = await sampleEnv();
    ({ services, volumes } = parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? interpolate(value, env) : value,
    ) as { services: Record<string, Service>; volumes: Record<string, unknown> });
  });

  it('need nothing that env.sample does not name', () => {
    expect(Object.keys(services)).to.have.members(['web', 'appservice', 'synapse', 'postgres']);
  });

  it('name only files, volumes and services that exist', async () => {
    for (const service of Object.values(services)) {
      if (service.build) await access(path.join(ROOT, service.build.dockerfile));
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0]!;
        if (source.startsWith('.')) await access(path.join(ROOT, source));
        else expect(volumes, `volume ${source}`).to.have.property(source);
      }
      for (const name of Object.keys(service.depends_on ?? {})) expect(services).to.have.property(name);
    }
  });

  it('give the appservice settings that it accepts', async () => {
    const file = path.join(ROOT, 'config/compose/parta.yaml');
    const config = await loadConfig(file, services['appservice']!.environment);
    expect(config.homeserver.server_name).to.equal('school.example.org');
    expect(config.web.public_url).to.equal('https://school.example.org');
    expect(config.database.url).to.contain('@postgres/parta');
    expect(config.district.name).to.equal('Demo district');
  });

  it('copy only files that exist into the images', async () => {
    for (const file of ['appservice/Dockerfile', 'web-client/Dockerfile']) {
      const text = await readFile(path.join(ROOT, file), 'utf8');
      for (const [, sources] of text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
        for (const source of sources!.split(' ')) await access(path.join(ROOT, source));
      }
    }
  });
});
