import { expect } from 'chai';
import { arrange, mainSpeaker, orderPeople, pageOf, type Person } from './tiles.ts';

function person(name: string, more: Partial<Person> = {}): Person {
  return {
    identity: `@${name}:example.org:PHONE`,
    userId: `@${name}:example.org`,
    name,
    isMe: false,
    isTeacher: false,
    waiting: false,
    microphone: false,
    camera: false,
    screen: false,
    speaking: false,
    spokeAt: 0,
    joinedAt: 0,
    quality: 'good',
    ...more,
  };
}

const compare = (a: string, b: string): number => a.localeCompare(b, 'ru');
const id = (name: string): string => `@${name}:example.org`;
const names = (people: readonly Person[]): string => people.map(({ name }) => name).join(' ');

describe('the order of people', () => {
  const cases: [sentence: string, people: Person[], hands: string[], expected: string][] = [
    ['goes by name', [person('Варя'), person('Алиса'), person('Боря')], [], 'Алиса Боря Варя'],
    ['begins with the teacher', [person('Алиса'), person('Яна', { isTeacher: true })], [], 'Яна Алиса'],
    ['ends with oneself', [person('Алиса', { isMe: true }), person('Боря')], [], 'Боря Алиса'],
    [
      'puts raised hands forward in the order of raising',
      [person('Алиса'), person('Боря'), person('Варя')],
      [id('Варя'), id('Боря')],
      'Варя Боря Алиса',
    ],
    ['puts a picture before letters', [person('Алиса'), person('Боря', { camera: true })], [], 'Боря Алиса'],
    ['leaves out who waits', [person('Алиса', { waiting: true }), person('Боря')], [], 'Боря'],
    ['does not move who speaks', [person('Алиса'), person('Боря', { speaking: true })], [], 'Алиса Боря'],
  ];
  for (const [sentence, people, hands, expected] of cases) {
    it(sentence, () => expect(names(orderPeople(people, hands, compare))).to.equal(expected));
  }
});

describe('the main speaker', () => {
  const cases: [sentence: string, people: Person[], expected: string | undefined][] = [
    [
      'is who speaks now',
      [person('Алиса', { spokeAt: 9 }), person('Боря', { speaking: true, spokeAt: 5 })],
      'Боря',
    ],
    [
      'stays who spoke last when all are silent',
      [person('Алиса', { spokeAt: 2 }), person('Боря', { spokeAt: 7 })],
      'Боря',
    ],
    [
      'is the teacher before anybody has spoken',
      [person('Алиса'), person('Яна', { isTeacher: true })],
      'Яна',
    ],
    ['is not oneself', [person('Алиса', { isMe: true, speaking: true }), person('Боря')], 'Боря'],
    ['is oneself when nobody else is there', [person('Алиса', { isMe: true })], 'Алиса'],
    ['is nobody in an empty room', [], undefined],
  ];
  for (const [sentence, people, expected] of cases) {
    it(sentence, () => expect(mainSpeaker(people)?.name).to.equal(expected));
  }
});

describe('the arrangement of tiles', () => {
  const teacher = person('Яна', { isTeacher: true });
  const speaker = person('Боря', { speaking: true, spokeAt: 1 });
  const me = person('Алиса', { isMe: true });
  const wish = { layout: 'grid', spotlight: null, pinned: null, hands: [] } as const;
  const main = (people: Person[], more: object = {}): string | undefined =>
    arrange(people, { ...wish, ...more }).main?.key;
  const cameraOf = (one: Person): string => `camera ${one.identity}`;

  it('has nobody large in a grid', () => {
    const { main: large, rest } = arrange([teacher, speaker, me], wish);
    expect(large).to.equal(null);
    expect(rest.map(({ person: { name } }) => name)).to.deep.equal(['Яна', 'Боря', 'Алиса']);
  });
  it('shows the speaker large in the other layout', () =>
    expect(main([teacher, speaker, me], { layout: 'speaker' })).to.equal(cameraOf(speaker)));
  it('shows a shared screen large in every layout, and its owner too', () => {
    const shares = { ...teacher, screen: true };
    const { main: large, rest } = arrange([shares, me], wish);
    expect(large?.kind).to.equal('screen');
    expect(rest.map(({ key }) => key)).to.deep.equal([cameraOf(shares), cameraOf(me)]);
  });
  it('prefers another’s screen to one’s own', () =>
    expect(
      main([
        { ...me, screen: true },
        { ...teacher, screen: true },
      ]),
    ).to.equal(`screen ${teacher.identity}`));
  it('puts the spotlight before a shared screen', () =>
    expect(main([{ ...teacher, screen: true }, speaker], { spotlight: speaker.userId })).to.equal(
      cameraOf(speaker),
    ));
  it('shows the screen of whoever is in the spotlight and shares one', () =>
    expect(main([{ ...speaker, screen: true }], { spotlight: speaker.userId })).to.equal(
      `screen ${speaker.identity}`,
    ));
  it('puts one’s own pin before everything', () =>
    expect(main([teacher, speaker, me], { spotlight: speaker.userId, pinned: cameraOf(me) })).to.equal(
      cameraOf(me),
    ));
  it('forgets a pin of somebody who has left', () =>
    expect(main([teacher, me], { pinned: cameraOf(speaker) })).to.equal(undefined));
});

describe('pages of tiles', () => {
  it('cut what does not fit', () =>
    expect(pageOf([1, 2, 3, 4, 5], 2, 1)).to.deep.equal({ tiles: [3, 4], page: 1, pages: 3 }));
  it('come back when people leave', () =>
    expect(pageOf([1, 2, 3], 2, 7)).to.deep.equal({ tiles: [3], page: 1, pages: 2 }));
  it('are one when there is nothing', () =>
    expect(pageOf([], 2, 0)).to.deep.equal({ tiles: [], page: 0, pages: 1 }));
});
