import { expect } from 'chai';
import { readPostMark } from './post-mark.ts';

const CASES: readonly [sentence: string, content: Record<string, unknown>, reason: string | null][] = [
  ['an urgent message shows its reason', { 'org.parta.post': { kind: 'urgent', reason: 'Fire', version: 1 } }, 'Fire'],
  ['one that waited for the morning shows nothing', { 'org.parta.post': { kind: 'morning', version: 1 } }, null],
  ['without a reason nothing is urgent', { 'org.parta.post': { kind: 'urgent', version: 1 } }, null],
  ['an empty reason is none', { 'org.parta.post': { kind: 'urgent', reason: '  ' } }, null],
  ['what is no object says nothing', { 'org.parta.post': 'urgent' }, null],
  ['an ordinary message shows nothing', { body: 'Hello' }, null],
]; // prettier-ignore

describe('The mark of an urgent message', () => {
  for (const [sentence, content, reason] of CASES) {
    it(sentence, () => expect(readPostMark(content)?.reason ?? null).to.equal(reason));
  }

  it('is no longer than a reason may be', () => {
    const content = { 'org.parta.post': { kind: 'urgent', reason: 'x'.repeat(5_000) } };
    expect(readPostMark(content)?.reason).to.have.length(300);
  });
});
