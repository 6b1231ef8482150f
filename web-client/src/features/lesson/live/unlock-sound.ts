/**
 * Makes a moment of silence while a tap is being handled: some browsers let a page that has sounded once by a tap sound
 * later without one.
 */
export function unlockSound(): void {
  try {
    const context = new AudioContext();
    void context.resume().then(() => context.close());
  } catch {
    // No sound at all; the lesson says so itself.
  }
}
