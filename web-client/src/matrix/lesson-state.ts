/** Reads `org.parta.lesson` (protocol/schemas), which anybody with the power to may have written. Pure. */
import type { LessonNow } from './types.ts';

const instant = (value: unknown): number | null => {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : at;
};

/** The lesson that is open by this content; null when none is. */
export function readLesson(content: Readonly<Record<string, unknown>> | undefined): LessonNow | null {
  if (content?.['state'] !== 'open') return null;
  const { title, begins, ends } = content;
  return { title: typeof title === 'string' ? title : '', begins: instant(begins), ends: instant(ends) };
}
