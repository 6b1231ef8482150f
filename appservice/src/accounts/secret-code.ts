/**
 * Codes that people read out, type or scan: invite codes and one-time log-in codes.
 *
 * They are written in Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O or U, so nothing looks
 * like something else, and what is misread all the same (O for 0, I or L for 1) is understood. Each character carries
 * 5 random bits.
 *
 * Only the SHA-256 of a code is stored, without a pepper: 60 bits that live for days cannot be searched through
 * before they expire, and a second secret to keep, rotate and lose would protect nothing more.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { components } from '@parta/protocol';
import { toString as qrToString } from 'qrcode';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;

/** What a code opens. Hashes differ by purpose, so that a code is never good for the other thing. */
export type CodePurpose = 'invite' | 'login';

/** Characters of a code: 60 bits to join a class, 80 bits to log in as somebody. */
export const CODE_LENGTH: { readonly [purpose in CodePurpose]: number } = { invite: 12, login: 16 };

/** A link as it is shown to the one who made it, once. */
export type CreatedLink = components['schemas']['CreatedLink'];

/** A new code in its normal form, without groups. */
export function newCode(purpose: CodePurpose): string {
  return encode(randomBytes(CODE_LENGTH[purpose]), purpose);
}

/**
 * The code that belongs to a key and a seed: the same seed gives the same code. For work that may be done twice
 * (an event delivered again) and must name the same secret both times.
 */
export function derivedCode(purpose: CodePurpose, key: string, seed: string): string {
  return encode(createHmac('sha256', key).update(`parta-${purpose}-code:${seed}`).digest(), purpose);
}

function encode(bytes: Uint8Array, purpose: CodePurpose): string {
  // 32 divides 256: taking 5 bits of every byte keeps each character equally likely.
  return Array.from(bytes.subarray(0, CODE_LENGTH[purpose]), (byte) => ALPHABET[byte & 31]).join('');
}

/**
 * What somebody typed, pasted or scanned, in the normal form of codes, or null when it cannot be one.
 * Takes a whole link too; letter case, spaces, hyphens and look-alikes do not matter.
 */
export function normaliseCode(input: string, purpose: CodePurpose): string | null {
  if (input.length > 500) return null;
  const typed = input.slice(input.lastIndexOf('#') + 1).normalize('NFKC');
  const code = typed
    .replace(/[\s\p{Dash}_.]+/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return code.length === CODE_LENGTH[purpose] && [...code].every((one) => ALPHABET.includes(one))
    ? code
    : null;
}

/** As it is shown: `7KQ2-M0XA-94TD`. */
export function groupCode(code: string): string {
  return code.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? '';
}

/** What is stored of a code. 32 bytes. */
export function hashCode(code: string, purpose: CodePurpose): Buffer {
  return createHash('sha256').update(`parta-${purpose}:${code}`).digest();
}

/** What is stored of a random token or key. 32 bytes. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const PAGE: { readonly [purpose in CodePurpose]: string } = { invite: 'join', login: 'login' };

/** The link to a code. The code stands in the fragment, which browsers do not send: no server's log ever holds it. */
export function codeUrl(publicUrl: string, code: string, purpose: CodePurpose): string {
  return `${publicUrl.replace(/\/+$/, '')}/${PAGE[purpose]}#${groupCode(code)}`;
}

/** Link, code and QR (an SVG document) for showing and printing. */
export async function describeLink(
  publicUrl: string,
  code: string,
  purpose: CodePurpose,
  expiresAt: Date,
): Promise<CreatedLink> {
  const url = codeUrl(publicUrl, code, purpose);
  return {
    url,
    code: groupCode(code),
    qr_svg: await qrToString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 }),
    expires_at: expiresAt.toISOString(),
  };
}
