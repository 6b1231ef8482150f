/**
 * What the Matrix specification has no request for: setting the first password of an account that an application service
 * made, and reading what people reported to their homeserver. Synapse's admin API can; nothing outside this file knows of
 * it (docs/homeservers.md).
 */
import { isObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { UserId } from '../school/model.ts';
import type { ReportedEvent, ReportReader } from './homeserver.ts';
import { createRequester, field, path } from './requester.ts';

export interface PasswordSetter {
  readonly available: boolean;
  /** Sets a password and leaves the person's sessions alone. Throws when `available` is false. */
  set(userId: UserId, password: string): Promise<void>;
}

export interface AdminOptions {
  readonly url: string;
  /** Access token of an administrator of the homeserver. */
  readonly adminToken: string | undefined;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

export function createPasswordSetter({
  url,
  adminToken,
  timeoutMs,
  log,
  signal,
}: AdminOptions): PasswordSetter {
  if (adminToken === undefined) {
    return {
      available: false,
      set: () => Promise.reject(new Error('passwords need homeserver.admin_token, see docs/homeservers.md')),
    };
  }
  const send = createRequester({ url, accessToken: adminToken, timeoutMs, log, signal });
  return {
    available: true,
    async set(userId, password) {
      await send({
        method: 'POST',
        path: path`/_synapse/admin/v1/reset_password/${userId}`,
        body: { new_password: password, logout_devices: false },
        repeatable: true,
      });
    },
  };
}

/** Reports at once; and so many at most between two looks, so that a flood of them does no harm. */
const PAGE = 100;
const MOST = 1_000;

/** Reads the reports that people made with their clients' own "report" (Synapse's `event_reports`). */
export function createReportReader({ url, adminToken, timeoutMs, log, signal }: AdminOptions): ReportReader {
  if (adminToken === undefined) {
    return { canReadReports: false, reportedEvents: () => Promise.resolve([]) };
  }
  const send = createRequester({ url, accessToken: adminToken, timeoutMs, log, signal });
  return {
    canReadReports: true,
    async reportedEvents(after) {
      const found: ReportedEvent[] = [];
      // Newest first, until one that is known.
      for (let from = 0; from < MOST; from += PAGE) {
        const answered = await send({
          method: 'GET',
          path: '/_synapse/admin/v1/event_reports',
          query: { dir: 'b', from: String(from), limit: String(PAGE) },
          repeatable: true,
        });
        const page = field(answered, 'event_reports');
        const reports = (Array.isArray(page) ? page : []).flatMap(readReport);
        const fresh = reports.filter(({ id }) => id > after);
        found.push(...fresh);
        if (fresh.length < PAGE) break;
      }
      return found.sort((a, b) => a.id - b.id);
    },
  };
}

function readReport(value: unknown): ReportedEvent[] {
  if (!isObject(value)) return [];
  const { id, room_id: roomId, event_id: eventId, user_id: reporter, reason } = value;
  return typeof id === 'number' &&
    typeof roomId === 'string' &&
    typeof eventId === 'string' &&
    typeof reporter === 'string'
    ? [{ id, roomId, eventId, reporter, reason: typeof reason === 'string' ? reason : '' }]
    : [];
}
