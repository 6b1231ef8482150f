/**
 * The durable receiver of homeserver transactions. What it promises:
 * - A transaction is stored in one commit before it is acknowledged. Repeats, and transaction ids that start again from 1,
 *   do no harm: events are recognised by their ids, transactions by id and content.
 * - Each event is handled at least once, in order within its room; what its handlers write through `tx` happens
 *   exactly once. An event that fails is tried again with backoff before any newer event of its room; after
 *   `maxAttempts` tries it goes to the dead letters and the room goes on.
 * - Events of types that no handler wants, or none in such a room, are only noted by id. Ephemeral and to-device messages are read and counted,
 *   handed to `onEphemeral` once at best, and not kept: a homeserver does not resend them either.
 */
import type { Router } from 'express';
import type { Registry } from 'prom-client';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import { describeError } from './failure.ts';
import type { EventHandler } from './handler.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createListener } from './listener.ts';
import { createInboxMetrics } from './metrics.ts';
import { createProcessor } from './processor.ts';
import type { RoomId } from '../school/model.ts';
import { createRoomFilter } from './room-filter.ts';
import { inboxRoutes, type InboxRoutesDeps } from './routes.ts';
import { backlog, CHANNEL, prune, storeTransaction, type Backlog } from './store.ts';
import type { EphemeralEvent, Transaction } from './transaction.ts';

export interface InboxOptions {
  readonly database: Database;
  readonly log: Log;
  readonly handlers: readonly EventHandler[];
  /** Rooms whose events are handled at once by this process; at most half of the pool's connections are used. */
  readonly workers: number;
  /** Tries that count before an event goes to the dead letters. */
  readonly maxAttempts: number;
  /** Days that ids of handled events are remembered. */
  readonly keepDays: number;
  readonly metrics?: Registry;
  /**
   * Asks the homeserver to call us back, which also makes it send at once what it kept. Done from `start()` on until it
   * succeeds, whenever nothing was heard for half a minute, and after transactions had to be refused.
   */
  readonly ping?: () => Promise<unknown>;
  /** Which of some rooms are Parta's business; without it all are. */
  readonly ownRooms?: (roomIds: readonly RoomId[]) => Promise<ReadonlySet<RoomId>>;
  readonly onEphemeral?: (events: readonly EphemeralEvent[]) => void;
  /** Milliseconds after which a handler's try has failed. */
  readonly handlerTimeoutMs?: number;
  /** Milliseconds between looks for work that nothing announced. */
  readonly pollMs?: number;
  /** Milliseconds until the next try after `tries` failed ones. */
  readonly retryDelay?: (tries: number, outage: boolean) => number;
}

export interface Inbox {
  /** For the root of the app, before any body parser. */
  router(access: Pick<InboxRoutesDeps, 'hsToken' | 'queryUser' | 'queryAlias'>): Router;
  /** Begins to handle events. Call it when the server listens, because the homeserver answers the ping by calling back. */
  start(): void;
  /** Takes nothing new, waits up to `deadlineMs` for what is in hand, and rolls the rest back. */
  stop(deadlineMs?: number): Promise<void>;
  /** Whether the homeserver reached us at the last opportunity, for readiness. True when there is no `ping`. */
  reachable(): boolean;
  backlog(): Promise<Backlog>;
  readonly deadLetters: DeadLetters;
}

const PRUNE_EVERY_MS = 60 * 60_000;
const HEARTBEAT_MS = 30_000;
const FIRST_RECOVERY_MS = 1_000;
const MAX_RECOVERY_MS = 60_000;

export function createInbox(options: InboxOptions): Inbox {
  const { database, log, handlers, keepDays, ping } = options;
  const metrics = createInboxMetrics(options.metrics, () => backlog(database));
  const wanted = new Set(handlers.flatMap(({ types }) => types));
  const everywhere = new Set(
    handlers.flatMap(({ types, ownRoomsOnly }) => (ownRoomsOnly === true ? [] : types)),
  );
  const filter = createRoomFilter({ database, everywhere, ownRooms: options.ownRooms });

  // A worker holds a connection while its handler works, and the handler may need another one.
  const workers = Math.max(1, Math.min(options.workers, Math.floor((database.pool.options.max ?? 10) / 2)));
  if (workers < options.workers) {
    log.warn(
      { workers, wanted: options.workers },
      'inbox: fewer workers than configured; raise database.pool_size',
    );
  }
  const heartbeat = ping === undefined ? null : createHeartbeat({ ping, log, everyMs: HEARTBEAT_MS });
  const reachable = (): boolean => heartbeat?.reachable() ?? true;
  const processor = createProcessor({
    ...options,
    metrics,
    workers,
    reachable,
    handlerTimeoutMs: options.handlerTimeoutMs ?? 60_000,
    pollMs: options.pollMs ?? 2_000,
  });
  const listener = createListener({ database, channel: CHANNEL, log, onNotify: () => processor.wake() });
  let recovery: NodeJS.Timeout | undefined;
  let recoveryDelay = FIRST_RECOVERY_MS;
  let pruning: NodeJS.Timeout | undefined;
  let stopped = false;

  /**
   * A homeserver that was refused waits for minutes: look when the database answers again, and ask for the rest then.
   * With growing pauses, in case that it answers but still does not take what the homeserver sends.
   */
  function awaitRecovery(): void {
    if (recovery !== undefined || stopped) return;
    const look = (): void => {
      database.query('select 1').then(
        () => {
          recovery = undefined;
          heartbeat?.askNow();
          processor.wake();
        },
        () => {
          if (!stopped) recovery = setTimeout(look, FIRST_RECOVERY_MS);
        },
      );
    };
    recovery = setTimeout(look, recoveryDelay);
    recoveryDelay = Math.min(recoveryDelay * 2, MAX_RECOVERY_MS);
  }

  async function accept(txnId: string, transaction: Transaction): Promise<void> {
    let stored;
    try {
      stored = await storeTransaction(database, txnId, await filter(transaction));
    } catch (error) {
      metrics.transaction('failed');
      awaitRecovery();
      throw error;
    }
    recoveryDelay = FIRST_RECOVERY_MS;
    heartbeat?.heard();
    const { fresh, pending, done, dead } = stored;
    metrics.transaction(fresh ? 'stored' : 'repeated');
    metrics.received('pending', pending);
    metrics.received('done', done);
    metrics.received('dead', dead);
    metrics.received('repeated', transaction.events.length - pending - done - dead);
    if (dead > 0)
      log.error({ txnId, dead }, 'inbox: malformed events went to the dead letters; see `parta inbox dead`');
    if (pending > 0) processor.wake();
    if (!fresh) return;
    metrics.received('ephemeral', transaction.ephemeral.length);
    metrics.received('to_device', transaction.toDevice);
    if (transaction.ephemeral.length === 0) return;
    try {
      options.onEphemeral?.(transaction.ephemeral);
    } catch (error) {
      // The events are safe: the transaction is acknowledged all the same.
      log.error({ error: describeError(error) }, 'inbox: the listener for ephemeral events failed');
    }
  }

  async function pruneNow(): Promise<void> {
    try {
      const forgotten = await prune(database, keepDays);
      if (forgotten > 0) log.info({ forgotten }, 'inbox: forgot the ids of old events');
    } catch (error) {
      log.warn({ error: describeError(error) }, 'inbox: pruning failed; the next one is in an hour');
    }
  }

  return {
    router: (access) =>
      inboxRoutes({
        ...access,
        log,
        wants: (type) => wanted.has(type),
        accept,
        onRefused: () => metrics.transaction('refused'),
      }),
    start() {
      processor.start();
      listener.start();
      heartbeat?.start();
      void pruneNow();
      pruning = setInterval(() => void pruneNow(), PRUNE_EVERY_MS);
    },
    async stop(deadlineMs = 10_000) {
      stopped = true;
      clearTimeout(recovery);
      clearInterval(pruning);
      heartbeat?.stop();
      await Promise.all([listener.stop(), processor.stop(deadlineMs)]);
    },
    reachable,
    backlog: () => backlog(database),
    deadLetters: createDeadLetters({ database }),
  };
}
