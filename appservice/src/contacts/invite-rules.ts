/**
 * The homeserver's own invite rules, which pupils' accounts carry as account data: an invite of anybody but the bot is refused by the
 * homeserver itself, before anybody sees it. Pure.
 *
 * Two proposals say how. MSC4155 names who may invite; where the homeserver has it, the bot's invites get through. MSC4380 knows only all
 * or nobody, and keeps the bot out too, so the bot has to lift it for the moment of an invite (door.ts). Where the second exists at all
 * on an account, even empty, it wins; and what exists can be changed, but not taken away.
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../matrix/homeserver.ts';
import type { UserId } from '../school/model.ts';

export const MSC4155 = 'org.matrix.msc4155.invite_permission_config';
export const MSC4380 = 'm.invite_permission_config';
/** What `unstable_features` calls the first. */
export const MSC4155_FEATURE = 'org.matrix.msc4155';

export const BLOCK_ALL: JsonObject = { default_action: 'block' };
export const ALLOW_ALL: JsonObject = { default_action: 'allow' };

/** Nobody but the bot. Of MSC4155, allowed users come before blocked ones. */
export function onlyBot(botUserId: UserId): JsonObject {
  return { allowed_users: [botUserId], blocked_users: ['*'], blocked_servers: ['*'] };
}

/** What an account has; null for account data that was never set. */
export interface FoundRules {
  readonly [MSC4155]: JsonObject | null;
  readonly [MSC4380]: JsonObject | null;
}

export interface RulesWrite {
  readonly type: typeof MSC4155 | typeof MSC4380;
  readonly content: JsonObject;
}

/** What has to be written so that an account carries the rules. Nothing when it does. */
export function missingRules(
  found: FoundRules,
  { botUserId, knowsMsc4155 }: { botUserId: UserId; knowsMsc4155: boolean },
): RulesWrite[] {
  const writes: RulesWrite[] = [];
  const wanted = onlyBot(botUserId);
  if (knowsMsc4155 && !isDeepStrictEqual(found[MSC4155], wanted)) {
    writes.push({ type: MSC4155, content: wanted });
  }
  const wins = !knowsMsc4155 || found[MSC4380] !== null;
  if (wins && found[MSC4380]?.default_action !== 'block') writes.push({ type: MSC4380, content: BLOCK_ALL });
  return writes;
}

/** What has to be written so that an account that carries the rules is like any other again. */
export function liftedRules(found: FoundRules): RulesWrite[] {
  const writes: RulesWrite[] = [];
  if (found[MSC4155] !== null && !isDeepStrictEqual(found[MSC4155], {})) {
    writes.push({ type: MSC4155, content: {} });
  }
  if (found[MSC4380]?.default_action === 'block') writes.push({ type: MSC4380, content: ALLOW_ALL });
  return writes;
}
