import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { parse } from 'yaml';
import {
  CLASS_EVENT,
  DIRECT_EVENT,
  LESSON_EVENT,
  POST_FIELD,
  ROOM_EVENT,
  SCHOOL_EVENT,
  TIMETABLE_EVENT,
  type EventType,
} from './index.ts';
import { readEvent } from './readers.ts';
import roomSchema from '../schemas/org.parta.room.json' with { type: 'json' };

const TYPES: readonly EventType[] = [
  CLASS_EVENT,
  DIRECT_EVENT,
  LESSON_EVENT,
  POST_FIELD,
  ROOM_EVENT,
  SCHOOL_EVENT,
  TIMETABLE_EVENT,
];

async function example(type: EventType): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`../examples/${type}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

describe('readEvent', () => {
  for (const type of TYPES) {
    it(`reads the example of ${type}`, async () => {
      const content = await example(type);
      expect(readEvent(type, content)).to.deep.equal({ ok: true, value: content });
    });

    it(`leaves keys of a later version of ${type} alone`, async () => {
      expect(readEvent(type, { ...(await example(type)), later: true }).ok).to.equal(true);
    });

    it(`names each missing key of ${type}`, async () => {
      const reading = readEvent(type, {});
      // Of a lesson only the state must be there: a closed room has no more to say.
      // Of a direct room the second adult may be missing, of a post why and how it rings.
      const optional = new Set(['second_adult', 'reason', 'rings', 'about']);
      const named = Object.keys(await example(type)).filter((key) => !optional.has(key));
      const required = type === LESSON_EVENT ? ['state'] : named;
      const missing = required.map((key) => `/${key} is missing`);
      expect(reading.ok ? [] : reading.problems.map((p) => `${p.path} ${p.message}`)).to.have.members(
        missing,
      );
    });

    for (const notAnObject of [null, undefined, 'text', 7, [], true]) {
      it(`refuses ${JSON.stringify(notAnObject) ?? 'undefined'} as ${type}`, () => {
        expect(readEvent(type, notAnObject)).to.deep.equal({
          ok: false,
          problems: [{ path: '', message: 'must be object' }],
        });
      });
    }
  }

  const wrong: readonly [string, EventType, object, string][] = [
    [
      'a kind of room that does not exist',
      ROOM_EVENT,
      { kind: 'cellar' },
      '/kind must be one of school_space, ',
    ],
    ['a version that is not known', ROOM_EVENT, { version: 2 }, '/version must be 1'],
    ['a deployment that is no UUID', ROOM_EVENT, { deployment: 'ours' }, '/deployment must match pattern'],
    [
      'a status that is none',
      DIRECT_EVENT,
      { status: 'shut' },
      '/status must be one of open, read_only, closed',
    ],
    ['a moment that is none', LESSON_EVENT, { begins: '10:15' }, '/begins must match pattern'],
    ['an empty title', CLASS_EVENT, { title: '' }, '/title must NOT have fewer than 1 characters'],
    ['a language that is not spoken', SCHOOL_EVENT, { locale: 'la' }, '/locale must be one of ru, en'],
  ];
  for (const [what, type, change, message] of wrong) {
    it(`explains ${what}`, async () => {
      const reading = readEvent(type, { ...(await example(type)), ...change });
      const said = reading.ok ? 'nothing' : reading.problems.map((p) => `${p.path} ${p.message}`).join();
      expect(said.slice(0, message.length)).to.equal(message);
    });
  }
});

describe('The kinds of rooms', () => {
  it('are the same in the state event and in the HTTP API', async () => {
    const api = parse(await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8')) as {
      components: { schemas: { RoomKind: { enum: string[] } } };
    };
    expect(api.components.schemas.RoomKind.enum).to.deep.equal(roomSchema.properties.kind.enum);
  });
});
