import { expect } from 'chai';
import { edit, isEmojiOnly, shownSize, textMessage, withLinks } from './compose-model.ts';

describe('a written message', () => {
  it('mentions whoever it replies to, but not oneself', () => {
    const to = (sender: string) => ({ eventId: '$1', sender });
    const content = (sender: string) =>
      (textMessage('да', to(sender), '@me:x') as { content: object }).content;
    expect(content('@anna:x')).to.deep.equal({
      msgtype: 'm.text',
      body: 'да',
      'm.mentions': { user_ids: ['@anna:x'] },
      'm.relates_to': { 'm.in_reply_to': { event_id: '$1' } },
    });
    expect(content('@me:x')).to.deep.include({ 'm.mentions': {} });
  });

  it('edits with a text for clients that do not know edits', () => {
    expect((edit('$1', 'так') as { content: object }).content).to.deep.equal({
      msgtype: 'm.text',
      body: '* так',
      'm.mentions': {},
      'm.new_content': { msgtype: 'm.text', body: 'так', 'm.mentions': {} },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$1' },
    });
  });
});

describe('links in a text', () => {
  const cases: [sentence: string, text: string, links: string[]][] = [
    [
      'are found in the middle',
      'Смотрите https://parta.example/a?b=1 сейчас',
      ['https://parta.example/a?b=1'],
    ],
    ['end before the sentence does', 'Вот: https://parta.example.', ['https://parta.example']],
    ['end before a closing bracket', '(см. https://parta.example/a)', ['https://parta.example/a']],
    ['keep their own brackets', 'https://ru.example/Парта_(мебель)', ['https://ru.example/Парта_(мебель)']],
    ['are no scripts', 'javascript:alert(1) data:text/html,x', []],
    ['need a whole address', 'https://', []],
  ];
  for (const [sentence, text, links] of cases) {
    it(sentence, () => {
      const pieces = withLinks(text);
      expect(pieces.flatMap(({ href }) => href ?? [])).to.deep.equal(links);
      expect(pieces.map((piece) => piece.text).join('')).to.equal(text);
    });
  }
});

describe('how a message is drawn', () => {
  it('makes up to three emoji large', () => {
    expect(['👍', '👋🏽 ❤️', '👨‍👩‍👧👍🎉'].every(isEmojiOnly)).to.equal(true);
    expect(['', '7', 'ок 👍', '👍👍👍👍', '#'].some(isEmojiOnly)).to.equal(false);
  });

  it('fits an image into its bounds without enlarging it', () => {
    expect(shownSize(4000, 3000)).to.deep.equal({ width: 320, height: 240 });
    expect(shownSize(1000, 4000)).to.deep.equal({ width: 90, height: 360 });
    expect(shownSize(100, 80)).to.deep.equal({ width: 100, height: 80 });
    expect(shownSize(null, 80)).to.deep.equal({ width: 240, height: 180 });
    expect(shownSize(10_000, 1)).to.deep.equal({ width: 320, height: 48 });
  });
});
