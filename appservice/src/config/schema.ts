/** Looks into config/parta.schema.json. */
import schema from '../../../config/parta.schema.json' with { type: 'json' };

/** The parts of JSON Schema that the configuration's schema uses. */
export interface PropertySchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly examples?: readonly (string | number)[];
  readonly properties?: { readonly [key: string]: PropertySchema };
}

/** The names of all sections. */
export function sections(): string[] {
  return Object.keys(schema.properties);
}

/** Whether it holds settings instead of being one. */
export function isSection(schema: PropertySchema | undefined): boolean {
  return schema?.properties !== undefined;
}

/** The paths of all settings: section and key, or with a section inside a section also more. */
export function settingPaths(place: readonly string[] = []): string[][] {
  const names = place.length === 0 ? sections() : Object.keys(property(place)?.properties ?? {});
  return names.flatMap((name) => {
    const path = [...place, name];
    return isSection(property(path)) ? settingPaths(path) : [path];
  });
}

/** The schema of a section or a setting; undefined when there is none of that name. */
export function property(place: readonly string[]): PropertySchema | undefined {
  let found: PropertySchema | undefined = schema;
  for (const key of place) {
    const properties: PropertySchema['properties'] = found?.properties;
    found = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  }
  return found;
}
