/** How a room that this deployment manages is recognised. */
import { ROOM_EVENT } from '@parta/protocol';
import { readEvent } from '@parta/protocol/src/readers.ts';
import type { StateEvent } from '../matrix/homeserver.ts';
import type { UserId } from '../school/model.ts';
import type { RoomKey } from './room-key.ts';

export interface Mark {
  readonly deploymentId: string;
  readonly key: RoomKey;
  readonly botUserId: UserId;
}

/** Whether the state bears `org.parta.room` of this deployment and key, sent by our own bot. */
export function bearsMark(state: readonly StateEvent[], { deploymentId, key, botUserId }: Mark): boolean {
  const event = state.find(({ type, state_key: stateKey }) => type === ROOM_EVENT && stateKey === '');
  if (event === undefined || event.sender !== botUserId) return false;
  const reading = readEvent(ROOM_EVENT, event.content);
  return reading.ok && reading.value.deployment === deploymentId && reading.value.key === key;
}
