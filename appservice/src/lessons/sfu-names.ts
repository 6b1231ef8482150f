/**
 * Names on LiveKit, as every MatrixRTC client and lk-jwt-service make them (MSC4195; matrix-js-sdk, CallMembership.rtcBackendIdentity), so that
 * people in Element Call and in Parta meet in one room and know each other's tracks.
 */
import { createHash } from 'node:crypto';
import type { RoomId, UserId } from '../school/model.ts';

/** The slot of a room's one call. */
export const SLOT = 'm.call#ROOM';

/** The slot of a breakout group; only Parta's own client goes there. */
export const groupSlot = (group: number): string => `${SLOT}/${group}`;

/** What rooms are called that the doctor makes to see whether LiveKit tells of them. */
export const PROBE_PREFIX = 'parta-doctor-';

export function sfuRoomName(roomId: RoomId, slotId: string = SLOT): string {
  return hashed([roomId, slotId]);
}

/** Of `/sfu/get` and of memberships that are state events. */
export function legacyIdentity(userId: UserId, deviceId: string): string {
  return `${userId}:${deviceId}`;
}

/** Of `/get_token` and of sticky memberships. */
export function hashedIdentity(userId: UserId, deviceId: string, memberId: string): string {
  return hashed([userId, deviceId, memberId]);
}

/** Unpadded standard base64 of the SHA-256 of a JSON array. */
function hashed(parts: readonly string[]): string {
  return createHash('sha256').update(goJson(parts)).digest('base64').replace(/=+$/, '');
}

const ESCAPED = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
]);

/** JSON as Go's encoding/json writes it by default: lk-jwt-service hashes that. */
function goJson(parts: readonly string[]): string {
  return JSON.stringify(parts).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPED.get(character)!);
}
