/** The audit log for those who may read it. */
import type { components } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import { ApiError } from '../http/api-error.ts';
import type { Locale, PersonId, SchoolId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Database } from '../store/database.ts';
import { namesOf, timeZoneOf } from '../store/school-store.ts';
import { sayAction } from './actions.ts';
import { exportLog, verifyLog } from './export.ts';
import { auditText } from './messages.ts';
import { mayReadLog } from './rules.ts';
import { DISTRICT, listEntries, type AuditQuery } from './store.ts';

export type AuditPage = components['schemas']['AuditPage'];
export type AuditVerification = components['schemas']['AuditVerification'];

export interface AuditLog {
  /**
   * Entries of a school, or of the district when `schoolId` is null, newest first.
   * Throws 403 for everybody but administrators.
   */
  read(askerId: PersonId, schoolId: SchoolId | null, query: AuditQuery, locale: Locale): Promise<AuditPage>;
  /** Verifies the chain. Throws 403 as `read`. */
  verify(askerId: PersonId, schoolId: SchoolId | null): Promise<AuditVerification>;
  /** Writes the log line by line as export.ts says, and logs that first. Throws 403 as `read`, before anything is written. */
  export(askerId: PersonId, schoolId: SchoolId | null, write: (line: string) => Promise<void>): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createAuditLog({
  database,
  directory,
  now = () => new Date(),
}: {
  database: Database;
  directory: Pick<Directory, 'aroundPerson'>;
  now?: () => Date;
}): AuditLog {
  async function requireReader(askerId: PersonId, schoolId: SchoolId | null): Promise<void> {
    const state = await directory.aroundPerson(askerId);
    const day = today(await timeZoneOf(database, schoolId), now());
    if (!mayReadLog(state, askerId, schoolId, day)) {
      throw new ApiError(403, 'M_FORBIDDEN', (locale) => auditText(locale, 'may_not_read'));
    }
  }

  return {
    async read(askerId, schoolId, query, locale) {
      await requireReader(askerId, schoolId);
      // One more than asked for tells whether there is a next page.
      const found = await listEntries(database, schoolId ?? DISTRICT, { ...query, limit: query.limit + 1 });
      const entries = found.slice(0, query.limit);
      const named = entries.flatMap(({ actor, details }) => [actor, ...Object.values(details)]);
      const people = await namesOf(database, [
        ...new Set(named.filter((id) => typeof id === 'string' && UUID.test(id)) as string[]),
      ]);
      return {
        entries: entries.map(({ seq, at, action, actor, details, hash }) => ({
          seq,
          at,
          action,
          text: sayAction(locale, action),
          actor_id: actor,
          details,
          hash,
        })),
        people: Object.fromEntries(people),
        next_before: found.length > entries.length ? entries.at(-1)!.seq : null,
      };
    },

    async verify(askerId, schoolId) {
      await requireReader(askerId, schoolId);
      const { faults, heads } = await verifyLog(database, [], schoolId ?? DISTRICT);
      return {
        verified_at: now().toISOString(),
        entries: heads[0]?.seq ?? 0,
        faults: faults.map(({ seq, kind }) => ({ seq, kind })),
      };
    },

    async export(askerId, schoolId, write) {
      await requireReader(askerId, schoolId);
      await exportLog(database, schoolId ?? DISTRICT, write, { actorId: askerId, now });
    },
  };
}
