import { createContext, use } from 'react';
import type { LessonView } from '../../../api/types.ts';
import type { LessonSession } from '../lesson-session.ts';
import type { Person } from '../model/tiles.ts';
import type { LivePerson, LiveState } from './live-types.ts';
import type { Questions } from './use-questions.ts';

/** Somebody in the lesson with what only a teacher looks at. */
export type LessonPerson = Person & LivePerson;

/** What the parts of a running lesson share. */
export interface LiveContext {
  readonly roomId: string;
  readonly view: LessonView;
  readonly session: LessonSession;
  readonly state: LiveState;
  readonly people: readonly LessonPerson[];
  /** Matrix IDs with a raised hand, the first one first. */
  readonly hands: readonly string[];
  readonly me: string;
  /** May run the lesson. In a meeting, which is no lesson, nobody does. */
  readonly isTeacher: boolean;
  /** Only watches. */
  readonly isViewer: boolean;
  readonly nameOf: (userId: string) => string;
  /** Of a broadcast; null where there are none. */
  readonly questions: Questions | null;
  /** Runs a command of the teacher's; what goes wrong is said. True when it worked. */
  readonly run: (command: () => Promise<unknown>) => Promise<boolean>;
}

export const Live = createContext<LiveContext | null>(null);

export function useLive(): LiveContext {
  const live = use(Live);
  if (live === null) throw new Error('useLive outside a lesson');
  return live;
}

/** The Matrix ID in one of the SFU's identities, `@user:server:DEVICE`, as long as Matrix does not know better. */
export function userIdOf(identity: string): string {
  const end = identity.lastIndexOf(':');
  return identity.startsWith('@') && end > identity.indexOf(':') ? identity.slice(0, end) : identity;
}
