/** Times as people type them: `30s`, `10m`, `2h`, `1d`, in Russian `30с`, `10м`, `2ч`, `1д`; a bare number is minutes. Pure. */

const SECONDS: { readonly [unit: string]: number } = {
  s: 1,
  с: 1,
  сек: 1,
  m: 60,
  min: 60,
  м: 60,
  мин: 60,
  h: 3600,
  ч: 3600,
  d: 86_400,
  д: 86_400,
};
const MOST_SECONDS = 365 * 86_400;

/** Seconds, or null for what is no time. */
export function readDuration(text: string): number | null {
  const found = /^(\d{1,6})(\p{L}*)$/u.exec(text.toLowerCase());
  if (found === null) return null;
  const unit = found[2] === '' ? 'm' : found[2]!;
  const seconds = Object.hasOwn(SECONDS, unit) ? Number(found[1]) * SECONDS[unit]! : 0;
  return seconds >= 1 && seconds <= MOST_SECONDS ? seconds : null;
}
