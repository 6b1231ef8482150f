/**
 * What Parta says to others: names and types of its state events and of its HTTP API. Nothing here runs a
 * validator, so a browser bundle may import it; `readers.ts` has the validating readers.
 */
import type {
  ClassContent,
  DirectContent,
  LessonContent,
  PostContent,
  RoomContent,
  SchoolContent,
  TimetableContent,
} from './types/events.ts';

export type {
  ClassContent,
  DirectContent,
  LessonContent,
  PollRules,
  PostContent,
  RoomContent,
  SchoolContent,
  TimetableContent,
} from './types/events.ts';
export * from './polls.ts';
export type { components, operations, paths } from './types/api.ts';

/** In every room that Parta manages. */
export const ROOM_EVENT = 'org.parta.room';
/** In a school's Space. */
export const SCHOOL_EVENT = 'org.parta.school';
/** In a class's Space and its parents' Space. */
export const CLASS_EVENT = 'org.parta.class';
/** In a class's Space. */
export const TIMETABLE_EVENT = 'org.parta.timetable';
/** In lesson rooms and broadcast halls. */
export const LESSON_EVENT = 'org.parta.lesson';

/** In direct rooms of two people that Parta made. */
export const DIRECT_EVENT = 'org.parta.direct';

/** No event but a field in the content of messages: how one came to be there in quiet hours. */
export const POST_FIELD = 'org.parta.post';

/** Content of each of Parta's state events, by event type (the state key is always empty), and of its field in messages. */
export interface EventContents {
  [ROOM_EVENT]: RoomContent;
  [SCHOOL_EVENT]: SchoolContent;
  [CLASS_EVENT]: ClassContent;
  [TIMETABLE_EVENT]: TimetableContent;
  [LESSON_EVENT]: LessonContent;
  [DIRECT_EVENT]: DirectContent;
  [POST_FIELD]: PostContent;
}
export type EventType = keyof EventContents;
export type RoomKind = RoomContent['kind'];
