import { expect } from 'chai';
import { NO_ROOM, readTransaction, TransactionError } from './transaction.ts';

const wants = (type: string) => type === 'm.room.message';

function message(changes: object = {}): Record<string, unknown> {
  return {
    event_id: '$a',
    room_id: '!r',
    type: 'm.room.message',
    sender: '@anna:example.org',
    origin_server_ts: 1,
    content: { body: 'hello' },
    ...changes,
  };
}
const read = (body: unknown) =>
  readTransaction(typeof body === 'string' ? body : JSON.stringify(body), wants);
const problemOf = (event: unknown) => read({ events: [event] }).events[0]!.problem;

describe('a transaction of the homeserver', () => {
  it('keeps the whole event when a handler wants its type', () => {
    const event = message({ unsigned: { age: 5 }, state_key: '', extra: { nested: ['kept', null, 0.5] } });
    expect(read({ events: [event] }).events).to.deep.equal([
      {
        eventId: '$a',
        roomId: '!r',
        type: 'm.room.message',
        sender: '@anna:example.org',
        body: JSON.stringify(event),
        state: 'pending',
        problem: null,
      },
    ]);
  });

  it('keeps no content and no sender of an event that nobody wants', () => {
    const [event] = read({ events: [message({ type: 'm.reaction' })] }).events;
    expect(event).to.include({ state: 'done', body: null, sender: null });
  });

  it('keeps NUL and lone surrogates in content as they are', () => {
    const text =
      '{"events":[{"event_id":"$a","room_id":"!r","type":"m.room.message","sender":"@a:b","origin_server_ts":1,"content":{"body":"a\\u0000b\\ud800"}}]}';
    expect(read(text).events[0]!.body).to.contain('"a\\u0000b\\ud800"');
  });

  describe('with a malformed event', () => {
    const cases: [string, unknown, string][] = [
      ['without an id', message({ event_id: undefined }), "(root) must have required property 'event_id'"],
      ['with a NUL in its type', message({ type: 'a\u0000b' }), '/type must match pattern'],
      ['with a lone surrogate in its room', message({ room_id: '!\ud800' }), '/room_id must match pattern'],
      [
        'with a far too long sender',
        message({ sender: `@${'x'.repeat(300)}:a` }),
        '/sender must NOT have more than 255 characters',
      ],
      ['with content that is a list', message({ content: [] }), '/content must be object'],
      ['with a state key that is a number', message({ state_key: 1 }), '/state_key must be string'],
      ['with a time that is text', message({ origin_server_ts: 'now' }), '/origin_server_ts must be number'],
      ['that is no object', 7, '(root) must be object'],
    ];
    for (const [what, event, problem] of cases) {
      it(`${what} puts that one aside and says where it is wrong`, () => {
        const { events } = read({ events: [event, message({ event_id: '$good' })] });
        expect(events[0]!.problem).to.satisfy((text: string) => text.startsWith(problem), problem);
        expect(events[0]).to.include({ state: 'dead', body: JSON.stringify(event) });
        expect(events[1]).to.include({ state: 'pending', eventId: '$good' });
      });
    }

    it('never quotes it', () => {
      expect(problemOf(message({ state_key: ['Маша'] }))).not.to.contain('Маша');
    });

    it('keeps what is usable of it', () => {
      expect(read({ events: [message({ content: 1 })] }).events[0]).to.include({
        eventId: '$a',
        roomId: '!r',
        type: 'm.room.message',
        sender: '@anna:example.org',
      });
      expect(read({ events: [null] }).events[0]).to.include({ roomId: NO_ROOM, type: '', sender: null });
    });

    it('gives one without an id the same made-up id at each retry, and two of them different ones', () => {
      const at = (age: number) =>
        read({
          events: [
            { type: 'x', unsigned: { age } },
            { type: 'x', age },
          ],
        }).events.map(({ eventId }) => eventId);
      expect(at(1)).to.deep.equal(at(2));
      expect(new Set(at(1)).size).to.equal(2);
    });

    it('that nests too deeply to be written puts it aside without its content', () => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const text = JSON.stringify({ events: [message({ content: { x: 'DEEP' } })] }).replace('"DEEP"', deep);
      expect(read(text).events[0]).to.include({
        state: 'dead',
        body: null,
        problem: '/content nests too deeply',
        eventId: '$a',
      });
    });
  });

  describe('with a wrong envelope is refused, naming the place:', () => {
    const cases: [string, string, string][] = [
      ['{"events":[}', 'M_NOT_JSON', 'line 1, column 12'],
      ['{"events":[]', 'M_NOT_JSON', 'line 1, column 13'],
      ['', 'M_NOT_JSON', 'line 1, column 1'],
      ['[]', 'M_BAD_JSON', '(root) must be object'],
      ['{}', 'M_BAD_JSON', "(root) must have required property 'events'"],
      ['{"events":{}}', 'M_BAD_JSON', '/events must be array'],
      ['{"events":[],"ephemeral":1}', 'M_BAD_JSON', '/ephemeral must be array,null'],
      [
        `{"events":[${Array(10_001).fill('1').join()}]}`,
        'M_BAD_JSON',
        '/events must NOT have more than 10000 items',
      ],
    ];
    for (const [body, errcode, place] of cases) {
      it(place, () => {
        expect(() => read(body))
          .to.throw(TransactionError, place)
          .with.property('errcode', errcode);
      });
    }
  });

  describe('has a content key', () => {
    const key = (body: object) => read(body).contentKey.toString('hex');
    it('that stays the same when the homeserver sends it again with other ages', () => {
      expect(key({ events: [message({ unsigned: { age: 1 } })] })).to.equal(
        key({ events: [message({ unsigned: { age: 99 } })] }),
      );
    });
    it('that differs for other events, another order and other ephemeral parts', () => {
      const [a, b] = [message(), message({ event_id: '$b' })];
      const typing = { type: 'm.typing', room_id: '!r', content: {} };
      const keys = [
        { events: [] },
        { events: [a] },
        { events: [a, b] },
        { events: [b, a] },
        { events: [a], ephemeral: [typing] },
        { events: [a], to_device: [typing] },
      ].map(key);
      expect(new Set(keys).size).to.equal(keys.length);
    });
  });

  describe('brings ephemeral events', () => {
    const typing = { type: 'm.typing', room_id: '!r', content: { user_ids: [] } };
    const unstable = 'de.sorunome.msc2409.ephemeral';
    it('under the stable name', () => {
      expect(read({ events: [], ephemeral: [typing] }).ephemeral).to.deep.equal([typing]);
    });
    it('under the unstable name', () => {
      expect(read({ events: [], [unstable]: [typing] }).ephemeral).to.deep.equal([typing]);
    });
    it('once, when the homeserver sends them under both', () => {
      expect(read({ events: [], ephemeral: [typing], [unstable]: [typing] }).ephemeral).to.deep.equal([
        typing,
      ]);
    });
    it('of which malformed ones are left out', () => {
      expect(read({ events: [], ephemeral: [1, { type: 'm.typing' }, typing] }).ephemeral).to.deep.equal([
        typing,
      ]);
    });
    it('and to-device messages, which are counted', () => {
      expect(read({ events: [], 'de.sorunome.msc2409.to_device': [{}, {}] }).toDevice).to.equal(2);
      expect(read({ events: [], to_device: [{}] }).toDevice).to.equal(1);
    });
  });
});
