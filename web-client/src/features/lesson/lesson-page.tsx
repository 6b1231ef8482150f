import { useEffect, useState } from 'react';
import { AfterLesson } from './after-lesson.tsx';
import { BeforeLesson } from './before/before-lesson.tsx';
import { LiveLesson } from './live/live-lesson.tsx';
import type { LiveState } from './live/live-types.ts';
import type { LessonSession } from './lesson-session.ts';
import { useLesson } from './use-lesson.ts';

type Ending = NonNullable<LiveState['ending']>;

/** A lesson from the door to the end of it. */
export function LessonPage({ roomId }: { roomId: string }) {
  const lesson = useLesson(roomId);
  const [session, setSession] = useState<LessonSession | null>(null);
  const [ending, setEnding] = useState<Ending | null>(null);
  useEffect(() => {
    session?.hold();
    return () => session?.release();
  }, [session]);
  if (session !== null && lesson.view !== null) {
    return (
      <LiveLesson
        lesson={lesson}
        view={lesson.view}
        session={session}
        onEnd={(how) => {
          setSession(null);
          // Refused at the door: the door says why.
          setEnding(how === 'refused' ? null : how);
          void lesson.refresh();
        }}
      />
    );
  }
  if (ending !== null && ending !== 'refused') {
    return <AfterLesson roomId={roomId} ending={ending} lesson={lesson} onBack={() => setEnding(null)} />;
  }
  return <BeforeLesson roomId={roomId} lesson={lesson} onEnter={setSession} />;
}
