/**
 * The way in that stays open for the bot. Where a homeserver's invite rules know only all or nobody (invite-rules.ts), they keep the bot
 * out of a pupil's rooms like anybody else. They are then lifted, under a lock, for the length of one invite.
 *
 * The other way would be a door: a private Space with the pupil in it, which the join rule of every room allows in. It needs no lifting, but a
 * Space more for every pupil and join rules in every room that name them; and whoever is in one door could walk into every room of it.
 * Lifting leaves no trace in rooms and costs some 60 ms. An invite that slips through meanwhile is seen by the watch.
 */
import { HomeserverError, type Homeserver } from '../matrix/homeserver.ts';
import type { UserId } from '../school/model.ts';
import type { RuleKeeper } from './rule-keeper.ts';

type Doors = Pick<Homeserver, 'invite' | 'sendState'>;

/** The homeserver, with invites that get through to accounts on which Parta itself set the rules. */
export function withDoor<H extends Doors>(homeserver: H, rules: Pick<RuleKeeper, 'lifted'>): H {
  async function through<T>(userId: UserId, invite: () => Promise<T>): Promise<T> {
    try {
      return await invite();
    } catch (error) {
      if (!isBlocked(error)) throw error;
      const done = await rules.lifted(userId, invite);
      // Somebody's own rules are theirs.
      if (done === undefined) throw error;
      return done.value;
    }
  }

  return {
    ...homeserver,
    invite: (roomId, userId, reason) => through(userId, () => homeserver.invite(roomId, userId, reason)),
    sendState(roomId, type, stateKey, content) {
      const send = () => homeserver.sendState(roomId, type, stateKey, content);
      return type === 'm.room.member' && content.membership === 'invite' ? through(stateKey, send) : send();
    },
  };
}

function isBlocked(error: unknown): boolean {
  return error instanceof HomeserverError && /(^|\.)M_INVITE_BLOCKED$/.test(error.errcode);
}
