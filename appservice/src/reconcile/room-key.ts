/** What names a managed room before it has a room ID, and for ever after. */
import { createHash } from 'node:crypto';
import type { RoomKind } from '@parta/protocol';

/** `<kind>/<id of its class or school>`, unique within a deployment. */
export type RoomKey = string;

/** @param ownerId of the school or class that has the room */
export function roomKey(kind: RoomKind, ownerId: string): RoomKey {
  return `${kind}/${ownerId}`;
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** 26 characters of 5 bits: no two rooms of any deployments on one homeserver will ever share an alias. */
const ALIAS_CHARACTERS = 26;

/**
 * The alias that makes creating a room idempotent: the same for every try, in the application service's namespace,
 * and without meaning to people who see it.
 */
export function aliasLocalpart(deploymentId: string, key: RoomKey): string {
  const hash = createHash('sha256').update(`${deploymentId}\n${key}`).digest();
  let bits = BigInt(`0x${hash.toString('hex')}`);
  let text = '';
  for (let i = 0; i < ALIAS_CHARACTERS; i += 1) {
    text += BASE32[Number(bits & 31n)];
    bits >>= 5n;
  }
  return `parta_${text}`;
}
