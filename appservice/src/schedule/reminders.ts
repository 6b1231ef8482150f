/**
 * Reminders before lessons, in the direct chat with the bot. Nobody gets any until they ask for them: a school day has six lessons, and
 * thirty people who are told of each of them by default would soon read nothing of what the bot says. Whoever turns them on
 * chooses how many minutes before; guardians are reminded of their children's lessons.
 *
 * Every minute one process looks at what became due since the last time and queues a job a person; the job looks at the timetable again
 * when it runs, so that a cancellation in the meantime counts. What is late is dropped: a reminder of a lesson that has begun helps nobody.
 */
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { Directory } from '../accounts/directory.ts';
import type { Log } from '../log.ts';
import { displayName, type Locale, type PersonId } from '../school/model.ts';
import { childrenOf, indexState, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { lineOf } from './agenda-text.ts';
import { scheduleText } from './messages.ts';
import type { Span } from './model.ts';
import { expand } from './recurrence.ts';
import { loadFrames } from './settings-store.ts';
import { lessonsStartingIn } from './store.ts';
import type { Views } from './views.ts';

export interface Reminders {
  /** How many minutes before a lesson somebody is reminded; null: not at all. */
  minutesOf(personId: PersonId): Promise<number | null>;
  /** @param minutes 5 to 60, or null for no reminders */
  set(personId: PersonId, minutes: number | null): Promise<void>;
  /** The job of every minute: queues what became due. */
  queueDue(): Promise<void>;
  /** The job that reminds one person. */
  remind(payload: unknown): Promise<void>;
}

export const REMIND_DUE_TASK = 'timetable.remind_due';
export const REMIND_TASK = 'timetable.remind';
/** Crontab pattern. */
export const REMIND_DUE_SCHEDULE = '* * * * *';
export const DEFAULT_REMINDER_MINUTES = 10;
export const REMINDER_MINUTES = { least: 5, most: 60 } as const;

const MINUTE_MS = 60_000;
/** What became due longer ago is dropped: nobody was there to send it in time. */
const LATEST_MS = 3 * MINUTE_MS;

export function createReminders({
  database,
  directory,
  views,
  jobs,
  messages,
  log,
  now,
}: {
  database: Database;
  directory: Pick<Directory, 'aroundPerson'>;
  views: Views;
  jobs: Pick<Jobs, 'add'>;
  messages: DirectMessages;
  log: Log;
  now: () => Date;
}): Reminders {
  /** Whoever wants to be reminded so many minutes before and may have a lesson that starts in a window. */
  async function peopleFor(tx: Sql, minutes: number, window: Span): Promise<PersonId[]> {
    const lessons = await lessonsStartingIn(tx, window);
    if (lessons.length === 0) return [];
    const frames = await loadFrames(tx, [...new Set(lessons.map(({ schoolId }) => schoolId))]);
    const classIds = new Set<string>();
    const teacherIds = new Set<string>();
    for (const lesson of lessons) {
      for (const one of expand(lesson, window, frames.get(lesson.schoolId)?.daysOff)) {
        if (one.cancelled || one.begins < window.from) continue;
        lesson.classIds.forEach((id) => classIds.add(id));
        one.teacherIds.forEach((id) => teacherIds.add(id));
      }
    }
    const { rows } = await tx.query<{ id: PersonId }>(
      `select r.person_id as id from lesson_reminder r join person p on p.id = r.person_id and p.active
        where r.minutes = $1 and (r.person_id = any($2::uuid[]) or exists (
          select 1 from enrollment e where e.class_id = any($3::uuid[]) and e.role = 'pupil' and (e.person_id = r.person_id
            or e.person_id in (select child_id from guardianship_in_force where guardian_id = r.person_id))))`,
      [minutes, [...teacherIds], [...classIds]],
    );
    return rows.map(({ id }) => id);
  }

  /** What somebody has to be reminded of, in their language; null when it is nothing any more. */
  async function textFor(personId: PersonId, window: Span): Promise<((locale: Locale) => string) | null> {
    const state = await directory.aroundPerson(personId);
    const { persons } = indexState(state);
    const day = today(state.schools[0]?.timeZone ?? 'UTC', now());
    const children = childrenOf(state, personId, day).flatMap((childId) => persons.get(childId) ?? []);
    const lines: ((locale: Locale) => string)[] = [];
    for (const subject of [null, ...children]) {
      const timetable = await views.load(personId, { personId: subject?.id ?? personId }, () => window);
      const { names, timeZone } = timetable;
      for (const item of views.items(timetable, window)) {
        if (item.occurrence.cancelled || item.occurrence.begins < window.from) continue;
        const name = subject === null ? '' : `${displayName(subject)}: `;
        lines.push((locale) => `• ${name}${lineOf(item, names, timeZone, locale)}`);
      }
    }
    if (lines.length === 0) return null;
    return (locale) =>
      [scheduleText(locale, 'reminder', { count: lines.length }), ...lines.map((line) => line(locale))].join(
        '\n',
      );
  }

  return {
    async minutesOf(personId) {
      const { rows } = await database.query<{ minutes: number }>(
        'select minutes from lesson_reminder where person_id = $1',
        [personId],
      );
      return rows[0]?.minutes ?? null;
    },

    async set(personId, minutes) {
      if (minutes === null) {
        await database.query('delete from lesson_reminder where person_id = $1', [personId]);
        return;
      }
      await database.query(
        `insert into lesson_reminder (person_id, minutes) values ($1, $2)
         on conflict (person_id) do update set minutes = excluded.minutes`,
        [personId, minutes],
      );
    },

    async queueDue() {
      const until = now().getTime();
      await database.transaction(async (tx) => {
        await tx.query(
          'insert into lesson_reminder_progress (queued_until) values ($1) on conflict (only_row) do nothing',
          [new Date(until)],
        );
        const { rows } = await tx.query<{ queued_until: Date }>(
          'select queued_until from lesson_reminder_progress for update',
        );
        const since = Math.max(rows[0]!.queued_until.getTime(), until - LATEST_MS);
        if (since >= until) return;
        const { rows: wanted } = await tx.query<{ minutes: number }>(
          'select distinct minutes from lesson_reminder',
        );
        for (const { minutes } of wanted) {
          const window = { from: since + minutes * MINUTE_MS, to: until + minutes * MINUTE_MS };
          for (const personId of await peopleFor(tx, minutes, window)) {
            const key = `${REMIND_TASK}:${personId}:${window.from}`;
            await jobs.add(tx, REMIND_TASK, { personId, ...window }, { key });
          }
        }
        await tx.query('update lesson_reminder_progress set queued_until = $1', [new Date(until)]);
      });
    },

    async remind(payload) {
      const { personId, from, to } = (payload ?? {}) as { personId?: unknown; from?: unknown; to?: unknown };
      if (typeof personId !== 'string' || typeof from !== 'number' || typeof to !== 'number') return;
      if (now().getTime() >= from) return log.info({ personId }, 'a reminder came too late and was dropped');
      if ((await this.minutesOf(personId)) === null) return;
      const text = await textFor(personId, { from, to });
      if (text === null) return;
      await messages.send(personId, `reminder ${personId} ${from}`, text, { reminder: true });
    },
  };
}
