/** What moderation has begun when the appservice is killed: it ends all the same, and what comes again is done once. */
import { expect } from 'chai';
import type { Core } from '../../appservice/src/core.ts';
import { eventually } from '../support/eventually.ts';
import type { TestParta } from '../support/parta.ts';
import { newKey } from '../support/running-school.ts';
import { separateSchool, type SeparatePerson } from '../support/separate-school.ts';

describe('Moderation whose appservice is killed', function () {
  this.timeout(120_000);
  let parta: TestParta;
  let core: Core;
  let chat: string;
  let pupil: SeparatePerson;
  let teacher: SeparatePerson;

  before(async () => {
    const town = await separateSchool({
      teacher: { name: 'Анна Тестова', role: 'class_teacher' },
      pupil: { name: 'Вера Тестова', role: 'pupil' },
    });
    ({ parta, core } = town);
    ({ teacher, pupil } = town.people);
    chat = await town.room('class_chat');
  });

  const command = async (body: string): Promise<void> => {
    const path = `/v3/rooms/${encodeURIComponent(chat)}/send/m.room.message/${newKey()}`;
    expect((await teacher.matrix.put(path, { msgtype: 'm.text', body })).status).to.equal(200);
  };
  const level = async (): Promise<number | undefined> => {
    const event = await core.homeserver.readStateEvent(chat, 'm.room.power_levels', '');
    return (event!.content['users'] as Record<string, number>)[pupil.userId];
  };
  const count = async (text: string): Promise<number> =>
    (await core.database.query<{ count: number }>(text)).rows[0]!.count;

  it('ends a mute whose time ran out meanwhile', async () => {
    await command(`!parta mute ${pupil.userId} 5s`);
    await eventually(async () => (await level()) === -1, { what: 'the mute', timeout: 30_000 });
    await parta.kill();
    await eventually(
      async () => (await count('select count(*)::int from moderation_restriction where until < now()')) === 1,
      { what: 'the time to run out', timeout: 20_000 },
    );
    expect(await level()).to.equal(-1);
    await parta.start();
    await eventually(async () => (await level()) === undefined, { what: 'the word', timeout: 60_000 });
  });

  it('does a command once that is handled again', async () => {
    await command(`!parta mute ${pupil.userId} 1h`);
    await eventually(async () => (await level()) === -1, { what: 'the mute', timeout: 30_000 });
    const restrictions = 'select count(*)::int from moderation_restriction';
    const entries = `select count(*)::int from audit_entry where action like 'restriction.%'`;
    const before = [await count(restrictions), await count(entries)];
    const { rows } = await core.database.query<{ cause: string }>(
      'select cause from moderation_restriction order by begins_at desc limit 1',
    );
    const eventId = rows[0]!.cause.replace('bot ', '');
    await eventually(async () => {
      const { rowCount } = await core.database.query(
        `select 1 from inbox_event where event_id = $1 and state = 'done'`,
        [eventId],
      );
      return rowCount === 1;
    });
    const path = `/v3/rooms/${encodeURIComponent(chat)}/event/${encodeURIComponent(eventId)}`;
    const event = (await teacher.matrix.get(path)).body as { sender: string };
    await parta.kill();
    // As if the process had been killed before it could note that the event was done.
    await core.database.query(
      `update inbox_event set state = 'pending', done_at = null, sender = $2, body = $3, attempts = 0, due_at = now()
        where event_id = $1`,
      [eventId, event.sender, JSON.stringify(event)],
    );
    await parta.start();
    await eventually(
      async () => (await count(`select count(*)::int from inbox_event where state <> 'done'`)) === 0,
      { what: 'the event to be handled again', timeout: 30_000 },
    );
    expect([await count(restrictions), await count(entries)]).to.deep.equal(before);
  });
});
