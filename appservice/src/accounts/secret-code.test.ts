import { expect } from 'chai';
import {
  CODE_LENGTH,
  codeUrl,
  derivedCode,
  describeLink,
  groupCode,
  hashCode,
  newCode,
  normaliseCode,
} from './secret-code.ts';

describe('secret codes', () => {
  it('are 12 characters to join and 16 to log in, of an alphabet without I, L, O and U', () => {
    for (let i = 0; i < 200; i += 1) {
      expect(newCode('invite')).to.match(/^[0-9A-HJKMNP-TV-Z]{12}$/);
      expect(newCode('login')).to.match(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    }
  });

  it('use every character of the alphabet about equally often', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 1000; i += 1) {
      for (const one of newCode('login')) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    expect(counts.size).to.equal(32);
    // 16,000 draws: 500 for each, standard deviation 22.
    for (const count of counts.values()) expect(count).to.be.within(350, 650);
  });

  it('are never the same twice', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newCode('invite'))).size).to.equal(1000);
  });

  describe('are understood however they are written:', () => {
    const cases: [written: string, code: string | null][] = [
      ['7KQ2-M0XA-94TD', '7KQ2M0XA94TD'],
      ['7kq2m0xa94td', '7KQ2M0XA94TD'],
      ['  7KQ2 M0XA 94TD \n', '7KQ2M0XA94TD'],
      ['7KQ2–M0XA—94TD', '7KQ2M0XA94TD'],
      ['7KQ2\u00a0M0XA\u201094TD', '7KQ2M0XA94TD'],
      ['7KQ2_M0XA.94TD', '7KQ2M0XA94TD'],
      ['7KQ2-MOXA-94TD', '7KQ2M0XA94TD'],
      ['7kq2-moxa-94td', '7KQ2M0XA94TD'],
      ['IL1i-lO0o-0000', '111110000000'],
      ['７ＫＱ２Ｍ０ＸＡ９４ＴＤ', '7KQ2M0XA94TD'],
      ['https://school.example/join#7KQ2-M0XA-94TD', '7KQ2M0XA94TD'],
      ['7KQ2-M0XA-94T', null],
      ['7KQ2-M0XA-94TDD', null],
      ['7KQ2-M0XA-94TU', null],
      ['7КQ2-M0XA-94TD', null],
      ['', null],
      ['https://school.example/join', null],
      ['7KQ2-M0XA-94T\u0000', null],
      ['-'.repeat(1000), null],
    ];
    for (const [written, code] of cases) {
      it(`${JSON.stringify(written.slice(0, 50))} is ${code ?? 'no code'}`, () => {
        expect(normaliseCode(written, 'invite')).to.equal(code);
      });
    }
  });

  it('come back from the link and from the groups they are shown in', () => {
    for (const purpose of ['invite', 'login'] as const) {
      const code = newCode(purpose);
      expect(normaliseCode(groupCode(code), purpose)).to.equal(code);
      expect(normaliseCode(codeUrl('https://school.example/', code, purpose), purpose)).to.equal(code);
    }
  });

  it('of one purpose are not codes of the other', () => {
    expect(normaliseCode(newCode('invite'), 'login')).to.equal(null);
    expect(hashCode('0'.repeat(12), 'invite')).to.not.deep.equal(hashCode('0'.repeat(12), 'login'));
  });

  it('made from a seed are the same for the same key and seed only', () => {
    const code = derivedCode('invite', 'key', '$event');
    expect(code).to.have.length(CODE_LENGTH.invite);
    expect(derivedCode('invite', 'key', '$event')).to.equal(code);
    expect(derivedCode('invite', 'key', '$other')).to.not.equal(code);
    expect(derivedCode('invite', 'other', '$event')).to.not.equal(code);
  });

  it('are shown as link, groups of four and an SVG', async () => {
    const shown = await describeLink('https://school.example', '7KQ2M0XA94TD', 'invite', new Date(0));
    expect(shown.url).to.equal('https://school.example/join#7KQ2-M0XA-94TD');
    expect(shown.code).to.equal('7KQ2-M0XA-94TD');
    expect(shown.qr_svg).to.match(/^<svg [^]*<\/svg>\s*$/);
    expect(shown.expires_at).to.equal('1970-01-01T00:00:00.000Z');
  });
});
