import { expect } from 'chai';
import type { RawEvent } from './types.ts';
import { HAND, handContent, raisedHands, reactionContent, readReaction } from './hands.ts';

const hand = (sender: string, target: string, more: Partial<RawEvent> = {}): RawEvent => ({
  event_id: `$hand-${sender}`,
  type: 'm.reaction',
  sender,
  origin_server_ts: 10,
  content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key: HAND } },
  ...more,
});
const MEMBERS = new Map([
  ['$a', '@a:hs'],
  ['$b', '@b:hs'],
]);
const users = (events: RawEvent[], redacted: string[] = []): string[] =>
  raisedHands(events, MEMBERS, new Set(redacted)).map(({ userId }) => userId);

describe('raised hands', () => {
  it('stand in the order in which they went up', () =>
    expect(users([hand('@a:hs', '$a', { origin_server_ts: 20 }), hand('@b:hs', '$b')])).to.deep.equal([
      '@b:hs',
      '@a:hs',
    ]));
  it('count once however often the event is seen', () =>
    expect(users([hand('@a:hs', '$a'), hand('@a:hs', '$a')])).to.deep.equal(['@a:hs']));
  it('are what the client itself sends', () =>
    expect(users([hand('@a:hs', '', { content: handContent('$a') as RawEvent['content'] })])).to.deep.equal([
      '@a:hs',
    ]));

  const none: [sentence: string, event: RawEvent, redacted?: string[]][] = [
    ['go down with the redaction', hand('@a:hs', '$a'), ['$hand-@a:hs']],
    [
      'are down when the homeserver sends them redacted',
      hand('@a:hs', '$a', { unsigned: { redacted_because: {} } }),
    ],
    ['cannot be raised for another', hand('@a:hs', '$b')],
    ['belong to a membership that holds', hand('@a:hs', '$old')],
    [
      'are no other sign',
      hand('@a:hs', '$a', {
        content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a', key: '👍' } },
      }),
    ],
    ['are not read from a broken event', hand('@a:hs', '$a', { content: { 'm.relates_to': 7 } })],
  ];
  for (const [sentence, event, redacted] of none) {
    it(sentence, () => expect(users([event], redacted)).to.deep.equal([]));
  }
});

describe('reactions', () => {
  const event = (content: object): RawEvent => ({
    event_id: '$r',
    type: 'io.element.call.reaction',
    sender: '@a:hs',
    origin_server_ts: 1,
    content: content as RawEvent['content'],
  });
  it('are read as they are sent', () =>
    expect(readReaction(event(reactionContent('$a', { emoji: '🎉', name: 'party' })))).to.deep.equal({
      userId: '@a:hs',
      emoji: '🎉',
    }));
  it('show the first character only', () =>
    expect(readReaction(event({ emoji: '👨‍👩‍👧‍👦👍 and a text' }))?.emoji).to.equal('👨‍👩‍👧‍👦'));
  it('show nothing of what is no text', () => {
    expect(readReaction(event({ emoji: 5 }))).to.equal(null);
    expect(readReaction(event({ emoji: ' ' }))).to.equal(null);
    expect(readReaction({ ...event({ emoji: '🎉' }), type: 'm.room.message' })).to.equal(null);
  });
});
