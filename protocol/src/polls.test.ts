import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import schema from '../schemas/org.parta.poll.json' with { type: 'json' };
import {
  countAnswers,
  countVotes,
  MOST_ANSWERS,
  POLL_RULES,
  POLL_START,
  pollContent,
  pollEndContent,
  pollOf,
  readQuestion,
  readRules,
  readSelections,
  validSelections,
  voteContent,
  type PollQuestion,
  type PollVote,
} from './polls.ts';

const question = (maxSelections = 1, count = 3): PollQuestion =>
  readQuestion(
    pollContent(
      'Куда?',
      Array.from({ length: count }, (_, at) => `Место ${at + 1}`),
      { maxSelections },
    ),
  )!;
const vote = (voter: string, at: number, ...answers: string[]): PollVote => ({ voter, at, answers });

describe('A poll of MSC3381', () => {
  it('is read as it is sent', () => {
    const content = pollContent('Куда?', ['В музей', 'В лес'], { disclosed: false, maxSelections: 2 });
    expect(readQuestion(content)).to.deep.equal({
      question: 'Куда?',
      answers: [
        { id: '1', text: 'В музей' },
        { id: '2', text: 'В лес' },
      ],
      maxSelections: 2,
      disclosed: false,
    });
    expect(pollOf(voteContent('$poll', ['1']))).to.equal('$poll');
    expect(readSelections(voteContent('$poll', ['1']))).to.deep.equal(['1']);
    expect(pollOf(pollEndContent('$poll', 'Всё'))).to.equal('$poll');
  });

  it('is read by the stable names too', () => {
    const text = (body: string): object => ({ 'm.text': [{ mimetype: 'text/plain', body }] });
    const read = readQuestion({
      ...text('Куда?\n1. В лес'),
      'm.poll': {
        kind: 'm.undisclosed',
        max_selections: 1,
        question: text('Куда?'),
        answers: [{ 'm.id': 'wood', ...text('В лес') }],
      },
    });
    expect(read).to.deep.equal({
      ...{ question: 'Куда?', answers: [{ id: 'wood', text: 'В лес' }], maxSelections: 1, disclosed: false },
    });
    expect(readSelections({ 'm.selections': ['wood'] })).to.deep.equal(['wood']);
  });

  const broken: [sentence: string, content: Record<string, unknown>][] = [
    ['without anything', {}],
    ['that is a text', { [POLL_START]: 'x' }],
    ['without a question', { [POLL_START]: { answers: [{ id: '1', body: 'Да' }] } }],
    ['without answers', { [POLL_START]: { question: { body: '?' }, answers: [] } }],
    [
      'with answers that are none',
      { [POLL_START]: { question: { body: '?' }, answers: [null, 1, { id: 2 }] } },
    ],
  ];
  for (const [sentence, content] of broken)
    it(`is none ${sentence}`, () => expect(readQuestion(content)).to.equal(null));

  it('has at most twenty answers, and says how many it was sent with', () => {
    const content = pollContent(
      '?',
      Array.from({ length: 1_500 }, (_, at) => `${at}`),
    );
    expect(readQuestion(content)!.answers).to.have.length(MOST_ANSWERS);
    expect(countAnswers(content)).to.equal(1_500);
  });

  it('allows one answer where it says nothing sensible', () => {
    for (const most of [0, -1, 1.5, '2', null, Number.MAX_VALUE * 2])
      expect(
        readQuestion({ [POLL_START]: { question: { body: '?' }, answers: [{ id: '1', body: 'Да' }], max_selections: most } }) // prettier-ignore
        ?.maxSelections,
      ).to.equal(1);
  });
});

describe('The rules of a poll', () => {
  it('are as their schema and its example say', async () => {
    const text = await readFile(new URL('../examples/org.parta.poll.json', import.meta.url), 'utf8');
    const example = JSON.parse(text) as object;
    const isValid = new Ajv().compile(schema);
    expect(isValid(example)).to.equal(true);
    expect(readRules({ [POLL_RULES]: example })).to.deep.equal(example);
  });

  const wrong: [sentence: string, rules: unknown][] = [
    ['nothing', undefined],
    ['a text', 'child'],
    ['a voice that is none', { per: 'dog' }],
    ['an end that is no moment', { closes_at: '18:00' }],
    ['an end on no day', { closes_at: '2026-13-40T25:00:00Z' }],
    ['a secrecy that is not true', { anonymous: 'yes' }],
  ];
  for (const [sentence, rules] of wrong)
    it(`are the usual ones for ${sentence}`, () =>
      expect(readRules({ [POLL_RULES]: rules })).to.deep.equal({ per: 'person' }));
});

describe('Counting a poll', () => {
  const families: Record<string, string[]> = {
    mother: ['vera'],
    father: ['vera'],
    aunt: ['ivan', 'olga'],
    teacher: [],
  };
  const perChild = (voter: string): string[] => families[voter] ?? [];
  const cases: [
    sentence: string,
    votes: PollVote[],
    expected: number[],
    options?: Parameters<typeof countVotes>[2] & { many?: number },
  ][] = [
    ['counts nobody when nobody voted', [], [0, 0, 0]],
    ['counts the last vote', [vote('a', 1, '1'), vote('a', 2, '2')], [0, 1, 0]],
    ['counts the last vote, in whatever order they come', [vote('a', 2, '2'), vote('a', 1, '1')], [0, 1, 0]],
    ['counts the later of two votes of the same moment', [vote('a', 1, '1'), vote('a', 1, '2')], [0, 1, 0]],
    ['counts a vote of the very moment of the end', [vote('a', 5, '1')], [1, 0, 0], { until: 5 }],
    ['counts no vote after the end', [vote('a', 1, '1'), vote('a', 6, '2')], [1, 0, 0], { until: 5 }],
    ['lets an empty vote take back the one before', [vote('a', 1, '1'), vote('a', 2)], [0, 0, 0]],
    ['lets a spoilt vote take back the one before', [vote('a', 1, '1'), vote('a', 2, '9')], [0, 0, 0]],
    ['takes a vote that cannot be read for spoilt', [vote('a', 1, '1'), { ...vote('a', 2), answers: null }], [0, 0, 0]], // prettier-ignore
    ['counts the vote before one that was deleted', [vote('a', 1, '1')], [1, 0, 0]],
    ['takes no more answers than are allowed', [vote('a', 1, '1', '2', '3')], [1, 1, 0], { many: 2 }],
    ['counts the same answer twice in a vote once', [vote('a', 1, '1', '1')], [1, 0, 0], { many: 2 }],
    ['spoils a vote with one answer that does not exist', [vote('a', 1, '1', '9')], [0, 0, 0], { many: 2 }],
    ['counts several people', [vote('a', 1, '1'), vote('b', 1, '1'), vote('c', 1, '3')], [2, 0, 1]],
    ['counts each child once: the last vote of either parent', [vote('mother', 1, '1'), vote('father', 2, '2')], [0, 1, 0], { voicesOf: perChild }], // prettier-ignore
    ['counts a guardian of two children twice', [vote('aunt', 1, '3')], [0, 0, 2], { voicesOf: perChild }],
    ['does not count who speaks for no child', [vote('teacher', 1, '1')], [0, 0, 0], { voicesOf: perChild }],
    ['counts one person with two accounts once', [vote('phone', 1, '1'), vote('desk', 2, '2')], [0, 1, 0], { voicesOf: () => ['person'] }], // prettier-ignore
  ];
  for (const [sentence, votes, expected, { many = 1, ...options } = {}] of cases)
    it(sentence, () =>
      expect([...countVotes(question(many), votes, options).votes.values()]).to.deep.equal(expected),
    );

  it('holds for any votes: every voice once, no answer that is none, nothing after the end, order of arrival aside', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 300; run++) {
      const asked = question(1 + random(3), 1 + random(5));
      const votes = Array.from({ length: random(40) }, (_, at) => {
        const answers = Array.from({ length: random(4) }, () => String(random(7)));
        return { voter: `v${random(6)}`, at: 3 * at + random(3), answers };
      });
      const until = random(120);
      const counted = countVotes(asked, votes, { until });
      const shuffled = countVotes(
        asked,
        votes.toSorted(() => random(3) - 1),
        { until },
      );
      expect([...shuffled.votes]).to.deep.equal([...counted.votes]);
      let total = 0;
      for (const [voice, one] of counted.voices) {
        total += one.answers.length;
        expect(one.at).to.be.at.most(until);
        expect(one.answers.length).to.be.within(1, asked.maxSelections);
        const last = votes.findLast(({ voter, at }) => voter === voice && at <= until)!;
        expect(one.answers).to.deep.equal(validSelections(asked, last.answers));
      }
      expect([...counted.votes.values()].reduce((sum, n) => sum + n, 0)).to.equal(total);
      expect([...counted.votes.keys()]).to.deep.equal(asked.answers.map(({ id }) => id));
    }
  });
});
