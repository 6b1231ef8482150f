import { expect } from 'chai';
import { IntlMessageFormat } from 'intl-messageformat';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

describe('the texts of quiet hours', () => {
  it('have the same keys in the same order', () => expect(Object.keys(en)).to.deep.equal(Object.keys(ru)));

  for (const key of Object.keys(ru) as (keyof typeof ru)[]) {
    it(`“${key}” is a good message in both languages`, () => {
      for (const [locale, text] of [
        ['ru', ru[key]],
        ['en', en[key]],
      ] as const) {
        const said = String(
          new IntlMessageFormat(text, locale).format({
            until: '7:00',
            at: '7:00',
            why: 'Why.',
            reason: 'Why',
            count: 3,
          }),
        );
        expect(said).to.match(/\S/).and.not.match(/[{}]/);
      }
    });
  }
});
