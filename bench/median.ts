/** The middle of some figures; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[upper]!;
  return sorted.length === 0 ? NaN : (sorted[upper - 1]! + sorted[upper]!) / 2;
}
