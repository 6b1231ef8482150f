/** The operations of polls (protocol/openapi.yaml). */
import type { Call } from './call.ts';
import type * as T from './types.ts';

export function pollOperations(call: Call) {
  const roomPath = (roomId: string): string => `/rooms/${encodeURIComponent(roomId)}/polls`;
  const path = (roomId: string, eventId: string): string =>
    `${roomPath(roomId)}/${encodeURIComponent(eventId)}`;
  return {
    createPoll: (roomId: string, poll: T.NewPoll) =>
      call<undefined>('POST', roomPath(roomId), { body: poll, repeatable: true }),
    poll: (roomId: string, eventId: string, signal?: AbortSignal) =>
      call<T.PollView>('GET', path(roomId, eventId), { signal }),
    votePoll: (roomId: string, eventId: string, answers: readonly string[]) =>
      call<{ answers: string[] }>('PUT', `${path(roomId, eventId)}/vote`, {
        body: { answers },
        repeatable: true,
      }),
    endPoll: (roomId: string, eventId: string) => call<undefined>('POST', `${path(roomId, eventId)}/end`),
    pollTable: (roomId: string, eventId: string) =>
      call<string>('GET', `${path(roomId, eventId)}/results.csv`, { text: true }),
  };
}
