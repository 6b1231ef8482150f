/** What somebody can do in any Matrix client that knows nothing of Parta, and what becomes of it. */
import type { Sql } from '../../appservice/src/store/database.ts';
import { eventually } from './eventually.ts';
import type { MatrixApi } from './matrix-api.ts';

const room = (roomId: string): string => `/v3/rooms/${encodeURIComponent(roomId)}`;

/** As clients start a direct chat. */
export async function startChat(
  api: MatrixApi,
  invite: readonly string[],
  more: object = {},
): Promise<{ status: number; roomId: string; errcode: string }> {
  const { status, body } = await api.post('/v3/createRoom', {
    preset: 'trusted_private_chat',
    is_direct: invite.length === 1,
    invite,
    ...more,
  });
  const { room_id: roomId = '', errcode = '' } = body as { room_id?: string; errcode?: string };
  return { status, roomId, errcode };
}

export const invite = (api: MatrixApi, roomId: string, userId: string) =>
  api.post(`${room(roomId)}/invite`, { user_id: userId });
export const join = (api: MatrixApi, roomId: string) => api.post(`/v3/join/${encodeURIComponent(roomId)}`);
export const leave = (api: MatrixApi, roomId: string) => api.post(`${room(roomId)}/leave`);
export const write = (api: MatrixApi, roomId: string, body: string) =>
  api.put(`${room(roomId)}/send/m.room.message/${crypto.randomUUID()}`, { msgtype: 'm.text', body });

/** Who is in a room or invited, as the homeserver's own database says: nobody may be left there to ask. */
export async function peopleIn(homeserver: Sql, roomId: string): Promise<string[]> {
  const { rows } = await homeserver.query<{ user_id: string }>(
    `select state_key as user_id from current_state_events
      where room_id = $1 and type = 'm.room.member' and membership in ('join', 'invite') order by 1`,
    [roomId],
  );
  return rows.map(({ user_id: userId }) => userId);
}

/** Milliseconds until a room holds no two of these people any more. */
export async function untilApart(
  homeserver: Sql,
  roomId: string,
  userIds: readonly string[],
  { timeout = 30_000 }: { timeout?: number } = {},
): Promise<number> {
  const began = performance.now();
  await eventually(
    async () => {
      const people = await peopleIn(homeserver, roomId);
      return people.filter((userId) => userIds.includes(userId)).length < 2;
    },
    { what: `${userIds.join(' and ')} to be apart`, timeout, interval: 10 },
  );
  return performance.now() - began;
}
