import type ru from './ru.ts';

/** The name of a text. The Russian catalog is the list of them; every other one must have exactly the same. */
export type TextKey = keyof typeof ru;
export type Catalog = { readonly [K in TextKey]: string };
