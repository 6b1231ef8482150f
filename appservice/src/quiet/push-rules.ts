/**
 * The two push rules by which pushes are held (Client-Server API, "Push Rules"). Pure. They are override rules of Parta's own, put above all of
 * the person's when quiet hours begin and taken away when these end; the person's rules stay as they are. `.m.rule.master`, with which somebody
 * switches everything off, stands above both.
 */
import { POST_FIELD } from '@parta/protocol';
import type { JsonObject, OverrideRule } from '../matrix/homeserver.ts';
import type { UserId } from '../school/model.ts';

export interface HoldingRule {
  readonly id: string;
  readonly conditions: readonly JsonObject[];
  readonly actions: readonly unknown[];
}

/** Rings for what the bot says must ring: urgent posts, whose reason is logged, and reminders. Nobody else can ring by it. */
const URGENT = 'org.parta.urgent';
/** Nothing else rings. */
const QUIET = 'org.parta.quiet';

/** In the order in which they are put: each comes above the one before. */
export function holdingRules(botUserId: UserId): readonly HoldingRule[] {
  // A dot within a key is escaped.
  const rings = `content.${POST_FIELD.replaceAll('.', '\\.')}.rings`;
  return [
    { id: QUIET, conditions: [], actions: [] },
    {
      id: URGENT,
      conditions: [
        { kind: 'event_property_is', key: 'sender', value: botUserId },
        { kind: 'event_property_is', key: rings, value: true },
      ],
      actions: ['notify', { set_tweak: 'sound', value: 'default' }],
    },
  ];
}

/** The ids in the order in which they are taken away: while the lower one is there, the higher one is too. */
export const HOLDING_RULE_IDS = [QUIET, URGENT] as const;

/** Whether the two are the highest rules of all but the homeserver's own, and switched on. */
export function areHolding(rules: readonly OverrideRule[]): boolean {
  const [first, second] = rules.filter((rule) => !rule.default);
  return first?.rule_id === URGENT && first.enabled && second?.rule_id === QUIET && second.enabled;
}
