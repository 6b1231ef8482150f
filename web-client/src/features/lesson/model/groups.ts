/** Breakout groups. Pure. */

export interface GroupDraft {
  readonly title: string;
  readonly user_ids: readonly string[];
}

export const MOST_GROUPS = 12;

/** Deals people out into `count` groups as evenly as can be, in the order that is given. */
export function dealGroups(
  userIds: readonly string[],
  count: number,
  title: (n: number) => string,
): GroupDraft[] {
  const groups = Math.max(1, Math.min(MOST_GROUPS, count));
  return Array.from({ length: groups }, (_, index) => ({
    title: title(index + 1),
    user_ids: userIds.filter((_id, at) => at % groups === index),
  }));
}

/** Moves somebody to another group, or with -1 out of all. */
export function moveTo(groups: readonly GroupDraft[], userId: string, to: number): GroupDraft[] {
  return groups.map((group, index) => ({
    ...group,
    user_ids: [
      ...group.user_ids.filter((id) => id !== userId),
      ...(index === to && groups[to] !== undefined ? [userId] : []),
    ],
  }));
}

/** The same people in another order. `random` gives numbers in [0, 1). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
