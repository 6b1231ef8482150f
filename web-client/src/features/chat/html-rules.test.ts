import { expect } from 'chai';
import { allowedLink, ATTRIBUTES, TAGS } from './html-rules.ts';

describe('links in message HTML', () => {
  for (const good of ['https://parta.example/a', 'mailto:a@b.example', 'magnet:?xt=urn:x']) {
    it(`may be ${good}`, () => expect(allowedLink(good)).to.equal(good));
  }
  for (const bad of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://x/1',
    '/me',
    '//evil.example',
    'file:///etc',
  ]) {
    it(`may not be ${bad}`, () => expect(allowedLink(bad)).to.equal(null));
  }
});

describe('the allowed HTML', () => {
  it('holds nothing that runs, loads or styles', () => {
    for (const tag of [
      'script',
      'style',
      'iframe',
      'object',
      'embed',
      'form',
      'input',
      'button',
      'svg',
      'math',
      'img',
      'video',
      'link',
      'meta',
      'base',
    ]) {
      expect(TAGS, tag).to.not.include(tag);
    }
    for (const attribute of ['style', 'class', 'id', 'src', 'srcset', 'onclick', 'target', 'name']) {
      expect(ATTRIBUTES, attribute).to.not.include(attribute);
    }
  });
});
