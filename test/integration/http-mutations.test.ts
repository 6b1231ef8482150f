/** A thousand spoilt bodies for each operation of the HTTP API: refused with the place named and nothing changed, or valid. */
import { expect } from 'chai';
import { readRequestBodies } from '@parta/protocol/src/request-bodies.ts';
import type { Sql } from '../../appservice/src/store/database.ts';
import { documentOperations } from '../support/document-operations.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { lessonOperations, type Operation } from '../support/lesson-operations.ts';
import { peopleOperations } from '../support/people-operations.ts';
import { startLivekit } from '../support/livekit.ts';
import { moderationOperations } from '../support/moderation-operations.ts';
import {
  createRandom,
  describeChanges,
  mutate,
  mutateText,
  type Change,
  type Json,
  type Random,
} from '../support/mutate.ts';
import { pollOperations } from '../support/poll-operations.ts';
import { policyOperations } from '../support/policy-operations.ts';
import { send, type RawAnswer } from '../support/raw-http.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

const RUNS = 1_000;
/** The register is looked at after so many refusals, and before what may be accepted. */
const UNSEEN = 20;
/**
 * Tables that requests write to. The inbox, polls (which the room's events make), what the sweep of contacts keeps and their like change by themselves; so does timetable_change, which is
 * written together with a lesson, and emptied when a class is told.
 */
const TABLES = [
  ...[
    'school',
    'class',
    'person',
    'role_grant',
    'enrollment',
    'guardianship',
    'matrix_account',
    'account_reservation',
  ],
  'direct_room',
  ...['managed_room', 'login_link', 'api_session', 'invite', 'invite_use', 'audit_entry', 'person_device'],
  ...['school_term', 'day_off', 'bell_period', 'location', 'lesson', 'lesson_class', 'lesson_teacher'],
  ...['lesson_override', 'import_source'],
  ...['contact_rule', 'quiet_hours', 'person_age', 'waiting_post', 'quiet_left', 'quiet_posting'],
  ...['document', 'document_version', 'document_share', 'document_ticket', 'upload', 'upload_piece'],
  ...['hand_in_task', 'hand_in_slot', 'hand_in_comment'],
  ...['lesson_session', 'lesson_seat', 'attendance_correction', 'lesson_question'],
  ...[
    'moderation_case',
    'moderation_report',
    'moderation_step',
    'moderation_access',
    'moderation_restriction',
    'poll_ballot',
  ],
];

/** Written by the sweep of lessons, by jobs, and by the bot, which tells teachers who waits: all go on by themselves. */
const ALIVE = "'{swept_at,claimed_at,told_at,reminded_at,done_at}'::text[]";

/** Notes every row written to the register, in the transaction that writes it: hashing whole tables after each request took longer than the requests. */
async function watchRegister(sql: Sql): Promise<void> {
  await sql.query(`
    create unlogged table written_row (table_name text not null);
    create function note_written_row() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'UPDATE' or to_jsonb(old) - ${ALIVE} is distinct from to_jsonb(new) - ${ALIVE} then
          insert into written_row values (tg_table_name);
        end if;
        return null;
      end $$;`);
  for (const table of TABLES) {
    await sql.query(
      `create trigger note_written_row after insert or update or delete on ${table}
         for each row execute function note_written_row()`,
    );
  }
}

/** The tables written to since this was last asked. */
async function writtenTables(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query(
    'with seen as (delete from written_row returning table_name) select distinct table_name as name from seen',
  );
  return (rows as { name: string }[]).map(({ name }) => name);
}

function concerns(place: string, changes: readonly Change[]): boolean {
  return changes.some(
    ({ path }) =>
      path === place ||
      path === '' ||
      place.startsWith(`${path}/`) ||
      path.startsWith(`${place}/`) ||
      place === '',
  );
}

/** Every operation of the HTTP API that has a body. */
const validators = await readRequestBodies();

describe('A thousand spoilt bodies', function () {
  this.timeout(600_000);
  let town: RunningSchool;
  let teacher: LoggedInPerson;
  let url: string;
  let token: string;
  let operations: Record<string, Operation>;

  before(async () => {
    const ids: Record<string, string> = {};
    town = await runningSchool({
      // Hashing passwords slowly is the homeserver's affair.
      homeserver: await startHomeserver({ config: { bcrypt_rounds: 4 } }),
      config: { appservice: { trusted_proxies: 1 } },
      livekit: await startLivekit(),
      async populate(school) {
        ids['teacher'] = await school.person('Анна Тестова', {
          inClass: 'class_teacher',
          role: 'school_admin',
        });
        ids['pupil'] = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids['parent'] = await school.person('Дина Тестова', { role: 'staff' });
        ids['mover'] = await school.person('Марк Тестов', { inClass: 'pupil' });
        ids['otherClass'] = await school.addClass('7А');
      },
    });
    const { port, host } = town.core.config.appservice;
    url = `http://${host}:${port}`;
    teacher = await town.logIn(ids['teacher']!);
    const pupil = await town.logIn(ids['pupil']!);
    operations = {
      ...(await prepare(ids['pupil']!)),
      ...(await peopleOperations(town, teacher, ids)),
      ...(await prepareTimetable()),
      ...(await lessonOperations(town, teacher, pupil)),
      ...(await moderationOperations(town, teacher, pupil)),
      ...(await pollOperations(town, teacher)),
      ...(await policyOperations(town, teacher, ids['pupil']!)),
      ...(await prepareDocuments(pupil)),
    };
    expect(Object.keys(operations)).to.have.members([...validators.keys()]);
    await watchRegister(town.core.database);
    await settle();
  });

  async function prepare(pupilId: string): Promise<Record<string, Operation>> {
    const classId = town.school.classId;
    const code = async (terms: object): Promise<{ id: string; code: string }> => {
      const { body } = await teacher.parta.post('/invites', { class_id: classId, role: 'pupil', ...terms });
      const made = body as { invite: { invite_id: string }; link: { code: string } };
      return { id: made.invite.invite_id, code: made.link.code };
    };
    const [open, single, waiting] = [
      await code({}),
      await code({ max_uses: 1 }),
      await code({ needs_approval: true }),
    ];
    const redeem = (code: string): { [key: string]: Json } => ({
      code,
      name: 'Оля Птичкина',
      locale: 'ru',
      idempotency_key: newKey(),
    });
    // Both are spent, so that what is valid repeats them with the same key or finds them used up.
    const join = redeem(single.code);
    await town.anonymous.post('/invites/redeem', join);
    const link = (await teacher.parta.post(`/people/${pupilId}/login-links`, {})).body as { code: string };
    const login = { code: link.code, idempotency_key: newKey() };
    await town.anonymous.post('/login-links/redeem', login);
    await town.anonymous.post('/invites/redeem', redeem(waiting.code));
    const { body: uses } = await teacher.parta.get(`/invites/${waiting.id}/uses`);
    const useId = (uses as { uses: { use_id: string }[] }).uses[0]!.use_id;
    ({ token } = await town.core.accounts.sessions.create(teacher));
    const openid = {
      access_token: 'unknown',
      token_type: 'Bearer',
      matrix_server_name: town.homeserver.serverName,
      expires_in: 3600,
    };
    return {
      createSession: { method: 'POST', path: '/sessions', body: { openid } },
      updateMe: { method: 'PATCH', path: '/me', body: { locale: 'ru' }, loggedIn: true },
      setPassword: {
        method: 'PUT',
        path: '/me/password',
        body: { password: 'a long password' },
        loggedIn: true,
      },
      createLoginLink: {
        method: 'POST',
        path: `/people/${pupilId}/login-links`,
        body: { expires_in_seconds: 3600 },
        loggedIn: true,
      },
      redeemLoginLink: { method: 'POST', path: '/login-links/redeem', body: login },
      ...(await prepareContacts(pupilId)),
      createInvite: {
        method: 'POST',
        path: '/invites',
        body: {
          class_id: classId,
          role: 'pupil',
          max_uses: 5,
          expires_in_seconds: 3600,
          needs_approval: false,
        },
        loggedIn: true,
      },
      previewInvite: { method: 'POST', path: '/invites/preview', body: { code: open.code } },
      redeemInvite: { method: 'POST', path: '/invites/redeem', body: join },
      decideInviteUse: {
        method: 'PATCH',
        path: `/invites/${waiting.id}/uses/${useId}`,
        body: { status: 'approved' },
        loggedIn: true,
      },
    };
  }

  async function prepareDocuments(pupil: LoggedInPerson): Promise<Record<string, Operation>> {
    const uploader = async (person: LoggedInPerson) => ({
      ...person,
      token: (await town.core.accounts.sessions.create(person)).token,
      url: `${url}/api/v1`,
    });
    return documentOperations(town, await uploader(teacher), await uploader(pupil), pupil.personId);
  }

  async function prepareContacts(pupilId: string): Promise<Record<string, Operation>> {
    const { body: room } = await teacher.parta.post('/direct-rooms', { person_id: pupilId });
    const { room_id: roomId } = room as { room_id: string };
    const { userId } = await town.core.accounts.ensureAccount(
      town.core.database,
      await town.school.person('Борис Тестов', { role: 'staff' }),
    );
    return {
      openDirectRoom: { method: 'POST', path: '/direct-rooms', body: { person_id: pupilId }, loggedIn: true },
      nameSecondAdult: {
        method: 'PUT',
        path: `/direct-rooms/${encodeURIComponent(roomId)}/second-adult`,
        body: { user_id: userId },
        loggedIn: true,
      },
    };
  }

  async function prepareTimetable(): Promise<Record<string, Operation>> {
    const { schoolId, classId } = town.school;
    const lesson = {
      title: 'Физика',
      class_ids: [classId],
      teacher_ids: [teacher.personId],
      location: '201',
      note: 'Опыты',
      starts_at: '2026-09-07T10:15',
      time_zone: 'Europe/Moscow',
      duration_minutes: 45,
      rrule: 'FREQ=WEEKLY;COUNT=20;BYDAY=MO',
      exdates: ['2026-09-14T10:15'],
      allow_conflicts: true,
    };
    const { body: made } = await teacher.parta.post('/lessons', { school_id: schoolId, ...lesson });
    const { lesson_id: id } = made as { lesson_id: string };
    const dates = { begins_on: '2026-09-01', ends_on: '2026-10-25' };
    const text = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:1',
      'SUMMARY:x',
      'DTSTART:20260907T081500Z',
      'DURATION:PT45M',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    const asTeacher = { loggedIn: true };
    return {
      createLesson: {
        method: 'POST',
        path: '/lessons',
        body: { school_id: schoolId, ...lesson },
        ...asTeacher,
      },
      updateLesson: { method: 'PATCH', path: `/lessons/${id}`, body: lesson, ...asTeacher },
      overrideLesson: {
        method: 'PATCH',
        path: `/lessons/${id}/occurrences/2026-09-21T10:15:00`,
        body: { starts_at: '2026-09-22T12:00', location: '204', teacher_ids: null, allow_conflicts: true },
        ...asTeacher,
      },
      updateTimetableFrame: {
        method: 'PATCH',
        path: `/schools/${schoolId}/timetable`,
        body: {
          terms: [{ title: 'Первая', ...dates, week_cycle: 2 }],
          days_off: [{ title: 'Праздник', ...dates }],
          periods: [{ number: 1, begins_at: '08:30', ends_at: '09:15' }],
        },
        ...asTeacher,
      },
      importTimetable: {
        method: 'POST',
        path: '/timetable-imports',
        body: { format: 'ical', class_id: classId, title: 'x', text: text.join('\r\n'), apply: true },
        ...asTeacher,
      },
      createFeed: { method: 'POST', path: '/feeds', body: { class_id: classId }, ...asTeacher },
    };
  }

  /** Waits until nothing changes by itself any more. */
  async function settle(): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await town.core.database.query(
          // Jobs for later change nothing yet.
          `select count(*)::int as waiting from graphile_worker.jobs
            where attempts < max_attempts and run_at < now() + interval '1 second'`,
        );
        const written = await writtenTables(town.core.database);
        return written.length === 0 && (rows[0] as { waiting: number }).waiting === 0;
      },
      { what: 'the school to be quiet', timeout: 60_000, interval: 300 },
    );
  }

  let address = 0;
  function request({ method, path, loggedIn }: Operation, body: string): Promise<RawAnswer> {
    // From ever new addresses, as the limits against guessing are not what is looked at here.
    address++;
    const from = `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`;
    return send(`${url}/api/v1${path}`, {
      method,
      body,
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        'x-forwarded-for': from,
        ...(loggedIn === true && { authorization: `Bearer ${token}` }),
      },
    });
  }

  function spoil(body: Json, random: Random): { text: string; changes: readonly Change[]; byText: boolean } {
    if (random.chance(0.25)) {
      const { value, changes } = mutateText(JSON.stringify(body, null, 1), random);
      return { text: value, changes, byText: true };
    }
    const { value, changes } = mutate(body, random);
    return { text: JSON.stringify(value), changes, byText: false };
  }

  function checkRefusal(
    { status, body }: RawAnswer,
    changes: readonly Change[],
    byText: boolean,
    what: string,
  ): void {
    const { errcode, error, details } = body as {
      errcode: string;
      error: string;
      details?: { path: string; message: string }[];
    };
    expect(errcode, what).to.match(/^((M_|ORG\.PARTA\.)[A-Z_]+|[a-z]+\.[a-z_]+)$/);
    expect(error, what).to.be.a('string').with.length.greaterThan(10);
    if (errcode !== 'M_BAD_JSON') return;
    expect([status, details?.length], what).to.satisfy(
      ([code, count]: [number, number]) => code === 400 && count > 0,
    );
    for (const { path, message } of details!) {
      expect(message, what).to.have.length.greaterThan(5);
      if (!byText) expect(concerns(path, changes), `${what}: ${path} ${message}`).to.equal(true);
    }
    if (details![0]!.path !== '') expect(error, what).to.include(details![0]!.path);
  }

  for (const name of validators.keys()) {
    it(`of ${name}: each is refused with its place and changes nothing, or is valid`, async () => {
      const operation = operations[name]!;
      const isValid = validators.get(name)!;
      expect((await request(operation, JSON.stringify(operation.body))).status).to.be.lessThan(
        name === 'createSession' ? 402 : 300,
      );
      await settle();
      /** What was refused since the register was last looked at. */
      let unseen: string[] = [];
      const nothingChanged = async (): Promise<void> => {
        expect(await writtenTables(town.core.database), unseen.join('\n')).to.deep.equal([]);
        unseen = [];
      };
      let refused = 0;
      for (let seed = 0; seed < RUNS; seed++) {
        const { text, changes, byText } = spoil(operation.body, createRandom(seed));
        const what = `seed ${seed}, ${describeChanges(changes)}, ${text.slice(0, 200)}`;
        const sent = parsed(text);
        const bad = sent !== undefined && (!isValid(sent) || !isText(sent));
        if (sent !== undefined && !bad) await nothingChanged();
        const answer = await request(operation, text);
        expect(answer.status, what).to.be.lessThan(500);
        if (answer.status >= 400) {
          refused++;
          checkRefusal(answer, changes, byText, what);
          if (unseen.push(what) === UNSEEN) await nothingChanged();
        } else {
          await writtenTables(town.core.database);
        }
        if (answer.status === 413) continue;
        if (sent === undefined)
          expect([answer.status, answer.body['errcode']], what).to.deep.equal([400, 'M_NOT_JSON']);
        else expect(answer.body['errcode'] === 'M_BAD_JSON', what).to.equal(bad);
      }
      await nothingChanged();
      expect(refused).to.be.greaterThan(RUNS / 3);
    });
  }

  after(() => expect(town.complaints()).to.deep.equal([]));
});

/** What the server reads from a body: JSON objects and lists; nothing at all counts as an empty object. */
function parsed(text: string): unknown {
  const bytes = Buffer.from(text).toString();
  if (bytes === '') return {};
  if (!/^[ \t\r\n]*[{[]/.test(bytes.replace(/^\ufeff/, ''))) return undefined;
  try {
    return JSON.parse(bytes.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** Whether no string in it holds half a surrogate pair or NUL, which JSON writes as escapes. */
function isText(value: unknown): boolean {
  return !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89ab]..|d[cdef]..)/.test(JSON.stringify(value));
}
