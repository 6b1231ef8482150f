import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import en from './catalogs/en.ts';
import ru from './catalogs/ru.ts';
import type { Locale } from './locale.ts';

interface Element {
  readonly value?: unknown;
  readonly options?: Record<string, { value: Element[] }>;
}

/** Names of the arguments of a message, those inside plural and select branches too. */
function argumentsOf(message: string, locale: Locale): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements) {
      if ('options' in element || ('value' in element && 'type' in element && element.type !== 0)) {
        if (typeof element.value === 'string') names.add(element.value);
      }
      for (const option of Object.values(element.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst() as Element[]);
  return [...names].sort();
}

/** Plural categories that the language has and each plural of the message must therefore name. */
function pluralBranches(message: string, locale: Locale): string[][] {
  const ast = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst() as (Element & {
    type: number;
  })[];
  return ast.filter(({ type }) => type === 6).map(({ options }) => Object.keys(options ?? {}));
}

/** The client's own source, without catalogs and tests. */
function source(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|catalogs\//.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
}

/** Keys that are put together from a prefix and a word of the API or of a choice. */
const COMPOSED =
  /^(role|roles|join\.as|invites\.(who|status|use))\.|^invites\.(day|week|month)$|^join\.(bad|expired|usedUp|revoked)\.(title|text)$/;

describe('the catalogs', () => {
  const keys = Object.keys(ru) as (keyof typeof ru)[];

  it('have the same keys in the same order', () => {
    expect(Object.keys(en)).to.deep.equal(keys);
  });

  it('take the same arguments for every text', () => {
    for (const key of keys) {
      expect(argumentsOf(en[key], 'en'), key).to.deep.equal(argumentsOf(ru[key], 'ru'));
    }
  });

  it('have no empty text', () => {
    for (const key of keys) {
      expect(ru[key].trim(), key).to.not.equal('');
      expect(en[key].trim(), key).to.not.equal('');
    }
  });

  it('name the Russian form for 2–4 wherever a noun is counted', () => {
    for (const key of keys) {
      for (const branches of pluralBranches(ru[key], 'ru')) {
        // A title in the singular or plural has no number in it, so it needs no form for 2–4.
        if (ru[key].includes('#')) expect(branches, key).to.include.members(['one', 'few', 'other']);
      }
    }
  });

  it('hold no text that is shown nowhere', () => {
    const text = source();
    expect(keys.filter((key) => !COMPOSED.test(key) && !text.includes(`'${key}'`))).to.deep.equal([]);
  });

  it('leave no Cyrillic letter in English', () => {
    for (const key of keys) expect(en[key], key).to.not.match(/[А-Яа-яЁё]/);
  });
});
