import { deskPath, parseDesk, type DeskRoute } from './desk-route.ts';
import { isDay, type Day } from '../features/timetable/calendar.ts';
import type { Subject } from '../features/timetable/subject.ts';

/** The addresses of Parta. Pure. Secrets stand in the fragment, which browsers send to no server. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'join' }
  | { readonly name: 'login' }
  | { readonly name: 'room'; readonly roomId: string }
  | { readonly name: 'lesson'; readonly roomId: string }
  | { readonly name: 'people'; readonly classId: string }
  | { readonly name: 'invites'; readonly classId: string }
  | { readonly name: 'attendance'; readonly classId: string }
  | { readonly name: 'me' }
  /** Library and tasks of a class. */
  | { readonly name: 'documents'; readonly classId: string }
  | { readonly name: 'task'; readonly taskId: string }
  /** The personal store. */
  | { readonly name: 'store' }
  /** A link to a document, whose secret is in the fragment. */
  | { readonly name: 'shared' }
  /** The week of a day, by default of today. */
  | { readonly name: 'timetable'; readonly subject: Subject; readonly day: Day | null }
  /** Terms, bells and days off of a school. */
  | { readonly name: 'frame'; readonly schoolId: string }
  | { readonly name: 'import'; readonly schoolId: string }
  /** The people whom one may write to. */
  | { readonly name: 'contacts' }
  /** One's children, or one's parents. */
  | { readonly name: 'family' }
  /** What one reported, and what was decided about oneself. */
  | { readonly name: 'reports' }
  /** Private addresses of timetables for calendar programs. */
  | { readonly name: 'calendars' }
  | DeskRoute
  | { readonly name: 'unknown' };

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** `/timetable`, `/timetable/me/DAY`, `/timetable/class/ID`, `/timetable/class/ID/DAY` */
function parseTimetable([of = 'me', ...parts]: readonly (string | null)[]): Route {
  const [id, day = null, ...rest] = of === 'me' ? ['', ...parts] : parts;
  if (rest.length > 0 || id == null || (day !== null && !isDay(day))) return { name: 'unknown' };
  switch (of) {
    case 'me':
      return { name: 'timetable', subject: { of }, day };
    case 'person':
    case 'class':
    case 'location':
      return { name: 'timetable', subject: { of, id }, day };
    default:
      return { name: 'unknown' };
  }
}

/** Addresses of one word. */
const PLAIN = [
  'join',
  'login',
  'me',
  'calendars',
  'contacts',
  'family',
  'reports',
  'store',
  'shared',
] as const;

export function parseRoute(path: string): Route {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (parts[0] === 'timetable') return parseTimetable(parts.slice(1));
  if (parts[0] === 'desk') return parseDesk(parts.slice(1)) ?? { name: 'unknown' };
  const [first, second, third, ...rest] = parts;
  if (rest.length > 0) return { name: 'unknown' };
  if (first === undefined) return { name: 'home' };
  if (second === undefined) {
    const plain = PLAIN.find((name) => name === first);
    if (plain !== undefined) return { name: plain };
  } else if (first === 'rooms' && second !== null && third === undefined) {
    return { name: 'room', roomId: second };
  } else if (first === 'rooms' && second !== null && third === 'lesson') {
    return { name: 'lesson', roomId: second };
  } else if (
    first === 'classes' &&
    second !== null &&
    (third === 'people' || third === 'invites' || third === 'attendance' || third === 'documents')
  ) {
    return { name: third, classId: second };
  } else if (first === 'tasks' && second !== null && third === undefined) {
    return { name: 'task', taskId: second };
  } else if (first === 'schools' && second !== null && (third === 'timetable' || third === 'import')) {
    return { name: third === 'import' ? 'import' : 'frame', schoolId: second };
  }
  return { name: 'unknown' };
}

export function pathOf(route: Route): string {
  switch (route.name) {
    case 'home':
    case 'unknown':
      return '/';
    case 'room':
      return `/rooms/${encodeURIComponent(route.roomId)}`;
    case 'lesson':
      return `/rooms/${encodeURIComponent(route.roomId)}/lesson`;
    case 'people':
    case 'invites':
    case 'attendance':
    case 'documents':
      return `/classes/${encodeURIComponent(route.classId)}/${route.name}`;
    case 'timetable': {
      const { subject, day } = route;
      const id = subject.of === 'me' ? '' : `/${encodeURIComponent(subject.id)}`;
      return `/timetable/${subject.of}${id}${day === null ? '' : `/${day}`}`;
    }
    case 'task':
      return `/tasks/${encodeURIComponent(route.taskId)}`;
    case 'desk':
      return deskPath(route);
    case 'frame':
      return `/schools/${encodeURIComponent(route.schoolId)}/timetable`;
    case 'import':
      return `/schools/${encodeURIComponent(route.schoolId)}/import`;
    default:
      return `/${route.name}`;
  }
}

/** Drawn for whoever is logged in, beside the list of classes where the screen is wide enough. */
export const isInside = ({ name }: Route): boolean => name !== 'join' && name !== 'login';
