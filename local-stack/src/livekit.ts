/** Starts a LiveKit of our own on the loopback interface. See livekit-install.ts for where its program comes from. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type Child, startChild } from './child.ts';
import { stopLeftover } from './leftover.ts';
import { type LivekitConfigOptions, livekitConfig } from './livekit-config.ts';
import { answersOk, untilReady } from './wait.ts';

export { installLivekit } from './livekit-install.ts';

const CONFIG_FILE = 'livekit.yaml';
const PID_FILE = 'process.pid';

export interface LivekitOptions extends LivekitConfigOptions {
  /** The program of installLivekit. */
  program: string;
  /** Folder for configuration and log; made when missing. */
  dir: string;
  signal?: AbortSignal;
}

export interface Livekit extends Pick<Child, 'pid' | 'exited' | 'logFile' | 'name' | 'stop' | 'kill'> {
  /** For browsers: `ws://…` */
  readonly url: string;
  /** For the server API: `http://…` */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Starts LiveKit and waits until it answers.
 * @throws StackProblem with the end of its log
 */
export async function startLivekit(options: LivekitOptions): Promise<Livekit> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const configFile = join(dir, CONFIG_FILE);
  writeFileSync(configFile, stringify(livekitConfig(options)), { mode: 0o600 });
  await stopLeftoverLivekit(dir);
  const child = await startChild({
    name: 'LiveKit',
    command: options.program,
    args: ['--config', configFile],
    cwd: dir,
    logFile: join(dir, 'livekit.log'),
  });
  writeFileSync(join(dir, PID_FILE), String(child.pid));
  const apiUrl = `http://127.0.0.1:${options.ports.http}`;
  await untilReady(child, () => answersOk(apiUrl), { timeoutMs: 60_000, signal: options.signal });
  return {
    name: child.name,
    pid: child.pid,
    exited: child.exited,
    logFile: child.logFile,
    url: apiUrl.replace('http', 'ws'),
    apiUrl,
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    // Asked to end, LiveKit waits until everybody has left: nobody is going to.
    stop: (graceMs = 1_000) => child.stop(graceMs),
    kill: () => child.kill(),
  };
}

/** Stops the LiveKit that a killed run has left behind in this folder, if there is one. */
export function stopLeftoverLivekit(dir: string): Promise<void> {
  return stopLeftover({
    name: 'LiveKit',
    pidFile: join(resolve(dir), PID_FILE),
    marker: join(resolve(dir), CONFIG_FILE),
    signal: 'SIGKILL',
  });
}
