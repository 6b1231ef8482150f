import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCALES, type Catalog } from './text.ts';

const SOURCE = resolve(import.meta.dirname, '..');
/** Their messages are not fixed: they come from config/room-templates.yaml, which is checked when it is loaded. */
const NOT_FIXED = ['reconcile/templates.ts'];

/** What is needed of an element of a parsed message (@formatjs/icu-messageformat-parser). */
interface Element {
  readonly type: number;
  readonly value?: string;
  readonly options?: { readonly [name: string]: { readonly value: readonly Element[] } };
}

function filesWithCatalogs(): string[] {
  return globSync('**/*.ts', { cwd: SOURCE })
    .filter((file) => !file.endsWith('.test.ts') && file !== 'i18n/text.ts' && !NOT_FIXED.includes(file))
    .filter((file) => readFileSync(join(SOURCE, file), 'utf8').includes('createText('))
    .sort();
}

async function catalogsOf(file: string): Promise<Catalog<string>[]> {
  const exports = Object.values((await import(join(SOURCE, file))) as Record<string, unknown>);
  return exports
    .filter((one): one is { catalog: Catalog<string> } => typeof one === 'function' && 'catalog' in one)
    .map(({ catalog }) => catalog);
}

/** Every element of a message, those inside of plurals and selects too. */
function elementsOf(message: string): Element[] {
  const flatten = (elements: readonly Element[]): Element[] =>
    elements.flatMap((one) => [
      one,
      ...Object.values(one.options ?? {}).flatMap(({ value }) => flatten(value)),
    ]);
  const format = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true });
  return flatten(format.getAst());
}

// Numbers of @formatjs/icu-messageformat-parser's TYPE.
const LITERAL = 0;
const SELECT = 5;
const PLURAL = 6;
const POUND = 7;

/** The names of a message's arguments; of a select also its cases, which the code passes by name. */
function argumentsOf(message: string): string[] {
  const found = elementsOf(message)
    .filter(({ type }) => type !== LITERAL && type !== POUND)
    .map(({ type, value, options = {} }) =>
      type === SELECT ? `${value}: ${Object.keys(options).sort().join(' ')}` : value!,
    );
  return [...new Set(found)].sort();
}

/** The plural categories of whatever a message counts; exact cases such as `=1` are not categories. */
function pluralsOf(message: string): string[][] {
  return elementsOf(message)
    .filter(({ type }) => type === PLURAL)
    .map(({ options = {} }) => Object.keys(options).filter((name) => !name.startsWith('=')));
}

describe('the texts that people read', () => {
  const files = filesWithCatalogs();

  it('are found', () => {
    expect(files).to.include.members(['accounts/messages.ts', 'bot/messages.ts', 'invites/messages.ts']);
  });

  for (const file of files) {
    describe(file, () => {
      let catalogs: Catalog<string>[];
      before(async () => void (catalogs = await catalogsOf(file)));

      const each = (check: (catalog: Catalog<string>, key: string) => void): void => {
        expect(catalogs, 'a text function made by createText must be exported').to.not.be.empty;
        for (const catalog of catalogs) for (const key of Object.keys(catalog.en)) check(catalog, key);
      };

      it('has the same keys in every language', () => {
        for (const catalog of catalogs) {
          for (const locale of LOCALES) expect(catalog[locale]).to.have.all.keys(Object.keys(catalog.en));
        }
      });

      it('has the same arguments in every language', () => {
        each((catalog, key) =>
          expect(argumentsOf(catalog.ru[key]!), key).to.deep.equal(argumentsOf(catalog.en[key]!)),
        );
      });

      it('counts in Russian with one, few, many and other', () => {
        each((catalog, key) => {
          for (const categories of pluralsOf(catalog.ru[key]!)) {
            expect(categories, key).to.have.members(['one', 'few', 'many', 'other']);
          }
        });
      });

      it('counts in English with one and other', () => {
        each((catalog, key) => {
          for (const categories of pluralsOf(catalog.en[key]!)) {
            expect(categories, key).to.include('other');
            expect(['one', 'other'], key).to.include.members(categories);
          }
        });
      });

      it('says something in every language', () => {
        each((catalog, key) => {
          for (const locale of LOCALES) expect(catalog[locale][key]!.trim(), key).to.not.equal('');
        });
      });
    });
  }
});
