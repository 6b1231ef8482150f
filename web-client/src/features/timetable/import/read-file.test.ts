import { expect } from 'chai';
import { decodeText, formatOf } from './read-file.ts';

describe('a file with a timetable', () => {
  const text = 'класс;предмет\n7Б;Алгебра';
  const cp1251 = Uint8Array.from([...text], (c) => {
    const code = c.codePointAt(0)!;
    return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
  });
  const utf16 = (little: boolean): Uint8Array => {
    const view = new DataView(new ArrayBuffer(2 + text.length * 2));
    view.setUint16(0, 0xfeff, little);
    [...text].forEach((c, n) => view.setUint16(2 + n * 2, c.charCodeAt(0), little));
    return new Uint8Array(view.buffer);
  };
  const cases: [what: string, bytes: Uint8Array][] = [
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a byte-order mark', new TextEncoder().encode(`\ufeff${text}`)],
    ['windows-1251', cp1251],
    ['UTF-16, little end first', utf16(true)],
    ['UTF-16, big end first', utf16(false)],
  ];
  for (const [what, bytes] of cases) it(`is read as ${what}`, () => expect(decodeText(bytes)).to.equal(text));

  it('is known by how it begins, not by its name', () => {
    expect(formatOf('BEGIN:VCALENDAR\r\nVERSION:2.0')).to.equal('ical');
    expect(formatOf('\n begin:vcalendar')).to.equal('ical');
    expect(formatOf(text)).to.equal('csv');
  });
});
