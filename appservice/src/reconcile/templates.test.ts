import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { ConfigError } from '../config/config-error.ts';
import { loadTemplates, readTemplates } from './templates.ts';

const FILE = new URL('../../../config/room-templates.yaml', import.meta.url).pathname;
const TEXT = readFileSync(FILE, 'utf8');

interface Tree {
  [key: string]: Tree;
}

/** The problems of the shipped file after a change. */
function problemsAfter(change: (tree: Tree) => void): readonly { path: string; message: string }[] {
  const tree = parse(TEXT) as Tree;
  change(tree);
  try {
    readTemplates(stringify(tree), 'templates.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const set = (tree: Tree, path: string, value: unknown): void => {
  const keys = path.split('/');
  const last = keys.pop()!;
  keys.reduce((at, key) => (at[key] ??= {}), tree)[last] = value as Tree;
};

describe('The room templates', () => {
  const templates = readTemplates(TEXT, FILE);
  const room = (kind: string) => templates.rooms.find((one) => one.kind === kind)!;

  it('have every kind of room, Spaces before the rooms in them', () => {
    const kinds = templates.rooms.map(({ kind }) => kind);
    expect(kinds).to.have.length(9);
    for (const { kind, parent } of templates.rooms) {
      if (parent !== null) expect(kinds.indexOf(parent), kind).to.be.lessThan(kinds.indexOf(kind));
    }
  });

  it('name rooms in the language of the school', () => {
    expect(room('class_chat').name('ru', { school: 'Школа', class: '7Б' })).to.equal('7Б: чат класса');
    expect(room('parents_chat').name('en', { school: 'School', class: '7B' })).to.equal('7B: parents’ chat');
  });

  it('take what is written in a name as it is', () => {
    expect(room('class_space').name('ru', { school: '', class: `<b>{x}'` })).to.equal(`<b>{x}'`);
  });

  it('keep parents out of the rooms of pupils', () => {
    for (const kind of ['class_space', 'class_chat', 'lesson_room']) {
      expect(room(kind).members.has('parent'), kind).to.equal(false);
    }
  });

  it('let nobody invite, and nobody change what keeps strangers out', () => {
    for (const { kind, powerLevels, levels } of templates.rooms) {
      const highest = Math.max(...levels.values());
      const events = powerLevels.events as Record<string, number>;
      expect(powerLevels.invite, kind).to.be.greaterThan(highest);
      for (const type of [
        'm.room.join_rules',
        'm.room.power_levels',
        'm.room.history_visibility',
        'org.parta.room',
      ]) {
        expect(events[type], `${kind} ${type}`).to.be.greaterThan(highest);
      }
    }
  });

  it('lay the levels of a room over the common ones', () => {
    const { powerLevels, levels } = room('announcements');
    expect(powerLevels.events_default).to.equal(50);
    expect(powerLevels.events).to.include({ 'org.matrix.msc3401.call.member': 50, 'm.room.name': 100 });
    expect(levels.get('staff')).to.equal(50);
    expect(room('class_chat').levels.get('staff')).to.equal(undefined);
  });

  const mistakes: [string, (tree: Tree) => void, string, RegExp][] = [
    ['a key that is missing', (tree) => delete tree['rooms']!['class_chat'], 'rooms.class_chat', /missing/],
    ['an unknown kind of room', (tree) => set(tree, 'rooms/canteen', {}), 'rooms.canteen', /not known/],
    [
      'an unknown role',
      (tree) => set(tree, 'rooms/class_chat/members', ['janitor']),
      'rooms.class_chat.members.0',
      /one of/,
    ],
    [
      'an unknown role of a level',
      (tree) => set(tree, 'power_levels/roles/king', 100),
      'power_levels.roles.king',
      /one of/,
    ],
    [
      'a level that is none',
      (tree) => set(tree, 'power_levels/invite', 'high'),
      'power_levels.invite',
      /whole number/,
    ],
    ['another room version', (tree) => set(tree, 'room_version', '11'), 'room_version', /one of: "12"/],
    [
      'a parent that is not there',
      (tree) => delete tree['rooms']!['parents_space'],
      'rooms.parents_chat.parent',
      /not among the rooms/,
    ],
    [
      'a parent that is no Space',
      (tree) => set(tree, 'rooms/class_chat/parent', 'lesson_room'),
      'rooms.class_chat.parent',
      /no Space/,
    ],
    [
      'a circle',
      (tree) => set(tree, 'rooms/school_space/parent', 'school_space'),
      'rooms.school_space.parent',
      /leads back/,
    ],
    [
      'a school room inside a class',
      (tree) => set(tree, 'rooms/staff_room/parent', 'class_space'),
      'rooms.staff_room.parent',
      /many/,
    ],
    [
      'join by a parent that there is not',
      (tree) => set(tree, 'rooms/school_space/join', 'parent'),
      'rooms.school_space.join',
      /has none/,
    ],
    [
      'a class room that the whole school could join',
      (tree) => set(tree, 'rooms/class_space/join', 'parent'),
      'rooms.class_space.join',
      /whole school/,
    ],
    [
      'members that could never join',
      (tree) => set(tree, 'rooms/class_chat/members', ['pupil', 'parent']),
      'rooms.class_chat.members',
      /parent, who are not in class_space/,
    ],
    [
      'an unknown placeholder',
      (tree) => set(tree, 'rooms/class_chat/name/ru', '{clas}'),
      'rooms.class_chat.name.ru',
      /\{school\} and \{class\}/,
    ],
    [
      'a class in the name of a school room',
      (tree) => set(tree, 'rooms/school_space/name/en', '{class}'),
      'rooms.school_space.name.en',
      /\{school\}/,
    ],
    [
      'a broken message',
      (tree) => set(tree, 'rooms/class_chat/name/en', '{class'),
      'rooms.class_chat.name.en',
      /ICU/,
    ],
    [
      'a missing language',
      (tree) => delete tree['rooms']!['class_chat']!['name']!['ru'],
      'rooms.class_chat.name.ru',
      /missing/,
    ],
  ];
  for (const [says, change, path, message] of mistakes) {
    it(`with ${says} are refused, naming the place`, () => {
      const problems = problemsAfter(change);
      expect(problems.map((problem) => problem.path)).to.include(path);
      expect(problems.find((problem) => problem.path === path)?.message).to.match(message);
    });
  }

  it('in a file that is not there say so', async () => {
    const error = await loadTemplates('/nowhere/room-templates.yaml').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ConfigError);
    expect((error as Error).message).to.match(/cannot be read \(ENOENT\)/);
  });
});
