import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

const FEATURES = join(import.meta.dirname, '..');

type Key = keyof typeof ru;
const keys = Object.keys(ru) as Key[];

/** Keys that are put together from a prefix and a word of the API or of a choice. */
const COMPOSED =
  /^(cases|case\.(about|state)|case\.(steps|ends)\.text|do|will|say|done|for|holds|lifts|begin|begins|relation|age|outcome|log\.what|fault|policy\.whose|why\.about)(\.|$)/;

/** Every argument that a text names, however deep. */
function argumentsOf(message: string): string[] {
  const found = message.matchAll(/\{(\w+)(?:,|\})/g);
  return [...new Set([...found].map(([, name]) => name!))].sort();
}

describe('the texts of the desks', () => {
  it('have the same keys in the same order', () => expect(Object.keys(en)).to.deep.equal(keys));

  for (const key of keys) {
    it(`“${key}” is a good message in both languages with the same arguments`, () => {
      const values = Object.fromEntries(argumentsOf(ru[key]).map((name) => [name, 3]));
      for (const [locale, text] of [
        ['ru', ru[key]],
        ['en', en[key]],
      ] as const) {
        expect(String(new IntlMessageFormat(text, locale).format(values)).trim()).to.not.equal('');
      }
      expect(argumentsOf(en[key])).to.deep.equal(argumentsOf(ru[key]));
      expect(en[key]).to.not.match(/[А-Яа-яЁё]/);
      // Russian counts 1, 2 and 5 in three ways.
      if (ru[key].includes('plural,')) expect(ru[key]).to.match(/one \{.*few \{.*other \{/s);
    });
  }

  it('are all shown somewhere', () => {
    const source = readdirSync(FEATURES, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|texts\//.test(name))
      .map((name) => readFileSync(join(FEATURES, name), 'utf8'))
      .join('\n');
    expect(keys.filter((key) => !COMPOSED.test(key) && !source.includes(`'${key}'`))).to.deep.equal([]);
  });
});
