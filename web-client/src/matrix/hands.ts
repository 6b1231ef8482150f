/** Raised hands and passing reactions, in Element Call's format: both sides see each other's. Pure. */
import type { RawEvent } from './types.ts';

/** The sign of a raised hand, as an annotation of one's own call membership event; redacting it lowers the hand. */
export const HAND = '🖐️';
export const REACTION_TYPE = 'io.element.call.reaction';
/** How long a reaction is shown. Milliseconds. */
export const REACTION_SHOWN = 3_500;

/** Signs that Element Call knows too, by its names for them. */
export const REACTIONS = [
  { emoji: '👍', name: 'thumbsup' },
  { emoji: '👏', name: 'clapping' },
  { emoji: '🎉', name: 'party' },
  { emoji: '💡', name: 'lightbulb' },
  { emoji: '❤️', name: 'heart' },
  { emoji: '😄', name: 'smile' },
] as const;

export interface Hand {
  readonly userId: string;
  readonly eventId: string;
  /** Milliseconds since the epoch, by the homeserver. */
  readonly raisedAt: number;
}

function relation(event: RawEvent): { type: unknown; target: unknown; key: unknown } | null {
  const relates = event.content['m.relates_to'];
  if (typeof relates !== 'object' || relates === null) return null;
  const { rel_type: type, event_id: target, key } = relates as Record<string, unknown>;
  return { type, target, key };
}

/**
 * Hands that are up, the first one first.
 * @param events annotations seen so far, in any order and also twice
 * @param memberships Matrix ID by event ID of the call memberships that hold now: a hand belongs to one of them
 * @param redacted event IDs
 */
export function raisedHands(
  events: readonly RawEvent[],
  memberships: ReadonlyMap<string, string>,
  redacted: ReadonlySet<string>,
): Hand[] {
  const hands = new Map<string, Hand>();
  for (const event of events) {
    if (event.type !== 'm.reaction' || redacted.has(event.event_id)) continue;
    if (event.unsigned?.['redacted_because'] !== undefined) continue;
    const relates = relation(event);
    if (relates?.type !== 'm.annotation' || relates.key !== HAND) continue;
    if (typeof relates.target !== 'string' || memberships.get(relates.target) !== event.sender) continue;
    const known = hands.get(event.sender);
    if (known === undefined || event.origin_server_ts < known.raisedAt) {
      hands.set(event.sender, {
        userId: event.sender,
        eventId: event.event_id,
        raisedAt: event.origin_server_ts,
      });
    }
  }
  return [...hands.values()].sort((a, b) => a.raisedAt - b.raisedAt);
}

export const handContent = (membershipEventId: string): object => ({
  'm.relates_to': { rel_type: 'm.annotation', event_id: membershipEventId, key: HAND },
});

export const reactionContent = (
  membershipEventId: string,
  { emoji, name }: { emoji: string; name: string },
): object => ({
  emoji,
  name,
  'm.relates_to': { rel_type: 'm.reference', event_id: membershipEventId },
});

/** The sign that a reaction event shows: one character as people see it. Null when it is none. */
export function readReaction(event: RawEvent): { userId: string; emoji: string } | null {
  if (event.type !== REACTION_TYPE) return null;
  const { emoji } = event.content;
  if (typeof emoji !== 'string') return null;
  const first = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(emoji.slice(0, 40))][0];
  return first === undefined || first.segment.trim() === ''
    ? null
    : { userId: event.sender, emoji: first.segment };
}
