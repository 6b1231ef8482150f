/** The text of a file that a school system or a spreadsheet wrote. Pure. */

/**
 * UTF-8 where it is that; else windows-1251, in which Excel saves tables on a Russian computer. UTF-16 is told by its
 * byte-order mark (WHATWG Encoding, "BOM sniff").
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1251').decode(bytes);
  }
}

export type Format = 'ical' | 'csv';

/** What a text is, by how it begins: names of files lie. */
export const formatOf = (text: string): Format => (/^\s*BEGIN:VCALENDAR/i.test(text) ? 'ical' : 'csv');
