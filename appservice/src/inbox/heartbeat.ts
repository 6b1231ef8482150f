/** Keeps knowing whether the homeserver reaches us, and makes it send what it kept while it did not. */
import type { Log } from '../log.ts';
import { describeError } from './failure.ts';

export interface Heartbeat {
  start(): void;
  /** Something came from the homeserver: it reaches us. */
  heard(): void;
  /** We had to refuse something: ask for it again now. */
  askNow(): void;
  /** Whether the homeserver reached us at the last opportunity. */
  reachable(): boolean;
  stop(): void;
}

export interface HeartbeatOptions {
  /** `POST /_matrix/client/v1/appservice/{id}/ping` (Application Service API v1.7): the homeserver calls us back. */
  readonly ping: () => Promise<unknown>;
  readonly log: Log;
  /** Milliseconds between pings while nothing else is heard. */
  readonly everyMs: number;
}

const FIRST_DELAY_MS = 1_000;

/**
 * Pings at start until it succeeds, and then whenever nothing came for a while. A homeserver that failed to deliver waits up to
 * 8.5 minutes before its next try (Synapse); a ping makes it send at once. While it sends anyway it is left alone:
 * a ping in the middle would start a second delivery beside the first.
 */
export function createHeartbeat({ ping, log, everyMs }: HeartbeatOptions): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  let lastHeard = -Infinity;
  let reached: boolean | null = null;
  let delay = FIRST_DELAY_MS;
  let beating = false;
  let stopped = false;

  function note(now: boolean, error?: unknown): void {
    if (now === reached) return;
    reached = now;
    if (now) log.info('inbox: the homeserver reaches us');
    else log.warn({ error: describeError(error) }, 'inbox: the homeserver does not reach us; trying on');
  }

  function schedule(ms: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void beat(), ms);
  }

  async function beat(force = false): Promise<void> {
    if (beating || stopped) return;
    const quiet = performance.now() - lastHeard;
    if (!force && quiet < everyMs) return schedule(everyMs - quiet);
    beating = true;
    try {
      await ping();
      note(true);
      delay = FIRST_DELAY_MS;
      schedule(everyMs);
    } catch (error) {
      note(false, error);
      schedule(delay);
      delay = Math.min(delay * 2, everyMs);
    } finally {
      beating = false;
    }
  }

  return {
    start: () => void beat(true),
    heard() {
      lastHeard = performance.now();
      note(true);
    },
    askNow: () => void beat(true),
    reachable: () => reached === true,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
