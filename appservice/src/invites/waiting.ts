/**
 * Tells teachers in a direct chat that somebody waits for their approval: a while after the first one came, so that a class that
 * comes at once is one message and not thirty.
 */
import type { Directory } from '../accounts/directory.ts';
import { schoolOf } from '../accounts/directory.ts';
import type { Choice } from '../bot/buttons.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { Log } from '../log.ts';
import type { ClassId, PersonId, SchoolState } from '../school/model.ts';
import { classMembers, mayInvite, today, type InviteRole } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { inviteText } from './messages.ts';
import { markTold, untoldUses } from './store.ts';

/** The name of the job (store/jobs.ts). */
export const TELL_WAITING_TASK = 'invites.tell_waiting';

/** Those who come within so many seconds are one message. */
const QUIET_SECONDS = 60;
/** So many are named; the rest is counted. */
const MOST_NAMED = 20;
const SHORT = 8;

export interface WaitingNotices {
  /** Queues the telling, in the transaction in which somebody began to wait. */
  queue(tx: Sql, classId: ClassId): Promise<void>;
  /** The job: tells whoever may decide about those who wait in a class. */
  tell(payload: unknown): Promise<void>;
}

export function createWaitingNotices({
  database,
  directory,
  jobs,
  messages,
  log,
  now = () => new Date(),
}: {
  database: Database;
  directory: Pick<Directory, 'aroundClass'>;
  jobs: Pick<Jobs, 'add'>;
  messages: DirectMessages;
  log: Log;
  now?: () => Date;
}): WaitingNotices {
  return {
    async queue(tx, classId) {
      const runAt = new Date(now().getTime() + QUIET_SECONDS * 1_000);
      await jobs.add(tx, TELL_WAITING_TASK, { classId }, { key: `${TELL_WAITING_TASK}:${classId}`, runAt });
    },

    async tell(payload) {
      const classId = (payload as { classId?: unknown } | null)?.classId;
      if (typeof classId !== 'string') return;
      const uses = await untoldUses(database, classId);
      for (const [createdBy, ofMaker] of Map.groupBy(uses, (use) => use.createdBy)) {
        const state = await directory.aroundClass(classId, createdBy);
        const school = schoolOf(state, classId);
        if (school === null) return;
        const day = today(school.timeZone, now());
        for (const [role, ofRole] of Map.groupBy(ofMaker, (use) => use.role)) {
          const deciders = whoDecides(state, classId, createdBy, role, day);
          const ids = ofRole.map(({ id }) => id);
          for (const personId of deciders) {
            await messages.send(
              personId,
              `waiting ${ids.join()}`,
              (locale) =>
                [
                  inviteText(locale, 'waiting_title', {
                    count: ofRole.length,
                    title: ofRole[0]!.classTitle,
                    role,
                  }),
                  ...ofRole.slice(0, MOST_NAMED).map(({ id, displayName, childName }) =>
                    inviteText(locale, 'waiting_line', {
                      id: id.slice(0, SHORT),
                      name: displayName,
                      child: childName ?? 'none',
                    }),
                  ),
                  inviteText(locale, 'waiting_how', { more: Math.max(0, ofRole.length - MOST_NAMED) }).trim(),
                ].join('\n'),
              { choices: deciding(ids) },
            );
          }
          await markTold(database, ids);
          log.info({ class: classId, waiting: ids.length, told: deciders.length }, 'who waits was told');
        }
      }
    },
  };
}

/** About one person it is decided by a touch. */
function deciding([id, ...more]: readonly string[]): readonly Choice[] {
  if (id === undefined || more.length > 0) return [];
  const short = id.slice(0, SHORT);
  return [
    { key: '✅', command: `!parta approve ${short}` },
    { key: '❌', command: `!parta decline ${short}` },
  ];
}

/** Whoever made the invite while they may still decide, else the class teachers, else all teachers of the class. */
export function whoDecides(
  state: SchoolState,
  classId: ClassId,
  createdBy: PersonId,
  role: InviteRole,
  day: string,
): PersonId[] {
  if (mayInvite(state, createdBy, classId, day).includes(role)) return [createdBy];
  const members = [...classMembers(state, classId, day)];
  const of = (wanted: 'class_teacher' | 'teacher'): PersonId[] =>
    members.flatMap(([personId, roles]) => (roles.has(wanted) ? [personId] : []));
  const teachers = of('class_teacher');
  return teachers.length > 0 ? teachers : of('teacher');
}
