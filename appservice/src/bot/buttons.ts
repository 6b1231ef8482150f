/**
 * Buttons in every client: below a message that asks for a decision the bot reacts itself, and whoever it asked takes one by reacting alike.
 * Each stands for a command, which then runs as if they had written it, with the rights that they have at that moment. What is taken is
 * taken once; after a week nothing is offered any more.
 */
import type { RoomEvent } from '../inbox/handler.ts';
import type { EventId, EventSender, JsonObject } from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

export interface Choice {
  /** An emoji. */
  readonly key: string;
  readonly command: string;
}

const OFFERED_FOR = '7 days';

/** Offers choices below a message of the bot; the same again is harmless. */
export async function offer(
  sql: Sql,
  homeserver: EventSender,
  message: { readonly roomId: RoomId; readonly eventId: EventId; readonly userId: UserId },
  choices: readonly Choice[],
): Promise<void> {
  const { roomId, eventId, userId } = message;
  await sql.query('delete from bot_choice where offered_at < now() - $1::interval', [OFFERED_FOR]);
  for (const [at, { key, command }] of choices.entries()) {
    await sql.query(
      `insert into bot_choice (event_id, key, user_id, command) values ($1, $2, $3, $4) on conflict do nothing`,
      [eventId, plain(key), userId, command],
    );
    await homeserver.sendEvent(roomId, 'm.reaction', `offer-${eventId}-${at}`, {
      'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key },
    });
  }
}

/** The command that a reaction stands for, and below which message; null for any other reaction, and for anybody else's. */
export async function take(
  tx: Sql,
  { sender, content }: Pick<RoomEvent, 'sender' | 'content'>,
): Promise<{ command: string; eventId: EventId } | null> {
  const { rel_type: type, event_id: eventId, key } = (content['m.relates_to'] ?? {}) as JsonObject;
  if (type !== 'm.annotation' || typeof eventId !== 'string' || typeof key !== 'string') return null;
  const { rows } = await tx.query<{ command: string }>(
    `select command from bot_choice
      where event_id = $1 and key = $2 and user_id = $3 and offered_at > now() - $4::interval`,
    [eventId, plain(key), sender, OFFERED_FOR],
  );
  if (rows[0] === undefined) return null;
  // One of them is enough.
  await tx.query('delete from bot_choice where event_id = $1', [eventId]);
  return { command: rows[0].command, eventId };
}

/** Clients write the same emoji with and without the sign that it is to be coloured. */
const plain = (key: string): string => key.replaceAll('\u{FE0F}', '').slice(0, 20);
