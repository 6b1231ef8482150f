import { expect } from 'chai';
import { FIRST_CHOICES, parseChoices } from './choices.ts';

describe('remembered choices', () => {
  const first: [sentence: string, stored: string | null][] = [
    ['nothing is kept', null],
    ['what is kept is not JSON', '{'],
    ['what is kept is no record', '7'],
    [
      'every field is of another kind',
      '{"microphone":"yes","camera":1,"level":"most","layout":3,"cameraId":4}',
    ],
  ];
  for (const [sentence, stored] of first) {
    it(`are silent and unseen when ${sentence}`, () =>
      expect(parseChoices(stored)).to.deep.equal(FIRST_CHOICES));
  }
  it('come back as they were', () => {
    const choices = {
      ...FIRST_CHOICES,
      microphone: true,
      level: 'sound' as const,
      layout: 'speaker' as const,
    };
    expect(parseChoices(JSON.stringify(choices))).to.deep.equal(choices);
  });
});
