import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig } from '../../appservice/src/config/config.ts';
import { partaConfig } from './parta-config.ts';

describe('the configuration that npm start writes', () => {
  it('is one that the appservice accepts as it is', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'parta-config-'));
    try {
      const file = join(dir, 'parta.yaml');
      await writeFile(
        file,
        partaConfig({
          webPort: 8480,
          databaseUrl: 'postgresql://parta:secret@127.0.0.1:8432/parta',
          homeserver: {
            url: 'http://127.0.0.1:8408',
            publicUrl: 'http://localhost:8408',
            serverName: 'localhost',
            adminToken: 'syt_token',
          },
          appserviceUrl: 'http://127.0.0.1:8480',
          livekit: {
            url: 'ws://127.0.0.1:8488',
            apiUrl: 'http://127.0.0.1:8488',
            apiKey: 'parta',
            apiSecret: '0123456789abcdef'.repeat(4),
          },
          registration: '/x/registration.yaml',
          evidenceSecret: 'fedcba9876543210'.repeat(4),
          roomTemplates: '/project/config/room-templates.yaml',
          webClient: '/project/web-client/dist',
        }),
      );
      const config = await loadConfig(file, {});
      expect(config.homeserver).to.include({
        url: 'http://127.0.0.1:8408',
        server_name: 'localhost',
        admin_token: 'syt_token',
      });
      expect(config.appservice).to.include({
        host: '127.0.0.1',
        port: 8480,
        registration: '/x/registration.yaml',
      });
      expect(config.web).to.deep.include({
        public_url: 'http://localhost:8480',
        client: '/project/web-client/dist',
      });
      expect(config.lessons.livekit).to.deep.equal({
        url: 'ws://127.0.0.1:8488',
        api_url: 'http://127.0.0.1:8488',
        api_key: 'parta',
        api_secret: '0123456789abcdef'.repeat(4),
      });
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
