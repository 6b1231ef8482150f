/**
 * Keeps evidence and what people write in cases unreadable for whoever has the database alone: AES-256-GCM with a key derived
 * from a secret of the configuration. What is sealed for one case cannot be passed off as another's.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const MARK_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + MARK_BYTES + NONCE_BYTES + TAG_BYTES;

/** What was sealed cannot be opened: with another secret, for another case, or because it was changed. */
export class SealBroken extends Error {
  constructor(why: string) {
    super(`sealed content cannot be opened: ${why}`);
    this.name = 'SealBroken';
  }
}

export interface Seal {
  seal(text: string, caseId: string): Buffer;
  /** Throws SealBroken. */
  open(sealed: Buffer, caseId: string): string;
}

export function createSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'parta moderation 1', 32));
  // Tells a wrong secret from a changed content.
  const mark = createHash('sha256').update(key).digest().subarray(0, MARK_BYTES);

  return {
    seal(text, caseId) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(caseId));
      const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), mark, nonce, cipher.getAuthTag(), content]);
    },
    open(sealed, caseId) {
      if (sealed.length < HEADER_BYTES || sealed[0] !== VERSION) throw new SealBroken('it is not complete');
      if (!sealed.subarray(1, 1 + MARK_BYTES).equals(mark)) {
        throw new SealBroken('it was sealed with another moderation.evidence_secret');
      }
      const nonceAt = 1 + MARK_BYTES;
      const tagAt = nonceAt + NONCE_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(nonceAt, tagAt))
        .setAAD(Buffer.from(caseId))
        .setAuthTag(sealed.subarray(tagAt, HEADER_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]).toString();
      } catch {
        throw new SealBroken('it was changed, or belongs to another case');
      }
    },
  };
}
