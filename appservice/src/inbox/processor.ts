/**
 * Handles stored events: in order within a room, rooms in parallel, shared with any number of other processes.
 *
 * A sweep walks once over the rooms that have something due and gives each to a free worker; it is asked for by a stored
 * transaction, another process (NOTIFY), a room that is not finished, a retry that falls due, or the poll. A worker takes
 * its room by an advisory lock and handles one event after the other, each in one database transaction that
 * holds the lock, the handlers' effects and the mark that it is done: they happen together or not at all, also
 * when the process is killed. Nothing is kept in memory but the names of the rooms in hand.
 */
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { Database, Sql } from '../store/database.ts';
import type { Log } from '../log.ts';
import { describeError, HandlerTimeout, isOutage, MalformedEvent, retryDelay, Stopped } from './failure.ts';
import type { EventHandler, RoomEvent } from './handler.ts';
import type { InboxMetrics } from './metrics.ts';
import { dueHead, dueRooms, lockRoom, markDone, markFailed, type PendingEvent } from './store.ts';
import { roomEventProblem } from './transaction.ts';

export interface Processor {
  start(): void;
  /** There may be something to do. Cheap, and may be called at any time. */
  wake(): void;
  /** Takes nothing new, waits up to `deadlineMs` for what is in hand, then rolls the rest back. */
  stop(deadlineMs: number): Promise<void>;
}

export interface ProcessorOptions {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: InboxMetrics;
  readonly handlers: readonly EventHandler[];
  /** Rooms at once. */
  readonly workers: number;
  /** Tries that count before an event is put aside. */
  readonly maxAttempts: number;
  readonly handlerTimeoutMs: number;
  /** Whether the homeserver is there: while it is not, a handler that takes too long is not to blame. */
  readonly reachable: () => boolean;
  readonly pollMs: number;
  /** Milliseconds until the next try after `tries` failed ones. */
  readonly retryDelay?: (tries: number, outage: boolean) => number;
}

/** Events of one room in a row before other rooms get their turn. */
const EVENTS_A_TURN = 20;

/** A failed try, with the name of the handler that failed; the cause is what it threw. */
class HandlerFailure extends Error {
  readonly handler: string;
  constructor(handler: string, cause: unknown) {
    super('a handler failed', { cause });
    this.handler = handler;
  }
}

/** Passes statements on until `end()`: a handler that outlives its transaction must not write outside of it. */
function guarded(tx: Sql): { tx: Sql; end: () => void } {
  let over = false;
  return {
    tx: {
      query: (text, values) =>
        over ? Promise.reject(new Error('this transaction is over')) : tx.query(text, values),
    },
    end: () => void (over = true),
  };
}

const secondsSince = (began: number): number => (performance.now() - began) / 1000;

export function createProcessor(options: ProcessorOptions): Processor {
  const { database, log, metrics, handlers, workers, maxAttempts, handlerTimeoutMs, pollMs } = options;
  const delayOf = options.retryDelay ?? retryDelay;

  /** Rooms in hand, each with the promise that ends when the worker leaves it. */
  const inHand = new Map<string, Promise<void>>();
  /** Rooms in hand that a sweep found due: their worker may just have seen them empty. */
  const lookAgain = new Set<string>();
  const stopping = new AbortController();
  const cutOff = new AbortController();
  let sweepWanted = false;
  /** When the next retry of this process falls due; further ones wait for the poll. */
  let nextDue = Infinity;
  /** Ends the rest that the loop takes. */
  let rouse: () => void = () => {};
  let loop: Promise<void> = Promise.resolve();

  function wake(): void {
    sweepWanted = true;
    rouse();
  }

  async function rest(ms: number): Promise<void> {
    if (stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function runHandlers(event: RoomEvent, tx: Sql): Promise<void> {
    const guard = guarded(tx);
    let handler = '';
    const work = (async () => {
      for (const each of handlers) {
        if (!each.types.includes(event.type)) continue;
        handler = each.name;
        await each.handle(event, guard.tx);
      }
    })();
    let release = (): void => {};
    const interrupted = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new HandlerTimeout()), handlerTimeoutMs);
      const onCutOff = (): void => reject(new Stopped());
      cutOff.signal.addEventListener('abort', onCutOff);
      release = () => {
        clearTimeout(timer);
        cutOff.signal.removeEventListener('abort', onCutOff);
      };
    });
    // When it is interrupted, what it throws later is of no interest.
    work.catch(() => {});
    try {
      await Promise.race([work, interrupted]);
    } catch (error) {
      throw new HandlerFailure(handler, error);
    } finally {
      guard.end();
      release();
    }
  }

  async function recordFailure(event: PendingEvent, failure: unknown, began: number): Promise<void> {
    const handler = failure instanceof HandlerFailure ? failure.handler : 'inbox';
    const cause = failure instanceof HandlerFailure ? failure.cause : failure;
    // The process is going away: nothing happened, nothing is noted.
    if (cause instanceof Stopped) return;
    const outage = isOutage(cause) || (cause instanceof HandlerTimeout && !options.reachable());
    const hopeless = cause instanceof MalformedEvent || event.attempts + 1 >= maxAttempts;
    const outcome = outage ? 'outage' : hopeless ? 'dead' : 'retry';
    const delayMs = delayOf(1 + (outage ? event.outages : event.attempts), outage);
    const error = `${handler}: ${describeError(cause)}`;
    await markFailed(database, event.seq, { outcome, error, delayMs });
    if (outcome !== 'dead') nextDue = Math.min(nextDue, Date.now() + delayMs + 1);
    metrics.handled(outcome, secondsSince(began));
    const { eventId, roomId, type, attempts } = event;
    const details = { eventId, roomId, type, error, failedBefore: attempts, outcome, delayMs };
    log[outcome === 'dead' ? 'error' : 'warn'](details, 'inbox: an event was not handled');
  }

  /** Tries to handle the oldest event of the room; false when none is due or another process has the room. */
  async function step(roomId: string): Promise<boolean> {
    const began = performance.now();
    const taken: { event?: PendingEvent } = {};
    try {
      await database.transaction(async (tx) => {
        if (!(await lockRoom(tx, roomId, handlerTimeoutMs))) return;
        const event = await dueHead(tx, roomId);
        if (event === null) return;
        taken.event = event;
        const problem = roomEventProblem(event.body);
        if (problem !== null) throw new MalformedEvent(problem);
        await runHandlers(event.body as RoomEvent, tx);
        await markDone(tx, event.seq);
      });
    } catch (failure) {
      if (taken.event === undefined) throw failure;
      await recordFailure(taken.event, failure, began);
      return true;
    }
    if (taken.event === undefined) return false;
    metrics.handled('done', secondsSince(began));
    return true;
  }

  /** One worker's turn with a room. */
  async function visit(roomId: string): Promise<void> {
    try {
      for (let count = 0; count < EVENTS_A_TURN; count++) {
        if (stopping.signal.aborted || !(await step(roomId))) return;
      }
      lookAgain.add(roomId);
    } catch (error) {
      // Most likely the database is away. The poll comes back to the room.
      log.warn({ roomId, error: describeError(error) }, 'inbox: a room could not be visited');
    } finally {
      inHand.delete(roomId);
      if (lookAgain.delete(roomId)) sweepWanted = true;
      rouse();
    }
  }

  /** Gives every room that has something due to a worker, once. Returns the milliseconds that searching took. */
  async function sweep(): Promise<number> {
    let searchMs = 0;
    for (let after = ''; ;) {
      while (inHand.size >= workers && !stopping.signal.aborted) await rest(pollMs);
      if (stopping.signal.aborted) return searchMs;
      const limit = workers - inHand.size;
      const began = performance.now();
      const rooms = await dueRooms(database, after, limit);
      searchMs += performance.now() - began;
      for (const roomId of rooms) {
        if (inHand.has(roomId)) lookAgain.add(roomId);
        else inHand.set(roomId, visit(roomId));
      }
      if (rooms.length < limit) return searchMs;
      after = rooms.at(-1)!;
    }
  }

  async function run(): Promise<void> {
    let pollAt = 0;
    let notBefore = 0;
    while (!stopping.signal.aborted) {
      const at = Math.max(notBefore, sweepWanted ? 0 : Math.min(pollAt, nextDue));
      if (at > Date.now()) {
        await rest(at - Date.now());
        continue;
      }
      sweepWanted = false;
      if (nextDue <= Date.now()) nextDue = Infinity;
      try {
        // Leaves the database alone for as long as it searched: dear when very many rooms wait for a retry.
        notBefore = (await sweep()) + Date.now();
      } catch (error) {
        log.warn({ error: describeError(error) }, 'inbox: looking for work failed');
        notBefore = pollMs + Date.now();
      }
      pollAt = pollMs + Date.now();
    }
  }

  return {
    wake,
    start: () => void (loop = run()),
    async stop(deadlineMs) {
      stopping.abort();
      rouse();
      await loop;
      const timer = setTimeout(() => cutOff.abort(), deadlineMs);
      // A statement that hangs is left behind: PostgreSQL rolls back when the process ends.
      await Promise.race([
        Promise.all(inHand.values()),
        setTimeoutAsync(deadlineMs + 2_000, undefined, { ref: false }),
      ]);
      clearTimeout(timer);
    },
  };
}
