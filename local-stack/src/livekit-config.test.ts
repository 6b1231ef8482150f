import { expect } from 'chai';
import { livekitConfig } from './livekit-config.ts';

describe('the configuration of a local LiveKit', () => {
  const options = {
    ports: { http: 8488, tcp: 8489, udp: 8489 },
    apiKey: 'parta',
    apiSecret: 'a secret',
  };

  it('listens and offers itself on the loopback interface only', () => {
    const config = livekitConfig(options);
    expect(config).to.deep.include({ port: 8488, bind_addresses: ['127.0.0.1'] });
    expect(config.rtc).to.deep.include({
      node_ip: '127.0.0.1',
      use_external_ip: false,
      tcp_port: 8489,
      udp_port: 8489,
    });
  });

  it('has browsers ask no server outside for their address', () => {
    expect(livekitConfig(options).rtc).to.deep.include({ stun_servers: ['127.0.0.1:8489'] });
  });

  it('makes no room by itself', () => {
    expect(livekitConfig(options).room).to.deep.equal({ auto_create: false });
  });

  it('tells a webhook what happens, signed with the key, when there is one', () => {
    expect(livekitConfig(options)).to.not.have.property('webhook');
    const webhookUrl = 'http://127.0.0.1:8480/livekit/webhook';
    expect(livekitConfig({ ...options, webhookUrl }).webhook).to.deep.equal({
      api_key: 'parta',
      urls: [webhookUrl],
    });
  });

  it('takes overrides deep inside', () => {
    const config = livekitConfig({
      ...options,
      config: { rtc: { tcp_port: 1 }, logging: { level: 'debug' } },
    });
    expect(config.rtc).to.include({ tcp_port: 1, udp_port: 8489 });
    expect(config.logging).to.include({ level: 'debug' });
  });
});
