/**
 * What a JSON Schema validator found, in words for people: where it is, what is wrong, what to do. Shared by every border of
 * the program that validates with ajv, so that the same mistake reads the same everywhere.
 */
import type { Locale } from '../school/model.ts';
import { createText, type Catalog } from './text.ts';

/** The part of ajv's `ErrorObject` that a sentence needs. */
export interface Violation {
  readonly keyword: string;
  /** JSON Pointer of the value that was looked at. */
  readonly instancePath: string;
  readonly params: { readonly [name: string]: unknown };
}

type Key =
  | 'required'
  | 'unknown'
  | 'unknown_near'
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'object'
  | 'array'
  | 'null'
  | 'enum'
  | 'min_length'
  | 'max_length'
  | 'min_properties'
  | 'max_properties'
  | 'min_items'
  | 'max_items'
  | 'minimum'
  | 'maximum'
  | 'form'
  | 'other';

const catalog: Catalog<Key> = {
  en: {
    required: 'is missing: add it',
    unknown: 'is not known here: remove it or check its spelling',
    unknown_near: 'is not known here: did you mean {near}?',
    string: 'must be a text',
    integer: 'must be a whole number',
    number: 'must be a number',
    boolean: 'must be true or false',
    object: 'must be a set of named values',
    array: 'must be a list',
    null: 'must be empty',
    enum: 'must be one of: {values}',
    min_length: '{limit, plural, =1 {must not be empty} other {must be at least # characters long}}',
    max_length: 'must be at most {limit, plural, one {# character} other {# characters}} long',
    min_properties: 'must hold at least {limit, plural, one {# value} other {# values}}',
    max_properties: 'must hold at most {limit, plural, one {# value} other {# values}}',
    min_items: 'must hold at least {limit, plural, one {# item} other {# items}}',
    max_items: 'must hold at most {limit, plural, one {# item} other {# items}}',
    minimum: 'must be {limit} or more',
    maximum: 'must be {limit} or less',
    form: 'is not written as it should be: check it for typing mistakes',
    other: 'is not right: compare it with the documentation',
  },
  ru: {
    required: 'отсутствует: добавьте',
    unknown: 'здесь такого нет: уберите или проверьте написание',
    unknown_near: 'здесь такого нет: может быть, {near}?',
    string: 'должно быть текстом',
    integer: 'должно быть целым числом',
    number: 'должно быть числом',
    boolean: 'должно быть true или false',
    object: 'должно быть набором именованных значений',
    array: 'должно быть списком',
    null: 'должно быть пустым',
    enum: 'допустимые значения: {values}',
    min_length:
      '{limit, plural, =1 {не должно быть пустым} one {нужен хотя бы # символ} few {нужно хотя бы # символа} many {нужно хотя бы # символов} other {нужно хотя бы # символа}}',
    max_length:
      'должно быть не длиннее {limit, plural, one {# символа} few {# символов} many {# символов} other {# символа}}',
    max_properties:
      'должно содержать не больше {limit, plural, one {# значения} few {# значений} many {# значений} other {# значения}}',
    min_properties:
      'нужно хотя бы {limit, plural, one {# значение} few {# значения} many {# значений} other {# значения}}',
    min_items:
      'нужен хотя бы {limit, plural, one {# элемент} few {# элемента} many {# элементов} other {# элемента}}',
    max_items:
      'должно быть не больше {limit, plural, one {# элемента} few {# элементов} many {# элементов} other {# элемента}}',
    minimum: 'должно быть не меньше {limit}',
    maximum: 'должно быть не больше {limit}',
    form: 'записано не так, как нужно: проверьте, нет ли опечатки',
    other: 'указано неверно: сверьтесь с документацией',
  },
};
export const violationText = createText(catalog);

const BY_KEYWORD: { readonly [keyword: string]: Key } = {
  required: 'required',
  enum: 'enum',
  const: 'enum',
  minLength: 'min_length',
  maxLength: 'max_length',
  minProperties: 'min_properties',
  maxProperties: 'max_properties',
  minItems: 'min_items',
  maxItems: 'max_items',
  minimum: 'minimum',
  maximum: 'maximum',
  pattern: 'form',
  format: 'form',
};
const TYPES: readonly Key[] = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];

const unescape = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** Where a violation is, as the keys that lead to it: a missing or unknown key counts as the place itself. */
export function placeOf(violation: Violation): string[] {
  const segments = violation.instancePath.split('/').slice(1).map(unescape);
  const key = violation.params['missingProperty'] ?? violation.params['additionalProperty'];
  return typeof key === 'string' ? [...segments, key] : segments;
}

/** Keys as a JSON Pointer (RFC 6901). */
export function toPointer(place: readonly string[]): string {
  return place.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : JSON.stringify(values);
}

/**
 * What is wrong and what to do, to be read after the name of the place; never shows the value itself.
 *
 * @param near a known key that an unknown one was probably meant to be
 */
export function sayViolation(locale: Locale, violation: Violation, near?: string): string {
  const { keyword, params } = violation;
  if (keyword === 'additionalProperties') {
    return near === undefined
      ? violationText(locale, 'unknown')
      : violationText(locale, 'unknown_near', { near });
  }
  if (keyword === 'type') {
    const type = TYPES.find((known) => known === params['type']);
    return violationText(locale, type ?? 'other');
  }
  const limit = params['limit'];
  return violationText(locale, BY_KEYWORD[keyword] ?? 'other', {
    values: listed(params['allowedValues'] ?? params['allowedValue'] ?? ''),
    limit: typeof limit === 'number' ? limit : 0,
  });
}
