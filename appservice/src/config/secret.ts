/** Secrets that are none. */

const MIN_LENGTH = 32;
const MIN_DIFFERENT_CHARACTERS = 10;

/** Whether a secret is one that was meant to be replaced, or could be guessed. */
export function isPlaceholder(secret: string): boolean {
  return (
    secret.length < MIN_LENGTH ||
    new Set(secret).size < MIN_DIFFERENT_CHARACTERS ||
    /change.?me|placeholder|example|replace|your.?(token|secret|key)/i.test(secret)
  );
}
