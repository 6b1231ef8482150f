import { Inside } from '../../app/views.ts';

/** Gets the code of the chat while the person is still typing their name. The join page itself needs none of it. */
let begun = false;

export function preloadChat(): void {
  if (begun) return;
  begun = true;
  void Promise.allSettled([import('../../matrix/connection.ts'), Inside.preload()]);
}
