/** Private calendar feeds: a secret address for the timetable of a person, a class or a location. */
import { randomBytes } from 'node:crypto';
import type { components } from '@parta/protocol';
import { hashToken } from '../accounts/secret-code.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import type { Locale, PersonId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { feedEvents } from './feed-calendar.ts';
import { etagOf, writeCalendar } from './ical/write.ts';
import { DAY_MS } from './local-time.ts';
import { scheduleText } from './messages.ts';
import type { Span } from './model.ts';
import type { Subject, Views } from './views.ts';

export type Feed = components['schemas']['CalendarFeed'];

export interface Feeds {
  /** Makes a feed; its address is shown only now. Throws as `Views.load` when the asker may not see the timetable. */
  create(askerId: PersonId, subject: Subject): Promise<{ feed: Feed; url: string }>;
  /** The feeds that the asker made and that are still open. */
  list(askerId: PersonId): Promise<Feed[]>;
  /** Ends a feed at once. Twice is harmless. */
  revoke(askerId: PersonId, feedId: string): Promise<void>;
  /** Ends the feeds that people made of timetables that they may not see any more. */
  revokeUnentitled(personIds: readonly PersonId[]): Promise<void>;
  /** The calendar behind a secret and its ETag. Throws 404 when it is unknown, revoked or no more allowed. */
  fetch(token: string): Promise<{ body: string; etag: string }>;
}

/** A person has at most so many open feeds. */
const MOST_FEEDS = 50;
/** What a feed holds, from the begin of a month, so that its text does not change with every hour. */
const BEHIND_DAYS = 62;
const AHEAD_DAYS = 400;

interface FeedRow {
  readonly id: string;
  readonly personId: PersonId | null;
  readonly classId: string | null;
  readonly locationId: string | null;
  readonly createdBy: PersonId;
  readonly createdAt: Date;
  readonly fetchedAt: Date | null;
}

const FEED = `id, person_id as "personId", class_id as "classId", location_id as "locationId", created_by as "createdBy",
  created_at as "createdAt", fetched_at as "fetchedAt"`;

export function createFeeds({
  database,
  views,
  publicUrl,
  localeOf,
  now,
}: {
  database: Database;
  views: Views;
  publicUrl: string;
  localeOf: (personId: PersonId) => Promise<Locale>;
  now: () => Date;
}): Feeds {
  function window(): Span {
    const at = now();
    const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
    return { from: month - BEHIND_DAYS * DAY_MS, to: month + AHEAD_DAYS * DAY_MS };
  }

  return {
    async create(askerId, subject) {
      await views.load(askerId, subject, window);
      const token = randomBytes(32).toString('base64url');
      const feed = await database.transaction(async (tx) => {
        const { rows: open } = await tx.query<{ count: number }>(
          'select count(*)::integer as count from calendar_feed where created_by = $1 and revoked_at is null',
          [askerId],
        );
        // The oldest make room: a phone that was thrown away long ago must not keep anybody from a new feed.
        if (open[0]!.count >= MOST_FEEDS) {
          await tx.query(
            `update calendar_feed set revoked_at = now() where id = (select id from calendar_feed
              where created_by = $1 and revoked_at is null order by coalesce(fetched_at, created_at) limit 1)`,
            [askerId],
          );
        }
        const { rows } = await tx.query<FeedRow>(
          `insert into calendar_feed (token_hash, person_id, class_id, location_id, created_by)
           values ($1, $2, $3, $4, $5) returning ${FEED}`,
          [
            hashToken(token),
            'personId' in subject ? subject.personId : null,
            'classId' in subject ? subject.classId : null,
            'locationId' in subject ? subject.locationId : null,
            askerId,
          ],
        );
        await audit(tx, {
          action: 'feed.create',
          actorId: askerId,
          schoolId: null,
          details: { feed_id: rows[0]!.id },
        });
        return rows[0]!;
      });
      return { feed: asFeed(feed), url: `${publicUrl.replace(/\/+$/, '')}/api/v1/calendars/${token}.ics` };
    },

    async list(askerId) {
      const { rows } = await database.query<FeedRow>(
        `select ${FEED} from calendar_feed where created_by = $1 and revoked_at is null order by created_at, id`,
        [askerId],
      );
      return rows.map(asFeed);
    },

    async revoke(askerId, feedId) {
      const { rows } = await database.query<{ revoked: boolean }>(
        `with ended as (
           update calendar_feed set revoked_at = now() where id = $1 and created_by = $2 and revoked_at is null
         ) select true as revoked from calendar_feed where id = $1 and created_by = $2`,
        [feedId, askerId],
      );
      if (rows.length === 0) throw noSuchFeed();
    },

    async revokeUnentitled(personIds) {
      const { rows } = await database.query<FeedRow>(
        `select ${FEED} from calendar_feed where created_by = any($1::uuid[]) and revoked_at is null`,
        [personIds],
      );
      for (const row of rows) {
        try {
          await views.load(row.createdBy, subjectOf(row), window);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          await database.query('update calendar_feed set revoked_at = now() where id = $1', [row.id]);
        }
      }
    },

    async fetch(token) {
      const { rows } = await database.query<FeedRow>(
        `select ${FEED} from calendar_feed where token_hash = $1 and revoked_at is null`,
        [hashToken(token)],
      );
      const [row] = rows;
      if (row === undefined) throw noSuchFeed();
      const timetable = await views.load(row.createdBy, subjectOf(row), window);
      const locale = await localeOf(row.createdBy);
      const { names, frames, lessons } = timetable;
      const events = lessons.flatMap((lesson) =>
        feedEvents(lesson, {
          names,
          locale,
          daysOff: frames.get(lesson.schoolId)?.daysOff ?? [],
          showClasses: row.classId === null,
          concerns: (occurrence) => timetable.concerns(occurrence),
        }),
      );
      const name = row.classId === null ? null : names.classes.get(row.classId);
      const body = writeCalendar({
        name: scheduleText(locale, 'feed_name', { name: name ?? 'Parta' }),
        events,
      });
      // Once a day is enough to see which feeds are alive, and spares a write with every fetch.
      if (row.fetchedAt === null || now().getTime() - row.fetchedAt.getTime() > DAY_MS) {
        await database.query('update calendar_feed set fetched_at = now() where id = $1', [row.id]);
      }
      return { body, etag: etagOf(body) };
    },
  };
}

function subjectOf({ personId, classId, locationId }: FeedRow): Subject {
  if (personId !== null) return { personId };
  return classId !== null ? { classId } : { locationId: locationId! };
}

function asFeed({ id, personId, classId, locationId, createdAt, fetchedAt }: FeedRow): Feed {
  return {
    feed_id: id,
    ...(personId === null ? {} : { person_id: personId }),
    ...(classId === null ? {} : { class_id: classId }),
    ...(locationId === null ? {} : { location_id: locationId }),
    created_at: createdAt.toISOString(),
    fetched_at: fetchedAt?.toISOString() ?? null,
  };
}

function noSuchFeed(): ApiError {
  return new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'no_such_feed'));
}
