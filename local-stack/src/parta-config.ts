/** The configuration of the appservice as `npm start` writes it. Pure. */
import { stringify } from 'yaml';

export interface PartaConfigOptions {
  webPort: number;
  databaseUrl: string;
  homeserver: { url: string; publicUrl: string; serverName: string; adminToken?: string };
  /** Where the homeserver reaches the appservice. */
  appserviceUrl: string;
  /** Without it lessons are off. */
  livekit?: { url: string; apiUrl: string; apiKey: string; apiSecret: string };
  /** Paths. */
  registration: string;
  /** Seals the evidence of cases, over every new registration. */
  evidenceSecret: string;
  roomTemplates: string;
  webClient: string;
}

const HEADER = `# Written by npm start, again at each start. Change a setting with its environment variable instead:
# docs/configuration.md names them.
`;

/** parta.yaml, in the order and with the names of config/parta.schema.json. */
export function partaConfig(options: PartaConfigOptions): string {
  const { homeserver, livekit } = options;
  const config = {
    district: { name: 'Demo district' },
    homeserver: {
      url: homeserver.url,
      public_url: homeserver.publicUrl,
      server_name: homeserver.serverName,
      ...(homeserver.adminToken && { admin_token: homeserver.adminToken }),
    },
    appservice: {
      url: options.appserviceUrl,
      host: '127.0.0.1',
      port: options.webPort,
      registration: options.registration,
    },
    database: { url: options.databaseUrl },
    web: { public_url: webAddress(options.webPort), client: options.webClient },
    rooms: { templates: options.roomTemplates },
    moderation: { evidence_secret: options.evidenceSecret },
    ...(livekit && {
      lessons: {
        livekit: {
          url: livekit.url,
          api_url: livekit.apiUrl,
          api_key: livekit.apiKey,
          api_secret: livekit.apiSecret,
        },
      },
    }),
  };
  return HEADER + stringify(config, { lineWidth: 0 });
}

/** Browsers treat `localhost` as secure even without TLS. */
export function webAddress(webPort: number): string {
  return `http://localhost:${webPort}`;
}
