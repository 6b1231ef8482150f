import { expect } from 'chai';
import { canonical, createVerifier, GENESIS, hashOf, type ChainedEntry, type Head } from './chain.ts';

const SCHOOL = '11111111-1111-4111-8111-111111111111';

/** A whole chain of so many entries. */
function chainOf(length: number, chain = SCHOOL): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const entry = {
      action: 'invite.create',
      actor: null,
      at: `2026-09-01T08:00:0${seq}.000000Z`,
      chain,
      details: { seq, role: 'pupil' },
      prev: entries.at(-1)?.hash ?? GENESIS,
      seq,
    };
    entries.push({ ...entry, hash: hashOf(entry) });
  }
  return entries;
}

const headOf = (entries: readonly ChainedEntry[]): Head => {
  const { chain, seq, hash } = entries.at(-1)!;
  return { chain, seq, hash };
};

function verify(entries: readonly ChainedEntry[], kept: readonly Head[] = []) {
  const verifier = createVerifier(kept);
  for (const entry of entries) verifier.add(entry);
  return verifier.end();
}

/** What is said of the first bad entry of the only chain, or null. */
const faultIn = (entries: readonly ChainedEntry[], kept?: readonly Head[]): string | null => {
  const { faults } = verify(entries, kept);
  expect(faults.length).to.be.lessThan(2);
  const [fault] = faults;
  return fault === undefined ? null : `${fault.kind} at ${fault.seq}`;
};

/** Gives an entry other content and a hash that fits it. */
const reforged = (entry: ChainedEntry, change: Partial<ChainedEntry>): ChainedEntry => {
  const content = { ...entry, ...change };
  return { ...content, hash: hashOf(content) };
};

describe('the chain of audit entries', () => {
  it('is hashed over what RFC 8785 writes: keys in order, no spaces, text as it is', () => {
    const written = canonical({ b: 'Ж "x" \n \u001f', a: { d: null, c: true }, n: 12, list: [1, 'z'] });
    expect(written).to.equal('{"a":{"c":true,"d":null},"b":"Ж \\"x\\" \\n \\u001f","list":[1,"z"],"n":12}');
  });

  const whole = chainOf(5);
  const [first, second, third, fourth, fifth] = whole as [
    ChainedEntry,
    ChainedEntry,
    ChainedEntry,
    ChainedEntry,
    ChainedEntry,
  ];
  const cases: [string, ChainedEntry[], Head[], string | null][] = [
    ['is whole when nothing was touched', whole, [headOf(whole)], null],
    ['is whole when it went on since its head was kept', whole, [headOf(whole.slice(0, 3))], null],
    [
      'shows an entry whose text was changed',
      [first, { ...second, details: { ...second.details, role: 'teacher' } }, third],
      [],
      'tampered at 2',
    ],
    [
      'shows an entry whose actor was changed',
      [first, { ...second, actor: SCHOOL }, third],
      [],
      'tampered at 2',
    ],
    [
      'shows an entry whose time was changed',
      [first, { ...second, at: '2026-09-01T09:00:00.000000Z' }, third],
      [],
      'tampered at 2',
    ],
    ['shows an entry whose hash was changed', [first, { ...second, hash: third.hash }], [], 'tampered at 2'],
    [
      'shows an entry to which something was added',
      [first, { ...second, details: { ...second.details, more: 1 } }],
      [],
      'tampered at 2',
    ],
    [
      'shows an entry that was changed with its hash, by the one after it',
      [first, reforged(second, { actor: SCHOOL }), third],
      [],
      'relinked at 3',
    ],
    [
      'shows the last entry changed with its hash, by a head that was kept',
      [first, second, reforged(third, { actor: SCHOOL })],
      [headOf([third])],
      'rewritten at 3',
    ],
    [
      'shows a log that was written anew from some entry on, by a head that was kept',
      (() => {
        const forged = reforged(second, { actor: SCHOOL });
        return [first, forged, reforged(third, { prev: forged.hash })];
      })(),
      [headOf(whole.slice(0, 3))],
      'rewritten at 3',
    ],
    ['shows that an entry was cut out', [first, third, fourth], [], 'cut at 3'],
    ['shows that the beginning was cut off', [third, fourth], [], 'cut at 3'],
    [
      'shows that an entry was cut out and the rest numbered anew',
      [first, reforged(third, { seq: 2 })],
      [],
      'relinked at 2',
    ],
    ['shows that the end was cut off, by the head', [first, second], [headOf(whole)], 'missing_tail at 3'],
    ['shows that everything was cut off, by the head', [], [headOf(whole)], 'missing_tail at 1'],
    ['shows two entries that changed places', [first, third, second, fourth, fifth], [], 'reordered at 3'],
    ['shows an entry that was moved to the end', [first, third, fourth, fifth, second], [], 'reordered at 3'],
    ['shows an entry that is there twice', [first, second, second, third], [], 'reordered at 2'],
  ];
  for (const [name, entries, kept, expected] of cases) {
    it(name, () => expect(faultIn(entries, kept)).to.equal(expected));
  }

  it('is verified beside others: a fault of one school says nothing of another', () => {
    const other = chainOf(3, 'district');
    const { faults, heads } = verify([first, third, ...other], [headOf(other)]);
    expect(faults.map(({ chain, kind }) => [chain, kind])).to.deep.equal([[SCHOOL, 'cut']]);
    expect(heads.find(({ chain }) => chain === 'district')).to.deep.equal(headOf(other));
  });
});
