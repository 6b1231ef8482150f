/** Ids of new records. */
import { createHash } from 'node:crypto';

/**
 * The id of a record, made from the keys it has in the school's own system (a UUID of version 8, RFC 9562): planning stays
 * a pure function, and the same export gives the same ids wherever it is planned. It is no secret.
 */
export function recordId(source: string, kind: string, ...sourcedIds: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([source, kind, ...sourcedIds]))
    .digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
