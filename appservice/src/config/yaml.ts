/** Reads YAML of an operator: mistakes come with line and column, and without the text around them, which may be secret. */
import { LineCounter, parseDocument } from 'yaml';
import type { ConfigProblem } from './config-error.ts';

type Parsed = { ok: true; value: unknown } | { ok: false; problems: ConfigProblem[] };

const SENTENCES: { readonly [code: string]: string } = {
  BAD_INDENT: 'is not indented as the lines around it: use two blanks for each level',
  TAB_AS_INDENT: 'is indented with a tab: use blanks',
  DUPLICATE_KEY: 'repeats a key: keep one of them',
  BLOCK_AS_IMPLICIT_KEY: 'has a value where a key should stand: check the colon and the indentation',
  MULTILINE_IMPLICIT_KEY: 'has a key that runs over several lines: check the colon and the quotes',
  MISSING_CHAR: 'misses a closing quote, bracket or blank after a colon',
  BAD_SCALAR_START: 'starts with a character that has a meaning in YAML: put the value into quotes',
  MULTIPLE_DOCS: 'begins a second document (---): keep one',
  BAD_ALIAS: 'has an alias (*) without its anchor (&): put the value into quotes if the star belongs to it',
  BAD_DQ_ESCAPE: 'has an unknown escape (\\) in double quotes: use single quotes',
  NON_STRING_KEY: 'has a key that is no text: put it into quotes',
  UNEXPECTED_TOKEN: 'has something that does not belong there: check quotes, brackets and colons',
};

/** Parses one YAML 1.2 document. Neither anchors nor depth can make it grow without bounds. */
export function parseYaml(text: string): Parsed {
  const lineCounter = new LineCounter();
  try {
    // Errors printed "pretty" quote the source; here only the place is wanted.
    const options = { lineCounter, prettyErrors: false, logLevel: 'error', stringKeys: true } as const;
    const document = parseDocument(text, options);
    if (document.errors.length === 0) return { ok: true, value: document.toJS({ maxAliasCount: 20 }) };
    const problems = document.errors.slice(0, 10).map(({ pos, code }) => {
      const { line, col } = lineCounter.linePos(pos[0]);
      return {
        path: `line ${line}, column ${col}`,
        message: SENTENCES[code] ?? `is not valid YAML (${code})`,
      };
    });
    return { ok: false, problems };
  } catch {
    // Aliases that multiply (ReferenceError) or brackets within brackets without end (RangeError).
    return {
      ok: false,
      problems: [
        { path: '', message: 'is too deeply nested, or uses aliases (&, *) wrongly: write it plainly' },
      ],
    };
  }
}
