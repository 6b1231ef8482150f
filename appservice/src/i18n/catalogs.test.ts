import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCALES, type Catalog } from './text.ts';

const SOURCE = resolve(import.meta.dirname, '..');
/** Their messages are not fixed: they come from config/room-templates.yaml, which is checked when it is loaded. */
const NOT_FIXED = ['reconcile/templates.ts'];

type Ast = ReturnType<IntlMessageFormat['getAst']>;
type Element = Ast[number];

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

function parse(message: string): Ast {
  return new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst();
}

/** Every element of a message, those inside of plurals and selects too. */
function elements(ast: Ast): Element[] {
  return ast.flatMap((element) =>
    'options' in element
      ? [element, ...Object.values(element.options).flatMap((option) => elements(option.value))]
      : [element],
  );
}

// Numbers of @formatjs/icu-messageformat-parser's TYPE.
const LITERAL = 0;
const SELECT = 5;
const PLURAL = 6;
const POUND = 7;

/** The names of a message's arguments; of a select also its cases, which the code passes by name. */
function argumentsOf(message: string): string[] {
  const found = elements(parse(message)).flatMap((element) => {
    if (element.type === LITERAL || element.type === POUND) return [];
    const cases = element.type === SELECT ? `: ${Object.keys(element.options).sort().join(' ')}` : '';
    return [`${element.value}${cases}`];
  });
  return [...new Set(found)].sort();
}

/** The plural categories of a message that counts something aloud. */
function pluralsOf(message: string): string[][] {
  return elements(parse(message)).flatMap((element) =>
    element.type === PLURAL ? [Object.keys(element.options).filter((name) => !name.startsWith('='))] : [],
  );
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
