/** The production files hold together: everything they name exists, and the appservice accepts its settings. */
import { spawnSync } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { loadConfig } from '../../appservice/src/config/config.ts';
import { installLivekit } from '../../local-stack/src/livekit-install.ts';
import { tempDir } from '../support/cleanup.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Service {
  image?: string;
  command?: string;
  profiles?: string[];
  ports?: string[];
  configs?: { source: string; target: string }[];
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
    PARTA_PUBLIC_IP: '203.0.113.7',
    POSTGRES_PASSWORD: 'a-password',
    REDIS_PASSWORD: 'another-password',
    LIVEKIT_API_SECRET: '9d2b47aac0ffee15'.repeat(4),
  };
  const names = [...sample.matchAll(/^(\w+)=/gm)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  configs: Record<string, { content: string }>;
}

async function readCompose(file: string, env: Record<string, string>): Promise<Compose> {
  return parse(await readFile(path.join(ROOT, file), 'utf8'), (_key, value: unknown) =>
    typeof value === 'string' ? interpolate(value, env) : value,
  ) as Compose;
}

describe('the production files', () => {
  let services: Compose['services'];
  let volumes: Compose['volumes'];
  let configs: Compose['configs'];

  before(async () => {
    ({ services, volumes, configs } = await readCompose('docker-compose.yml', await sampleEnv()));
  });

  it('need nothing that env.sample does not name', () => {
    expect(Object.keys(services)).to.have.members([
      'web',
      'appservice',
      'synapse',
      'postgres',
      'redis',
      'livekit',
      'egress',
    ]);
  });

  it('name only files, volumes and services that exist', async () => {
    for (const service of Object.values(services)) {
      if (service.build) await access(path.join(ROOT, service.build.dockerfile));
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0]!;
        if (source.startsWith('.')) await access(path.join(ROOT, source));
        else expect(volumes, `volume ${source}`).to.have.property(source);
      }
      for (const { source } of service.configs ?? []) expect(configs).to.have.property(source);
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

  describe('for lessons', () => {
    const read = async (file: string): Promise<Record<string, unknown>> =>
      parse(await readFile(path.join(ROOT, 'config/compose', file), 'utf8')) as Record<string, unknown>;

    it('let Parta use LiveKit with the key that LiveKit has, inside the network and from browsers', async () => {
      const { livekit } = (
        await loadConfig(path.join(ROOT, 'config/compose/parta.yaml'), services.appservice!.environment)
      ).lessons;
      expect(livekit).to.include({
        url: 'wss://school.example.org/livekit/sfu',
        api_url: 'http://livekit:7880',
      });
      const keys = parse(services.livekit!.environment!.LIVEKIT_KEYS!) as Record<string, string>;
      expect(keys).to.deep.equal({ [livekit!.api_key]: livekit!.api_secret });
      const server = await read('livekit.yaml');
      expect(server).to.deep.include({ port: 7880, room: { auto_create: false } });
      expect(server.webhook).to.deep.equal({
        api_key: livekit!.api_key,
        urls: ['http://appservice:8090/livekit/webhook'],
      });
    });

    it('publish every port that LiveKit takes media on', async () => {
      const { rtc, turn } = (await read('livekit.yaml')) as {
        rtc: { tcp_port: number; udp_port: string };
        turn: { udp_port: number };
      };
      expect(services.livekit!.ports).to.have.members([
        `${rtc.tcp_port}:${rtc.tcp_port}`,
        `${rtc.udp_port}:${rtc.udp_port}/udp`,
        `${turn.udp_port}:${turn.udp_port}/udp`,
      ]);
    });

    it('send every client of calls to Parta for its token', async () => {
      const url = 'https://school.example.org/livekit/jwt';
      const { source, target } = services.synapse!.configs![0]!;
      expect(services.synapse!.command).to.include(`--config-path=${target}`);
      expect(parse(configs[source]!.content)).to.deep.equal({
        matrix_rtc: { transports: [{ type: 'livekit', livekit_service_url: url }] },
      });
      expect(await read('synapse.yaml')).to.deep.include({ max_event_delay_duration: '24h' });
      const caddyfile = (await readFile(path.join(ROOT, 'config/compose/Caddyfile'), 'utf8')).replaceAll(
        '{$PARTA_DOMAIN}',
        'school.example.org',
      );
      const answers = [...caddyfile.matchAll(/respond `(.*)`/g)].map(
        ([, json]) => JSON.parse(json!) as Record<string, unknown>,
      );
      expect(answers.find((answer) => 'm.homeserver' in answer)).to.deep.include({
        'org.matrix.msc4143.rtc_foci': [{ type: 'livekit', livekit_service_url: url }],
      });
      expect(caddyfile).to.match(/@lessons path \/livekit\/jwt\/\* \/livekit\/webhook/);
      expect(caddyfile).to.match(/handle \/livekit\/sfu\/twirp\/\* \{\s+respond 404/);
    });

    it('set LiveKit up with a configuration that it accepts', async () => {
      const { program } = await installLivekit();
      const dir = tempDir('compose');
      const more = await readCompose('config/compose/livekit-node.yml', {
        ...(await sampleEnv()),
        REDIS_HOST: '10.0.0.2:6379',
      });
      const node = path.join(dir, 'node.yaml');
      await writeFile(node, more.configs.livekit!.content);
      for (const file of [path.join(ROOT, 'config/compose/livekit.yaml'), node]) {
        const env = { ...process.env, ...services.livekit!.environment };
        // Reads the configuration and does nothing.
        const { status, stdout, stderr } = spawnSync(program, ['--config', file, 'ports'], {
          env,
          encoding: 'utf8',
          timeout: 20_000,
        });
        expect([status, stderr], stderr).to.deep.equal([0, '']);
        for (const port of ['7880', '7881', '3478']) expect(stdout).to.include(port);
      }
    });

    it('let Egress be left out, and give it LiveKit and Redis with their secrets', () => {
      expect(services.egress!.profiles).to.deep.equal(['egress']);
      for (const service of Object.values(services))
        expect(Object.keys(service.depends_on ?? {})).to.not.include('egress');
      expect(parse(services.egress!.environment!.EGRESS_CONFIG_BODY!)).to.deep.equal({
        ws_url: 'ws://livekit:7880',
        api_key: 'parta',
        api_secret: services.appservice!.environment!.PARTA_LESSONS__LIVEKIT__API_SECRET,
        redis: { address: 'redis:6379', password: 'another-password' },
      });
    });

    it('set up one more LiveKit as the first', async () => {
      const env = { ...(await sampleEnv()), REDIS_HOST: '10.0.0.2:6379' };
      const more = await readCompose('config/compose/livekit-node.yml', env);
      const { livekit } = more.services;
      expect(livekit!.image).to.equal(services.livekit!.image);
      expect(livekit!.environment!.LIVEKIT_KEYS).to.equal(services.livekit!.environment!.LIVEKIT_KEYS);
      expect(parse(more.configs.livekit!.content)).to.deep.include({
        room: { auto_create: false },
        webhook: { api_key: 'parta', urls: ['https://school.example.org/livekit/webhook'] },
      });
    });
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
