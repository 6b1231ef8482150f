/** The operations on timetables; a lesson here is what stands in the timetable, not what is held in a lesson room. */
import { queryOf, type Call } from './call.ts';
import type { Schemas, Timetable, TimetableFrame } from './types.ts';

type Lesson = Schemas['Lesson'];
type Feed = Schemas['CalendarFeed'];
type Subscription = Schemas['TimetableSubscription'];

/** A large file takes its time: to be sent, to be read, to be compared. Milliseconds. */
const IMPORT_TIMEOUT = 120_000;

export function timetableOperations(call: Call) {
  const lesson = (id: string): string => `/lessons/${encodeURIComponent(id)}`;
  const occurrence = (id: string, recurrenceId: string): string =>
    `${lesson(id)}/occurrences/${encodeURIComponent(recurrenceId)}`;
  const subscription = (id: string): string => `/timetable-subscriptions/${encodeURIComponent(id)}`;
  const frame = (schoolId: string): string => `/schools/${encodeURIComponent(schoolId)}/timetable`;
  return {
    /** @param subject one of `person_id`, `class_id`, `location_id`; none for oneself */
    timetable: (subject: Record<string, string>, from: string, days: number) =>
      call<Timetable>('GET', `/timetable?${queryOf({ ...subject, from, days: String(days) })}`),
    series: (lessonId: string) => call<Lesson>('GET', lesson(lessonId)),
    createSeries: (wish: Schemas['NewLesson']) => call<Lesson>('POST', '/lessons', { body: wish }),
    updateSeries: (lessonId: string, patch: Schemas['LessonPatch']) =>
      call<Lesson>('PATCH', lesson(lessonId), { body: patch }),
    cancelSeries: (lessonId: string) => call<Lesson>('DELETE', lesson(lessonId), { repeatable: true }),
    changeOccurrence: (lessonId: string, recurrenceId: string, change: Schemas['LessonOverride']) =>
      call<Lesson>('PATCH', occurrence(lessonId, recurrenceId), { body: change }),
    restoreOccurrence: (lessonId: string, recurrenceId: string) =>
      call<Lesson>('DELETE', occurrence(lessonId, recurrenceId), { repeatable: true }),
    timetableFrame: (schoolId: string) => call<TimetableFrame>('GET', frame(schoolId)),
    updateTimetableFrame: (schoolId: string, patch: Schemas['TimetableFramePatch']) =>
      call<TimetableFrame>('PATCH', frame(schoolId), { body: patch, repeatable: true }),
    importTimetable: (wish: Schemas['TimetableImport']) =>
      call<Schemas['TimetableImportResult']>('POST', '/timetable-imports', {
        body: wish,
        timeoutMs: IMPORT_TIMEOUT,
      }),
    subscriptions: async (schoolId: string) =>
      (
        await call<{ subscriptions: Subscription[] }>(
          'GET',
          `/timetable-subscriptions?school_id=${encodeURIComponent(schoolId)}`,
        )
      ).subscriptions,
    subscribe: (wish: Schemas['NewTimetableSubscription']) =>
      call<Subscription>('POST', '/timetable-subscriptions', { body: wish }),
    updateSubscription: (id: string, patch: Schemas['TimetableSubscriptionPatch']) =>
      call<Subscription>('PATCH', subscription(id), { body: patch, repeatable: true }),
    endSubscription: (id: string, lessons: 'keep' | 'cancel') =>
      call<undefined>('DELETE', `${subscription(id)}?lessons=${lessons}`, { repeatable: true }),
    feeds: async () => (await call<{ feeds: Feed[] }>('GET', '/feeds')).feeds,
    createFeed: (subject: Record<string, string>) =>
      call<{ feed: Feed; url: string }>('POST', '/feeds', { body: subject }),
    revokeFeed: (feedId: string) =>
      call<undefined>('DELETE', `/feeds/${encodeURIComponent(feedId)}`, { repeatable: true }),
  };
}
