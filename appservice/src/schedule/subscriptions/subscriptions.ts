/**
 * Calendars that classes are subscribed to: asked every half an hour or so, and applied as a whole or not at all. What a
 * person has to know or decide stands at the subscription until it is solved; the lessons stay as they were until then.
 */
import { createHash } from 'node:crypto';
import type { Directory } from '../../accounts/directory.ts';
import { audit } from '../../audit/audit.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Log } from '../../log.ts';
import { createFindings } from '../../roster/findings.ts';
import type { ClassId, PersonId, SchoolId } from '../../school/model.ts';
import { indexState, today } from '../../school/rules.ts';
import type { Database, Sql } from '../../store/database.ts';
import type { JobContext, Jobs } from '../../store/jobs.ts';
import { draftsOfCalendar } from '../import/drafts.ts';
import { merge } from '../import/merge.ts';
import type { ImportCode } from '../import/messages.ts';
import { readTimeZone } from '../local-time.ts';
import { mayChangeLesson } from '../rights.ts';
import { loadFrames } from '../settings-store.ts';
import { lockTimetable } from '../store.ts';
import { fetchCalendar, readAddress, type Fetched, type Network } from './fetch.ts';
import { subscriptionText, type SubscriptionMessage } from './messages.ts';
import * as store from './store.ts';
import type { StoredSubscription } from './store.ts';

export type Subscription = StoredSubscription;

export interface SubscriptionInput {
  readonly classId: ClassId;
  readonly address: string;
  /** Tells the calendars of a class apart; by default the name of the server. */
  readonly title?: string | undefined;
  readonly everyMinutes?: number | undefined;
  readonly timeZones?: { readonly [tzid: string]: string } | undefined;
}

export interface SubscriptionPatch {
  readonly address?: string | undefined;
  readonly everyMinutes?: number | undefined;
  readonly paused?: boolean | undefined;
  /** Answers to `zones_asked`; remembered. */
  readonly timeZones?: { readonly [tzid: string]: string } | undefined;
  /** `empty` and `shrunk` are right: the next fetch is applied whatever it takes away. */
  readonly confirm?: boolean | undefined;
}

export interface Subscriptions {
  /** Those of a school that the asker may change: all for administrators, those of their classes for teachers. */
  list(askerId: PersonId, schoolId: SchoolId): Promise<Subscription[]>;
  /** Throws 403 for those who may not change the class's timetable, 400 for what is no address, 409 for a title that is taken. */
  create(askerId: PersonId, input: SubscriptionInput): Promise<Subscription>;
  /** Every change also asks the calendar again soon. Throws 404 when there is none or the asker may not change it. */
  update(askerId: PersonId, id: string, patch: SubscriptionPatch): Promise<Subscription>;
  /** Ends it. Its lessons stay and can be changed by hand, or those to come are cancelled. */
  end(askerId: PersonId, id: string, lessons: 'keep' | 'cancel'): Promise<void>;
  /** The job that queues what is due. */
  fetchDue(): Promise<void>;
  /** The job that fetches one. */
  fetch(payload: unknown, context?: Pick<JobContext, 'signal'>): Promise<void>;
}

export const FETCH_TASK = 'timetable.fetch';
export const FETCH_DUE_TASK = 'timetable.fetch_due';
/** Crontab pattern: how exactly the minutes of a subscription are kept. */
export const FETCH_DUE_SCHEDULE = '*/5 * * * *';

const DEFAULT_MINUTES = 30;
const MOST_OF_CLASS = 20;
const DUE_AT_ONCE = 500;
const MOST_MINUTES_BETWEEN = 24 * 60;
const MOST_FINDINGS = 60;

export interface SubscriptionsDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPerson'>;
  readonly serverName: string;
  readonly onChange: (tx: Sql, classIds: readonly ClassId[]) => Promise<void>;
  readonly jobs: Pick<Jobs, 'add'>;
  /** Which addresses calendars may be at. */
  readonly network: Network;
  readonly log: Log;
  readonly now: () => Date;
}

export function createSubscriptions(dependencies: SubscriptionsDependencies): Subscriptions {
  const { database, directory, serverName, onChange, jobs, network, log, now } = dependencies;

  /** The school of a class whose timetable the asker may change, or null. */
  async function schoolFor(askerId: PersonId, classId: ClassId): Promise<SchoolId | null> {
    const state = await directory.aroundPerson(askerId, { administered: true, classId });
    const schoolId = indexState(state).classes.get(classId)?.schoolId;
    const school = indexState(state).schools.get(schoolId ?? '');
    if (school === undefined) return null;
    const lesson = { schoolId: school.id, classIds: [classId] };
    return mayChangeLesson(state, askerId, lesson, today(school.timeZone, now())) ? school.id : null;
  }

  async function mine(askerId: PersonId, id: string): Promise<StoredSubscription> {
    const found = await store.findSubscription(database, id);
    if (found === null || (await schoolFor(askerId, found.classId)) === null) {
      throw refusal(404, 'M_NOT_FOUND', 'no_such_subscription');
    }
    return found;
  }

  const queue = (tx: Sql, id: string): Promise<void> =>
    jobs.add(tx, FETCH_TASK, { subscriptionId: id }, { key: `${FETCH_TASK}:${id}` });

  const record = (tx: Sql, action: string, askerId: PersonId | null, one: StoredSubscription, more = {}) =>
    audit(tx, {
      action: `subscription.${action}`,
      actorId: askerId,
      schoolId: one.schoolId,
      details: { subscription_id: one.id, class_id: one.classId, ...more },
    });

  /** When to ask again: about as often as wished, the less often the longer it fails, and not before the server wants to be asked. */
  function nextFetch({ everyMinutes, failures }: StoredSubscription, fetched: Fetched): Date {
    const backoff =
      fetched.kind === 'problem'
        ? Math.min(everyMinutes * 2 ** failures, MOST_MINUTES_BETWEEN)
        : everyMinutes;
    const asked = fetched.kind === 'problem' ? (fetched.retryAfterSeconds ?? 0) / 60 : 0;
    const minutes = Math.max(backoff, Math.min(asked, MOST_MINUTES_BETWEEN));
    // Calendars that were added together must not be asked together for ever.
    return new Date(now().getTime() + minutes * 60_000 * (0.9 + Math.random() * 0.2));
  }

  /** Reads a fetched text and applies it, or says why not; null when the subscription was changed meanwhile. */
  async function take(
    one: StoredSubscription,
    fetched: Extract<Fetched, { kind: 'text' }>,
  ): Promise<store.Outcome | null> {
    const { etag, lastModified, text } = fetched;
    const digest = createHash('sha256').update(text).digest();
    const fine = { problem: null, etag, lastModified, digest } as const;
    // Also a server without ETags mostly has nothing new to say.
    if (one.problem === null && digest.toString('hex') === one.digest) return fine;

    const { timeZone } = (await loadFrames(database, [one.schoolId])).get(one.schoolId)!;
    const findings = createFindings<ImportCode>();
    const options = { file: one.title, timeZone, timeZones: one.timeZones, classId: one.classId };
    const drafts = await draftsOfCalendar(text, options, findings);
    const listed = () =>
      [...findings.list()].sort((a, b) => (a.severity < b.severity ? -1 : 1)).slice(0, MOST_FINDINGS);
    if (findings.hasErrors()) {
      const asked = findings.list().some(({ code }) => code === 'tzid_unknown');
      return { problem: { code: asked ? 'zones_asked' : 'not_applied', values: {} }, findings: listed() };
    }

    return database.transaction(async (tx) => {
      await lockTimetable(tx, one.schoolId);
      const current = await store.findSubscription(tx, one.id);
      if (current === null || current.paused || current.nextFetchAt.getTime() !== one.nextFetchAt.getTime())
        return null;
      const clock = { serverName, now: now().getTime() };
      const plan = { sourceId: one.sourceId, schoolId: one.schoolId, drafts, cancelMissing: true };
      const preview = await merge(tx, { ...plan, apply: false, findings: null }, clock);
      if (!current.confirmed) {
        const { missing, known } = preview;
        if (drafts.length === 0 && missing > 0) return { problem: { code: 'empty', values: { known } } };
        if (missing >= 3 && missing * 2 > known)
          return { problem: { code: 'shrunk', values: { missing, known } } };
      }
      const {
        classIds,
        known: _known,
        ...counts
      } = await merge(tx, { ...plan, apply: true, findings }, clock);
      if (counts.added + counts.changed + counts.missing > 0) await record(tx, 'apply', null, one, counts);
      await onChange(tx, classIds);
      return { ...fine, findings: listed() };
    });
  }

  async function outcomeOf(one: StoredSubscription, fetched: Fetched): Promise<store.Outcome | null> {
    if (fetched.kind === 'text') return take(one, fetched);
    if (fetched.kind === 'problem') return { problem: { code: fetched.code, values: fetched.values } };
    const { etag, lastModified } = one;
    // It is again what was applied before something was wrong with it.
    return { problem: null, etag, lastModified, digest: null, ...(one.problem && { findings: [] }) };
  }

  return {
    async list(askerId, schoolId) {
      const state = await directory.aroundPerson(askerId, { administered: true });
      const school = indexState(state).schools.get(schoolId);
      if (school === undefined) throw refusal(404, 'M_NOT_FOUND', 'no_such_subscription');
      const day = today(school.timeZone, now());
      const all = await store.subscriptionsOf(database, { schoolId });
      return all.filter(({ classId }) =>
        mayChangeLesson(state, askerId, { schoolId, classIds: [classId] }, day),
      );
    },

    async create(askerId, { classId, address, title, everyMinutes = DEFAULT_MINUTES, timeZones = {} }) {
      const schoolId = await schoolFor(askerId, classId);
      if (schoolId === null) throw refusal(403, 'M_FORBIDDEN', 'no_such_subscription');
      const url = addressIn(address);
      checkZones(timeZones);
      return database.transaction(async (tx) => {
        await lockTimetable(tx, schoolId);
        if ((await store.subscriptionsOf(tx, { classId })).length >= MOST_OF_CLASS) {
          throw refusal(409, 'ORG.PARTA.TOO_MANY', 'too_many', { limit: MOST_OF_CLASS });
        }
        const id = await store.insertSubscription(tx, {
          schoolId,
          classId,
          title: title ?? new URL(url).hostname.slice(0, 200),
          url,
          everyMinutes,
          timeZones,
          createdBy: askerId,
          nextFetchAt: now(),
        });
        if (id === null) throw refusal(409, 'ORG.PARTA.SUBSCRIBED_TWICE', 'subscribed_twice');
        const made = (await store.findSubscription(tx, id))!;
        await record(tx, 'create', askerId, made);
        await queue(tx, id);
        return made;
      });
    },

    async update(askerId, id, { address, timeZones = {}, everyMinutes, paused, confirm }) {
      const before = await mine(askerId, id);
      const url = address === undefined ? undefined : addressIn(address);
      checkZones(timeZones);
      return database.transaction(async (tx) => {
        await store.rememberZones(tx, before.sourceId, timeZones);
        await store.updateSubscription(tx, id, {
          ...(url === undefined ? {} : { url }),
          ...(everyMinutes === undefined ? {} : { everyMinutes }),
          ...(paused === undefined ? {} : { paused }),
          ...(confirm === undefined ? {} : { confirmed: confirm }),
          nextFetchAt: now(),
          forget: true,
        });
        await record(tx, 'update', askerId, before, {
          confirm: confirm ?? false,
          paused: paused ?? before.paused,
        });
        await queue(tx, id);
        const after = await store.findSubscription(tx, id);
        if (after === null) throw refusal(404, 'M_NOT_FOUND', 'no_such_subscription');
        return after;
      });
    },

    async end(askerId, id, lessons) {
      const one = await mine(askerId, id);
      await database.transaction(async (tx) => {
        await lockTimetable(tx, one.schoolId);
        await store.deleteSubscription(tx, id);
        await record(tx, 'end', askerId, one, { lessons });
        if (lessons === 'keep') return;
        const { classIds } = await merge(
          tx,
          {
            sourceId: one.sourceId,
            schoolId: one.schoolId,
            drafts: [],
            apply: true,
            cancelMissing: true,
            findings: null,
          },
          { serverName, now: now().getTime() },
        );
        await onChange(tx, classIds);
      });
    },

    async fetchDue() {
      for (const id of await store.dueSubscriptions(database, now(), DUE_AT_ONCE)) await queue(database, id);
    },

    async fetch(payload, { signal } = { signal: new AbortController().signal }) {
      const id = (payload as { subscriptionId?: unknown } | null)?.subscriptionId;
      if (typeof id !== 'string') return;
      const one = await store.findSubscription(database, id);
      // Another process was faster, or it was ended or paused meanwhile.
      if (one === null || one.paused || one.nextFetchAt > now()) return;
      const fetched = await fetchCalendar(one.url, one, { network, signal });
      const outcome = await outcomeOf(one, fetched);
      if (outcome === null) return;
      const failed = fetched.kind === 'problem';
      const times = { now: now(), nextFetchAt: nextFetch(one, fetched), failed };
      await database.transaction((tx) => store.recordFetch(tx, one, outcome, times));
      log.info({ subscription: id, problem: outcome.problem?.code ?? null }, 'a calendar was fetched');
    },
  };
}

function addressIn(text: string): string {
  const url = readAddress(text);
  if (url !== null) return url;
  throw refusal(400, 'ORG.PARTA.BAD_ADDRESS', 'bad_address');
}

function checkZones(timeZones: { readonly [tzid: string]: string }): void {
  for (const answer of Object.values(timeZones)) {
    if (readTimeZone(answer) === null) throw refusal(400, 'ORG.PARTA.BAD_ADDRESS', 'zone_wrong', { answer });
  }
}

function refusal(
  status: number,
  errcode: string,
  key: SubscriptionMessage,
  values: Record<string, string | number> = {},
): ApiError {
  return new ApiError(status, errcode, (locale) => subscriptionText(locale, key, values));
}
