/** Push rules of people of this homeserver (Client-Server API, "Push Rules"), acting for them. */
import { isObject } from '../json.ts';
import type { UserId } from '../school/model.ts';
import type { OverrideRule, PushRuleKeeper } from './homeserver.ts';
import { field, orNull, path, type Requester } from './requester.ts';

const V3 = '/_matrix/client/v3';

export function createPushRuleKeeper(send: Requester): PushRuleKeeper {
  const as = (userId: UserId) => ({ user_id: userId });
  const rulePath = (ruleId: string) => V3 + path`/pushrules/global/override/${ruleId}`;

  return {
    async readOverrideRules(userId) {
      const answered = await send({
        method: 'GET',
        path: `${V3}/pushrules/`,
        query: as(userId),
        repeatable: true,
      });
      const global = field(answered, 'global');
      const rules = isObject(global) ? global.override : [];
      return (Array.isArray(rules) ? rules : []).filter(isRule);
    },

    async putOverrideRule(userId, ruleId, rule) {
      // Without `before` or `after` a rule comes above those that are there.
      await send({
        method: 'PUT',
        path: rulePath(ruleId),
        query: as(userId),
        body: { ...rule },
        repeatable: true,
      });
    },

    async deleteOverrideRule(userId, ruleId) {
      await orNull(send({ method: 'DELETE', path: rulePath(ruleId), query: as(userId), repeatable: true }));
    },
  };
}

function isRule(value: unknown): value is OverrideRule {
  return isObject(value) && typeof value.rule_id === 'string' && typeof value.enabled === 'boolean';
}
