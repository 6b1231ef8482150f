/** The configuration of a local Synapse, as pure functions. Its options: https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html */
import { merge } from './merge.ts';

/** Federation over TLS on the loopback interface; the paths are PEM files. */
export interface FederationOptions {
  port: number;
  certificate: string;
  key: string;
  ca: string;
}

export interface SynapseConfigOptions {
  dir: string;
  serverName: string;
  databaseUrl: string;
  clientPort: number;
  /** Paths of application service registrations. */
  registrations: readonly string[];
  secrets: { registration: string; macaroon: string; form: string };
  federation?: FederationOptions;
  /** Where MatrixRTC clients get their tokens for the media server; without it the homeserver offers none. */
  rtcServiceUrl?: string;
  /** Overrides, merged over the rest object by object; lists replace lists. */
  config?: object;
}

/**
 * homeserver.yaml as an object. Rate limits are Synapse's own, because a school must be able to live with them, except
 * two that calls need (element-call, docs/self-hosting.md).
 * @throws TypeError when databaseUrl is no URL
 */
export function synapseConfig(options: SynapseConfigOptions): Record<string, unknown> {
  const { dir, federation, secrets } = options;
  const listener = { bind_addresses: ['127.0.0.1'], type: 'http', x_forwarded: false };
  const config = {
    server_name: options.serverName,
    public_baseurl: `http://localhost:${options.clientPort}/`,
    report_stats: false,
    pid_file: `${dir}/synapse.pid`,
    log_config: `${dir}/log.yaml`,
    signing_key_path: `${dir}/signing.key`,
    media_store_path: `${dir}/media`,
    uploads_path: `${dir}/uploads`,
    database: { name: 'psycopg2', allow_unsafe_locale: false, args: databaseArgs(options.databaseUrl) },
    listeners: [
      // `openid` lets the appservice check OpenID tokens without a federation listener.
      {
        ...listener,
        port: options.clientPort,
        resources: [{ names: federation ? ['client', 'federation'] : ['client', 'openid'], compress: false }],
      },
      ...(federation
        ? [
            {
              ...listener,
              port: federation.port,
              tls: true,
              resources: [{ names: ['federation', 'client'], compress: false }],
            },
          ]
        : []),
    ],
    ...(federation
      ? {
          tls_certificate_path: federation.certificate,
          tls_private_key_path: federation.key,
          federation_custom_ca_list: [federation.ca],
          // The other homeserver is on the loopback interface too.
          ip_range_blacklist: [],
          federation_ip_range_blacklist: [],
        }
      : { federation_domain_whitelist: [] }),
    // Keys of other servers are asked of themselves, of no third party.
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    app_service_config_files: options.registrations,
    default_room_version: '12',
    enable_registration: false,
    registration_shared_secret: secrets.registration,
    macaroon_secret_key: secrets.macaroon,
    form_secret: secrets.form,
    max_upload_size: '50M',
    url_preview_enabled: false,
    // Who is online is nobody's business at a school, and costs the homeserver dearly.
    presence: { enabled: false },
    // Delayed events take those who vanished out of a call (MSC4140); Synapse leaves them off.
    max_event_delay_duration: '24h',
    rc_message: { per_second: 0.5, burst_count: 30 },
    rc_delayed_event_mgmt: { per_second: 1, burst_count: 20 },
    ...(options.rtcServiceUrl && {
      matrix_rtc: { transports: [{ type: 'livekit', livekit_service_url: options.rtcServiceUrl }] },
    }),
    experimental_features: {
      msc4069_profile_inhibit_propagation: true, // profiles of pupils leave what rooms call them
      msc4143_enabled: true, // RTC transports of a homeserver
      msc4155_enabled: true, // who may invite whom
      msc4222_enabled: true, // state_after in /sync, which calls need
    },
  };
  return merge(config, options.config ?? {});
}

/** The Python logging configuration: to standard error, which goes to the log file of the process. */
export function synapseLogConfig(level: string): object {
  return {
    version: 1,
    disable_existing_loggers: false,
    formatters: { plain: { format: '%(asctime)s %(levelname)s %(name)s %(request)s %(message)s' } },
    handlers: { stderr: { class: 'logging.StreamHandler', formatter: 'plain' } },
    loggers: { 'synapse.storage.SQL': { level: 'INFO' } }, // DEBUG would write access tokens
    root: { level, handlers: ['stderr'] },
  };
}

function databaseArgs(databaseUrl: string): Record<string, unknown> {
  const url = new URL(databaseUrl);
  return {
    ...(url.username && { user: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    dbname: decodeURIComponent(url.pathname.slice(1)),
    ...(url.hostname && { host: decodeURIComponent(url.hostname) }),
    port: Number(url.port || 5432),
    cp_min: 2,
    cp_max: 10,
    ...Object.fromEntries(url.searchParams), // sslmode and other words of libpq
  };
}
