/** The configuration of a local LiveKit, as a pure function. Its options: config-sample.yaml of livekit/livekit. */
import { merge } from './merge.ts';

export interface LivekitPorts {
  /** WebSocket and server API. */
  http: number;
  /** Media over TCP, where UDP does not come through. */
  tcp: number;
  /** Media. */
  udp: number;
}

export interface LivekitConfigOptions {
  ports: LivekitPorts;
  apiKey: string;
  apiSecret: string;
  /** Is told of everything that happens in rooms, signed with the key. */
  webhookUrl?: string;
  /** Overrides, merged over the rest object by object; lists replace lists. */
  config?: object;
}

/** livekit.yaml as an object. */
export function livekitConfig(options: LivekitConfigOptions): Record<string, unknown> {
  const { ports, apiKey } = options;
  const config = {
    port: ports.http,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      tcp_port: ports.tcp,
      udp_port: ports.udp,
      use_external_ip: false,
      node_ip: '127.0.0.1',
      enable_loopback_candidate: true,
      // Without an entry browsers would ask a server of Google; on one machine there is nothing to ask.
      stun_servers: [`127.0.0.1:${ports.udp}`],
    },
    keys: { [apiKey]: options.apiSecret },
    // Only the appservice makes rooms: it alone knows whether there is a lesson.
    room: { auto_create: false },
    ...(options.webhookUrl && { webhook: { api_key: apiKey, urls: [options.webhookUrl] } }),
    logging: { level: 'info', json: false },
  };
  return merge(config, options.config ?? {});
}
