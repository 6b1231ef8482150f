/**
 * What a feature offers to the inbox. Handlers see each event of a room in order, at least once; events of
 * different rooms are handled in parallel.
 */
import type { Sql } from '../store/database.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { EventId, JsonObject } from '../matrix/homeserver.ts';

/** An event as a homeserver pushes it (Client-Server API, ClientEvent). Content is untrusted: decode it before use. */
export interface RoomEvent {
  readonly event_id: EventId;
  readonly room_id: RoomId;
  readonly type: string;
  readonly sender: UserId;
  readonly origin_server_ts: number;
  readonly state_key?: string;
  readonly content: JsonObject;
  readonly unsigned?: JsonObject;
}

export interface EventHandler {
  /** For logs, metrics and the dead-letter table. */
  readonly name: string;
  /** Event types it wants; all others are marked done on arrival. */
  readonly types: readonly string[];
  /**
   * True when it wants them only in rooms that are Parta's business (`InboxOptions.ownRooms`): what people write elsewhere is
   * then not stored at all. Events of other rooms may still come, and must be told apart by the handler.
   */
  readonly ownRoomsOnly?: boolean;
  /**
   * Handles one event inside the transaction that will also mark it done: what it writes through `tx` happens
   * exactly once. What it does to the homeserver must be idempotent: derive transaction ids from `event_id`.
   * Throwing rolls `tx` back and the event is tried again later, before any newer event of its room.
   */
  handle(event: RoomEvent, tx: Sql): Promise<void>;
}
