/** What the clock says of a lesson. Pure; times in milliseconds since the epoch. */

const MINUTE = 60_000;
/** The end is announced so many minutes before. */
const WARN = 2;

export type Clock =
  | { readonly kind: 'none' }
  | { readonly kind: 'before'; readonly minutes: number }
  | { readonly kind: 'running'; readonly minutes: number }
  /** Within the last two minutes. */
  | { readonly kind: 'ending'; readonly minutes: number }
  /** Past its end, before the room closes. */
  | { readonly kind: 'over'; readonly minutes: number };

const minutesUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / MINUTE));

export function clockOf(
  { beginsAt, endsAt, closesAt }: { beginsAt: number | null; endsAt: number | null; closesAt: number | null },
  now: number,
): Clock {
  if (beginsAt !== null && now < beginsAt) return { kind: 'before', minutes: minutesUntil(beginsAt, now) };
  if (endsAt === null) return { kind: 'none' };
  if (now >= endsAt) return { kind: 'over', minutes: minutesUntil(closesAt ?? endsAt, now) };
  const minutes = minutesUntil(endsAt, now);
  return { kind: minutes <= WARN ? 'ending' : 'running', minutes };
}
