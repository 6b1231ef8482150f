import { expect } from 'chai';
import type { RawEvent } from '../../matrix/types.ts';
import type { Entry } from './outbox-model.ts';
import { buildTimeline, createReuse, type Message, type TimelineItem } from './timeline-model.ts';

const ME = '@me:x';
const ANNA = '@anna:x';
const BORIS = '@boris:x';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let count = 0;
function event(type: string, content: Record<string, unknown>, more: Partial<RawEvent> = {}): RawEvent {
  count++;
  return { event_id: `$${count}`, type, sender: ANNA, origin_server_ts: count * 1000, content, ...more };
}
const said = (body: string, more: Partial<RawEvent> = {}) =>
  event('m.room.message', { msgtype: 'm.text', body }, more);
const edit = (target: RawEvent, body: string, sender = target.sender) =>
  event(
    'm.room.message',
    {
      msgtype: 'm.text',
      body: `* ${body}`,
      'm.new_content': { msgtype: 'm.text', body },
      'm.relates_to': { rel_type: 'm.replace', event_id: target.event_id },
    },
    { sender },
  );
const react = (target: RawEvent, key: string, sender: string) =>
  event(
    'm.reaction',
    { 'm.relates_to': { rel_type: 'm.annotation', event_id: target.event_id, key } },
    { sender },
  );
const redact = (target: RawEvent) => event('m.room.redaction', { redacts: target.event_id });
const joined = (userId: string, more: Partial<RawEvent> = {}) =>
  event('m.room.member', { membership: 'join' }, { sender: userId, state_key: userId, ...more });

function entry(txnId: string, operation: Entry['operation'], more: Partial<Entry> = {}): Entry {
  return {
    txnId,
    roomId: '!r',
    userId: ME,
    createdAt: 10_000_000 + count,
    operation,
    state: { name: 'queued', notBefore: 0, tries: 0 },
    attempted: null,
    ...more,
  };
}
const writes = (body: string): Entry['operation'] => ({
  kind: 'event',
  type: 'm.room.message',
  content: { msgtype: 'm.text', body },
});

function timeline(
  events: RawEvent[],
  more: { outbox?: Entry[]; readUpTo?: string | null } = {},
): TimelineItem[] {
  return buildTimeline({
    events,
    outbox: more.outbox ?? [],
    me: ME,
    readUpTo: more.readUpTo ?? null,
    dayOf: (ts) => String(Math.floor(ts / DAY)),
  });
}
const messages = (items: TimelineItem[]): Message[] =>
  items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
const texts = (items: TimelineItem[]): string[] =>
  messages(items).map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
const kinds = (items: TimelineItem[]): string[] => items.map(({ kind }) => kind);

describe('a timeline', () => {
  it('begins each day with its date', () => {
    const items = timeline([said('a', { origin_server_ts: 1 }), said('b', { origin_server_ts: DAY + 1 })]);
    expect(kinds(items)).to.deep.equal(['day', 'message', 'day', 'message']);
  });

  it('draws what one person writes within five minutes as one run', () => {
    const at = (minutes: number, sender = ANNA) =>
      said(String(minutes), { origin_server_ts: minutes * MINUTE, sender });
    const items = timeline([at(1), at(2), at(3, BORIS), at(4), at(10)]);
    const runs = items.flatMap((item) =>
      item.kind === 'message' ? [`${item.first ? '(' : ' '}${item.last ? ')' : ''}`] : [],
    );
    expect(runs).to.deep.equal(['(', ' )', '()', '()', '()']);
  });

  it('shows the latest edit by the author and ignores anybody else’s', () => {
    const first = said('раз');
    const items = timeline([first, edit(first, 'два'), edit(first, 'три'), edit(first, 'чужое', BORIS)]);
    expect(texts(items)).to.deep.equal(['три']);
    expect(messages(items)[0]?.edited).to.equal(true);
  });

  it('shows the text before an edit that was deleted', () => {
    const first = said('раз');
    const second = edit(first, 'два');
    expect(texts(timeline([first, second, redact(second)]))).to.deep.equal(['раз']);
  });

  it('takes an edit that came with the event', () => {
    const bundled = edit(said('?'), 'два');
    const first = said('раз', { unsigned: { 'm.relations': { 'm.replace': bundled } } });
    expect(texts(timeline([first]))).to.deep.equal(['два']);
  });

  it('shows where a deleted message was, and none of its words', () => {
    const first = said('секрет');
    expect(texts(timeline([first, react(first, '👍', BORIS), redact(first)]))).to.deep.equal(['deleted']);
    expect(texts(timeline([said('секрет', { unsigned: { redacted_because: {} } })]))).to.deep.equal([
      'deleted',
    ]);
    expect(
      texts(timeline([first, event('m.room.redaction', {}, { redacts: first.event_id })])),
    ).to.deep.equal(['deleted']);
  });

  it('counts a reaction once a person and knows one’s own', () => {
    const first = said('а');
    const mine = react(first, '👍', ME);
    const [message] = messages(
      timeline([first, react(first, '👍', BORIS), react(first, '👍', BORIS), mine, react(first, '🎉', ANNA)]),
    );
    expect(message?.reactions).to.deep.equal([
      { key: '👍', senders: [BORIS, ME], isMine: true, mine: mine.event_id },
      { key: '🎉', senders: [ANNA], isMine: false, mine: null },
    ]);
  });

  it('takes a reaction away when it was deleted', () => {
    const first = said('а');
    const reaction = react(first, '👍', BORIS);
    expect(messages(timeline([first, reaction, redact(reaction)]))[0]?.reactions).to.deep.equal([]);
  });

  it('draws the line of new messages before the first one by somebody else', () => {
    const read = said('прочитано');
    const own = said('моё', { sender: ME });
    const fresh = said('новое');
    const items = timeline([read, own, fresh], { readUpTo: read.event_id });
    expect(kinds(items)).to.deep.equal(['day', 'message', 'message', 'new', 'message']);
    expect(kinds(timeline([read, own], { readUpTo: read.event_id }))).to.not.include('new');
    const reaction = react(read, '👍', ME);
    expect(kinds(timeline([read, reaction, fresh], { readUpTo: reaction.event_id }))).to.deep.equal([
      'day',
      'message',
      'new',
      'message',
    ]);
  });

  it('gathers people who joined one after another into one line', () => {
    const renamed = joined(ANNA, { unsigned: { prev_content: { membership: 'join' } } });
    const items = timeline([joined(ANNA), joined(BORIS), joined(ANNA), renamed, said('а')]);
    expect(items.find((item) => item.kind === 'arrivals')).to.deep.include({ userIds: [BORIS, ANNA] });
    expect(kinds(items)).to.deep.equal(['day', 'arrivals', 'message']);
  });

  it('does not welcome the one who made the room', () => {
    const events = [event('m.room.create', {}, { sender: '@parta:x' }), joined('@parta:x'), joined(ANNA)];
    expect(timeline(events).find((item) => item.kind === 'arrivals')).to.deep.include({ userIds: [ANNA] });
  });

  it('knows what a message replies to, and drops the quotation that older clients add', () => {
    const reply = event('m.room.message', {
      msgtype: 'm.text',
      body: '> <@anna:x> вопрос\n> и ещё\n\nответ',
      'm.relates_to': { 'm.in_reply_to': { event_id: '$q' } },
    });
    expect(messages(timeline([reply]))[0]).to.deep.include({ replyTo: '$q' });
    expect(texts(timeline([reply]))).to.deep.equal(['ответ']);
  });

  describe('with an outbox', () => {
    it('shows what was written after everything that came', () => {
      const items = timeline([said('а')], { outbox: [entry('t1', writes('моё'))] });
      expect(texts(items)).to.deep.equal(['а', 'моё']);
      expect(messages(items)[1]).to.deep.include({ key: 't1', eventId: null });
    });

    it('shows a message once, under the same key, when its event comes before its confirmation', () => {
      const came = said('моё', { sender: ME, unsigned: { transaction_id: 't1' } });
      const items = timeline([came], { outbox: [entry('t1', writes('моё'))] });
      expect(messages(items)).to.have.length(1);
      expect(messages(items)[0]).to.deep.include({ key: 't1', eventId: came.event_id, pending: null });
    });

    it('shows a confirmed message once when its event has lost its transaction id', () => {
      const came = said('моё', { sender: ME });
      const sent = entry('t1', writes('моё'), { state: { name: 'sent', eventId: came.event_id, at: 0 } });
      expect(texts(timeline([came], { outbox: [sent] }))).to.deep.equal(['моё']);
    });

    it('applies edits, reactions and deletions before they are confirmed', () => {
      const mine = said('раз', { sender: ME });
      const other = said('чужое');
      const items = timeline([mine, other], {
        outbox: [
          entry('t1', { kind: 'event', type: 'm.room.message', content: edit(mine, 'два', ME).content }),
          entry('t2', { kind: 'event', type: 'm.reaction', content: react(other, '👍', ME).content }),
        ],
      });
      expect(texts(items)).to.deep.equal(['два', 'чужое']);
      expect(messages(items)[1]?.reactions).to.deep.equal([
        { key: '👍', senders: [ME], isMine: true, mine: null },
      ]);
      const deleted = timeline([mine], { outbox: [entry('t3', { kind: 'redact', eventId: mine.event_id })] });
      expect(texts(deleted)).to.deep.equal(['deleted']);
    });

    it('undoes an edit, reaction or deletion that was refused, and keeps a refused message to be seen', () => {
      const mine = said('раз', { sender: ME });
      const refused = { state: { name: 'refused', why: 'forbidden' } } as const;
      const items = timeline([mine], {
        outbox: [
          entry(
            't1',
            { kind: 'event', type: 'm.room.message', content: edit(mine, 'два', ME).content },
            refused,
          ),
          entry('t2', { kind: 'redact', eventId: mine.event_id }, refused),
          entry('t3', writes('новое'), refused),
        ],
      });
      expect(texts(items)).to.deep.equal(['раз', 'новое']);
    });
  });

  it('keeps the objects of what did not change', () => {
    const [first, second] = [said('раз'), said('два')];
    const reuse = createReuse();
    const before = reuse(timeline([first, second]));
    const after = reuse(timeline([first, second, react(second, '👍', BORIS)]));
    expect(after.map((item, index) => item === before[index])).to.deep.equal([true, true, false]);
  });

  it('survives any content', () => {
    const odd = [null, 5, 'x', [], {}, { rel_type: 1 }, { 'm.in_reply_to': null }, { rel_type: 'm.replace' }];
    for (const relates of odd) {
      for (const type of ['m.room.message', 'm.reaction', 'm.room.redaction', 'm.room.member']) {
        expect(() =>
          timeline([event(type, { msgtype: 'm.text', body: 1, 'm.relates_to': relates, redacts: relates })]),
        ).to.not.throw();
      }
    }
  });
});
