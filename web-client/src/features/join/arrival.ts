/** Whoever has just come into a chat is offered a greeting there, until they write or leave. */
const KEY = 'parta.arrival';

export function rememberArrival(roomId: string): void {
  sessionStorage.setItem(KEY, roomId);
}

export function hasJustArrived(roomId: string): boolean {
  return sessionStorage.getItem(KEY) === roomId;
}

export function forgetArrival(): void {
  sessionStorage.removeItem(KEY);
}
