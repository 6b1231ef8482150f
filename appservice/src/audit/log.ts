/** The audit log for those who may read it. */
import type { components } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import { ApiError } from '../http/api-error.ts';
import type { PersonId, SchoolId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Database } from '../store/database.ts';
import { timeZoneOf } from '../store/school-store.ts';
import { auditText } from './messages.ts';
import { mayReadLog } from './rules.ts';
import { DISTRICT, listEntries, namesOf, type AuditQuery } from './store.ts';

export type AuditPage = components['schemas']['AuditPage'];

export interface AuditLog {
  /**
   * Entries of a school, or of the district when `schoolId` is null, newest first.
   * Throws 403 for everybody but administrators.
   */
  read(askerId: PersonId, schoolId: SchoolId | null, query: AuditQuery): Promise<AuditPage>;
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
  return {
    async read(askerId, schoolId, query) {
      const state = await directory.aroundPerson(askerId);
      const day = today(await timeZoneOf(database, schoolId), now());
      if (!mayReadLog(state, askerId, schoolId, day)) {
        throw new ApiError(403, 'M_FORBIDDEN', (locale) => auditText(locale, 'may_not_read'));
      }
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
          actor_id: actor,
          details,
          hash,
        })),
        people: Object.fromEntries(people),
        next_before: found.length > entries.length ? entries.at(-1)!.seq : null,
      };
    },
  };
}
