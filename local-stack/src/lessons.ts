/**
 * The media server of the stack. It never delays the school: one that is there starts beside everything else, one that
 * must be built is built while the school already runs, and without any the school says that lessons are off.
 */
import { randomBytes } from 'node:crypto';
import type { Home } from './home.ts';
import { findLivekit, installLivekit, requireGo } from './livekit-install.ts';
import { startLivekit, stopLeftoverLivekit } from './livekit.ts';
import { StackProblem } from './problem.ts';
import type { Progress } from './progress.ts';
import type { OwnLivekit } from './settings.ts';
import { type StandIn, startStandIn } from './stand-in.ts';
import type { Supervisor } from './supervisor.ts';

/** How the appservice reaches it: `lessons.livekit` of the configuration. */
export interface LivekitFacts {
  url: string;
  apiUrl: string;
  apiKey: string;
  apiSecret: string;
}

export type LessonsStatus = 'ready' | 'preparing' | { off: string };

export interface Lessons {
  status: LessonsStatus;
  /** None when lessons are off. */
  livekit?: LivekitFacts;
  /**
   * When LiveKit must be built: builds it and puts it where the stand-in is. Resolves with how it went, in one sentence,
   * also when it failed.
   */
  prepare?: (progress: Progress) => Promise<string>;
}

interface LessonsContext {
  home: Home;
  progress: Progress;
  supervisor: Supervisor;
  signal: AbortSignal;
  /** Of this stack; media goes through the next one. */
  port: number;
  webhookUrl: string;
  env?: NodeJS.ProcessEnv;
}

const API_KEY = 'parta';

/** What there is to work with, before anything is started. */
export type LivekitSource = { program: string } | 'build' | { off: string };

/** Looks for LiveKit, and for Go when there is none. */
export function findSource(env: NodeJS.ProcessEnv = process.env): LivekitSource {
  try {
    const program = findLivekit(env);
    if (program !== null) return { program };
    requireGo(env);
    return 'build';
  } catch (error) {
    return { off: whyOf(error) };
  }
}

/** Where media goes: the port beside LiveKit's own, for TCP and UDP. */
export function mediaPort(port: number): number {
  return port + 1;
}

export async function startLessons(source: LivekitSource, context: LessonsContext): Promise<Lessons> {
  if (typeof source === 'object' && 'off' in source) return { status: source };
  const { home, port } = context;
  const livekit: LivekitFacts = {
    url: `ws://127.0.0.1:${port}`,
    apiUrl: `http://127.0.0.1:${port}`,
    apiKey: API_KEY,
    apiSecret: ensureSecret(home),
  };
  const begin = (program: string): Promise<void> => startInStack(program, livekit, context);
  if (source !== 'build') {
    try {
      await context.progress.step('LiveKit', () => begin(source.program));
      return { status: 'ready', livekit };
    } catch (error) {
      context.signal.throwIfAborted();
      return { status: { off: whyOf(error) } };
    }
  }
  const standIn = await startStandIn(port);
  return { status: 'preparing', livekit, prepare: (progress) => prepare(standIn, begin, context, progress) };
}

async function prepare(
  standIn: StandIn,
  begin: (program: string) => Promise<void>,
  { signal, env }: LessonsContext,
  progress: Progress,
): Promise<string> {
  try {
    return await progress.step('LiveKit, for lessons by video', async (update) => {
      const { program } = await installLivekit({ onProgress: update, signal, ...(env && { env }) });
      await standIn.close();
      await begin(program);
      return 'Видеоуроки готовы. Lessons by video are ready.';
    });
  } catch (error) {
    signal.throwIfAborted();
    return `Lessons by video stay off, everything else works. ${whyOf(error)}`;
  } finally {
    await standIn.close();
  }
}

async function startInStack(program: string, facts: LivekitFacts, context: LessonsContext): Promise<void> {
  const { home, port, webhookUrl, supervisor, signal } = context;
  const livekit = await startLivekit({
    program,
    dir: home.path('livekit'),
    ports: { http: port, tcp: mediaPort(port), udp: mediaPort(port) },
    apiKey: facts.apiKey,
    apiSecret: facts.apiSecret,
    webhookUrl,
    signal,
  });
  supervisor.add(livekit);
}

/** Makes sure that a LiveKit of one's own takes the key. @throws StackProblem that says what to do */
export async function useOwnLivekit(own: OwnLivekit): Promise<Lessons> {
  const apiUrl = own.url.replace(/^ws/, 'http');
  // Loaded late: most starts do without, and it takes its time.
  const { RoomServiceClient } = await import('livekit-server-sdk');
  try {
    const rooms = new RoomServiceClient(apiUrl, own.apiKey, own.apiSecret, { requestTimeout: 10 });
    await rooms.listRooms(['parta-start']);
  } catch (error) {
    const { status } = error as { status?: number };
    throw new StackProblem(
      status === 401
        ? `Your LiveKit at ${own.url} does not take the key of LIVEKIT_API_KEY: it and LIVEKIT_API_SECRET must stand under keys: in LiveKit's configuration.`
        : `Your LiveKit does not answer at ${own.url} (${(error as Error).message}). Start it, or correct LIVEKIT_URL, or unset it to use one of this stack.`,
    );
  }
  return { status: 'ready', livekit: { ...own, apiUrl } };
}

export { stopLeftoverLivekit };

function ensureSecret(home: Home): string {
  const known = home.state.livekitSecret;
  if (known) return known;
  const secret = randomBytes(32).toString('hex');
  home.remember({ livekitSecret: secret });
  return secret;
}

function whyOf(error: unknown): string {
  return error instanceof StackProblem ? error.message : (error as Error).message;
}
