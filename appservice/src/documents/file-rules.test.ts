import { expect } from 'chai';
import { ChecksumError, verified } from './blob-store.ts';
import { createHash } from 'node:crypto';
import {
  cleanFolder,
  cleanName,
  disposition,
  isMisnamed,
  mayShow,
  readRange,
  typeOfText,
} from './file-rules.ts';

describe('the name of a file', () => {
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['stays as it is', 'Контрольная 3.pdf', 'Контрольная 3.pdf'],
    ['leads into no folder', '../../etc/passwd', '_.._etc_passwd'],
    ['does not turn the direction of text', 'photo\u202egpj.exe', 'photogpj.exe'],
    ['has no line breaks', 'a\r\nSet-Cookie: x', 'aSet-Cookie_ x'],
    ['holds no markup', '<img src=x>.txt', '_img src=x_.txt'],
    ['is not hidden', '.htaccess', 'htaccess'],
    ['must have something to be seen', '\u200b\u200b', null],
  ];
  for (const [sentence, name, expected] of cases) {
    it(sentence, () => expect(cleanName(name)).to.equal(expected));
  }

  it('is written into the header for every browser', () => {
    expect(disposition('Отчёт "1".pdf', false)).to.equal(
      `attachment; filename="_____ _1_.pdf"; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%20%221%22.pdf`,
    );
  });

  it('has folders without empty levels, and not too deep', () => {
    expect(cleanFolder('/Алгебра//Тесты/')).to.equal('Алгебра/Тесты');
    expect(cleanFolder('a/b/c/d/e/f/g/h/i')).to.equal(null);
  });
});

describe('what a file is', () => {
  const types: readonly (readonly [string, string, string])[] = [
    ['text is text', 'Привет', 'text/plain'],
    ['markup is not', '<!DOCTYPE html><script>alert(1)</script>', 'text/html'],
    ['a picture of markup is what it is', '<?xml version="1.0"?><svg onload="alert(1)">', 'image/svg+xml'],
    ['bytes are bytes', 'a\u0000b', 'application/octet-stream'],
  ];
  for (const [sentence, text, expected] of types) {
    it(sentence, () => {
      expect(typeOfText(Buffer.from(text), true)).to.equal(expected);
      expect(mayShow(expected)).to.equal(expected === 'text/plain');
    });
  }

  it('a zip named .pdf is said so, a document that is a zip inside is not', () => {
    expect(isMisnamed('a.pdf', 'application/zip')).to.equal(true);
    expect(isMisnamed('a.PDF', 'application/pdf')).to.equal(false);
    expect(isMisnamed('a.docx', 'application/zip')).to.equal(false);
  });
});

describe('a range of a file', () => {
  const cases: readonly (readonly [string, string | undefined, [number, number] | null | undefined])[] = [
    ['is the whole when none is asked for', undefined, undefined],
    ['begins and ends where it says', 'bytes=2-4', [2, 4]],
    ['goes to the end when it says no end', 'bytes=7-', [7, 9]],
    ['counts from the end', 'bytes=-3', [7, 9]],
    ['ends with the file', 'bytes=8-100', [8, 9]],
    ['cannot begin behind the file', 'bytes=10-', null],
    ['cannot be backwards', 'bytes=5-2', null],
    ['is the whole when several are asked for', 'bytes=0-1,3-4', undefined],
  ];
  for (const [sentence, header, expected] of cases) {
    it(sentence, () => {
      const range = readRange(header, 10);
      expect(range == null ? range : [range.start, range.end]).to.deep.equal(expected);
    });
  }
});

describe('content that is read back', () => {
  const pieces = ['abc', 'def', 'ghi'].map((text) => Buffer.from(text));
  const facts = { sha256: createHash('sha256').update('abcdefghi').digest(), size: 9 };
  async function read(parts: readonly Buffer[], range?: { start: number; end: number }) {
    const seen: string[] = [];
    // eslint-disable-next-line @typescript-eslint/require-await -- stands for a stream
    const source = async function* () {
      yield* parts;
    };
    try {
      for await (const piece of verified(source(), facts, range)) seen.push(Buffer.from(piece).toString());
    } catch (error) {
      expect(error).to.be.instanceOf(ChecksumError);
      seen.push('!');
    }
    return seen.join('');
  }

  it('comes whole, or as the range that was asked for', async () => {
    expect(await read(pieces)).to.equal('abcdefghi');
    for (let start = 0; start < 9; start++) {
      for (let end = start; end < 9; end++) {
        expect(await read(pieces, { start, end })).to.equal('abcdefghi'.slice(start, end + 1));
      }
    }
  });

  it('never ends well when a byte is another, or one is missing', async () => {
    expect(await read([pieces[0]!, Buffer.from('dEf'), pieces[2]!])).to.equal('abcdEf!');
    expect(await read(pieces.slice(0, 2))).to.equal('abc!');
    expect(await read([Buffer.from('xbc'), ...pieces.slice(1)], { start: 4, end: 4 })).to.equal('!');
  });
});
