/** Sessions as time goes by and the timetable changes, on a real timetable in a real database with a clock that the test turns. */
import { expect } from 'chai';
import { pino } from 'pino';
import { forgetOld } from '../../appservice/src/lessons/attendance-store.ts';
import { createClock, type Clock } from '../../appservice/src/lessons/clock.ts';
import type { LessonRoom } from '../../appservice/src/lessons/model.ts';
import { endSession, saveIdentity, setClock } from '../../appservice/src/lessons/store.ts';
import { createSweep } from '../../appservice/src/lessons/sweep.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startTimetable, type TestTimetable } from '../support/timetable.ts';

describe('The clock of lessons', function () {
  this.timeout(60_000);
  let database: Database;
  let timetable: TestTimetable;
  let clock: Clock;
  let room: LessonRoom;
  let now: Date;
  let queued: string[];

  before(async () => void ({ database } = await freshDatabase()));
  beforeEach(async () => {
    timetable = await startTimetable(database);
    const { schoolId, classId } = timetable.school;
    room = { roomId: `!lessons-of-${classId}`, kind: 'lesson', schoolId, classId };
    await database.query(
      `insert into managed_room (key, kind, school_id, class_id, alias_localpart, room_id)
       values ('lesson_room/' || $1::uuid, 'lesson_room', $2, $1::uuid, 'parta_' || $1::uuid, $3)`,
      [classId, schoolId, room.roomId],
    );
    queued = [];
    clock = createClock({
      database,
      occurrencesOf: (sql, id, window) => timetable.schedule.occurrencesOf(sql, id, window),
      roomOf: (roomId) => Promise.resolve(roomId === room.roomId ? room : null),
      jobs: { add: (_tx, task) => Promise.resolve(void queued.push(task)) },
      times: { opensBefore: 10, closesAfter: 10 },
      log: pino({ level: 'silent' }),
      now: () => now,
    });
  });
  afterEach(() => timetable.close());

  /** What is open at a time of Monday, 23 November, in Moscow; physics is at 10:15. */
  async function at(time: string, day = '23'): Promise<string> {
    now = new Date(`2026-11-${day}T${time}:00+03:00`);
    const session = await clock.wind(room);
    const clockOf = (moment: number): string => new Date(moment + 3 * 3_600_000).toISOString().slice(11, 16);
    return session === null
      ? 'closed'
      : `${session.title} ${clockOf(session.begins)}–${clockOf(session.ends)}`;
  }

  it('opens ten minutes before the lesson and closes ten minutes after it, week by week', async () => {
    await timetable.create();
    expect(await at('10:04')).to.equal('closed');
    expect(await at('10:05')).to.equal('Физика 10:15–11:00');
    expect(await at('11:09')).to.equal('Физика 10:15–11:00');
    expect(await at('11:10')).to.equal('closed');
    expect(await at('10:05', '24')).to.equal('closed');
    expect(await at('10:20', '30')).to.equal('Физика 10:15–11:00');
    const { rows } = await database.query('select 1 from lesson_session where room_id = $1', [room.roomId]);
    expect(rows).to.have.length(2);
    expect(new Set(queued)).to.deep.equal(new Set(['lessons.refresh']));
  });

  it('opens one session however many ask at once', async () => {
    await timetable.create();
    now = new Date('2026-11-23T10:15:00+03:00');
    const all = await Promise.all(Array.from({ length: 20 }, () => clock.wind(room)));
    expect(new Set(all.map((one) => one?.id)).size).to.equal(1);
    const { rows } = await database.query('select 1 from lesson_session where room_id = $1', [room.roomId]);
    expect(rows).to.have.length(1);
  });

  it('follows a lesson that is moved, cancelled and restored while it is held', async () => {
    const { lesson_id: id } = await timetable.create();
    const path = `/lessons/${id}/occurrences/2026-11-23T10:15:00`;
    const change = async (body: object): Promise<void> => {
      expect((await timetable.call(timetable.people.admin, 'PATCH', path, body)).status).to.equal(200);
      await database.transaction((tx) => clock.changed(tx, { classIds: [timetable.school.classId] }));
    };
    expect(await at('10:20')).to.equal('Физика 10:15–11:00');
    await change({ starts_at: '2026-11-23T10:25:00' });
    expect(await at('10:21')).to.equal('Физика 10:25–11:10');
    await change({ status: 'cancelled' });
    expect(await at('10:30')).to.equal('closed');
    await change({ status: 'confirmed', starts_at: null });
    // It was ended: only somebody who runs it opens it again.
    expect(await at('10:31')).to.equal('closed');
  });

  it('does not open again what somebody ended', async () => {
    await timetable.create();
    await at('10:20');
    const session = (await clock.wind(room))!;
    await database.transaction(async (tx) => {
      await endSession(tx, session.id, now.getTime());
      await setClock(tx, room.roomId, now.getTime());
    });
    expect(await at('10:21')).to.equal('closed');
    expect(await at('10:20', '30')).to.equal('Физика 10:15–11:00');
  });

  it('opens rooms that nobody asks about', async () => {
    await timetable.create();
    now = new Date('2026-11-23T10:15:00+03:00');
    await clock.windDue();
    const { rows } = await database.query<{ ended: boolean }>(
      'select ended_at is not null as ended from lesson_session where room_id = $1',
      [room.roomId],
    );
    expect(rows).to.deep.equal([{ ended: false }]);
    now = new Date('2026-11-23T11:10:00+03:00');
    await clock.windDue();
    const after = await database.query<{ ended: boolean }>(
      'select ended_at is not null as ended from lesson_session where room_id = $1',
      [room.roomId],
    );
    expect(after.rows).to.deep.equal([{ ended: true }]);
  });

  it('is looked after by one process at a time, and only where somebody asked for a token', async () => {
    await timetable.create();
    await at('10:20');
    const settled: string[] = [];
    const sweeps = Array.from({ length: 4 }, () =>
      createSweep({
        database,
        clock: { wind: () => Promise.resolve(null) },
        settler: {
          settle: ({ roomId }) => Promise.resolve(void settled.push(roomId)),
          admit: () => Promise.resolve(),
        },
        roomOf: () => Promise.resolve(room),
        log: pino({ level: 'silent' }),
      }),
    );
    const round = (): Promise<unknown> => Promise.all(sweeps.map((sweep) => sweep.run()));
    await round();
    expect(settled).to.deep.equal([]);
    await saveIdentity(database, room.roomId, {
      sfuRoom: 'room',
      identity: 'mila',
      userId: '@mila:example.org',
    });
    await round();
    await round();
    expect(settled).to.deep.equal([room.roomId]);
  });

  it('deletes attendance that is older than it may be, and nothing else', async () => {
    await timetable.create();
    await at('10:20');
    const session = (await clock.wind(room))!;
    await database.query(
      `insert into attendance_visit (session_id, participant_sid, person_id, user_id, role, joined_at, seen_at)
       values ($1, 'PA_old', $2, '@mila:example.org', 'pupil', $3, $3)`,
      [session.id, timetable.people.pupil, now],
    );
    await at('11:10');
    const count = async (): Promise<number> =>
      (await database.query('select 1 from attendance_visit where session_id = $1', [session.id])).rows
        .length;
    await forgetOld(database, new Date('2026-11-23T11:00:00+03:00'), now);
    expect(await count()).to.equal(1);
    await forgetOld(database, new Date('2026-11-24T00:00:00+03:00'), now);
    expect(await count()).to.equal(0);
  });
});
