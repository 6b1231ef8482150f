import { expect } from 'chai';
import { synapseConfig } from './synapse-config.ts';

describe('the configuration of a local Synapse', () => {
  const options = {
    dir: '/x/synapse',
    serverName: 'localhost',
    databaseUrl: 'postgresql://parta:p%40ss@127.0.0.1:8432/synapse?sslmode=disable',
    clientPort: 8408,
    registrations: ['/x/registration.yaml'],
    secrets: { registration: 'r', macaroon: 'm', form: 'f' },
  };

  it('reaches the database of the URL', () => {
    expect(synapseConfig(options).database).to.have.property('args').that.includes({
      user: 'parta',
      password: 'p@ss',
      host: '127.0.0.1',
      port: 8432,
      dbname: 'synapse',
      sslmode: 'disable',
    });
  });

  it('listens on the loopback interface only, with or without federation', () => {
    const federation = { port: 8448, certificate: '/c', key: '/k', ca: '/a' };
    for (const config of [synapseConfig(options), synapseConfig({ ...options, federation })]) {
      for (const listener of config.listeners as { bind_addresses: string[] }[]) {
        expect(listener.bind_addresses).to.deep.equal(['127.0.0.1']);
      }
    }
  });

  it('speaks with no other homeserver unless it has a certificate for it', () => {
    expect(synapseConfig(options)).to.deep.include({
      federation_domain_whitelist: [],
      trusted_key_servers: [],
    });
    const federating = synapseConfig({
      ...options,
      federation: { port: 8448, certificate: '/c', key: '/k', ca: '/a' },
    });
    expect(federating).to.not.have.property('federation_domain_whitelist');
    expect(federating).to.deep.include({ federation_custom_ca_list: ['/a'], trusted_key_servers: [] });
    expect(federating.listeners).to.deep.include({
      port: 8448,
      tls: true,
      type: 'http',
      x_forwarded: false,
      bind_addresses: ['127.0.0.1'],
      resources: [{ names: ['federation', 'client'], compress: false }],
    });
  });

  it('leaves every rate limit at its default except those of calls', () => {
    expect(Object.keys(synapseConfig(options)).filter((key) => key.startsWith('rc_'))).to.deep.equal([
      'rc_message',
      'rc_delayed_event_mgmt',
    ]);
  });

  it('names the service that lets people into calls, when there is one', () => {
    expect(synapseConfig(options)).to.not.have.property('matrix_rtc');
    const url = 'http://localhost:8480/livekit/jwt';
    expect(synapseConfig({ ...options, rtcServiceUrl: url }).matrix_rtc).to.deep.equal({
      transports: [{ type: 'livekit', livekit_service_url: url }],
    });
  });

  it('takes overrides deep inside, and lists as a whole', () => {
    const config = synapseConfig({
      ...options,
      config: {
        rc_message: { per_second: 9 },
        experimental_features: { msc4354_enabled: true },
        app_service_config_files: [],
      },
    });
    expect(config.rc_message).to.deep.equal({ per_second: 9, burst_count: 30 });
    expect(config.experimental_features).to.deep.equal({
      msc4069_profile_inhibit_propagation: true,
      msc4143_enabled: true,
      msc4155_enabled: true,
      msc4222_enabled: true,
      msc4354_enabled: true,
    });
    expect(config.app_service_config_files).to.deep.equal([]);
  });
});
