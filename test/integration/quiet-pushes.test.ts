/** Quiet hours on a real homeserver with a phone that rings: whose pushes are held, when, and what rings all the same. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { phoneOf, type Phone } from '../support/pusher.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

type Name = 'pupil' | 'teacher' | 'parent' | 'administrator';
const NIGHT = {
  role: null,
  class_id: null,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  begins_at: '21:00',
  ends_at: '07:00',
  days_off: false,
};

describe('Pushes in quiet hours', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  let now = new Date('2026-11-25T12:00:00+03:00');
  const ids = {} as Record<Name, string>;
  const people = {} as Record<Name, LoggedInPerson>;
  let room: string;
  let phone: Phone;

  before(async () => {
    town = await runningSchool({
      homeserver: await startHomeserver({ config: { ip_range_blacklist: [] } }),
      now: () => now,
      async populate(school) {
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.parent = await school.person('Пётр Тестов', { guardianOf: ids.pupil });
        ids.administrator = await school.person('Алла Тестова', { role: 'school_admin' });
      },
    });
    for (const name of Object.keys(ids) as Name[]) people[name] = await town.logIn(ids[name]);
    room = await town.room('class_chat');
    phone = await phoneOf(people.pupil.matrix);
    await setHours([NIGHT]);
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const setHours = async (lines: object[]): Promise<void> => {
    const path = `/schools/${town.school.schoolId}/quiet-hours`;
    expect((await people.administrator.parta.put(path, { quiet_hours: lines })).status).to.equal(200);
  };
  const path = (): string => `/v3/rooms/${encodeURIComponent(room)}`;
  async function write(from: Name, more: object = {}): Promise<string> {
    const { body } = await people[from].matrix.put(`${path()}/send/m.room.message/${randomUUID()}`, {
      msgtype: 'm.text',
      body: 'текст',
      ...more,
    });
    return (body as { event_id: string }).event_id;
  }
  const rules = async (name: Name): Promise<string[]> => {
    const { body } = await people[name].matrix.get('/v3/pushrules/');
    return (body as { global: { override: { rule_id: string; default: boolean }[] } }).global.override
      .filter((rule) => !rule.default)
      .map((rule) => rule.rule_id);
  };
  const held = (name: Name, is: boolean): Promise<unknown> =>
    eventually(async () => (await rules(name)).includes('org.parta.quiet') === is, {
      what: `pushes of the ${name} ${is ? 'to be held' : 'to be let through'}`,
    });
  const has = (name: Name, wanted: string[]): Promise<unknown> =>
    eventually(async () => {
      expect(await rules(name)).to.deep.equal(wanted);
      return true;
    });
  const rings = (eventId: string): Promise<unknown> =>
    eventually(() => phone.rang.includes(eventId), { what: 'the phone to ring' });
  function turn(to: string): void {
    now = new Date(`${to}+03:00`);
  }

  it('ring by day', async () => {
    await rings(await write('teacher'));
    expect(await rules('pupil')).to.deep.equal([]);
  });

  it('are held when it is night, but for what the bot says rings; after the night they ring again', async () => {
    turn('2026-11-25T21:00:00');
    await has('pupil', ['org.parta.urgent', 'org.parta.quiet']);

    const silent = await write('teacher');
    // Whoever is not the bot cannot ring by the same words.
    const forged = await write('teacher', { 'org.parta.post': { kind: 'urgent', rings: true, version: 1 } });
    const urgent = await town.core.homeserver.sendMessage(room, randomUUID(), {
      msgtype: 'm.notice',
      body: 'срочно',
      'org.parta.post': { kind: 'urgent', rings: true, version: 1 },
    });
    await rings(urgent);
    expect(phone.rang).to.not.include(silent);
    expect(phone.rang).to.not.include(forged);

    turn('2026-11-26T07:00:00');
    await has('pupil', []);
    const morning = await write('teacher');
    await rings(morning);
    expect(phone.rang.slice(-2)).to.deep.equal([urgent, morning]);
  });

  it('leave the count of unread messages right: what rang is counted, and reading it takes all away', async () => {
    let limit = 0;
    const unread = async (): Promise<number | undefined> => {
      // A filter of its own each time, for the homeserver keeps its answers for minutes.
      const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: ++limit } } }));
      const { body } = await people.pupil.matrix.get(`/v3/sync?filter=${filter}`);
      const joined = (body as { rooms: { join: Record<string, { unread_notifications: object }> } }).rooms
        .join;
      return (joined[room]!.unread_notifications as { notification_count?: number }).notification_count;
    };
    // By day one, at night what the bot said, in the morning one; the homeserver counts what rings.
    await eventually(async () => (await unread()) === 3, { what: 'three unread messages' });
    const last = await write('teacher');
    await rings(last);
    await eventually(async () => (await unread()) === 4, { what: 'four unread messages' });
    await people.pupil.matrix.post(`${path()}/receipt/m.read/${encodeURIComponent(last)}`);
    await eventually(async () => (await unread()) === 0, { what: 'the count to be nothing' });
  });

  it('leave the rules of a person as they are', async () => {
    const mine = {
      conditions: [{ kind: 'event_match', key: 'room_id', pattern: room }],
      actions: ['notify'],
    };
    await people.pupil.matrix.put('/v3/pushrules/global/override/mine', mine);
    turn('2026-11-26T22:00:00');
    await has('pupil', ['org.parta.urgent', 'org.parta.quiet', 'mine']);
    turn('2026-11-27T08:00:00');
    await has('pupil', ['mine']);
  });

  it('are held again within the hour when a pupil takes the rule away, or puts one above it', async () => {
    turn('2026-11-27T21:00:00');
    await held('pupil', true);
    await people.pupil.matrix.delete('/v3/pushrules/global/override/org.parta.quiet');
    await held('pupil', false);
    turn('2026-11-27T22:00:01');
    await held('pupil', true);
    await people.pupil.matrix.put('/v3/pushrules/global/override/louder', {
      conditions: [],
      actions: ['notify'],
    });
    await people.pupil.matrix.put('/v3/pushrules/global/override/org.parta.quiet/enabled', {
      enabled: false,
    });
    turn('2026-11-27T23:00:02');
    await has('pupil', ['org.parta.urgent', 'org.parta.quiet', 'louder', 'mine']);
    await people.pupil.matrix.delete('/v3/pushrules/global/override/louder');
  });

  it('follow a change of the hours at once, and a clock that jumps back', async () => {
    await setHours([]);
    await held('pupil', false);
    await setHours([NIGHT]);
    await held('pupil', true);
    turn('2026-11-27T15:00:00');
    await held('pupil', false);
    turn('2026-11-27T23:00:00');
    await held('pupil', true);
  });

  it('follow a change of role', async () => {
    await setHours([{ ...NIGHT, role: 'pupil' }]);
    await held('teacher', false);
    await held('parent', false);
    await held('pupil', true);
    const { parta } = people.administrator;
    const given = await parta.post(`/people/${ids.pupil}/roles/end`, {
      role: 'pupil',
      class_id: town.school.classId,
    });
    expect([given.status, given.body]).to.deep.include(200);
    await held('pupil', false);
  });

  it('are nobody’s to leave but adults’', async () => {
    await setHours([NIGHT]);
    await held('teacher', true);
    const left = await people.teacher.parta.put('/me/quiet-hours', { left: true });
    expect(left.body).to.deep.equal({ quiet_until: null, concerned: true, left: true, may_leave: true });
    await held('teacher', false);
    const back = await people.teacher.parta.put('/me/quiet-hours', { left: false });
    expect(back.body).to.include({ left: false, quiet_until: '2026-11-28T04:00:00.000Z' });
    await held('teacher', true);
  });
});
