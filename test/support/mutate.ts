/**
 * Spoils good input in the ways that real input is spoiled: a key misspelt, left out or doubled, a value of the
 * wrong type, out of range, empty, far too long, or made of characters that break careless code. For tests that
 * feed a thousand seeded variants to a border of the program and expect every one to be refused well, or to be valid.
 */
import type { Random } from './random.ts';

export { createRandom, type Random } from './random.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Change {
  /** Where: a JSON Pointer (RFC 6901) for values, `line:column` for text. */
  readonly path: string;
  /** What was done there, as a person would say it. */
  readonly what: string;
}

export interface Mutated<T> {
  readonly value: T;
  readonly changes: readonly Change[];
}

const NASTY_STRINGS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\n\r\t',
  '\ud800',
  '\u202eabc',
  'é'.normalize('NFD').repeat(3),
  '👩‍👩‍👧‍👦',
  "'; drop table person; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '${jndi:x}{0,plural}',
  '{',
  '%00%ff',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-1',
  '99999999999999999999',
  '2026-02-30',
  'x'.repeat(100_000),
  'ы'.repeat(3_000),
];
const NASTY_NUMBERS = [
  0,
  -1,
  1,
  0.5,
  -0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  Number.MIN_VALUE,
  4096,
];
const NASTY_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  'a.b',
  'a/b',
  '~0',
  '\u0000',
  'ключ',
  'x'.repeat(2_000),
];

type Container = Json[] | { [key: string]: Json };
interface Node {
  readonly path: string;
  readonly value: Json;
  /** Where it hangs; null for the root. */
  readonly parent: Container | null;
  readonly key: string;
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const escape = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function nodesOf(root: Json): Node[] {
  const found: Node[] = [{ path: '', value: root, parent: null, key: '' }];
  for (let index = 0; index < found.length; index++) {
    const { path, value } = found[index]!;
    if (value === null || typeof value !== 'object') continue;
    for (const [key, child] of Object.entries(value)) {
      found.push({ path: `${path}/${escape(key)}`, value: child, parent: value, key });
    }
  }
  return found;
}

/** Sets an own property, also one that is called `__proto__`. */
function put(container: Container, key: string, value: Json): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function deeplyNested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function otherType(random: Random): Json {
  return random.pick<() => Json>([
    () => null,
    () => random.chance(0.5),
    () => random.pick(NASTY_NUMBERS),
    () => random.pick(NASTY_STRINGS),
    () => [],
    () => ({}),
    () => [null],
    () => ({ unexpected: 1 }),
    () => deeplyNested(300),
  ])();
}

function spoilString(text: string, random: Random): [Json, string] {
  const at = random.integer(text.length + 1);
  return random.pick<() => [Json, string]>([
    () => [random.pick(NASTY_STRINGS), 'another text'],
    () => [text.slice(0, at), 'cut short'],
    () => [text + text, 'doubled'],
    () => [` ${text} `, 'padded with blanks'],
    () => [
      text.slice(0, at) + random.pick(NASTY_STRINGS).slice(0, 50) + text.slice(at),
      'something inserted',
    ],
    () => [text.slice(0, at) + text.slice(at + 1), 'one character left out'],
    () => [text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase(), 'other letter case'],
    () => [[...text].reverse().join(''), 'reversed'],
    () => [[text], 'wrapped in a list'],
    () => [text.length, 'a number instead'],
  ])();
}

function spoilNumber(number: number, random: Random): [Json, string] {
  return random.pick<() => [Json, string]>([
    () => [random.pick(NASTY_NUMBERS), 'another number'],
    () => [-number, 'negated'],
    () => [number + 0.5, 'made fractional'],
    () => [String(number), 'written as text'],
    () => [number * 1e9, 'far too large'],
  ])();
}

function spoilList(list: Json[], random: Random): [Json, string] {
  const one = list.length > 0 ? random.pick(list) : null;
  return random.pick<() => [Json, string]>([
    () => [[], 'emptied'],
    () => [[...list, one], 'an item repeated'],
    () => [[...list, otherType(random)], 'a strange item added'],
    () => [Array<Json>(2_000).fill(one), 'two thousand items'],
    () => [[...list].reverse(), 'reversed'],
    () => [[list], 'wrapped in a list'],
    () => [{ ...list }, 'an object instead'],
  ])();
}

function spoilObject(object: { [key: string]: Json }, random: Random): [Json, string] {
  const keys = Object.keys(object);
  const changed: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(object)) put(changed, key, value);
  const key = keys.length > 0 ? random.pick(keys) : undefined;
  return random.pick<() => [Json, string]>([
    () => {
      const added = random.pick(NASTY_KEYS);
      put(changed, added, otherType(random));
      return [changed, `strange key ${JSON.stringify(added.slice(0, 20))} added`];
    },
    () => {
      if (key === undefined) return [{ a: 1 }, 'key "a" added'];
      const at = random.integer(key.length + 1);
      const misspelt = random.chance(0.5)
        ? key.slice(0, at) + key.slice(at + 1)
        : `${key.slice(0, at)}e${key.slice(at)}`;
      delete changed[key];
      put(changed, misspelt, object[key]!);
      return [changed, `key "${key}" misspelt as "${misspelt}"`];
    },
    () => {
      if (keys.length < 2) return [[object], 'wrapped in a list'];
      const [a, b] = [random.pick(keys), random.pick(keys)];
      put(changed, a, object[b]!);
      put(changed, b, object[a]!);
      return [changed, `values of "${a}" and "${b}" swapped`];
    },
    () => [{}, 'emptied'],
    () => [Object.values(object), 'a list instead'],
  ])();
}

function spoil(node: Node, random: Random): [Json, string] {
  if (random.chance(0.25)) return [otherType(random), 'a value of another type'];
  if (typeof node.value === 'string') return spoilString(node.value, random);
  if (typeof node.value === 'number') return spoilNumber(node.value, random);
  if (typeof node.value === 'boolean')
    return random.chance(0.5) ? [!node.value, 'flipped'] : [String(node.value), 'written as text'];
  if (Array.isArray(node.value)) return spoilList(node.value, random);
  if (isObject(node.value)) return spoilObject(node.value, random);
  return [otherType(random), 'a value instead of null'];
}

/**
 * A copy of a JSON-like value with one to three changes, chosen by `random`; the original stays as it is.
 * The result may by chance still be valid, or even equal to the original.
 */
export function mutate(original: Json, random: Random): Mutated<Json> {
  let value = structuredClone(original);
  const changes: Change[] = [];
  const wanted = random.pick([1, 1, 1, 2, 3]);
  for (let count = 0; count < wanted; count++) {
    const node = random.pick(nodesOf(value));
    if (node.parent !== null && random.chance(0.2)) {
      if (Array.isArray(node.parent)) node.parent.splice(Number(node.key), 1);
      else delete node.parent[node.key];
      changes.push({ path: node.path, what: 'left out' });
      continue;
    }
    const [changed, what] = spoil(node, random);
    if (node.parent === null) value = changed;
    else put(node.parent, node.key, changed);
    changes.push({ path: node.path, what });
  }
  return { value, changes };
}

const NASTY_PIECES = [
  '"',
  "'",
  ',',
  ';',
  ':',
  '\t',
  '\r',
  '\n',
  '\r\n\r\n',
  '\u0000',
  '\ufeff',
  '\u2028',
  '\ud800',
  '{',
  '}',
  '[',
  '&a',
  '*a',
  '!!x',
  '<',
  '-',
  '#',
  '\\',
  '😀',
];

/**
 * A copy of a text (CSV, YAML, raw JSON) with one to three changes, chosen by `random`. The paths name line and
 * column (both from 1) in the text as it was just before that change.
 */
export function mutateText(original: string, random: Random): Mutated<string> {
  let text = original;
  const changes: Change[] = [];
  const wanted = random.pick([1, 1, 1, 2, 3]);
  for (let count = 0; count < wanted; count++) {
    const at = random.integer(text.length + 1);
    const before = text.slice(0, at);
    const path = `${before.split('\n').length}:${at - before.lastIndexOf('\n')}`;
    const span = 1 + random.integer(random.pick([1, 5, 80]));
    const lines = text.split('\n');
    const [line, other] = [random.integer(lines.length), random.integer(lines.length)];
    const atLine = `${line + 1}:1`;
    const [changed, where, what] = random.pick<() => [string, string, string]>([
      () => [before + text.slice(at + span), path, `${span} characters left out`],
      () => [before + random.pick(NASTY_PIECES) + text.slice(at), path, 'a strange character inserted'],
      () => [before + random.pick(NASTY_STRINGS) + text.slice(at), path, 'a strange text inserted'],
      () => [before + random.pick(NASTY_PIECES) + text.slice(at + 1), path, 'a character replaced'],
      () => [before, path, 'cut off here'],
      () => [
        before + text.slice(at, at + span).repeat(2) + text.slice(at + span),
        path,
        `${span} characters doubled`,
      ],
      () => [lines.toSpliced(line, 1).join('\n'), atLine, 'line left out'],
      () => [lines.toSpliced(line, 0, lines[line]!).join('\n'), atLine, 'line doubled'],
      () => [
        lines.toSpliced(line, 1, lines[other]!).join('\n'),
        atLine,
        `line replaced by line ${other + 1}`,
      ],
      () => [`\ufeff${text}`, '1:1', 'byte order mark added'],
      () => [text.replaceAll('\n', '\r\n'), '1:1', 'line ends changed'],
    ])();
    text = changed;
    changes.push({ path: where, what });
  }
  return { value: text, changes };
}

/** One line for a failure message: what was changed where. */
export function describeChanges(changes: readonly Change[]): string {
  return changes.map(({ path, what }) => `${path === '' ? '(root)' : path}: ${what}`).join('; ');
}
