/** Whether pushes are held, by the push rules of an account. */
import { expect } from 'chai';
import { areHolding, HOLDING_RULE_IDS, holdingRules } from './push-rules.ts';

const CASES: readonly [sentence: string, rules: string, holding: boolean][] = [
  ['without any rule pushes are not held', '', false],
  ['the two on top hold them', 'org.parta.urgent org.parta.quiet', true],
  ['the homeserver’s own rules above do not matter', '.m.rule.master org.parta.urgent org.parta.quiet', true],
  ['the person’s own rules below do not matter', 'org.parta.urgent org.parta.quiet mine', true],
  ['a rule of the person above them could ring', 'mine org.parta.urgent org.parta.quiet', false],
  ['a rule of the person between them could ring', 'org.parta.urgent mine org.parta.quiet', false],
  ['without the urgent lane nothing urgent would ring', 'org.parta.quiet', false],
  ['below the other the urgent lane would not ring', 'org.parta.quiet org.parta.urgent', false],
  ['one that is switched off holds nothing', 'org.parta.urgent -org.parta.quiet', false],
];

describe('Push rules of quiet hours', () => {
  for (const [sentence, words, holding] of CASES) {
    it(sentence, () => {
      const rules = words
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => ({
          rule_id: word.replace('-', ''),
          enabled: !word.startsWith('-'),
          default: word.startsWith('.m.'),
        }));
      expect(areHolding(rules)).to.equal(holding);
    });
  }

  it('are put in an order in which nothing urgent is lost for good', () => {
    const ids = holdingRules('@parta:school').map(({ id }) => id);
    const putOnTop = [...ids].reverse().map((rule_id) => ({ rule_id, enabled: true, default: false }));
    expect(areHolding(putOnTop)).to.equal(true);
    expect(HOLDING_RULE_IDS).to.have.members(ids);
  });
});
