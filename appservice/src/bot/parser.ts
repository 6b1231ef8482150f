/**
 * The bot's command line: `!parta <command> [words…] [key=value…]` and, for short, `!join CODE`. Words and values may
 * stand in quotes of any common kind. Only the plain `body` of a message is read, never its HTML.
 */

/** A command is typed by a human: longer or fuller ones are a mistake or an attack. */
export const MAX_COMMAND_LENGTH = 1000;
export const MAX_WORDS = 20;

export interface CommandLine {
  /** In lower case; `help` when only `!parta` was written. */
  readonly name: string;
  readonly words: readonly string[];
  /** Keys in lower case. */
  readonly options: ReadonlyMap<string, string>;
}

export type ParseProblem = 'too_long' | 'too_many_words' | 'open_quote' | 'option_twice';

export type Parsed = { readonly command: CommandLine } | { readonly problem: ParseProblem };

const PREFIX = /^!(parta|парта|join)(?=\s|$)/iu;
const CLOSING: { readonly [opening: string]: string } = { '"': '"', "'": "'", '«': '»', '“': '”', '„': '“' };

/** The command in a message's body, what is wrong with it, or null when the message is not for the bot. */
export function parseCommand(body: string): Parsed | null {
  const text = body.trimStart();
  const prefix = PREFIX.exec(text);
  if (prefix === null) return null;
  if (text.length > MAX_COMMAND_LENGTH) return { problem: 'too_long' };

  const split = splitWords(text.slice(prefix[0].length));
  if ('problem' in split) return split;
  const tokens =
    prefix[1]!.toLowerCase() === 'join' ? [{ text: 'join', key: null }, ...split.tokens] : split.tokens;
  const [first, ...rest] = tokens;

  const options = new Map<string, string>();
  for (const { key, text: value } of rest) {
    if (key === null) continue;
    if (options.has(key)) return { problem: 'option_twice' };
    options.set(key, value);
  }
  return {
    command: {
      name: first === undefined ? 'help' : first.text.toLowerCase(),
      words: rest.filter(({ key }) => key === null).map(({ text: word }) => word),
      options,
    },
  };
}

interface Token {
  readonly text: string;
  /** Of `key=value`, else null. */
  readonly key: string | null;
}

function splitWords(text: string): { tokens: Token[] } | { problem: ParseProblem } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/u.test(text[at]!)) {
      at += 1;
      continue;
    }
    if (tokens.length === MAX_WORDS) return { problem: 'too_many_words' };
    const key = /^([\p{L}_]+)=/u.exec(text.slice(at));
    if (key !== null) at += key[0].length;

    const closing = CLOSING[text[at] ?? ''];
    let end: number;
    let word: string;
    if (closing !== undefined) {
      end = text.indexOf(closing, at + 1);
      if (end === -1) return { problem: 'open_quote' };
      word = text.slice(at + 1, end);
      end += 1;
    } else {
      const space = text.slice(at).search(/\s/u);
      end = space === -1 ? text.length : at + space;
      word = text.slice(at, end);
    }
    tokens.push({ text: word, key: key === null ? null : key[1]!.toLowerCase() });
    at = end;
  }
  return { tokens };
}
