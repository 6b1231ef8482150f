import { expect } from 'chai';
import type { DesiredRoom } from './desired.ts';
import { restricted, type Restriction } from './restriction.ts';

const member = (personId: string, level: number) => ({
  user: `@${personId}:x`,
  personId,
  origin: 'created' as const,
  level,
  name: null,
});

const room = (key: string): DesiredRoom => ({
  key,
  kind: 'class_chat',
  schoolId: 's',
  classId: 'c',
  locale: 'ru',
  space: false,
  parent: null,
  order: null,
  join: 'invite',
  inviteLinked: true,
  name: '7Б',
  topic: '',
  state: [],
  powerLevels: { users_default: 0, events_default: 0, state_default: 50 },
  members: [member('pupil', 0), member('teacher', 50)],
});

const levels = (restrictions: Restriction[]): object => {
  const [chat, other] = restricted([room('chat'), room('other')], restrictions) as [DesiredRoom, DesiredRoom];
  expect(other).to.deep.equal(room('other'));
  return {
    writing: chat.powerLevels['events_default'],
    ...Object.fromEntries(chat.members.map(({ personId, level }) => [personId, level])),
  };
};

describe('restrictions as part of the desired rooms', () => {
  const cases: [string, Restriction[], object][] = [
    ['none change nothing', [], { writing: 0, pupil: 0, teacher: 50 }],
    [
      'a lock leaves writing to those who teach',
      [{ kind: 'lock', room: 'chat' }],
      { writing: 50, pupil: 0, teacher: 50 },
    ],
    [
      'a mute puts one person below everything',
      [{ kind: 'mute', room: 'chat', personId: 'pupil' }],
      { writing: 0, pupil: -1, teacher: 50 },
    ],
    [
      'a removal takes one person out',
      [{ kind: 'removal', room: 'chat', personId: 'pupil' }],
      { writing: 0, teacher: 50 },
    ],
    [
      'a lock and a mute hold together',
      [
        { kind: 'lock', room: 'chat' },
        { kind: 'mute', room: 'chat', personId: 'pupil' },
      ],
      { writing: 50, pupil: -1, teacher: 50 },
    ],
    [
      'somebody who is not in the room changes nothing',
      [{ kind: 'mute', room: 'chat', personId: 'nobody' }],
      { writing: 0, pupil: 0, teacher: 50 },
    ],
  ];
  for (const [name, restrictions, expected] of cases) {
    it(name, () => expect(levels(restrictions)).to.deep.equal(expected));
  }
});
