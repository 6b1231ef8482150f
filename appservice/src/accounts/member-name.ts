/** How a pupil is called in a room, whatever their profile says. */
import type { MemberMover, MemberNames } from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';

/**
 * Gives somebody who is in a room a name there. In a room that they share with people who may not know them, what the room remembers
 * of other names is taken back first: whoever dies in between leaves a member without a name, which the next run sees.
 */
export async function setMemberName(
  homeserver: Pick<MemberMover, 'joinAs'> & MemberNames,
  roomId: RoomId,
  userId: UserId,
  { name, alone }: { readonly name: string; readonly alone: boolean },
): Promise<void> {
  if (alone) await homeserver.forgetNames(roomId, userId, name);
  await homeserver.joinAs(roomId, userId, name);
}
