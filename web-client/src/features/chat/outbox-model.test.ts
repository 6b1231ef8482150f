import { expect } from 'chai';
import {
  advance,
  nextLook,
  ready,
  REPEATABLE_MS,
  type Entry,
  type Outbox,
  type OutboxEvent,
} from './outbox-model.ts';

const NOW = 1_000_000_000;

function message(txnId: string, more: Partial<Entry> = {}): Entry {
  return {
    txnId,
    roomId: '!a',
    userId: '@me:x',
    createdAt: NOW,
    operation: { kind: 'event', type: 'm.room.message', content: { body: txnId } },
    state: { name: 'queued', notBefore: 0, tries: 0 },
    attempted: null,
    ...more,
  };
}

const after = (box: Outbox, ...events: OutboxEvent[]): Outbox => events.reduce(advance, box);
const states = (box: Outbox): string[] => box.map(({ txnId, state }) => `${txnId} ${state.name}`);
const attempted = (txnId: string, now = NOW): OutboxEvent => ({
  kind: 'attempted',
  txnId,
  deviceId: 'D',
  now,
});
const unreachable = (txnId: string, now = NOW, retryAfterMs: number | null = null): OutboxEvent => ({
  kind: 'unreachable',
  txnId,
  retryAfterMs,
  now,
});

describe('the outbox', () => {
  it('sends the messages of a room one after another, and rooms side by side', () => {
    const box = [message('1'), message('2'), message('3', { roomId: '!b' })];
    expect(ready(box, NOW).map(({ txnId }) => txnId)).to.deep.equal(['1', '3']);
    expect(ready(after(box, attempted('1')), NOW).map(({ txnId }) => txnId)).to.deep.equal(['3']);
    const confirmed = after(box, attempted('1'), { kind: 'sent', txnId: '1', eventId: '$1', now: NOW });
    expect(ready(confirmed, NOW).map(({ txnId }) => txnId)).to.deep.equal(['2', '3']);
  });

  it('waits longer after each failure, up to a minute, and keeps the transaction id', () => {
    let box: Outbox = [message('1')];
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      box = after(box, attempted('1'), unreachable('1'));
      waits.push((nextLook(box, NOW) ?? 0) - NOW);
    }
    expect(waits).to.deep.equal([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(box[0]?.txnId).to.equal('1');
  });

  it('obeys the wait that the homeserver asks for', () => {
    const box = after([message('1')], attempted('1'), unreachable('1', NOW, 90_000));
    expect(ready(box, NOW + 89_999)).to.deep.equal([]);
    expect(ready(box, NOW + 90_000)).to.have.length(1);
  });

  it('sends at once when the connection is back', () => {
    const box = after([message('1')], attempted('1'), unreachable('1'), { kind: 'reconnected', now: NOW });
    expect(ready(box, NOW)).to.have.length(1);
  });

  it('asks the person after a day without connection, when a repeat could be a second message', () => {
    const waiting = after([message('1')], attempted('1'), unreachable('1'));
    expect(states(after(waiting, { kind: 'reconnected', now: NOW + REPEATABLE_MS }))).to.deep.equal([
      '1 unsure',
    ]);
    expect(states(after(waiting, attempted('1'), unreachable('1', NOW + REPEATABLE_MS)))).to.deep.equal([
      '1 unsure',
    ]);
    expect(states(after([message('1')], { kind: 'reconnected', now: NOW + REPEATABLE_MS }))).to.deep.equal([
      '1 queued',
    ]);
  });

  it('lets a message go when it comes down with its transaction id', () => {
    const box = after([message('1'), message('2')], attempted('1'), {
      kind: 'seen',
      ids: new Set(['1', '$other']),
    });
    expect(states(box)).to.deep.equal(['2 queued']);
  });

  it('lets a confirmed message go when its event comes down', () => {
    const sent: OutboxEvent = { kind: 'sent', txnId: '1', eventId: '$1', now: NOW };
    expect(after([message('1')], attempted('1'), sent, { kind: 'seen', ids: new Set(['$1']) })).to.deep.equal(
      [],
    );
  });

  it('lets a confirmed message go that a gap in the synchronisation hides', () => {
    const sent = after([message('1')], attempted('1'), { kind: 'sent', txnId: '1', eventId: '$1', now: NOW });
    expect(after(sent, { kind: 'tick', now: NOW + 30_000 })).to.have.length(1);
    expect(after(sent, { kind: 'tick', now: NOW + 30_001 })).to.deep.equal([]);
    expect(nextLook(sent, NOW)).to.equal(NOW + 30_001);
  });

  it('does not let a refused message hold up the next', () => {
    const box = after([message('1'), message('2')], attempted('1'), {
      kind: 'refused',
      txnId: '1',
      why: 'forbidden',
    });
    expect(states(box)).to.deep.equal(['1 refused', '2 queued']);
    expect(ready(box, NOW).map(({ txnId }) => txnId)).to.deep.equal(['2']);
  });

  it('remembers an upload, so that only the message is sent again', () => {
    const file = {
      blob: new Blob(['x']),
      name: 'x.txt',
      mimetype: 'text/plain',
      dimensions: null,
      mxc: null,
    };
    const box = after(
      [message('1', { operation: { kind: 'file', file, relatesTo: null } })],
      attempted('1'),
      {
        kind: 'uploaded',
        txnId: '1',
        mxc: 'mxc://x/1',
      },
    );
    expect(box[0]?.operation).to.deep.include({ kind: 'file' });
    expect((box[0]?.operation as { file: { mxc: string } }).file.mxc).to.equal('mxc://x/1');
  });

  describe('after a reload', () => {
    const load = (entries: Outbox, deviceId = 'D', now = NOW): Outbox =>
      after([], { kind: 'loaded', entries, deviceId, now });
    const interrupted = message('1', {
      attempted: { deviceId: 'D', at: NOW - 1000 },
      state: { name: 'sending', tries: 1 },
    });

    it('sends what was never tried', () => {
      expect(states(load([message('1')], 'other', NOW + 10 * REPEATABLE_MS))).to.deep.equal(['1 queued']);
    });

    it('repeats what was interrupted, under the same transaction id', () => {
      expect(states(load([interrupted]))).to.deep.equal(['1 queued']);
    });

    it('asks the person when the homeserver may have forgotten the transaction id', () => {
      expect(states(load([interrupted], 'D', NOW + REPEATABLE_MS))).to.deep.equal(['1 unsure']);
    });

    it('asks the person when this is another session', () => {
      expect(states(load([interrupted], 'E'))).to.deep.equal(['1 unsure']);
    });

    it('sends an unsure message under a new transaction id once the person says so', () => {
      const box = after(load([interrupted], 'E'), { kind: 'retried', txnId: '1', newTxnId: '2', now: NOW });
      expect(states(box)).to.deep.equal(['2 queued']);
    });

    it('keeps the order of writing', () => {
      const box = after([message('3', { createdAt: NOW + 3 })], {
        kind: 'loaded',
        entries: [message('2', { createdAt: NOW + 2 }), message('1', { createdAt: NOW + 1 })],
        deviceId: 'D',
        now: NOW,
      });
      expect(box.map(({ txnId }) => txnId)).to.deep.equal(['1', '2', '3']);
    });
  });

  it('is at rest when everything is refused or unsure', () => {
    expect(nextLook([message('1', { state: { name: 'unsure' } })], NOW)).to.equal(null);
  });
});
