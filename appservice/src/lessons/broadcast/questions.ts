/**
 * Questions in broadcasts: viewers ask the speakers, who approve or decline; the bot says the approved ones in the hall. Speakers always see who asks,
 * for it is they who answer for what is said there; everybody else reads the name only if both the asker and the speaker want it.
 */
import { nameSql } from '../../store/school-store.ts';
import type { components } from '@parta/protocol';
import { audit } from '../../audit/audit.ts';
import { notice } from '../../bot/format.ts';
import { ApiError } from '../../http/api-error.ts';
import type { MessageSender } from '../../matrix/homeserver.ts';
import type { Locale, PersonId, RoomId, SchoolId } from '../../school/model.ts';
import type { Database } from '../../store/database.ts';
import type { Jobs } from '../../store/jobs.ts';
import { refuse } from '../desk.ts';
import type { LessonRoom, Session } from '../model.ts';
import type { People } from '../people.ts';
import { findOpen } from '../store.ts';
import { broadcastText, type BroadcastMessage } from './messages.ts';

export type Question = components['schemas']['BroadcastQuestion'];

export interface Questions {
  /** @throws ApiError 404 for a room without broadcasts, 409 while there is none, 400 and 429 for the question */
  ask(
    personId: PersonId,
    roomId: RoomId,
    question: { text: string; named: boolean },
    /** What asked for it, when it may ask twice. */
    cause?: string,
  ): Promise<Question>;
  /** Speakers see all of the running broadcast, others their own and the approved ones; oldest first. */
  list(personId: PersonId, roomId: RoomId): Promise<Question[]>;
  /** The same decision again is harmless. `withName` needs the asker's consent too. */
  decide(
    personId: PersonId,
    roomId: RoomId,
    questionId: string,
    decision: { status: 'approved' | 'declined'; withName: boolean },
  ): Promise<Question>;
  /** The halls of schools in which a broadcast is held now. */
  running(schoolIds: readonly SchoolId[]): Promise<{ roomId: RoomId; schoolName: string }[]>;
  /** The job that says an approved question in the hall. */
  post(payload: unknown): Promise<void>;
}

/** The name of the job (store/jobs.ts). */
export const POST_QUESTION_TASK = 'lessons.post_question';
export const MAX_QUESTION_LENGTH = 500;
/** So many questions of one person may wait. */
const MOST_WAITING = 3;
const MOST_LISTED = 500;

export interface QuestionsDependencies {
  readonly database: Database;
  readonly homeserver: MessageSender;
  readonly roomOf: (roomId: RoomId) => Promise<LessonRoom | null>;
  readonly people: People;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly now: () => Date;
}

interface Row {
  readonly id: string;
  readonly personId: PersonId;
  readonly name: string;
  readonly text: string;
  readonly named: boolean;
  readonly status: Question['status'];
  readonly withName: boolean;
  readonly askedAt: Date;
}

const QUESTION = `q.id, q.person_id as "personId", ${nameSql('p')} as name, q.text, q.named,
  q.status, q.with_name as "withName", q.asked_at as "askedAt" from lesson_question q join person p on p.id = q.person_id`;

export function createQuestions(dependencies: QuestionsDependencies): Questions {
  const { database, homeserver, roomOf, people, jobs, now } = dependencies;

  /** The broadcast in a hall, as somebody of the school sees it. */
  async function hallFor(personId: PersonId, roomId: RoomId): Promise<{ session: Session; speaks: boolean }> {
    const room = await roomOf(roomId);
    if (room?.kind !== 'broadcast') throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
    const { session } = await findOpen(database, roomId, now().getTime());
    const is = await people.standingOf(personId, room, session);
    if (is.role === null) throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
    if (session === null) throw problem(409, 'lesson.closed', 'no_broadcast');
    return { session, speaks: is.run };
  }

  const shown = (row: Row, askerId: PersonId, speaks: boolean): Question => ({
    question_id: row.id,
    text: row.text,
    status: row.status,
    named: row.named,
    with_name: row.withName,
    mine: row.personId === askerId,
    asker:
      speaks || row.withName || row.personId === askerId
        ? { person_id: row.personId, display_name: row.name }
        : null,
    asked_at: row.askedAt.toISOString(),
  });

  async function find(id: string, sessionId: string): Promise<Row | null> {
    const { rows } = await database.query<Row>(`select ${QUESTION} where q.id = $1 and q.session_id = $2`, [
      id,
      sessionId,
    ]);
    return rows[0] ?? null;
  }

  return {
    async ask(personId, roomId, { text, named }, cause) {
      const { session, speaks } = await hallFor(personId, roomId);
      const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
      if (line === '') throw problem(400, 'M_INVALID_PARAM', 'blank');
      if (line.length > MAX_QUESTION_LENGTH)
        throw problem(400, 'M_INVALID_PARAM', 'too_long', { max: MAX_QUESTION_LENGTH });
      const id = await database.transaction(async (tx) => {
        await tx.query("select pg_advisory_xact_lock(hashtext('question'), hashtext($1))", [personId]);
        const known = await tx.query<{ id: string }>('select id from lesson_question where cause = $1', [
          cause ?? null,
        ]);
        if (known.rows[0] !== undefined) return known.rows[0].id;
        const { rows: waiting } = await tx.query<{ count: number }>(
          `select count(*)::integer as count from lesson_question where session_id = $1 and person_id = $2 and status = 'waiting'`,
          [session.id, personId],
        );
        if (waiting[0]!.count >= MOST_WAITING)
          throw problem(429, 'M_LIMIT_EXCEEDED', 'too_many', { max: MOST_WAITING });
        const { rows } = await tx.query<{ id: string }>(
          'insert into lesson_question (session_id, person_id, text, named, cause) values ($1, $2, $3, $4, $5) returning id',
          [session.id, personId, line, named, cause ?? null],
        );
        return rows[0]!.id;
      });
      return shown((await find(id, session.id))!, personId, speaks);
    },

    async list(personId, roomId) {
      const { session, speaks } = await hallFor(personId, roomId);
      const { rows } = await database.query<Row>(
        `select ${QUESTION} where q.session_id = $1 and ($2 or q.status = 'approved' or q.person_id = $3)
          order by q.asked_at, q.id limit ${MOST_LISTED}`,
        [session.id, speaks, personId],
      );
      return rows.map((row) => shown(row, personId, speaks));
    },

    async decide(personId, roomId, questionId, { status, withName }) {
      const { session, speaks } = await hallFor(personId, roomId);
      if (!speaks) throw refuse(403, 'M_FORBIDDEN', 'not_staff');
      await database.transaction(async (tx) => {
        const { rows } = await tx.query<{ status: string }>(
          'select status from lesson_question where id = $1 and session_id = $2 for update',
          [questionId, session.id],
        );
        const before = rows[0]?.status;
        if (before === undefined) throw problem(404, 'M_NOT_FOUND', 'no_such_question');
        if (before === status) return;
        if (before !== 'waiting') throw problem(409, 'ORG.PARTA.ALREADY_DECIDED', 'decided');
        await tx.query(
          `update lesson_question set status = $2, with_name = named and $3, decided_by = $4, decided_at = $5 where id = $1`,
          [questionId, status, withName && status === 'approved', personId, now()],
        );
        await audit(tx, {
          action: 'question.decide',
          actorId: personId,
          schoolId: session.schoolId,
          details: { question_id: questionId, status, with_name: withName },
        });
        if (status === 'approved')
          await jobs.add(tx, POST_QUESTION_TASK, { questionId }, { key: `question:${questionId}` });
      });
      return shown((await find(questionId, session.id))!, personId, true);
    },

    async running(schoolIds) {
      const { rows } = await database.query<{ roomId: RoomId; schoolName: string }>(
        `select l.room_id as "roomId", s.name as "schoolName" from lesson_session l join school s on s.id = l.school_id
          where l.kind = 'broadcast' and l.ended_at is null and l.school_id = any($1::uuid[]) order by s.name`,
        [schoolIds],
      );
      return rows;
    },

    async post(payload) {
      const id = (payload as { questionId?: unknown } | null)?.questionId;
      if (typeof id !== 'string') return;
      const { rows } = await database.query<Row & { roomId: RoomId; locale: Locale }>(
        `select l.room_id as "roomId", s.locale, ${QUESTION} join lesson_session l on l.id = q.session_id
           join school s on s.id = l.school_id where q.id = $1 and q.status = 'approved'`,
        [id],
      );
      const [row] = rows;
      if (row === undefined) return;
      const { roomId, locale, name, text, withName } = row;
      const said = broadcastText(locale, withName ? 'question_named' : 'question', { name, text });
      await homeserver.sendMessage(roomId, `question-${id}`, notice(said));
    },
  };
}

export function problem(
  status: number,
  errcode: string,
  key: BroadcastMessage,
  values: Record<string, string | number> = {},
): ApiError {
  return new ApiError(status, errcode, (locale) => broadcastText(locale, key, values));
}
