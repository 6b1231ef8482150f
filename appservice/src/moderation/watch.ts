/**
 * Slow mode and filters. Matrix has no slow mode of its own and a homeserver cannot be asked to refuse a message by its words, so the bot
 * removes what came too fast or has a forbidden word, a moment after it came, and always tells its writer.
 */
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { EventHandler, RoomEvent } from '../inbox/handler.ts';
import type { Redactor } from '../matrix/homeserver.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { PersonId, SchoolId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Sql } from '../store/database.ts';
import { filterHit, type FilterSettings } from './filter.ts';
import { moderationText, type ModerationMessage } from './messages.ts';
import { listActive } from './restriction-store.ts';
import { rankOf } from './rules.ts';

export interface WatchDependencies {
  readonly directory: Pick<Directory, 'personOf' | 'aroundPerson'>;
  readonly rooms: Pick<ManagedRooms, 'find'>;
  readonly homeserver: Redactor & { readonly botUserId: string };
  readonly messages: DirectMessages;
  readonly filter: FilterSettings;
  readonly now: () => Date;
}

export function watchHandler(dependencies: WatchDependencies): EventHandler {
  const { directory, rooms, homeserver, messages, filter, now } = dependencies;
  const filters = filter.words.size > 0 || filter.links === 'refuse';

  /** Staff are neither slowed nor filtered. */
  async function isStaff(personId: PersonId | null, schoolId: SchoolId): Promise<boolean> {
    if (personId === null) return false;
    const state = await directory.aroundPerson(personId);
    const zone = state.schools.find(({ id }) => id === schoolId)?.timeZone ?? 'UTC';
    return rankOf(state, personId, schoolId, today(zone, now())) !== 'other';
  }

  /** How long must pass between two messages, if this one came sooner; writes down when somebody wrote. */
  async function tooFast({ room_id, sender, origin_server_ts }: RoomEvent, tx: Sql): Promise<number | null> {
    const slow = (await listActive(tx, { roomId: room_id })).find(({ kind }) => kind === 'slow');
    if (slow === undefined) return null;
    const at = new Date(Math.min(origin_server_ts, now().getTime()));
    const { rowCount } = await tx.query(
      `insert into moderation_pace as p (restriction_id, user_id, at) values ($1, $2, $3)
       on conflict (restriction_id, user_id) do update set at = excluded.at
         where p.at + make_interval(secs => $4) <= excluded.at`,
      [slow.id, sender, at, slow.seconds],
    );
    return rowCount === 0 ? slow.seconds : null;
  }

  async function handle(event: RoomEvent, tx: Sql): Promise<void> {
    if (event.sender === homeserver.botUserId) return;
    const room = await rooms.find(event.room_id);
    if (room === null) return;
    const body = typeof event.content['body'] === 'string' ? event.content['body'] : '';
    const hit = filters ? filterHit(body, filter) : null;
    const slow = hit === null ? await tooFast(event, tx) : null;
    if (hit === null && slow === null) return;
    const personId = await directory.personOf(event.sender);
    if (await isStaff(personId, room.schoolId)) return;

    await homeserver.redact(event.room_id, event.event_id, `watch-${event.event_id}`);
    const key: ModerationMessage = slow !== null ? 'too_fast' : hit === 'link' ? 'filtered_link' : 'filtered';
    if (personId !== null) {
      await messages.send(personId, `watch ${event.event_id}`, (locale) =>
        moderationText(locale, key, { seconds: slow ?? 0 }),
      );
    }
    await audit(tx, {
      action: slow === null ? 'message.filter' : 'message.slow',
      actorId: null,
      schoolId: room.schoolId,
      details: { room: event.room_id, event: event.event_id, person_id: personId, why: hit },
    });
  }

  return { name: 'moderation.watch', types: ['m.room.message', 'm.sticker'], handle };
}
