import { expect } from 'chai';
import type { RawEvent } from '../../matrix/types.ts';
import {
  POLL_END,
  POLL_RESPONSE,
  POLL_START,
  pollContent,
  pollEndContent,
  readPolls,
  readQuestion,
  voteContent,
  type Poll,
} from './poll-model.ts';

let count = 0;
function event(type: string, sender: string, content: object, ts: number, id = `$${++count}`): RawEvent {
  return { event_id: id, type, sender, origin_server_ts: ts, content: content as RawEvent['content'] };
}
const TEACHER = '@teacher:hs';
const start = (disclosed = true): RawEvent =>
  event(POLL_START, TEACHER, pollContent('Понятно?', ['Да', 'Нет'], disclosed), 1, '$poll');
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

  it('is not read without a question or an answer', () => {
    expect(readQuestion({})).to.equal(null);
    expect(readQuestion({ [POLL_START]: { question: { body: '?' }, answers: [{ id: 1 }] } })).to.equal(null);
    expect(readQuestion({ [POLL_START]: 'x' })).to.equal(null);
  });
});
