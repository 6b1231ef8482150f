import { expect } from 'chai';
import { readBody } from './message-body.ts';

const message = (content: Record<string, unknown>) => readBody('m.room.message', content);

describe('the body of a message', () => {
  it('is text, with HTML only when it says so', () => {
    const plain = { msgtype: 'm.text', body: 'а', formatted_body: '<b>а</b>' };
    expect(message(plain)).to.deep.equal({ kind: 'text', text: 'а', html: null, manner: 'said' });
    expect(message({ ...plain, format: 'org.matrix.custom.html' })).to.deep.include({ html: '<b>а</b>' });
  });

  it('is an image with its size, and a caption when a file name is given apart', () => {
    const image = {
      msgtype: 'm.image',
      body: 'Наша экскурсия',
      filename: 'IMG_1.jpg',
      url: 'mxc://x/1',
      info: { w: 800, h: 600, mimetype: 'image/jpeg', size: 5 },
    };
    expect(message(image)).to.deep.equal({
      kind: 'image',
      caption: 'Наша экскурсия',
      image: {
        mxc: 'mxc://x/1',
        name: 'IMG_1.jpg',
        mimetype: 'image/jpeg',
        size: 5,
        width: 800,
        height: 600,
      },
    });
  });

  it('offers an image that may hold a program as a file', () => {
    const svg = { msgtype: 'm.image', body: 'a.svg', url: 'mxc://x/1', info: { mimetype: 'image/svg+xml' } };
    expect(message(svg).kind).to.equal('file');
  });

  it('takes no impossible sizes', () => {
    const image = {
      msgtype: 'm.image',
      body: 'a',
      url: 'mxc://x/1',
      info: { w: -1, h: Infinity, size: '9' },
    };
    expect(message(image)).to.deep.include({
      image: { mxc: 'mxc://x/1', name: 'a', mimetype: '', size: null, width: null, height: null },
    });
  });

  const unreadable: [sentence: string, content: Record<string, unknown>, kind: string][] = [
    [
      'is encrypted when only an encrypted file is there',
      { msgtype: 'm.file', body: 'a', file: {} },
      'encrypted',
    ],
    ['is not supported without an address', { msgtype: 'm.file', body: 'a' }, 'unsupported'],
    ['is not supported when of a kind yet to be invented', { msgtype: 'm.hologram' }, 'unsupported'],
  ];
  for (const [sentence, content, kind] of unreadable) {
    it(sentence, () => expect(message(content).kind).to.equal(kind));
  }
});
