/**
 * LiveKit's webhooks: who came and went. They are signed; a repeat, a late one or one that never comes does no harm, because settling compares
 * with LiveKit itself (settle.ts) and what is written down here is written the same twice.
 */
import express, { type RequestHandler, type Router } from 'express';
import { WebhookReceiver, type WebhookEvent } from 'livekit-server-sdk';
import { describeError } from '../inbox/failure.ts';
import type { Log } from '../log.ts';
import type { RoomId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { saveLeft } from './attendance-store.ts';
import { asParticipant, isPerson, type Media } from './media.ts';
import type { MediaRoom } from './model.ts';
import type { Settler } from './settle.ts';
import { PROBE_PREFIX } from './sfu-names.ts';
import { findIdentity, roomBehind } from './store.ts';

export interface WebhookDependencies {
  readonly database: Database;
  readonly livekit: { readonly api_key: string; readonly api_secret: string } | undefined;
  readonly media: Media;
  readonly settler: Settler;
  readonly roomOf: (roomId: RoomId) => Promise<MediaRoom | null>;
  readonly log: Log;
  readonly now: () => Date;
}

const MAX_BODY_BYTES = 256 * 1024;
/** Signatures live five minutes; clocks may differ by so much more. */
const CLOCK_TOLERANCE = '60s';

/** A room of the doctor is also noted by its name, which is what the doctor waits for. */
function probesIn({ room }: WebhookEvent): string[] {
  return room?.name.startsWith(PROBE_PREFIX) === true ? [room.name] : [];
}

export function webhookRoutes(dependencies: WebhookDependencies): Router {
  const { database, livekit, media, settler, roomOf, log, now } = dependencies;
  const receiver =
    livekit === undefined ? undefined : new WebhookReceiver(livekit.api_key, livekit.api_secret);

  async function read(body: unknown, authorization: string | undefined): Promise<WebhookEvent | null> {
    if (receiver === undefined || !Buffer.isBuffer(body)) return null;
    try {
      return await receiver.receive(body.toString(), authorization ?? '', false, CLOCK_TOLERANCE);
    } catch (error) {
      // Often a clock that is wrong: worth a line.
      log.warn({ error: (error as Error).name }, 'lessons: a webhook was refused');
      return null;
    }
  }

  async function joined(sfuRoom: string, info: NonNullable<WebhookEvent['participant']>): Promise<void> {
    if (!isPerson(info)) return;
    const participant = asParticipant(info);
    const holder = await findIdentity(database, sfuRoom, participant.identity);
    if (holder === null) {
      // A token that is worth nothing any more: they have left the class, or the lesson is over.
      if ((await roomBehind(database, sfuRoom)) !== null) await media.remove(sfuRoom, participant.identity);
      return;
    }
    const room = await roomOf(holder.roomId);
    if (room === null) return media.remove(sfuRoom, participant.identity);
    // A webhook says JOINED or ACTIVE; either way they are there.
    if (room.kind === 'call') return settler.settle(room);
    if (room.kind !== 'meeting')
      await settler.admit(room, sfuRoom, { ...participant, active: true }, holder.userId);
  }

  async function handle({ event, room, participant, createdAt }: WebhookEvent): Promise<void> {
    if (room === undefined || participant === undefined) return;
    if (event === 'participant_joined') return joined(room.name, participant);
    if (event === 'participant_left' || event === 'participant_connection_aborted') {
      await saveLeft(database, participant.sid, Number(createdAt) * 1_000, now().getTime());
    }
  }

  const receive: RequestHandler = async (req, res) => {
    const event = await read(req.body, req.headers.authorization);
    if (event === null)
      return void res.status(401).json({ errcode: 'M_UNAUTHORIZED', error: 'Not signed by LiveKit' });
    const known = await database.query('select 1 from lesson_cause where id = $1', [event.id]);
    if (known.rows.length === 0) {
      try {
        await handle(event);
      } catch (error) {
        // LiveKit sends it again; and the sweep finds out by itself.
        log.warn(
          { event: event.event, error: describeError(error) },
          'lessons: a webhook could not be handled',
        );
        return void res.status(503).json({ errcode: 'M_UNKNOWN', error: 'Try again' });
      }
      await database.query(
        'insert into lesson_cause (id, received_at) select unnest($1::text[]), $2 on conflict do nothing',
        [[event.id, ...probesIn(event)], now()],
      );
    }
    res.json({});
  };

  const router = express.Router();
  router.post('/', express.raw({ limit: MAX_BODY_BYTES, type: () => true }), receive);
  return router;
}
