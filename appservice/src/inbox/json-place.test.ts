import { expect } from 'chai';
import fc from 'fast-check';
import { jsonErrorIndex, lineAndColumn } from './json-place.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place of a JSON error', () => {
  const places: [text: string, index: number, why: string][] = [
    ['{"a":1}', -1, 'is JSON'],
    [' [true, null, -0.5e+3, "\\u00e9\\n"] ', -1, 'is JSON with blanks around it'],
    ['', 0, 'is empty'],
    ['{"a":x}', 5, 'has a bare word'],
    ['{"a":1 "b":2}', 7, 'lacks a comma'],
    ['{"a" 1}', 5, 'lacks a colon'],
    ['{a:1}', 1, 'has a key without quotes'],
    ['[1,]', 3, 'has a comma too many in a list'],
    ['{"a":1,}', 7, 'has a comma too many in an object'],
    ['[1}', 2, 'closes the wrong bracket'],
    ['[1]]', 3, 'goes on after its end'],
    ['[1', 2, 'ends in a list'],
    ['"a', 2, 'ends in a string'],
    ['"a\nb"', 2, 'has a line break in a string'],
    ['"\\x"', 2, 'has an unknown escape'],
    ['"\\u12g4"', 2, 'has a bad unicode escape'],
    ['01', 1, 'has a number with a leading zero'],
    ['-', 0, 'has a sign without a number'],
  ];
  for (const [text, index, why] of places) {
    it(`is ${index} where the text ${why}`, () => expect(jsonErrorIndex(text)).to.equal(index));
  }

  it('is found exactly in the texts that JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      'u00',
      '"a"',
      '1',
      '-',
      '.5',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0000',
    );
    const broken = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(broken, fc.json()), (text) => {
        expect(jsonErrorIndex(text) === -1).to.equal(isJson(text));
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });

  it('is found in deeply nested and in long texts without recursion', () => {
    expect(jsonErrorIndex('['.repeat(200_000))).to.equal(200_000);
    expect(jsonErrorIndex(`"${'\\u0000'.repeat(200_000)}"`)).to.equal(-1);
  });

  it('is named by line and column from 1', () => {
    expect(lineAndColumn('{\n  "a": x}', 9)).to.equal('line 2, column 8');
    expect(lineAndColumn('x', 0)).to.equal('line 1, column 1');
  });
});
