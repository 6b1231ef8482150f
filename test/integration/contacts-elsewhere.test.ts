/** Who may talk to whom across homeservers, without the finer invite rules, and across a crash. */
import { expect } from 'chai';
import { MSC4155, MSC4380 } from '../../appservice/src/contacts/invite-rules.ts';
import { loadConfig } from '../../appservice/src/config/config.ts';
import { createLog } from '../../appservice/src/log.ts';
import { createCore } from '../../appservice/src/core.ts';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { atEnd } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver, twoHomeservers, type TestHomeserver } from '../support/homeserver.ts';
import { matrixApi, type MatrixApi } from '../support/matrix-api.ts';
import { startParta } from '../support/parta.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';
import { makeSchool } from '../support/school.ts';
import { peopleIn, startChat, untilApart } from '../support/unruly.ts';

function databaseOf(homeserver: TestHomeserver): Database {
  const database = openDatabase(homeserver.databaseUrl, { poolSize: 3 });
  atEnd(() => database.close());
  return database;
}

const accountData = (userId: string, type: string): string =>
  `/v3/user/${encodeURIComponent(userId)}/account_data/${type}`;

async function untilRules({ matrix, userId }: LoggedInPerson, type: string, key: string): Promise<void> {
  await eventually(
    async () => key in ((await matrix.get(accountData(userId, type))).body as Record<string, unknown>),
    { what: 'the invite rules of a pupil', timeout: 30_000 },
  );
}

describe('Somebody of another homeserver', function () {
  this.timeout(300_000);
  let town: RunningSchool;
  let synapse: Database;
  let pupil: LoggedInPerson;
  let stranger: { api: MatrixApi; userId: string };

  before(async () => {
    const [ours, theirs] = await twoHomeservers();
    let pupilId = '';
    town = await runningSchool({
      homeserver: ours,
      populate: async (school) => (pupilId = await school.person('Петя Птичкин', { inClass: 'pupil' })),
    });
    synapse = databaseOf(ours);
    pupil = await town.logIn(pupilId);
    stranger = await theirs.user('stranger');
    await untilRules(pupil, MSC4155, 'allowed_users');
  });

  it('cannot invite a pupil', async () => {
    const { status } = await startChat(stranger.api, [pupil.userId]);
    expect(status).to.equal(403);
  });

  it('whose invite got through to a pupil without rules is turned away, and the rules are back', async () => {
    await pupil.matrix.put(accountData(pupil.userId, MSC4155), {});
    const { roomId, status } = await startChat(stranger.api, [pupil.userId]);
    expect(status).to.equal(200);
    await eventually(
      async () => {
        const { body } = await stranger.api.get(`/v3/rooms/${encodeURIComponent(roomId)}/members`);
        const members = (body as { chunk: { state_key: string; content: { membership: string } }[] }).chunk;
        return members.find((one) => one.state_key === pupil.userId)?.content.membership === 'leave';
      },
      { what: 'the pupil to have declined', timeout: 30_000 },
    );
    await untilRules(pupil, MSC4155, 'blocked_users');
    const { rows } = await town.core.database.query(
      `select 1 from audit_entry where action = 'contact.room_closed' and details ->> 'room_id' = $1`,
      [roomId],
    );
    expect(rows).to.have.length(1);
  });

  it('whom a pupil invites finds nobody', async () => {
    const { roomId } = await startChat(pupil.matrix, [stranger.userId]);
    await untilApart(synapse, roomId, [pupil.userId, stranger.userId]);
    await eventually(async () => !(await peopleIn(synapse, roomId)).includes(pupil.userId), {
      what: 'the pupil to be out of the room',
    });
  });

  after(() => expect(town.complaints()).to.deep.equal([]));
});

describe('A homeserver whose invite rules know only all or nobody', function () {
  this.timeout(300_000);
  let town: RunningSchool;
  let pupil: LoggedInPerson;
  let classmate: LoggedInPerson;
  let adult: LoggedInPerson;

  before(async () => {
    const ids: string[] = [];
    town = await runningSchool({
      homeserver: await startHomeserver({ config: { experimental_features: { msc4155_enabled: false } } }),
      async populate(school) {
        const other = await school.addClass('9А');
        ids.push(
          await school.person('Петя Птичкин', { inClass: 'pupil' }),
          await school.person('Вера Малая', { inClass: 'pupil' }),
          await school.person('Борис Чужой', { inClass: 'teacher', classId: other }),
        );
      },
    });
    pupil = await town.logIn(ids[0]!);
    classmate = await town.logIn(ids[1]!);
    adult = await town.logIn(ids[2]!);
    for (const one of [pupil, classmate]) await untilRules(one, MSC4380, 'default_action');
  });

  const rules = async (one: LoggedInPerson): Promise<unknown> =>
    (await one.matrix.get(accountData(one.userId, MSC4380))).body;

  it('refuses everybody’s invites of pupils by itself', async () => {
    expect(await startChat(adult.matrix, [pupil.userId])).to.include({ status: 403 });
  });

  it('lets the bot in, for the moment of its invite', async () => {
    const { status, body } = await pupil.parta.post('/direct-rooms', { person_id: classmate.personId });
    expect(status, JSON.stringify(body)).to.equal(201);
    const { room_id: roomId } = body as { room_id: string };
    expect(await peopleIn(databaseOf(town.homeserver), roomId)).to.include.members([
      pupil.userId,
      classmate.userId,
    ]);
    for (const one of [pupil, classmate]) expect(await rules(one)).to.deep.equal({ default_action: 'block' });
  });

  it('lets the bot bring a pupil into another class', async () => {
    const { schoolId } = town.school;
    const classId = await town.school.addClass('8В');
    await town.core.reconciler.reconcile({ schoolIds: [schoolId] });
    await town.core.database.query(
      `insert into enrollment (person_id, class_id, role, source) values ($1, $2, 'pupil', 'test')`,
      [pupil.personId, classId],
    );
    const report = await town.core.reconciler.reconcile({ personIds: [pupil.personId] });
    expect(report.failed).to.deep.equal([]);
    const chat = await town.room('class_chat', classId);
    expect(await peopleIn(databaseOf(town.homeserver), chat)).to.include(pupil.userId);
    expect(await rules(pupil)).to.deep.equal({ default_action: 'block' });
  });

  it('has rules put back that were lifted by a process that died then', async () => {
    await town.core.database.query(
      `update invite_rule set lifted_at = now() - interval '1 hour' where user_id = $1`,
      [pupil.userId],
    );
    await pupil.matrix.put(accountData(pupil.userId, MSC4380), { default_action: 'allow' });
    await town.core.database.query(`select graphile_worker.add_job('contacts.tidy')`);
    await eventually(
      async () => ((await rules(pupil)) as { default_action: string }).default_action === 'block',
      { what: 'the rules to be back', timeout: 30_000 },
    );
  });

  after(() => expect(town.complaints()).to.deep.equal([]));
});

describe('An inbox that is killed while rooms are brought into line', function () {
  this.timeout(300_000);

  it('brings all of them into line after it, with each act written down once', async () => {
    const free = { per_second: 1000, burst_count: 1000 };
    const limits = {
      rc_room_creation: free,
      rc_invites: { per_user: free, per_issuer: free, per_room: free },
    };
    const homeserver = await startHomeserver({ config: limits });
    const parta = await startParta({ homeserver, start: false });
    const core = await createCore(await loadConfig(parta.configFile), createLog('silent'));
    atEnd(() => core.close());
    const school = await makeSchool(core.database);
    const other = await school.addClass('9А');
    const pupilId = await school.person('Петя Птичкин', { inClass: 'pupil' });
    const adultId = await school.person('Борис Чужой', { inClass: 'teacher', classId: other });
    const [pupil, adult] = [
      await core.accounts.login(pupilId, 'test'),
      await core.accounts.login(adultId, 'test'),
    ];
    const synapse = databaseOf(homeserver);
    await parta.start();

    const api = matrixApi(homeserver.url, pupil.matrix.accessToken);
    const rooms: string[] = [];
    for (let round = 0; round < 8; round++) {
      const { roomId, status } = await startChat(api, [adult.matrix.userId]);
      expect(status).to.equal(200);
      rooms.push(roomId);
      if (round % 2 === 0) {
        await parta.kill();
        await parta.start({ ready: false });
      }
    }
    for (const roomId of rooms) {
      await eventually(async () => (await peopleIn(synapse, roomId)).length === 0, {
        what: 'the room to be empty',
        timeout: 60_000,
      });
    }
    // An act for each event that was the cause of one, and a line for each act.
    const { rows } = await core.database.query<{ acts: number; lines: number }>(
      `select count(*)::int as acts,
          (select count(*)::int from audit_entry
            where action = 'contact.room_closed' and details ->> 'room_id' = room_id) as lines
         from room_intervention where room_id = any($1) group by room_id`,
      [rooms],
    );
    expect(rows.length).to.equal(rooms.length);
    for (const { acts, lines } of rows) expect(lines).to.equal(acts);
    await eventually(
      async () => {
        const waiting = await core.database.query(
          `select 1 from graphile_worker.jobs where task_identifier = 'contacts.tell'`,
        );
        return waiting.rows.length === 0;
      },
      { what: 'everybody to be told', timeout: 60_000 },
    );
    const { rows: dead } = await core.database.query(`select 1 from inbox_event where state = 'dead'`);
    expect(dead).to.deep.equal([]);
  });
});
