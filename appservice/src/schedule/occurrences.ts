/** What is held when, for other features: without views, names and the question who may see it. */
import type { ClassId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Occurrence, Span } from './model.ts';
import { expand } from './recurrence.ts';
import { loadFrames } from './settings-store.ts';
import { listLessons } from './store.ts';

/** The occurrences of a class's lessons that overlap a window, cancelled ones too, in order of time. */
export async function occurrencesOf(sql: Sql, classId: ClassId, window: Span): Promise<Occurrence[]> {
  const lessons = await listLessons(sql, { classIds: [classId] }, window);
  if (lessons.length === 0) return [];
  const frames = await loadFrames(sql, [...new Set(lessons.map(({ schoolId }) => schoolId))]);
  return lessons
    .flatMap((lesson) => expand(lesson, window, frames.get(lesson.schoolId)?.daysOff ?? []))
    .sort((a, b) => a.begins - b.begins || a.ends - b.ends);
}
