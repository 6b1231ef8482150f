/**
 * Readers of Parta's state events. Room state is written by anybody with the power to, so its content is decoded
 * through the event's schema before use. Keys that the schema does not name are left alone: a later version may add some.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import classSchema from '../schemas/org.parta.class.json' with { type: 'json' };
import directSchema from '../schemas/org.parta.direct.json' with { type: 'json' };
import lessonSchema from '../schemas/org.parta.lesson.json' with { type: 'json' };
import postSchema from '../schemas/org.parta.post.json' with { type: 'json' };
import roomSchema from '../schemas/org.parta.room.json' with { type: 'json' };
import schoolSchema from '../schemas/org.parta.school.json' with { type: 'json' };
import timetableSchema from '../schemas/org.parta.timetable.json' with { type: 'json' };
import {
  CLASS_EVENT,
  DIRECT_EVENT,
  LESSON_EVENT,
  POST_FIELD,
  ROOM_EVENT,
  SCHOOL_EVENT,
  TIMETABLE_EVENT,
  type EventContents,
  type EventType,
} from './index.ts';

/** Either the typed content, or what is wrong with it: each problem names a place as a JSON Pointer into the content. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly { readonly path: string; readonly message: string }[] };

const ajv = new Ajv({ allErrors: true });
const validators: { readonly [T in EventType]: ValidateFunction<EventContents[T]> } = {
  [CLASS_EVENT]: ajv.compile<EventContents[typeof CLASS_EVENT]>(classSchema),
  [DIRECT_EVENT]: ajv.compile<EventContents[typeof DIRECT_EVENT]>(directSchema),
  [LESSON_EVENT]: ajv.compile<EventContents[typeof LESSON_EVENT]>(lessonSchema),
  [POST_FIELD]: ajv.compile<EventContents[typeof POST_FIELD]>(postSchema),
  [ROOM_EVENT]: ajv.compile<EventContents[typeof ROOM_EVENT]>(roomSchema),
  [SCHOOL_EVENT]: ajv.compile<EventContents[typeof SCHOOL_EVENT]>(schoolSchema),
  [TIMETABLE_EVENT]: ajv.compile<EventContents[typeof TIMETABLE_EVENT]>(timetableSchema),
};

function explain(error: ErrorObject): { path: string; message: string } {
  if (error.keyword === 'required') {
    return {
      path: `${error.instancePath}/${String(error.params['missingProperty'])}`,
      message: 'is missing',
    };
  }
  if (error.keyword === 'enum') {
    const allowed = (error.params['allowedValues'] as unknown[]).join(', ');
    return { path: error.instancePath, message: `must be one of ${allowed}` };
  }
  if (error.keyword === 'const') {
    return { path: error.instancePath, message: `must be ${JSON.stringify(error.params['allowedValue'])}` };
  }
  return { path: error.instancePath, message: error.message ?? error.keyword };
}

/**
 * Reads the content of one of Parta's state events, or of its field in messages.
 *
 * @example
 * const reading = readEvent('org.parta.room', event.content);
 * if (reading.ok && reading.value.deployment === ours) …
 */
export function readEvent<T extends EventType>(type: T, content: unknown): Reading<EventContents[T]> {
  const validate: ValidateFunction = validators[type];
  if (validate(content)) return { ok: true, value: content as EventContents[T] };
  return { ok: false, problems: (validate.errors ?? []).map(explain) };
}
