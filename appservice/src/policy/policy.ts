/** The contact policy as a service: what others ask. It reads few rows, by index, however large the school is. */
import type { UserId } from '../school/model.ts';
import { createCircle, type Circle } from './circle.ts';
import { decide, strictestOf } from './decide.ts';
import { explain, type Explanation } from './explain.ts';
import type { Decision, Outcome } from './model.ts';
import { createParties, type Loaded, type Parties, type PartiesDependencies } from './parties.ts';
import { quietUntil } from './quiet.ts';

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
  /** For many questions about people at one moment. */
  circle(at?: Date): Circle;
  /** As `decide`, with what would change it. */
  explain(from: UserId, to: UserId, at?: Date): Promise<Explanation & { readonly loaded: Loaded }>;
  /** Until when pushes to somebody are held, or null. */
  quietUntil(userId: UserId, at?: Date): Promise<Date | null>;
  /** Who some people are, and what decides between them: for questions of this feature. */
  readonly parties: Parties;
}

export interface PolicyDependencies extends PartiesDependencies {
  readonly now?: () => Date;
}

export function createPolicy({ now = () => new Date(), ...dependencies }: PolicyDependencies): Policy {
  const parties = createParties(dependencies);

  return {
    parties,

    async decide(from, to, at = now()) {
      const { parties: both, context } = await parties.load([from, to], at);
      return decide(both[0]!, both[1]!, context);
    },

    async decideAmong(userIds, at = now()) {
      const { parties: all, context } = await parties.load([...new Set(userIds)], at);
      const pairs = all.flatMap((one) =>
        all
          .filter((other) => other !== one)
          .map((other) => ({
            from: one.userId,
            to: other.userId,
            decision: decide(one, other, context),
          })),
      );
      return { pairs, strictest: strictestOf(pairs.map(({ decision }) => decision.outcome)) };
    },

    circle: (at = now()) => createCircle(parties, at),

    async explain(from, to, at = now()) {
      const loaded = await parties.load([from, to], at);
      return { ...explain(loaded.parties[0]!, loaded.parties[1]!, loaded.context), loaded };
    },

    async quietUntil(userId, at = now()) {
      const { parties: one, context } = await parties.load([userId], at);
      return quietUntil(one[0]!, context);
    },
  };
}
