import { expect } from 'chai';
import { lastMessage } from './preview.ts';
import type { RawEvent } from './types.ts';

let count = 0;
function event(type: string, content: Record<string, unknown>, more: Partial<RawEvent> = {}): RawEvent {
  count++;
  return { event_id: `$${count}`, type, sender: '@a:x', origin_server_ts: count, content, ...more };
}
const text = (body: string, more: Partial<RawEvent> = {}) =>
  event('m.room.message', { msgtype: 'm.text', body }, more);

describe('the last message of a room', () => {
  it('is none in a room with joins only', () => {
    expect(lastMessage([event('m.room.member', { membership: 'join' })])).to.equal(null);
  });

  it('is the latest text, not the reaction after it', () => {
    const hello = text('Привет');
    const reaction = event('m.reaction', {
      'm.relates_to': { rel_type: 'm.annotation', event_id: hello.event_id, key: '👍' },
    });
    expect(lastMessage([text('раньше'), hello, reaction])).to.deep.include({ kind: 'text', text: 'Привет' });
  });

  it('shows an edit by its author, and no one else’s', () => {
    const first = text('опечтака');
    const edit = (sender: string, body: string) =>
      event(
        'm.room.message',
        {
          msgtype: 'm.text',
          body: `* ${body}`,
          'm.new_content': { msgtype: 'm.text', body },
          'm.relates_to': { rel_type: 'm.replace', event_id: first.event_id },
        },
        { sender },
      );
    expect(lastMessage([first, edit('@a:x', 'опечатка')])?.text).to.equal('опечатка');
    expect(lastMessage([first, edit('@b:x', 'чужое')])?.text).to.equal('опечтака');
  });

  it('says that a deleted message was deleted', () => {
    const gone = text('не надо');
    expect(lastMessage([gone, event('m.room.redaction', { redacts: gone.event_id })])?.kind).to.equal(
      'deleted',
    );
    expect(lastMessage([event('m.room.message', {})])?.kind).to.equal('deleted');
  });

  it('survives any content', () => {
    for (const content of [
      { msgtype: 5 },
      { msgtype: 'm.text', body: {} },
      { msgtype: 'm.text', 'm.relates_to': 'x' },
    ]) {
      expect(lastMessage([event('m.room.message', content)])).to.not.equal(null);
    }
  });
});
