/** With everybody's rooms pushed, what people write to each other is not even stored. */
import { expect } from 'chai';
import type { EventHandler } from '../../appservice/src/inbox/handler.ts';
import { message, runInbox, type RunningInbox } from '../support/inbox.ts';
import { freshDatabase } from '../support/postgres.ts';

const handle = (): Promise<void> => Promise.resolve();
const HANDLERS: readonly EventHandler[] = [
  { name: 'commands', types: ['m.room.message'], ownRoomsOnly: true, handle },
  { name: 'members', types: ['m.room.member'], handle },
];
const invite = (roomId: string) =>
  message(roomId, '', { type: 'm.room.member', state_key: '@parta:example.org' });

describe('An inbox that is told of everybody’s rooms', function () {
  this.timeout(60_000);
  let running: RunningInbox;
  let ours = new Set<string>();

  before(async () => {
    running = await runInbox((await freshDatabase()).url, HANDLERS, {
      start: false,
      ownRooms: (roomIds) => Promise.resolve(new Set(roomIds.filter((id) => ours.has(id)))),
    });
  });
  after(() => running.stop());
  beforeEach(async () => {
    ours = new Set();
    await running.database.query('truncate inbox_event, homeserver_transaction restart identity');
  });
  const states = async (): Promise<string[]> =>
    (await running.stored()).map(({ room_id: room, type, state, body, sender }) => {
      expect(body === null, `${room} ${type}`).to.equal(sender === null);
      return `${room} ${type} ${state}${body === null ? '' : ' with content'}`;
    });

  it('keeps neither content nor sender of messages in the rooms of others', async () => {
    ours.add('!ours');
    await running.send('1', { events: [message('!theirs', 'secret'), message('!ours', '!parta help')] });
    expect(await states()).to.deep.equal([
      '!theirs m.room.message done',
      '!ours m.room.message pending with content',
    ]);
  });

  it('keeps who is in the rooms of others until it is handled', async () => {
    await running.send('1', { events: [invite('!theirs')] });
    expect(await states()).to.deep.equal(['!theirs m.room.member pending with content']);
  });

  it('keeps a message that follows an invite which is still to be handled, as that may make the room ours', async () => {
    await running.send('1', { events: [invite('!new')] });
    await running.send('2', { events: [message('!new', '!join ABCD')] });
    await running.send('3', { events: [invite('!newer'), message('!newer', '!join ABCD')] });
    expect((await states()).filter((line) => line.includes('message'))).to.deep.equal([
      '!new m.room.message pending with content',
      '!newer m.room.message pending with content',
    ]);
  });

  it('forgets nothing of what it dropped: the same event again is a repeat', async () => {
    const event = message('!theirs', 'secret');
    await running.send('1', { events: [event] });
    ours.add('!theirs');
    await running.send('2', { events: [event] });
    expect(await states()).to.deep.equal(['!theirs m.room.message done']);
  });
});
