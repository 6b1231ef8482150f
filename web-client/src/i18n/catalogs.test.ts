import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import deskEn from '../features/desk/texts/en.ts';
import deskRu from '../features/desk/texts/ru.ts';
import documentsEn from '../features/documents/texts/en.ts';
import documentsRu from '../features/documents/texts/ru.ts';
import lessonEn from '../features/lesson/texts/en.ts';
import lessonRu from '../features/lesson/texts/ru.ts';
import peopleEn from '../features/people/texts/en.ts';
import peopleRu from '../features/people/texts/ru.ts';
import quietEn from '../features/quiet/texts/en.ts';
import quietRu from '../features/quiet/texts/ru.ts';
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

/** The client's own source, without texts and tests. */
function source(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|(catalogs|texts)\//.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
}

/** The texts of every feature that has its own, loaded with its views, and the keys put together from a prefix and a word of the API or of a choice. */
const CATALOGS: readonly {
  readonly of: string;
  readonly ru: Readonly<Record<string, string>>;
  readonly en: Readonly<Record<string, string>>;
  readonly composed: RegExp;
}[] = [
  {
    of: 'the client',
    ...{ ru, en },
    composed:
      /^(role|roles|join\.as|invites\.(who|status|use))\.|^invites\.(day|week|month)$|^join\.(bad|expired|usedUp|revoked)\.(title|text)$/,
  },
  {
    of: 'the desks',
    ...{ ru: deskRu, en: deskEn },
    composed:
      /^(cases|case\.(about|state)|case\.(steps|ends)\.text|do|will|say|done|for|holds|lifts|begin|begins|relation|age|outcome|log\.what|fault|policy\.whose|why\.about)(\.|$)/,
  },
  { of: 'documents', ru: documentsRu, en: documentsEn, composed: /^(stand|state)\./ },
  {
    of: 'lessons',
    ...{ ru: lessonRu, en: lessonEn },
    composed:
      /^(door|profile|level|device|say|ended|clock|wait|control\.(microphone|camera|screen|layout)|attendance\.status|questions\.status|check|title|saving)\./,
  },
  {
    of: 'people, families and reports',
    ...{ ru: peopleRu, en: peopleEn },
    composed: /^(report\.(about|why)|reports)\./,
  },
  { of: 'quiet hours', ru: quietRu, en: quietEn, composed: /^(about|choice)\./ },
];
const text = source();

for (const { of, ru, en, composed } of CATALOGS) {
  describe(`the texts of ${of}`, () => {
    const keys = Object.keys(ru);

    it('have the same keys in the same order', () => {
      expect(Object.keys(en)).to.deep.equal(keys);
    });

    it('take the same arguments in both languages', () => {
      for (const key of keys) {
        expect(argumentsOf(en[key]!, 'en'), key).to.deep.equal(argumentsOf(ru[key]!, 'ru'));
      }
    });

    it('are never empty', () => {
      for (const key of keys) {
        expect(ru[key]!.trim(), key).to.not.equal('');
        expect(en[key]!.trim(), key).to.not.equal('');
      }
    });

    it('name the Russian form for 2–4 wherever a noun is counted', () => {
      for (const key of keys) {
        for (const branches of pluralBranches(ru[key]!, 'ru')) {
          // A title in the singular or plural has no number in it, so it needs no form for 2–4.
          if (ru[key]!.includes('#')) expect(branches, key).to.include.members(['one', 'few', 'other']);
        }
      }
    });

    it('are all shown somewhere', () => {
      const shown = (key: string): boolean => text.includes(`'${key}'`);
      expect(keys.filter((key) => !composed.test(key) && !shown(key))).to.deep.equal([]);
    });

    it('leave no Cyrillic letter in English', () => {
      for (const key of keys) expect(en[key], key).to.not.match(/[А-Яа-яЁё]/);
    });
  });
}
