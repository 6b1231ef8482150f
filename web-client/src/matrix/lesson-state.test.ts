import { expect } from 'chai';
import example from '@parta/protocol/examples/org.parta.lesson.json' with { type: 'json' };
import { readLesson } from './lesson-state.ts';

describe('the lesson in a room’s state', () => {
  it('is read from the example of the protocol', () =>
    expect(readLesson({ ...example, state: 'open' })).to.deep.equal({
      title: example.title,
      begins: Date.parse(example.begins),
      ends: Date.parse(example.ends),
    }));
  it('is none when the room is closed, empty or broken', () => {
    for (const content of [undefined, {}, { state: 'closed', title: 'Физика' }, { state: 7 }])
      expect(readLesson(content)).to.equal(null);
  });
  it('has no times that are no times', () =>
    expect(readLesson({ state: 'open', title: 5, begins: 'soon', ends: 7 })).to.deep.equal({
      title: '',
      begins: null,
      ends: null,
    }));
});
