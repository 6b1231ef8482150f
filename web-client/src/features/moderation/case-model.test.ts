import { expect } from 'chai';
import type { Case } from '../../api/desk.ts';
import { belongs, FILTERS, sayDistance } from './case-model.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const sample = (change: Partial<Case>): Case => ({
  case_id: 'c',
  school_id: 's',
  class_id: null,
  class_title: null,
  kind: 'message',
  room_id: null,
  event_id: null,
  person_id: null,
  user_id: null,
  state: 'open',
  upheld: null,
  assignee_id: null,
  deadline_at: '2026-11-25T12:00:00Z',
  has_evidence: true,
  created_at: '2026-11-23T12:00:00Z',
  ...change,
});

describe('A list of cases', () => {
  const sentences: readonly (readonly [string, Partial<Case>, string[]])[] = [
    ['an open case of somebody else is open', {}, ['open']],
    ['an open case of one’s own is one’s own too', { assignee_id: 'me' }, ['open', 'mine']],
    ['a case at its deadline is overdue', { deadline_at: '2026-11-24T12:00:00Z' }, ['open', 'overdue']],
    [
      'an appeal is open, and not overdue',
      { state: 'appealed', deadline_at: '2026-11-01T00:00:00Z' },
      ['open'],
    ],
    ['what is decided is closed, whoever had it', { state: 'decided', assignee_id: 'me' }, ['closed']],
    ['what is closed is never overdue', { state: 'closed', deadline_at: '2026-11-01T00:00:00Z' }, ['closed']],
  ];
  for (const [sentence, change, expected] of sentences) {
    it(sentence, () => {
      expect(FILTERS.filter((one) => belongs(sample(change), one, 'me', NOW))).to.deep.equal(expected);
    });
  }

  it('says deadlines in words', () => {
    const say = (locale: string, hours: number): string => sayDistance(locale, NOW + hours * 3_600_000, NOW);
    expect([say('ru', 50), say('ru', -3), say('en', 0.5)]).to.deep.equal([
      'через 2 дня',
      '3 часа назад',
      'in 30 minutes',
    ]);
  });
});
