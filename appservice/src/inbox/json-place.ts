/** Where a text stops being JSON: V8's own message names no place for some errors and quotes content in others. */

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
const HEX4 = /[0-9a-fA-F]{4}/y;

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** The index after the string that begins at `at`, or the bad index as a negative number minus one. */
function stringEnd(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index + 1;
    if (code < 0x20) return -index - 1;
    if (code !== 0x5c) continue;
    index++;
    const escaped = text[index] ?? '';
    if (escaped === 'u') {
      const end = matchEnd(HEX4, text, index + 1);
      if (end < 0) return -index - 1;
      index = end - 1;
    } else if (!'"\\/bfnrt'.includes(escaped) || escaped === '') {
      return -index - 1;
    }
  }
  return -text.length - 1;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

/**
 * The index (UTF-16 units, from 0) of the first character that no JSON text (RFC 8259) can have there; the text's
 * length when it ends too early; -1 when it is JSON. Takes linear time and no recursion.
 */
export function jsonErrorIndex(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let index = 0;
  for (;;) {
    while (index < text.length && isBlank(text.charCodeAt(index))) index++;
    const container = open.at(-1);
    if (expected === 'comma or end' && container === undefined) return index === text.length ? -1 : index;
    const char = text[index];
    if (char === undefined) return text.length;

    if (expected === 'value' || expected === 'value or end') {
      if (char === ']' && expected === 'value or end') {
        open.pop();
        index++;
        expected = 'comma or end';
      } else if (char === '{' || char === '[') {
        open.push(char);
        index++;
        expected = char === '{' ? 'key or end' : 'value or end';
      } else {
        const end =
          char === '"'
            ? stringEnd(text, index)
            : Math.max(matchEnd(NUMBER, text, index), matchEnd(WORD, text, index));
        if (end < 0) return char === '"' ? -end - 1 : index;
        index = end;
        expected = 'comma or end';
      }
    } else if (expected === 'key' || expected === 'key or end') {
      if (char === '}' && expected === 'key or end') {
        open.pop();
        index++;
        expected = 'comma or end';
      } else {
        if (char !== '"') return index;
        const end = stringEnd(text, index);
        if (end < 0) return -end - 1;
        index = end;
        expected = 'colon';
      }
    } else if (expected === 'colon') {
      if (char !== ':') return index;
      index++;
      expected = 'value';
    } else {
      if (char === ',') {
        expected = container === '{' ? 'key' : 'value';
      } else if (char === (container === '{' ? '}' : ']')) {
        open.pop();
      } else {
        return index;
      }
      index++;
    }
  }
}

/** For people: "line 3, column 7", both from 1. */
export function lineAndColumn(text: string, index: number): string {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return `line ${line}, column ${index - before.lastIndexOf('\n')}`;
}
