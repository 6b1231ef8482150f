/** A real LiveKit for tests, on free ports of the loopback interface. */
import { randomBytes } from 'node:crypto';
import { installLivekit } from '../../local-stack/src/livekit-install.ts';
import { type Livekit, startLivekit as start } from '../../local-stack/src/livekit.ts';
import { freePort } from '../../local-stack/src/ports.ts';
import { atEnd, tempDir } from './cleanup.ts';

export interface TestLivekitOptions {
  /** Where webhooks go: of startParta `http://127.0.0.1:${homeserver.appservicePort}/livekit/webhook`. */
  webhookUrl?: string;
  /** Over LiveKit's configuration. */
  config?: object;
  /** False: it is there only after the first `restart()`. */
  start?: boolean;
}

export interface TestLivekit extends Pick<Livekit, 'url' | 'apiUrl' | 'apiKey' | 'apiSecret'> {
  readonly pid: number;
  readonly logFile: string;
  /** An orderly end; who is in a room is thrown out after a second. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Stops it (or kills it, if it runs) and starts it again on the same ports with the same key. */
  restart(how?: { kill?: boolean; whileDown?: () => Promise<unknown> }): Promise<void>;
}

/**
 * Starts a LiveKit that ends with the tests; rooms must be made, as in production (`room.auto_create: false`).
 * @throws StackProblem that says what to do when there is no LiveKit and none can be built
 */
export async function startLivekit(options: TestLivekitOptions = {}): Promise<TestLivekit> {
  const { program } = await installLivekit();
  const dir = tempDir('livekit');
  const [http, tcp, udp] = [await freePort(), await freePort(), await freePort()];
  const facts = {
    url: `ws://127.0.0.1:${http}`,
    apiUrl: `http://127.0.0.1:${http}`,
    apiKey: 'test-key',
    apiSecret: randomBytes(32).toString('hex'),
  };
  let livekit: Livekit | undefined;
  const begin = async (): Promise<void> => {
    livekit = await start({
      program,
      dir,
      ports: { http, tcp, udp },
      ...facts,
      ...(options.webhookUrl && { webhookUrl: options.webhookUrl }),
      ...(options.config && { config: options.config }),
    });
  };
  const running = (): Livekit => {
    if (!livekit) throw new Error('This LiveKit was never started.');
    return livekit;
  };
  atEnd(async () => livekit?.stop());
  if (options.start !== false) await begin();
  return {
    ...facts,
    get pid() {
      return running().pid;
    },
    get logFile() {
      return running().logFile;
    },
    stop: async () => livekit?.stop(),
    kill: async () => livekit?.kill(),
    async restart({ kill = false, whileDown } = {}) {
      await (kill ? livekit?.kill() : livekit?.stop());
      await whileDown?.();
      await begin();
    },
  };
}
