import { expect } from 'chai';
import { notice, toHtml } from './format.ts';

describe('an answer of the bot', () => {
  it('is a notice that answers the event and pings nobody', () => {
    expect(notice('Готово', '$event')).to.deep.equal({
      msgtype: 'm.notice',
      body: 'Готово',
      format: 'org.matrix.custom.html',
      formatted_body: 'Готово',
      'm.mentions': {},
      'm.relates_to': { 'm.in_reply_to': { event_id: '$event' } },
    });
  });

  it('may answer nothing in particular', () => {
    expect(notice('Готово')).to.not.have.property('m.relates_to');
  });

  it('shows as code what stands in backticks, and without them where there is no HTML', () => {
    const { body, formatted_body: html } = notice('Напишите `!join КОД`.');
    expect(body).to.equal('Напишите !join КОД.');
    expect(html).to.equal('Напишите <code>!join КОД</code>.');
  });

  const escapes: [text: string, html: string][] = [
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['"a" & b', '&quot;a&quot; &amp; b'],
    ['`<b>`', '<code>&lt;b&gt;</code>'],
    ['a\nb', 'a<br/>b'],
    ['a ` b', 'a ` b'],
  ];
  for (const [text, html] of escapes) {
    it(`turns ${JSON.stringify(text)} into ${JSON.stringify(html)}`, () =>
      expect(toHtml(text)).to.equal(html));
  }
});
