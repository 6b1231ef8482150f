/**
 * The requests of the MatrixRTC authorisation service (MSC4195), read as strictly as lk-jwt-service 0.5.0 does: a key that it does not know is
 * an error, and so are missing ones. Pure.
 */
import type { OpenIdToken } from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import { hashedIdentity, legacyIdentity, sfuRoomName, SLOT } from './sfu-names.ts';

/** Answered as `{errcode, error}` with this status. */
export class TokenError extends Error {
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string, message: string) {
    super(message);
    this.name = 'TokenError';
    this.status = status;
    this.errcode = errcode;
  }
}

export interface TokenRequest {
  readonly roomId: RoomId;
  readonly sfuRoom: string;
  readonly openId: OpenIdToken;
  /** Who the asker says they are; null: they do not say. */
  readonly claimed: UserId | null;
  identityOf(userId: UserId): string;
}

type Shape = { readonly [key: string]: 'text' | 'number' | Shape };

const OPENID: Shape = {
  access_token: 'text',
  token_type: 'text',
  matrix_server_name: 'text',
  expires_in: 'number',
};
const DELAY: Shape = { delay_id: 'text', delay_timeout: 'number', delay_cs_api_url: 'text' };
const LEGACY: Shape = { room: 'text', openid_token: OPENID, device_id: 'text', ...DELAY };
const CURRENT: Shape = {
  room_id: 'text',
  slot_id: 'text',
  openid_token: OPENID,
  member: { id: 'text', claimed_user_id: 'text', claimed_device_id: 'text' },
  ...DELAY,
};

/** Matrix IDs, room IDs, device IDs and the like are at most this long. */
const MAX_TEXT = 255;
const MAX_TOKEN = 4096;

/** Reads the body of `POST /sfu/get`. */
export function readLegacyRequest(body: unknown): TokenRequest {
  const read = readShape(body, LEGACY);
  const [roomId, deviceId] = [text(read.room), text(read.device_id)];
  if (roomId === '') throw badJson('`room` is missing');
  if (deviceId === '') throw badJson('`device_id` is missing');
  checkDelay(read);
  return {
    roomId,
    sfuRoom: sfuRoomName(roomId),
    openId: readOpenId(read.openid_token),
    claimed: null,
    identityOf: (userId) => legacyIdentity(userId, deviceId),
  };
}

/** Reads the body of `POST /get_token`. */
export function readRequest(body: unknown): TokenRequest {
  const read = readShape(body, CURRENT);
  const [roomId, slotId] = [text(read.room_id), text(read.slot_id)];
  if (roomId === '' || slotId === '') throw badJson('`room_id` or `slot_id` is missing');
  const member = (read.member ?? {}) as Tree;
  const [id, userId, deviceId] = [
    text(member.id),
    text(member.claimed_user_id),
    text(member.claimed_device_id),
  ];
  if (id === '' || userId === '' || deviceId === '') {
    throw badJson('`member` is without `id`, `claimed_user_id` or `claimed_device_id`');
  }
  checkDelay(read);
  // A room has one call; breakout groups are entered through Parta's own API.
  if (slotId !== SLOT) throw new TokenError(403, 'M_FORBIDDEN', 'There is no such slot in this room');
  return {
    roomId,
    sfuRoom: sfuRoomName(roomId, slotId),
    openId: readOpenId(read.openid_token),
    claimed: userId,
    identityOf: (verified) => hashedIdentity(verified, deviceId, id),
  };
}

type Tree = { readonly [key: string]: unknown };

const badJson = (message: string): TokenError => new TokenError(400, 'M_BAD_JSON', message);
const notJson = (message: string): TokenError => new TokenError(400, 'M_NOT_JSON', message);

/** lk-jwt-service decodes into Go structures: what does not fit them counts as no JSON. */
function readShape(value: unknown, shape: Shape): Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notJson('The body is no JSON object');
  for (const [key, found] of Object.entries(value)) {
    const wanted = Object.hasOwn(shape, key) ? shape[key]! : undefined;
    if (wanted === undefined) throw notJson(`Unknown key ${JSON.stringify(key.slice(0, 50))}`);
    // Go leaves a field as it is for null.
    if (found === null) continue;
    if (typeof wanted === 'object') readShape(found, wanted);
    else if (wanted === 'number' ? !Number.isInteger(found) : typeof found !== 'string')
      throw notJson(`${JSON.stringify(key)} must be ${wanted === 'number' ? 'a whole number' : 'a text'}`);
  }
  return value as Tree;
}

function text(value: unknown): string {
  const found = typeof value === 'string' ? value : '';
  if (found.length > MAX_TEXT) throw badJson('A value is too long');
  return found;
}

function readOpenId(value: unknown): OpenIdToken {
  const { access_token: token, matrix_server_name: serverName } = (value ?? {}) as Tree;
  if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN || text(serverName) === '')
    throw badJson('`openid_token` is without `access_token` or `matrix_server_name`');
  return { access_token: token, token_type: 'Bearer', matrix_server_name: text(serverName), expires_in: 0 };
}

/** Both or none. They offer that we leave for a client that vanished (MSC4140); it goes on doing so itself. */
function checkDelay({ delay_id: id, delay_timeout: timeout }: Tree): void {
  const [hasId, hasTimeout] = [text(id) !== '', typeof timeout === 'number' && timeout > 0];
  if (hasId !== hasTimeout) throw badJson('`delay_id` and `delay_timeout` belong together');
}
