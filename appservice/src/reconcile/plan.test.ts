import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../matrix/homeserver.ts';
import type { Plan, PlanOptions } from './action.ts';
import { desiredRooms, type DesiredOptions } from './desired.ts';
import {
  BOT,
  DEPLOYMENT,
  SERVER,
  shippedTemplates,
  SimulatedRooms,
  sketchState,
  type Sketch,
} from './fixtures.ts';
import { plan } from './plan.ts';

const NOW = new Date('2026-11-24T09:00:00Z');

/** A file of `cases/`: what was, what happened, and what the plan then is. */
interface Case {
  /** A register whose rooms exist and hold everybody; none if left out. */
  before?: Sketch;
  /** What was done by hand since, to state (`[room, type, state key, content]`) … */
  changes?: [string, string, string, JsonObject][];
  /** … and to members (`[room, user, membership, who did it, what they are called there]`). */
  moves?: [string, string, string, 'self' | 'other', string?][];
  /** Levels that people were given by hand: room, user, level. */
  levels?: Record<string, Record<string, number>>;
  /** Rooms that an administrator of the homeserver deleted. */
  gone?: string[];
  /** Rooms that may not be touched, and why. */
  blocked?: Record<string, string>;
  register: Sketch;
  options?: {
    provision?: DesiredOptions['provision'];
    keep?: string[];
    only?: string[];
    inviteAgain?: boolean;
  };
  /** Shows only the actions about rooms of these kinds. */
  showing?: string[];
  /** Ids of the actions in their order; or an id with some of the action's other fields. */
  plan: (string | ({ id: string } & Record<string, unknown>))[];
  problems?: { room: string; message: string }[];
}

function desired(sketch: Sketch, provision: DesiredOptions['provision'] = 'roster') {
  return desiredRooms(sketchState(sketch), shippedTemplates, {
    deploymentId: DEPLOYMENT,
    now: NOW,
    provision,
  });
}

const OPTIONS: PlanOptions = { serverName: SERVER, botUserId: BOT, keepMembers: new Set() };

/** The rooms as they are once a register's plan has been carried out. */
function roomsOf(sketch: Sketch | undefined): SimulatedRooms {
  const rooms = new SimulatedRooms();
  if (sketch !== undefined) rooms.carryOut(plan(desired(sketch), rooms, OPTIONS));
  return rooms;
}

function planOptions({ options }: Case): PlanOptions {
  return {
    ...OPTIONS,
    keepMembers: new Set(options?.keep ?? []),
    ...(options?.only === undefined ? {} : { onlyUsers: new Set(options.only) }),
    ...(options?.inviteAgain === undefined ? {} : { inviteAgain: options.inviteAgain }),
  };
}

/** The register when everybody who was to get an account has it. */
function withAccounts(sketch: Sketch): Sketch {
  const people = Object.entries(sketch.people).map(([id, words]) => [
    id,
    words.some((word) => word.startsWith('linked'))
      ? words
      : words.filter((word) => word !== 'without account'),
  ]);
  return { ...sketch, people: Object.fromEntries(people) as Sketch['people'] };
}

function planOf(one: Case): { plan: Plan; rooms: SimulatedRooms } {
  const { before, changes, moves, levels, gone, blocked } = one;
  const rooms = roomsOf(before);
  for (const [key, type, stateKey, content] of changes ?? []) rooms.set(key, type, stateKey, content);
  for (const [key, user, membership, by, name] of moves ?? []) {
    rooms.member(key, user, membership, by === 'self', name);
  }
  for (const [key, users] of Object.entries(levels ?? {})) {
    const now = rooms.get(key)!.state.get('m.room.power_levels')!.get('')!;
    rooms.set(key, 'm.room.power_levels', '', { ...now, users: { ...(now.users as object), ...users } });
  }
  for (const key of gone ?? []) rooms.rooms.delete(key);
  for (const [key, why] of Object.entries(blocked ?? {})) {
    rooms.rooms.delete(key);
    rooms.blocked.set(key, why);
  }
  const planned = plan(desired(one.register, one.options?.provision), rooms, planOptions(one));
  return { plan: planned, rooms };
}

describe('The plan', () => {
  const folder = new URL('cases/', import.meta.url);
  for (const file of readdirSync(folder).sort()) {
    const sentence = file
      .replace(/^\d+-/, '')
      .replace(/\.json$/, '')
      .replaceAll('-', ' ');
    it(sentence, () => {
      const one = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case;
      const { plan: planned, rooms } = planOf(one);
      const shown = planned.actions.filter(
        (action) =>
          one.showing == null || ('room' in action && one.showing.includes(action.room.split('/')[0]!)),
      );
      expect(shown.map(({ id }) => id)).to.deep.equal(
        one.plan.map((wanted) => (typeof wanted === 'string' ? wanted : wanted.id)),
      );
      for (const wanted of one.plan) {
        if (typeof wanted === 'string') continue;
        const found = shown.find(({ id }) => id === wanted.id);
        expect(found, wanted.id).to.deep.include(wanted);
      }
      expect(planned.problems).to.deep.equal(one.problems ?? []);

      // Whatever the case: once carried out, nothing is left to do.
      rooms.carryOut(planned);
      const { options } = one;
      const after = options?.provision === 'arrival' ? one.register : withAccounts(one.register);
      const again = plan(desired(after, options?.provision), rooms, planOptions(one));
      expect(again.actions.map(({ id }) => id)).to.deep.equal([]);
    });
  }

  const words = fc.subarray(
    [
      'pupil of 7a',
      'pupil of 7b',
      'parent of 7a',
      'teacher of 7b',
      'class_teacher of 7a',
      'guardian of p0',
      'teacher',
      'staff',
      'school_admin',
      'teacher at s13',
      'pupil of 1z',
      'district_admin',
      'inactive',
      'without account',
    ],
    { maxLength: 5 },
  );
  const sketches: fc.Arbitrary<Sketch> = fc
    .record({
      people: fc.array(words, { maxLength: 6 }),
      title: fc.constantFrom('7А', '8А'),
      archived: fc.boolean(),
      linked: fc.boolean(),
    })
    .map(({ people, title, archived, linked }) => ({
      schools: { s12: 'Школа № 12', s13: 'Школа № 13' },
      classes: { '7a': title, '7b': { title: '7Б', archived }, '1z': { title: '1Я', school: 's13' } },
      people: Object.fromEntries(
        people.map((own, i) => [
          `p${i}`,
          [
            ...own.filter((word) => word !== `guardian of p${i}`),
            ...(linked && i === 1 ? ['linked @p1:elsewhere.test'] : []),
          ],
        ]),
      ),
    }));

  it('from any register to any other leaves nothing to do once it is carried out, and is always possible', () => {
    fc.assert(
      fc.property(sketches, sketches, (before, after) => {
        const rooms = roomsOf(before);
        rooms.carryOut(plan(desired(after), rooms, OPTIONS));
        expect(plan(desired(withAccounts(after)), rooms, OPTIONS).actions).to.deep.equal([]);
      }),
      { numRuns: 150 },
    );
  });

  it('never leaves a parent who is nothing else in the rooms of pupils', () => {
    fc.assert(
      fc.property(sketches, sketches, (before, after) => {
        const rooms = roomsOf(before);
        rooms.carryOut(plan(desired(after), rooms, OPTIONS));
        for (const [id, own] of Object.entries(after.people)) {
          if (own.some((word) => / of 7a$/.test(word) && !word.startsWith('parent'))) continue;
          const member = rooms.get('class_chat/7a')?.members.get(`@parta_${id}:${SERVER}`);
          expect(member?.membership ?? 'leave').to.equal('leave');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('never tells in a room of the whole school who a pupil is, and always does in a room of their class', () => {
    fc.assert(
      fc.property(sketches, sketches, (before, after) => {
        const rooms = roomsOf(before);
        rooms.carryOut(plan(desired(after), rooms, OPTIONS));
        for (const [id, own] of Object.entries(after.people)) {
          const works = own.some((word) => /teacher|staff|admin/.test(word));
          if (works || !own.includes('pupil of 7a')) continue;
          for (const [key, { members }] of rooms.rooms) {
            const ofSchool = key.endsWith('/s12');
            const member = members.get(`@parta_${id}:${SERVER}`);
            // The rooms of archived classes stay as they are.
            if (member?.membership !== 'join' || (!ofSchool && !key.endsWith('/7a'))) continue;
            expect(member.name, key).to.equal(ofSchool ? 'Ученик' : `${id} Тестова`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
