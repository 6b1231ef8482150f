import { expect } from 'chai';
import { groupOf, readRules } from './metadata.ts';

const GOOD = {
  v: 1,
  profile: 'test',
  locked: true,
  lobby: false,
  spotlight: '@boris:example.org',
  ends_at: 1_800_000_000_000,
  closes_at: 1_800_000_600_000,
  groups: [{ n: 1, title: 'Первая', user_ids: ['@a:example.org', '@b:example.org'] }],
  recording: { since: 1_799_999_000_000 },
};

describe('the rules of a lesson in the room’s metadata', () => {
  it('are read as the server writes them', () =>
    expect(readRules(JSON.stringify(GOOD))).to.deep.equal({
      profile: 'test',
      locked: true,
      lobby: false,
      spotlight: '@boris:example.org',
      endsAt: 1_800_000_000_000,
      closesAt: 1_800_000_600_000,
      groups: GOOD.groups,
      recordingSince: 1_799_999_000_000,
    }));

  const refused: [sentence: string, metadata: string | undefined][] = [
    ['an empty text', ''],
    ['no text', undefined],
    ['what is not JSON', '{"v":1'],
    ['a list', '[1]'],
    ['a version of the future', JSON.stringify({ ...GOOD, v: 2 })],
  ];
  for (const [sentence, metadata] of refused) {
    it(`are not read from ${sentence}`, () => expect(readRules(metadata)).to.equal(null));
  }

  it('are the strictest where a field is not understood', () => {
    const rules = readRules(
      JSON.stringify({ v: 1, profile: 'party', groups: [{ n: 'x' }, null], ends_at: '9' }),
    );
    expect(rules).to.deep.include({
      profile: 'listen',
      groups: [],
      endsAt: null,
      spotlight: null,
      recordingSince: null,
    });
  });
});

describe('a breakout group', () => {
  it('is found by whom it holds', () => {
    expect(groupOf(GOOD.groups, '@b:example.org')?.n).to.equal(1);
    expect(groupOf(GOOD.groups, '@c:example.org')).to.equal(null);
  });
});
