import { expect } from 'chai';
import { backoff, endingOf, type Cut, type Ending } from './departure.ts';
import type { Reason } from './door.ts';

describe('a cut connection', () => {
  const cases: [sentence: string, cut: Cut, refusal: Reason | null, ending: Ending | null][] = [
    ['is the end when the person left', 'own', null, 'left'],
    ['is the end when the person came in elsewhere', 'elsewhere', null, 'elsewhere'],
    ['is the end of the lesson when it is closed now', 'room_gone', 'closed', 'ended'],
    ['is the end for whoever was removed', 'removed', 'removed', 'removed'],
    ['is the end for whoever left the class', 'removed', 'not_yours', 'not_yours'],
    ['is mended when the server gives a seat again', 'lost', null, null],
    ['is mended after the media server’s restart', 'room_gone', null, null],
    ['is mended once the media server is back', 'lost', 'media_unavailable', null],
    ['is mended for whoever sat in a lesson that was locked since', 'lost', 'locked', null],
  ];
  for (const [sentence, cut, refusal, ending] of cases) {
    it(sentence, () => expect(endingOf(cut, refusal)).to.equal(ending));
  }

  it('is tried again soon, then ever more rarely, at least four times a minute', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoff(attempt, 0.5));
    expect(waits[0]).to.equal(500);
    expect(waits.toSorted((a, b) => a - b)).to.deep.equal(waits);
    expect(waits.at(-1)).to.equal(15_000);
    expect(backoff(0, 0)).to.be.below(backoff(0, 0.99));
  });
});
