/** What operators see of the inbox at /metrics. No label carries an id of a person or a room. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Backlog } from './store.ts';

export interface InboxMetrics {
  transaction(result: 'stored' | 'repeated' | 'refused' | 'failed'): void;
  received(kind: 'pending' | 'done' | 'dead' | 'repeated' | 'ephemeral' | 'to_device', count: number): void;
  handled(outcome: 'done' | 'retry' | 'outage' | 'dead', seconds: number): void;
}

/** Registers the metrics; `backlog` is asked at each scrape. Without a registry nothing is counted. */
export function createInboxMetrics(
  registry: Registry | undefined,
  backlog: () => Promise<Backlog>,
): InboxMetrics {
  if (registry === undefined) return { transaction() {}, received() {}, handled() {} };
  const registers = [registry];
  const transactions = new Counter({
    name: 'parta_inbox_transactions_total',
    help: 'Transactions of the homeserver by result: stored, repeated (known already), refused (malformed), failed (the database was away).',
    labelNames: ['result'],
    registers,
  });
  const events = new Counter({
    name: 'parta_inbox_received_total',
    help: 'Events by what became of them on arrival: pending, done (no handler wants the type), dead (malformed), repeated; also ephemeral and to_device messages.',
    labelNames: ['kind'],
    registers,
  });
  const tries = new Histogram({
    name: 'parta_inbox_handle_seconds',
    help: 'Seconds that one try to handle an event took, by outcome: done, retry, outage (does not count), dead.',
    labelNames: ['outcome'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  // One question serves all three gauges of a scrape.
  let asked: Promise<Backlog> | undefined;
  const gauge = (name: string, help: string, read: (now: Backlog) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        asked ??= backlog().finally(() => (asked = undefined));
        try {
          this.set(read(await asked));
        } catch {
          // The database is away: /ready says so, and the rest of the metrics must still be scraped.
        }
      },
    });
  };
  gauge('parta_inbox_pending', 'Events that wait to be handled.', (now) => now.pending);
  gauge('parta_inbox_dead', 'Events in the dead letters.', (now) => now.dead);
  gauge(
    'parta_inbox_lag_seconds',
    'Seconds since the oldest waiting event arrived.',
    (now) => now.lagSeconds,
  );

  return {
    transaction: (result) => transactions.inc({ result }),
    received: (kind, count) => {
      if (count > 0) events.inc({ kind }, count);
    },
    handled: (outcome, seconds) => tries.observe({ outcome }, seconds),
  };
}
