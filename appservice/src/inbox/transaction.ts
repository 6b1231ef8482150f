/**
 * Reads the body of a homeserver's transaction (Application Service API v1.13, "Pushing events" and "Pushing EDUs").
 * Pure. Strict on what Parta uses, lenient about everything else.
 *
 * A homeserver resends a refused transaction until it is accepted, so one bad event must not block all later ones:
 * only a wrong envelope is refused. A malformed event inside a good envelope is kept as a dead letter with its reason.
 */
import { isObject } from '../json.ts';
import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject } from 'ajv';
import type { RoomEvent } from './handler.ts';
import { jsonErrorIndex, lineAndColumn } from './json-place.ts';

/** An EDU: typing, receipts, presence. Has no id, is never stored by Parta nor resent by a homeserver. */
export interface EphemeralEvent {
  readonly type: string;
  readonly room_id?: string;
  readonly content: { readonly [key: string]: unknown };
}

/** One entry of `events`, ready to be stored. */
export interface ReceivedEvent {
  readonly eventId: string;
  readonly roomId: string;
  readonly type: string;
  readonly sender: string | null;
  /** The whole event as JSON; null where it need not or cannot be kept. */
  readonly body: string | null;
  readonly state: 'pending' | 'done' | 'dead';
  /** Why it is dead: a JSON Pointer (RFC 6901) into the event and what is wrong there. */
  readonly problem: string | null;
}

export interface Transaction {
  /**
   * SHA-256 over what the transaction says: event ids and the ephemeral parts. Not over whole events, whose
   * `unsigned.age` differs at each retry.
   */
  readonly contentKey: Buffer;
  readonly events: readonly ReceivedEvent[];
  readonly ephemeral: readonly EphemeralEvent[];
  /** To-device messages are counted only: Parta's users have no devices with keys. */
  readonly toDevice: number;
}

/** The envelope is not a transaction; the message names the place. */
export class TransactionError extends Error {
  readonly errcode: 'M_NOT_JSON' | 'M_BAD_JSON';
  constructor(errcode: 'M_NOT_JSON' | 'M_BAD_JSON', message: string) {
    super(message);
    this.name = 'TransactionError';
    this.errcode = errcode;
  }
}

/** Where a malformed event without a usable room id waits; no real room is called that. */
export const NO_ROOM = '!';

// PostgreSQL's text holds neither NUL nor lone surrogates. Matrix limits identifiers to 255 bytes.
const identifier = (pattern: string) => ({ type: 'string', maxLength: 255, pattern });
const EVENT_ID = identifier('^\\$[^\\u0000\\uD800-\\uDFFF]+$');
const ROOM_ID = identifier('^![^\\u0000\\uD800-\\uDFFF]+$');
const USER_ID = identifier('^@[^\\u0000\\uD800-\\uDFFF]+$');
const TYPE = identifier('^[^\\u0000\\uD800-\\uDFFF]*$');

/** More than any homeserver sends (Synapse: 100), few enough to bound the work of one request. */
const MAX_ITEMS = 10_000;
const list = { type: ['array', 'null'], maxItems: MAX_ITEMS };

const ajv = new Ajv({ allowUnionTypes: true });
const isEnvelope = ajv.compile<Envelope>({
  type: 'object',
  required: ['events'],
  properties: {
    events: { type: 'array', maxItems: MAX_ITEMS },
    ephemeral: list,
    'de.sorunome.msc2409.ephemeral': list,
    to_device: list,
    'de.sorunome.msc2409.to_device': list,
  },
});
const isRoomEvent = ajv.compile<RoomEvent>({
  type: 'object',
  required: ['event_id', 'room_id', 'type', 'sender', 'origin_server_ts', 'content'],
  properties: {
    event_id: EVENT_ID,
    room_id: ROOM_ID,
    type: TYPE,
    sender: USER_ID,
    origin_server_ts: { type: 'number' },
    state_key: { type: 'string' },
    content: { type: 'object' },
    unsigned: { type: 'object' },
  },
});
const isEphemeral = ajv.compile<EphemeralEvent>({
  type: 'object',
  required: ['type', 'content'],
  properties: { type: TYPE, room_id: ROOM_ID, content: { type: 'object' } },
});
const isEventId = ajv.compile<string>(EVENT_ID);
const isRoomId = ajv.compile<string>(ROOM_ID);
const isType = ajv.compile<string>(TYPE);
const isUserId = ajv.compile<string>(USER_ID);

interface Envelope {
  events: unknown[];
  ephemeral?: unknown[] | null;
  'de.sorunome.msc2409.ephemeral'?: unknown[] | null;
  to_device?: unknown[] | null;
  'de.sorunome.msc2409.to_device'?: unknown[] | null;
}

/** "/content must be object", "(root) must have required property 'sender'": names and types only, no values. */
function explain(errors: ErrorObject[] | null | undefined, prefix = ''): string {
  const error = errors?.[0];
  if (error === undefined) return 'is not valid';
  return `${`${prefix}${error.instancePath}` || '(root)'} ${error.message ?? 'is not valid'}`;
}

/** What is wrong with a stored event, or null; checked again before handling, because an older version stored it. */
export function roomEventProblem(value: unknown): string | null {
  return isRoomEvent(value) ? null : explain(isRoomEvent.errors);
}

/** JSON, or null for what nests too deeply to be written (V8: some thousand levels; no real homeserver sends that). */
function toJson(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Stands for a malformed event in the content key: the same at every retry. */
function fingerprint(value: unknown): string {
  if (!isObject(value)) return toJson(value) ?? '';
  return toJson({ ...value, age: undefined, unsigned: undefined }) ?? '';
}

function malformed(value: unknown, index: number, contentKey: Buffer, problem: string): ReceivedEvent {
  const fields = isObject(value) ? value : {};
  return {
    eventId: isEventId(fields.event_id)
      ? fields.event_id
      : `malformed:${contentKey.toString('hex')}:${index}`,
    roomId: isRoomId(fields.room_id) ? fields.room_id : NO_ROOM,
    type: isType(fields.type) ? fields.type : '',
    sender: isUserId(fields.sender) ? fields.sender : null,
    body: toJson(value),
    state: 'dead',
    problem,
  };
}

function received(
  value: unknown,
  index: number,
  contentKey: Buffer,
  wants: (type: string) => boolean,
): ReceivedEvent {
  if (!isRoomEvent(value)) return malformed(value, index, contentKey, explain(isRoomEvent.errors));
  const { event_id: eventId, room_id: roomId, type, sender } = value;
  if (!wants(type)) return { eventId, roomId, type, sender: null, body: null, state: 'done', problem: null };
  const body = toJson(value);
  if (body === null) return malformed(value, index, contentKey, '/content nests too deeply');
  return { eventId, roomId, type, sender, body, state: 'pending', problem: null };
}

/**
 * Reads a body. `wants` says whether a handler takes events of a type; all others are done on arrival.
 * Throws TransactionError when the envelope is wrong.
 */
export function readTransaction(text: string, wants: (type: string) => boolean): Transaction {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TransactionError(
      'M_NOT_JSON',
      `The body is not JSON: see ${lineAndColumn(text, jsonErrorIndex(text))}.`,
    );
  }
  if (!isEnvelope(value)) {
    throw new TransactionError('M_BAD_JSON', `The body is not a transaction: ${explain(isEnvelope.errors)}.`);
  }
  // A homeserver that knows both names sends the same list under both.
  const ephemeral = (value.ephemeral ?? value['de.sorunome.msc2409.ephemeral'] ?? []).filter((edu) =>
    isEphemeral(edu),
  );
  const toDevice = value.to_device ?? value['de.sorunome.msc2409.to_device'] ?? [];

  const ids = value.events.map((event) =>
    isObject(event) && isEventId(event.event_id) ? event.event_id : fingerprint(event),
  );
  const contentKey = createHash('sha256')
    .update(JSON.stringify([ids, toJson(ephemeral), toJson(toDevice)]))
    .digest();
  return {
    contentKey,
    events: value.events.map((event, index) => received(event, index, contentKey, wants)),
    ephemeral,
    toDevice: toDevice.length,
  };
}
