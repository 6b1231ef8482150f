/**
 * Recording, and HLS for broadcasts with many viewers. Nothing is recorded unless the operator allows it and somebody who runs the lesson begins it;
 * everybody is told before it begins (the room's metadata for those inside, the bot in the chat, the lesson's view for those who come), and its
 * files are deleted when their time is over. What is said to be recorded and what LiveKit Egress does are compared every minute.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { components } from '@parta/protocol';
import { audit } from '../../audit/audit.ts';
import { notice } from '../../bot/format.ts';
import { ApiError } from '../../http/api-error.ts';
import { describeError } from '../../inbox/failure.ts';
import type { Log } from '../../log.ts';
import type { MessageSender } from '../../matrix/homeserver.ts';
import { DAY_MS } from '../../schedule/local-time.ts';
import type { Locale, PersonId, RoomId, SchoolId } from '../../school/model.ts';
import type { Database, Sql } from '../../store/database.ts';
import { refuse, type Desk } from '../desk.ts';
import type { Media } from '../media.ts';
import type { LessonRoom, Session } from '../model.ts';
import { emptySeconds, roomMetadata, type Settler } from '../settle.ts';
import { sfuRoomName } from '../sfu-names.ts';
import { findOpen } from '../store.ts';
import { PLAYLIST, type Egress } from './egress.ts';
import { recordingText, type RecordingMessage } from './messages.ts';

export type Recording = components['schemas']['Recording'];

export interface RecordingSettings {
  readonly recording: boolean;
  readonly keep_days: number;
  /** Viewers from which on a broadcast is streamed as HLS. */
  readonly hls_from_viewers: number;
  /** Where browsers find what Egress writes for HLS; without it there is none. */
  readonly hls_url?: string | undefined;
  /** The folder as Egress sees it, and as the appservice does. */
  readonly folder: string;
  readonly local_folder?: string | undefined;
}

export interface Recordings {
  /** @throws ApiError 409 `recording.not_set_up` or `recording.not_allowed`, `lesson.closed`; 503 `recording.unavailable` */
  start(personId: PersonId, roomId: RoomId): Promise<void>;
  /** Twice is harmless. */
  stop(personId: PersonId, roomId: RoomId): Promise<void>;
  /** Streams a broadcast to many viewers now, however many there are. @throws ApiError 409 `hls.not_set_up`, else as `start` */
  stream(personId: PersonId, roomId: RoomId): Promise<void>;
  /** Of a room, newest first, for those who run lessons in it. */
  list(personId: PersonId, roomId: RoomId): Promise<Recording[]>;
  /** The file of a recording, for those who run lessons in its room. */
  fileOf(personId: PersonId, recordingId: string): Promise<string>;
  /** Deletes a recording before its time. */
  erase(personId: PersonId, recordingId: string): Promise<void>;
  /** The job of every minute: ends what belongs to no running lesson, notices what ended by itself, and begins HLS where many watch. */
  wind(): Promise<void>;
  /** The job of every night: deletes what is old enough. */
  forget(): Promise<void>;
}

export interface RecordingsDependencies {
  readonly database: Database;
  readonly homeserver: MessageSender;
  readonly media: Media;
  /** Null: LiveKit Egress is not set up. */
  readonly egress: Egress | null;
  readonly settings: RecordingSettings | null;
  readonly desk: Pick<Desk, 'roomFor'>;
  readonly settler: Settler;
  readonly roomOf: (roomId: RoomId) => Promise<LessonRoom | null>;
  readonly log: Log;
  readonly now: () => Date;
}

interface Row {
  readonly id: string;
  readonly sessionId: string | null;
  readonly roomId: RoomId;
  readonly schoolId: SchoolId;
  readonly locale: Locale;
  readonly title: string;
  readonly kind: 'recording' | 'hls';
  readonly egressId: string | null;
  readonly path: string;
  readonly startedAt: Date;
  readonly stoppedAt: Date | null;
  readonly failed: boolean;
  readonly deleteAt: Date;
  readonly deletedAt: Date | null;
  readonly sessionEnded: boolean;
}

const ROW = `select e.id, e.session_id as "sessionId", e.room_id as "roomId", e.school_id as "schoolId", s.locale, e.title, e.kind,
  e.egress_id as "egressId", e.path, e.started_at as "startedAt", e.stopped_at as "stoppedAt", e.failed, e.delete_at as "deleteAt",
  e.deleted_at as "deletedAt", l.id is null or l.ended_at is not null as "sessionEnded"
  from lesson_egress e left join lesson_session l on l.id = e.session_id join school s on s.id = e.school_id`;

/** A start whose process died in between is taken as failed after this time. */
const STARTING_MS = 60_000;

export function createRecordings(dependencies: RecordingsDependencies): Recordings {
  const { database, homeserver, media, egress, settings, desk, settler, roomOf, log, now } = dependencies;
  const local = (path: string): string => join(settings!.local_folder ?? settings!.folder, path);

  function require(): { egress: Egress; settings: RecordingSettings } {
    if (egress === null || settings === null) throw problem(409, 'recording.not_set_up', 'not_set_up');
    return { egress, settings };
  }

  async function say(
    row: Pick<Row, 'id' | 'roomId' | 'locale'>,
    key: 'begun' | 'ended' | 'failed',
    values = {},
  ): Promise<void> {
    await homeserver
      .sendMessage(row.roomId, `recording-${row.id}-${key}`, notice(recordingText(row.locale, key, values)))
      .catch((error: unknown) =>
        log.warn({ error: describeError(error) }, 'a room could not be told of its recording'),
      );
  }

  async function settle(roomId: RoomId): Promise<void> {
    const room = await roomOf(roomId);
    if (room !== null) await settler.settle(room);
  }

  async function find(sql: Sql, id: string): Promise<Row> {
    const { rows } = await sql.query<Row>(`${ROW} where e.id = $1`, [id]);
    if (rows[0] === undefined) throw problem(404, 'M_NOT_FOUND', 'no_such_recording');
    return rows[0];
  }

  /** Notes that something begins, asks Egress to begin it, and notes how that went. Null when it is under way already. */
  async function begin(
    session: Session,
    kind: Row['kind'],
    startedBy: PersonId | null,
    work: (sfuRoom: string, path: string) => Promise<string>,
  ): Promise<void> {
    const keepDays = kind === 'hls' ? 1 : settings!.keep_days;
    // Whoever knows the address of a stream can watch it.
    const path =
      kind === 'hls' ? `hls/${randomBytes(24).toString('base64url')}` : `recordings/${randomUUID()}.mp4`;
    const id = await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ id: string }>(
        `insert into lesson_egress (session_id, kind, path, started_by, started_at, delete_at, room_id, school_id, title)
         select id, $2, $3, $4::uuid, $5::timestamptz, $6::timestamptz, room_id, school_id, title from lesson_session where id = $1
         on conflict (session_id, kind) where stopped_at is null do nothing returning id`,
        [session.id, kind, path, startedBy, now(), new Date(now().getTime() + keepDays * DAY_MS)],
      );
      if (rows[0] === undefined) return null;
      await audit(tx, {
        action: kind === 'hls' ? 'broadcast.stream' : 'recording.start',
        actorId: startedBy,
        schoolId: session.schoolId,
        details: { room: session.roomId, session: session.id },
      });
      return rows[0].id;
    });
    if (id === null) return;
    const row = await find(database, id);
    try {
      const sfuRoom = sfuRoomName(session.roomId);
      const { session: current } = await findOpen(database, session.roomId, now().getTime());
      await media.ensureRoom(
        sfuRoom,
        roomMetadata(current ?? session),
        emptySeconds(session, now().getTime()),
      );
      // Everybody is told first.
      if (kind === 'recording') {
        await settle(session.roomId);
        await say(row, 'begun', { days: keepDays });
      }
      const egressId = await work(sfuRoom, join(settings!.folder, path));
      await database.query('update lesson_egress set egress_id = $2 where id = $1', [id, egressId]);
    } catch (error) {
      log.warn(
        { roomId: session.roomId, kind, error: describeError(error) },
        'LiveKit Egress could not begin',
      );
      await ended(row, true);
      throw problem(503, 'recording.unavailable', 'unavailable');
    }
  }

  /** Notes that something is over, and tells everybody. */
  async function ended(row: Row, failed: boolean): Promise<void> {
    const { rowCount } = await database.query(
      'update lesson_egress set stopped_at = $2, failed = $3 where id = $1 and stopped_at is null',
      [row.id, now(), failed],
    );
    if (rowCount === 0) return;
    await settle(row.roomId).catch((error: unknown) =>
      log.warn(
        { roomId: row.roomId, error: describeError(error) },
        'LiveKit could not be told of the end of a recording',
      ),
    );
    if (row.kind !== 'recording') return;
    const day = new Intl.DateTimeFormat(row.locale === 'en' ? 'en-GB' : row.locale, {
      day: 'numeric',
      month: 'long',
    });
    await say(row, failed ? 'failed' : 'ended', failed ? {} : { day: day.format(row.deleteAt) });
  }

  async function running(roomId: RoomId | null): Promise<Row[]> {
    const { rows } = await database.query<Row>(
      `${ROW} where e.stopped_at is null and ($1::text is null or e.room_id = $1) order by e.started_at`,
      [roomId],
    );
    return rows;
  }

  async function erase(row: Row): Promise<void> {
    // A stream is a folder, a recording a file with a description beside it.
    for (const path of [row.path, `${row.path}.json`])
      await rm(local(path), { recursive: true, force: true });
    await database.query('update lesson_egress set deleted_at = $2 where id = $1', [row.id, now()]);
  }

  /** Those of a session that is over are stopped; those that Egress has ended itself are noted. */
  async function look(row: Row, engine: Egress): Promise<void> {
    if (row.egressId === null) {
      if (now().getTime() - row.startedAt.getTime() > STARTING_MS) await ended(row, true);
      return;
    }
    if (row.sessionEnded) {
      await engine.stop(row.egressId);
      return ended(row, false);
    }
    const state = await engine.stateOf(row.egressId);
    if (state !== 'running') await ended(row, state === 'failed');
  }

  async function streamWhereManyWatch(
    engine: Egress,
    { hls_from_viewers: from }: RecordingSettings,
  ): Promise<void> {
    const { rows } = await database.query<{ roomId: RoomId }>(
      `select l.room_id as "roomId" from lesson_session l
        where l.kind = 'broadcast' and l.ended_at is null and not exists (select 1 from lesson_egress where session_id = l.id and kind = 'hls')
          and (select count(*) from lesson_seat where session_id = l.id and role = 'viewer' and not removed) >= $1`,
      [from],
    );
    for (const { roomId } of rows) {
      const { session } = await findOpen(database, roomId, now().getTime());
      if (session !== null)
        await begin(session, 'hls', null, (sfuRoom, folder) => engine.stream(sfuRoom, folder));
    }
  }

  return {
    async start(personId, roomId) {
      const { session } = await desk.roomFor({ personId }, roomId);
      const { egress: engine, settings: said } = require();
      if (!said.recording) throw problem(409, 'recording.not_allowed', 'not_allowed');
      if (session === null) throw refuse(409, 'lesson.closed', 'closed');
      await begin(session, 'recording', personId, (sfuRoom, file) => engine.record(sfuRoom, file));
    },

    async stream(personId, roomId) {
      const { room, session } = await desk.roomFor({ personId }, roomId);
      if (egress === null || settings?.hls_url === undefined)
        throw problem(409, 'hls.not_set_up', 'hls_not_set_up');
      // A stream is open to whoever has its address: pupils in a lesson are never in one.
      if (room.kind !== 'broadcast') throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
      if (session === null) throw refuse(409, 'lesson.closed', 'closed');
      await begin(session, 'hls', personId, (sfuRoom, folder) => egress.stream(sfuRoom, folder));
    },

    async stop(personId, roomId) {
      await desk.roomFor({ personId }, roomId);
      const { egress: engine } = require();
      for (const row of (await running(roomId)).filter(({ kind }) => kind === 'recording')) {
        if (row.egressId !== null) await engine.stop(row.egressId);
        await audit(database, {
          action: 'recording.stop',
          actorId: personId,
          schoolId: row.schoolId,
          details: { room: roomId, session: row.sessionId },
        });
        await ended(row, false);
      }
    },

    async list(personId, roomId) {
      await desk.roomFor({ personId }, roomId);
      const { rows } = await database.query<Row>(
        `${ROW} where e.room_id = $1 and e.kind = 'recording' and not e.failed order by e.started_at desc limit 500`,
        [roomId],
      );
      return rows.map((row) => ({
        recording_id: row.id,
        title: row.title,
        started_at: row.startedAt.toISOString(),
        stopped_at: row.stoppedAt?.toISOString() ?? null,
        delete_at: row.deleteAt.toISOString(),
        deleted: row.deletedAt !== null,
      }));
    },

    async fileOf(personId, recordingId) {
      const row = await find(database, recordingId);
      await desk.roomFor({ personId }, row.roomId);
      if (row.kind !== 'recording' || row.deletedAt !== null || settings === null) {
        throw problem(404, 'M_NOT_FOUND', 'no_such_recording');
      }
      const file = local(row.path);
      const there = row.stoppedAt !== null && (await stat(file).catch(() => null))?.isFile() === true;
      if (!there) throw problem(409, 'recording.not_ready', 'not_ready');
      await audit(database, {
        action: 'recording.read',
        actorId: personId,
        schoolId: row.schoolId,
        details: { recording_id: row.id },
      });
      return file;
    },

    async erase(personId, recordingId) {
      const row = await find(database, recordingId);
      await desk.roomFor({ personId }, row.roomId);
      if (row.kind !== 'recording' || settings === null)
        throw problem(404, 'M_NOT_FOUND', 'no_such_recording');
      if (row.stoppedAt === null) throw problem(409, 'recording.not_ready', 'not_ready');
      await erase(row);
      await audit(database, {
        action: 'recording.delete',
        actorId: personId,
        schoolId: row.schoolId,
        details: { recording_id: row.id },
      });
    },

    async wind() {
      if (egress === null || settings === null) return;
      for (const row of await running(null)) {
        // One that cannot be looked at now is looked at in a minute.
        await look(row, egress).catch((error: unknown) =>
          log.warn({ roomId: row.roomId, error: describeError(error) }, 'LiveKit Egress does not answer'),
        );
      }
      if (settings.hls_url !== undefined) {
        await streamWhereManyWatch(egress, settings).catch((error: unknown) =>
          log.warn({ error: describeError(error) }, 'a broadcast cannot be streamed to many'),
        );
      }
    },

    async forget() {
      if (settings === null) return;
      const { rows } = await database.query<Row>(
        `${ROW} where e.deleted_at is null and e.stopped_at is not null and e.delete_at <= $1 order by e.delete_at limit 10000`,
        [now()],
      );
      for (const row of rows) await erase(row);
      if (rows.length > 0) log.info({ recordings: rows.length }, 'old recordings were deleted');
    },
  };
}

/** Where browsers find the stream of a session; null while there is none. */
export function hlsUrl(base: string | undefined, { hlsPath }: Pick<Session, 'hlsPath'>): string | null {
  return base === undefined || hlsPath === null ? null : `${base.replace(/\/+$/, '')}/${hlsPath}/${PLAYLIST}`;
}

function problem(status: number, errcode: string, key: RecordingMessage): ApiError {
  return new ApiError(status, errcode, (locale) => recordingText(locale, key));
}
