import { expect } from 'chai';
import {
  ALLOW_ALL,
  BLOCK_ALL,
  liftedRules,
  missingRules,
  MSC4155,
  MSC4380,
  onlyBot,
  type FoundRules,
  type RulesWrite,
} from './invite-rules.ts';

const botUserId = '@parta:example.org';
const bot = onlyBot(botUserId);
const found = (msc4155: object | null, msc4380: object | null): FoundRules => ({
  [MSC4155]: msc4155 as FoundRules[typeof MSC4155],
  [MSC4380]: msc4380 as FoundRules[typeof MSC4380],
});
const finely: RulesWrite = { type: MSC4155, content: bot };
const coarsely: RulesWrite = { type: MSC4380, content: BLOCK_ALL };

describe('Invite rules of a pupil’s account', () => {
  const cases: [string, FoundRules, boolean, RulesWrite[]][] = [
    ['let only the bot through where the homeserver can tell who invites', found(null, null), true, [finely]],
    ['keep everybody out where it cannot', found(null, null), false, [coarsely]],
    ['are left alone when they are there', found(bot, null), true, []],
    ['that keep everybody out are left alone too', found(null, BLOCK_ALL), false, []],
    ['that the pupil emptied are put back', found({}, null), true, [finely]],
    [
      'to which the pupil added a friend are put back',
      found({ ...bot, allowed_users: [botUserId, '@friend:example.org'] }, null),
      true,
      [finely],
    ],
    [
      'that the pupil overrides by allowing all are answered with keeping all out, for that one wins',
      found(bot, ALLOW_ALL),
      true,
      [coarsely],
    ],
    ['that the pupil overrides with nothing at all, likewise', found(bot, {}), true, [coarsely]],
    ['of both kinds may stand together', found(bot, BLOCK_ALL), true, []],
    ['that were lifted for a moment are put back', found(null, ALLOW_ALL), false, [coarsely]],
    [
      'of which only the coarse ones stand get the fine ones too, once the homeserver has them',
      found(null, BLOCK_ALL),
      true,
      [finely],
    ],
  ];
  for (const [what, has, knowsMsc4155, writes] of cases) {
    it(what, () => expect(missingRules(has, { botUserId, knowsMsc4155 })).to.deep.equal(writes));
  }

  it('end with the role: the account is like any other again', () => {
    expect(liftedRules(found(bot, BLOCK_ALL))).to.deep.equal([
      { type: MSC4155, content: {} },
      { type: MSC4380, content: ALLOW_ALL },
    ]);
    expect(liftedRules(found(null, null))).to.deep.equal([]);
    expect(liftedRules(found({}, ALLOW_ALL))).to.deep.equal([]);
  });
});
