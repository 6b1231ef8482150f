import { expect } from 'chai';
import { parseLoginName } from './accounts.ts';

describe('a log-in name', () => {
  const cases: [sentence: string, typed: string, expected: ReturnType<typeof parseLoginName>][] = [
    ['may be the local part alone', 'parta_k7m2', { localpart: 'parta_k7m2', server: null }],
    ['may have an @ and spaces around', '  @Parta_K7M2 ', { localpart: 'parta_k7m2', server: null }],
    [
      'may be a whole Matrix ID',
      '@anna:School.example:8448',
      { localpart: 'anna', server: 'school.example:8448' },
    ],
    ['may be a Matrix ID without @', 'anna:school.example', { localpart: 'anna', server: 'school.example' }],
    ['is not empty', ' ', null],
    ['is not two words', 'anna petrova', null],
    ['is not an e-mail address', 'anna@school.example', null],
  ];
  for (const [sentence, typed, expected] of cases) {
    it(sentence, () => expect(parseLoginName(typed)).to.deep.equal(expected));
  }
});
