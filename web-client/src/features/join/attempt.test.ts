import { expect } from 'chai';
import { beginAttempt, cleanCode, endAttempt, keepAttempt, readAttempt } from './attempt.ts';

function tab() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

describe('an attempt to join', () => {
  it('keeps its key over a reload', () => {
    const storage = tab();
    const first = beginAttempt(storage, '7KQ2-M0XA-94TD');
    expect(first.key).to.match(/^[A-Za-z0-9_-]{22}$/);
    expect(beginAttempt(storage, '7KQ2-M0XA-94TD')).to.deep.equal(first);
    expect(readAttempt(storage)).to.deep.equal(first);
  });

  it('gets another key for another code, and keeps the name', () => {
    const storage = tab();
    const first = keepAttempt(storage, { ...beginAttempt(storage, 'AAAA'), name: 'Аня' });
    const second = beginAttempt(storage, 'BBBB');
    expect(second.key).to.not.equal(first.key);
    expect(second.name).to.equal('Аня');
  });

  it('is over once it worked', () => {
    const storage = tab();
    beginAttempt(storage, 'AAAA');
    endAttempt(storage);
    expect(readAttempt(storage)).to.equal(null);
  });

  it('does not trip over what another version stored', () => {
    for (const stored of ['', '{', '5', '{"code":1}', '[]']) {
      const storage = tab();
      storage.setItem('parta.join', stored);
      expect(readAttempt(storage), stored).to.equal(null);
    }
  });

  it('takes the code out of a pasted link', () => {
    expect(cleanCode(' https://parta.example/join#7KQ2-M0XA-94TD ')).to.equal('7KQ2-M0XA-94TD');
    expect(cleanCode('7kq2 m0xa')).to.equal('7kq2 m0xa');
  });
});
