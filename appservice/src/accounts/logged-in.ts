/** What a browser gets that has just come in. */
import type { components } from '@parta/protocol';
import type { RoomId } from '../school/model.ts';
import type { Login } from './accounts.ts';

export type LoggedIn = components['schemas']['LoggedIn'];

export function loggedIn(
  { matrix, api }: Login,
  homeserverUrl: string,
  { status = 'joined', roomId = null }: { status?: LoggedIn['status']; roomId?: RoomId | null } = {},
): LoggedIn {
  return {
    user_id: matrix.userId,
    access_token: matrix.accessToken,
    device_id: matrix.deviceId,
    homeserver_url: homeserverUrl,
    api_session: api,
    status,
    class_chat_room_id: roomId,
  };
}
