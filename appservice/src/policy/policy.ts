/** The contact policy as a service: what others ask, and what administrators change. */
import type { RoomId, UserId } from '../school/model.ts';
import type { Decision, Outcome } from './model.ts';

/** What was decided for one direction. */
export interface PairDecision {
  readonly from: UserId;
  readonly to: UserId;
  readonly decision: Decision;
}

export interface Policy {
  /**
   * May `from` open a room with `to`, and on what terms. Asked from the side of the one who opens it: where only the school may write
   * first, the teacher is told `allow` and the other `teacher_first`.
   */
  decide(from: UserId, to: UserId, at?: Date): Promise<Decision>;
  /**
   * Every ordered pair of some people, for a room that holds them all, and the strictest outcome among these (`allow`, `second_adult`,
   * `teacher_first`, `deny`). Of a room that exists already the pairs from the one who opened it say whether they were allowed to.
   */
  decideAmong(
    userIds: readonly UserId[],
    at?: Date,
  ): Promise<{ readonly pairs: readonly PairDecision[]; readonly strictest: Outcome }>;
  /** Until when pushes to somebody are held, or null. */
  quietUntil(userId: UserId, at?: Date): Promise<Date | null>;
}

/** A room of two, or with a second adult, that exists; how it is brought into line is not this feature's affair. */
export interface DirectRoom {
  readonly roomId: RoomId;
  readonly openedBy: UserId;
  readonly members: readonly UserId[];
}
