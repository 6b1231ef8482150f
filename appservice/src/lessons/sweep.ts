/**
 * Looks after the sessions in which people are, every few seconds: what a webhook did not tell (the appservice or LiveKit was down) is found here. With
 * several processes each session is looked after by one of them at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../inbox/failure.ts';
import type { Log } from '../log.ts';
import type { RoomId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from './clock.ts';
import type { LessonRoom } from './model.ts';
import type { Settler } from './settle.ts';

export interface Sweep {
  start(): void;
  stop(): Promise<void>;
  /** One round, for tests. */
  run(): Promise<void>;
}

export interface SweepDependencies {
  readonly database: Database;
  readonly clock: Pick<Clock, 'wind'>;
  readonly settler: Settler;
  readonly roomOf: (roomId: RoomId) => Promise<LessonRoom | null>;
  readonly log: Log;
  readonly everySeconds?: number;
}

const BATCH = 50;

export function createSweep(dependencies: SweepDependencies): Sweep {
  const { database, clock, settler, roomOf, log, everySeconds = 15 } = dependencies;
  const stopped = new AbortController();
  let loop: Promise<void> | undefined;

  /** Sessions for which tokens were given out and which nobody has looked at for a while; oldest first. */
  async function claim(): Promise<RoomId[]> {
    const { rows } = await database.query<{ roomId: RoomId }>(
      `update lesson_session set claimed_at = now() where id in (
         select id from lesson_session s where ended_at is null
           and (claimed_at is null or claimed_at < now() - make_interval(secs => $1))
           and exists (select 1 from lesson_identity i where i.room_id = s.room_id)
         order by claimed_at nulls first limit $2 for update skip locked)
       returning room_id as "roomId"`,
      [everySeconds * 0.8, BATCH],
    );
    return rows.map(({ roomId }) => roomId);
  }

  async function run(): Promise<void> {
    for (;;) {
      const claimed = await claim();
      for (const roomId of claimed) {
        const room = await roomOf(roomId);
        if (room === null || stopped.signal.aborted) continue;
        try {
          await clock.wind(room);
          await settler.settle(room);
        } catch (error) {
          log.warn(
            { roomId, error: describeError(error) },
            'lessons: a session could not be looked after just now',
          );
        }
      }
      if (claimed.length < BATCH || stopped.signal.aborted) return;
    }
  }

  async function forever(): Promise<void> {
    while (!stopped.signal.aborted) {
      await run().catch((error: unknown) =>
        log.warn({ error: describeError(error) }, 'lessons: the sweep failed'),
      );
      await sleep(everySeconds * 1_000, undefined, { ref: false, signal: stopped.signal }).catch(() => {});
    }
  }

  return {
    run,
    start: () => void (loop ??= forever()),
    async stop() {
      stopped.abort();
      await loop;
    },
  };
}
