/**
 * Staff who write from another client in the quiet hours of those who read it: nothing can hold what they send, so it has arrived, without a
 * sound. The bot tells them, once a night. What they wrote is not looked at.
 */
import { sayMoment } from '../i18n/moment.ts';
import { POST_FIELD } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { EventHandler } from '../inbox/handler.ts';
import type { UserId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { anybodyHeld } from './accounts-store.ts';
import { quietText } from './messages.ts';
import type { QuietRooms } from './rooms.ts';

export function quietWatch({
  database,
  directory,
  rooms,
  messages,
  botUserId,
}: {
  readonly database: Database;
  readonly directory: Pick<Directory, 'personOf'>;
  readonly rooms: QuietRooms;
  readonly messages: DirectMessages;
  readonly botUserId: UserId;
}): EventHandler {
  return {
    name: 'quiet.watch',
    types: ['m.room.message'],
    ownRoomsOnly: true,
    async handle({ sender, content, room_id: roomId }) {
      // Parta's own client has asked already.
      if (sender === botUserId || content[POST_FIELD] !== undefined) return;
      if (!(await anybodyHeld(database))) return;
      const personId = await directory.personOf(sender);
      const room = personId === null ? null : await rooms.lookAsStaff(personId, roomId);
      const until = room?.until ?? null;
      if (room === null || until === null) return;
      await messages.send(personId!, `quiet ${personId} ${until.toISOString()}`, (locale) =>
        quietText(locale, 'told_quiet', { until: sayMoment(locale, until, room.timeZone) }),
      );
    },
  };
}
