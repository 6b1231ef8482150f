/** Stands in for the npm package `unhomoglyph` (see build/slim-sdk.ts): names are compared as they are written. */
export default function unhomoglyph(text: string): string {
  return text;
}
