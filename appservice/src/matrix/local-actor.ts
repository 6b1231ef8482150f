/** Acting for people of this homeserver (Application Service API, "Identity assertion"): memberships and account data. */
import { isObject } from '../json.ts';
import type { RoomId, UserId } from '../school/model.ts';
import { HomeserverError, type AccountDataKeeper, type LocalActor, type RoomMember } from './homeserver.ts';
import { field, isStateEvent, orNull, path, type Requester } from './requester.ts';

const V3 = '/_matrix/client/v3';
const MEMBERSHIPS: ReadonlySet<unknown> = new Set(['join', 'invite', 'knock', 'ban']);

export function createLocalActor(send: Requester): Omit<LocalActor, 'mayActFor'> & AccountDataKeeper {
  const as = (userId: UserId) => ({ user_id: userId });
  const accountData = (userId: UserId, type: string) => V3 + path`/user/${userId}/account_data/${type}`;

  async function readMembers(actor: UserId, roomId: RoomId): Promise<RoomMember[]> {
    const answered = await orNull(
      send({
        method: 'GET',
        path: V3 + path`/rooms/${roomId}/members`,
        query: { ...as(actor), not_membership: 'leave' },
        repeatable: true,
      }),
    );
    const chunk = answered === null ? [] : field(answered, 'chunk');
    return (Array.isArray(chunk) ? chunk : []).flatMap(memberOf);
  }

  return {
    readMembersAtLeaving: readMembers,

    async readMembersAs(actor, roomId) {
      const members = await readMembers(actor, roomId);
      // Somebody who left still sees who was there then.
      return members.some(({ userId, membership }) => userId === actor && membership === 'join')
        ? members
        : null;
    },

    async readStateEventAs(actor, roomId, type, stateKey) {
      const answered = await orNull(
        send({
          method: 'GET',
          path: V3 + path`/rooms/${roomId}/state/${type}/${stateKey}`,
          query: { ...as(actor), format: 'event' },
          repeatable: true,
        }),
      );
      return isStateEvent(answered) ? answered : null;
    },

    async leaveAs(actor, roomId, reason) {
      await orNull(
        send({
          method: 'POST',
          path: V3 + path`/rooms/${roomId}/leave`,
          query: as(actor),
          body: { reason },
          repeatable: true,
        }),
      );
    },

    async kickAs(actor, roomId, userId, reason) {
      const answered = await orNull(
        send({
          method: 'POST',
          path: V3 + path`/rooms/${roomId}/kick`,
          query: as(actor),
          body: { user_id: userId, reason },
          repeatable: true,
          // Another homeserver may have to be told first, and be away.
          maxAttempts: 2,
        }),
      );
      return answered !== null;
    },

    async readAccountData(userId, type) {
      try {
        const call = { method: 'GET', path: accountData(userId, type), query: as(userId) } as const;
        const content = await send({ ...call, repeatable: true });
        return isObject(content) ? content : null;
      } catch (error) {
        if (error instanceof HomeserverError && error.status === 404) return null;
        throw error;
      }
    },

    async writeAccountData(userId, type, content) {
      const call = { method: 'PUT', path: accountData(userId, type), query: as(userId) } as const;
      await send({ ...call, body: content, repeatable: true });
    },
  };
}

function memberOf(event: unknown): RoomMember[] {
  if (!isStateEvent(event) || event.type !== 'm.room.member') return [];
  const { membership, displayname: name } = event.content;
  if (!MEMBERSHIPS.has(membership)) return [];
  const { state_key: userId, sender } = event;
  const known = typeof name === 'string' ? name : null;
  return [{ userId, membership: membership as RoomMember['membership'], sender, name: known }];
}
