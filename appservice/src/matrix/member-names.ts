/** The names that rooms remember of the people in them. */
import { isObject } from '../json.ts';
import type { RoomId } from '../school/model.ts';
import type { EventId, MemberNames, StateEvent } from './homeserver.ts';
import { isStateEvent, orNull, path, textField, type Requester } from './requester.ts';

const V3 = '/_matrix/client/v3';
/** Memberships of one person in one room that are looked back on. */
const MOST = 100;

export function createMemberNames(send: Requester): MemberNames {
  const read = (address: string) =>
    orNull(send({ method: 'GET', path: V3 + address, query: { format: 'event' }, repeatable: true }));

  async function redact(roomId: RoomId, eventId: EventId): Promise<void> {
    const address = path`/rooms/${roomId}/redact/${eventId}/${`name-${eventId}`}`;
    await orNull(send({ method: 'PUT', path: V3 + address, body: {}, repeatable: true }));
  }

  return {
    async forgetNames(roomId, userId, except) {
      // From the newest back: each membership names the one that it replaced.
      let event: unknown = await read(path`/rooms/${roomId}/state/m.room.member/${userId}`);
      for (let seen = 0; seen < MOST && isStateEvent(event); seen += 1) {
        const { displayname: name } = event.content;
        if (name !== undefined && name !== except) await redact(roomId, textField({ ...event }, 'event_id'));
        const before = replacedBy(event);
        event = before === null ? null : await read(path`/rooms/${roomId}/event/${before}`);
      }
    },
  };
}

function replacedBy({ unsigned }: StateEvent & { unsigned?: unknown }): EventId | null {
  const before = isObject(unsigned) ? unsigned['replaces_state'] : null;
  return typeof before === 'string' ? before : null;
}
