import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { isPlaceholder } from './secret.ts';

describe('A secret', () => {
  const placeholders = [
    'CHANGEME',
    'change-me-change-me-change-me-change-me',
    'a'.repeat(64),
    '0123456789abcdef',
    '',
    'this-is-an-example-token-of-48-characters-length',
    'your-secret-of-more-than-thirty-two-characters',
  ];
  for (const secret of placeholders) {
    it(`such as "${secret}" is a placeholder`, () => expect(isPlaceholder(secret)).to.equal(true));
  }
  it('of 256 random bits is none', () =>
    expect(isPlaceholder(randomBytes(32).toString('hex'))).to.equal(false));
});
