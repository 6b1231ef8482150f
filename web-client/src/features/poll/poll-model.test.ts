import { expect } from 'chai';
import type { RawEvent } from '../../matrix/types.ts';
import {
  POLL_END,
  POLL_RESPONSE,
  POLL_RULES,
  POLL_START,
  pollContent,
  pollEndContent,
  voteContent,
} from '@parta/protocol';
import { isBallot, readPolls, type Poll } from './poll-model.ts';

let count = 0;
function event(type: string, sender: string, content: object, ts: number, id = `$${++count}`): RawEvent {
  return { event_id: id, type, sender, origin_server_ts: ts, content: content as RawEvent['content'] };
}
const TEACHER = '@teacher:hs';
const start = (disclosed = true): RawEvent =>
  event(POLL_START, TEACHER, pollContent('Понятно?', ['Да', 'Нет'], { disclosed }), 1, '$poll');
const vote = (who: string, answers: string[], ts: number): RawEvent =>
  event(POLL_RESPONSE, who, voteContent('$poll', answers), ts);
const end = (who: string, ts: number): RawEvent => event(POLL_END, who, pollEndContent('$poll', 'Да'), ts);
const only = (events: RawEvent[], me = '@a:hs'): Poll => readPolls(events, me)[0]!;
const numbers = ({ answers }: Poll): number[] => answers.map(({ votes }) => votes);

describe('a poll', () => {
  it('is read as it is sent', () => {
    const poll = only([start()]);
    expect(poll).to.deep.include({
      question: 'Понятно?',
      maxSelections: 1,
      voters: 0,
      ended: false,
      mine: [],
    });
    expect(poll.answers.map(({ text }) => text)).to.deep.equal(['Да', 'Нет']);
  });

  it('counts everybody’s last vote', () => {
    const poll = only([start(), vote('@a:hs', ['1'], 2), vote('@b:hs', ['1'], 3), vote('@a:hs', ['2'], 4)]);
    expect(numbers(poll)).to.deep.equal([1, 1]);
    expect(poll.mine).to.deep.equal(['2']);
    expect(poll.voters).to.equal(2);
  });

  const counted: [sentence: string, events: RawEvent[], expected: number[]][] = [
    ['does not count a vote for what is no answer', [vote('@a:hs', ['9'], 2)], [0, 0]],
    ['takes back a vote by an empty one', [vote('@a:hs', ['1'], 2), vote('@a:hs', [], 3)], [0, 0]],
    ['takes no more answers than are allowed', [vote('@a:hs', ['2', '1'], 2)], [0, 1]],
    ['counts no vote after the end', [end(TEACHER, 5), vote('@a:hs', ['1'], 6)], [0, 0]],
    ['is not ended by anybody else', [end('@a:hs', 2), vote('@a:hs', ['1'], 3)], [1, 0]],
    [
      'survives a broken vote',
      [event(POLL_RESPONSE, '@a:hs', { 'm.relates_to': { rel_type: 'm.reference', event_id: '$poll' } }, 2)],
      [0, 0],
    ],
  ];
  for (const [sentence, events, expected] of counted) {
    it(sentence, () => expect(numbers(only([start(), ...events]))).to.deep.equal(expected));
  }

  it('can be ended by those whom the room lets', () =>
    expect(readPolls([start(), end('@mod:hs', 2)], '@a:hs', (who) => who === '@mod:hs')[0]?.ended).to.equal(
      true,
    ));

  it('keeps an undisclosed result until the end', () => {
    expect(only([start(false)]).showsResults).to.equal(false);
    expect(only([start(false), end(TEACHER, 2)]).showsResults).to.equal(true);
    expect(only([start(true)]).showsResults).to.equal(true);
  });

  it('disappears when it is deleted', () =>
    expect(
      readPolls([start(), event('m.room.redaction', TEACHER, { redacts: '$poll' }, 2)], '@a:hs'),
    ).to.deep.equal([]));

  it('is read by the stable names of other clients', () => {
    const text = (body: string): object => ({ 'm.text': [{ body }] });
    const answers = [{ 'm.id': 'yes', ...text('Да') }];
    const content = { 'm.poll': { kind: 'm.disclosed', question: text('Понятно?'), answers } };
    const relates = { 'm.relates_to': { rel_type: 'm.reference', event_id: '$stable' } };
    const poll = only([
      event('m.poll.start', TEACHER, content, 1, '$stable'),
      event('m.poll.response', '@a:hs', { ...relates, 'm.selections': ['yes'] }, 2),
      event('m.poll.end', TEACHER, relates, 3),
    ]);
    expect([numbers(poll), poll.ended]).to.deep.equal([[1], true]);
  });

  it('is as its author put it right before anybody had voted, and not after', () => {
    const edit = (question: string, ts: number): RawEvent => {
      const relates = { rel_type: 'm.replace', event_id: '$poll' };
      const content = { 'm.new_content': pollContent(question, ['Да', 'Нет']), 'm.relates_to': relates };
      return event(POLL_START, TEACHER, content, ts);
    };
    const events = [start(), edit('Ясно?', 2), vote('@a:hs', ['1'], 3), edit('Поздно?', 4)];
    expect(readPolls(events, '@a:hs').map(({ question }) => question)).to.deep.equal(['Ясно?']);
  });

  it('knows from Parta’s field when it ends, and that it is a vote for each child', () => {
    const rules = { per: 'child', closes_at: '2026-12-01T15:00:00Z' } as const;
    const content = pollContent('Едем?', ['Да', 'Нет'], { rules });
    expect(only([event(POLL_START, TEACHER, content, 1)])).to.deep.include({
      ...{ per: 'child', closesAt: Date.parse('2026-12-01T15:00:00Z') },
    });
  });

  it('is anonymous where a message says so', () => {
    expect(isBallot({ body: 'x', [POLL_RULES]: { per: 'person', anonymous: true } })).to.equal(true);
    for (const rules of [undefined, null, 'x', { per: 'person' }, { anonymous: 'yes' }])
      expect(isBallot({ body: 'x', [POLL_RULES]: rules })).to.equal(false);
  });
});
