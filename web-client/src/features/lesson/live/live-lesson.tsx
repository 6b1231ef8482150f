import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LessonView } from '../../../api/types.ts';
import { useAccount } from '../../../app/services.ts';
import { createStore } from '../../../app/store.ts';
import type { CallMember } from '../../../matrix/types.ts';
import type { Hand } from '../../../matrix/hands.ts';
import { useTitle } from '../../../ui/entrance.tsx';
import { explain } from '../../../ui/explain.ts';
import { useStore } from '../../../ui/use-store.ts';
import { useNames } from '../lesson-names.ts';
import type { LessonSession } from '../lesson-session.ts';
import { readChoices, keepChoices } from '../model/choices.ts';
import type { Layout } from '../model/tiles.ts';
import { useLessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import { Controls } from './controls.tsx';
import { Live, userIdOf, type LessonPerson, type LiveContext } from './lesson-context.ts';
import css from './live.module.css';
import type { LiveState } from './live-types.ts';
import { Notices } from './notices.tsx';
import { SidePanel, type PanelName } from './side-panel.tsx';
import { Sound } from './sound.tsx';
import { Stage } from './stage.tsx';
import { TopBar } from './top-bar.tsx';
import { useQuestions } from './use-questions.ts';
import { Waiting } from './waiting.tsx';

const NO_MEMBERS = createStore<readonly CallMember[]>([]);
const NO_HANDS = createStore<readonly Hand[]>([]);

interface Props {
  readonly lesson: Lesson;
  readonly view: LessonView;
  readonly session: LessonSession;
  readonly onEnd: (ending: NonNullable<LiveState['ending']>) => void;
}

export function LiveLesson({ lesson, view, session, onEnd }: Props) {
  const live = useLiveContext(lesson, view, session);
  const { state } = live;
  const { l } = useLessonTexts();
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [layout, setLayout] = useState<Layout>(() => readChoices().layout);
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(view.session?.title || l('title'));
  useEffect(() => heading.current?.focus(), []);
  useEndOf(state, onEnd);
  useWakeLock();
  const { groups } = view.session ?? {};
  useEffect(() => session.hearGroups(groups ?? []), [session, groups]);

  return (
    <Live value={live}>
      <div className={css.lesson} data-panel={panel !== null}>
        {state.waiting ? (
          <Waiting view={view} onLeave={() => void session.leave()} />
        ) : (
          <>
            <TopBar
              heading={heading}
              layout={layout}
              onLayout={(next) => {
                setLayout(next);
                keepChoices({ ...readChoices(), layout: next });
              }}
            />
            <main className={css.middle} id="content">
              <Stage layout={layout} />
              {panel !== null && (
                <SidePanel name={panel} onClose={() => setPanel(null)} onName={setPanel} lesson={lesson} />
              )}
            </main>
            <Controls panel={panel} onPanel={setPanel} lesson={lesson} />
          </>
        )}
        <Notices />
        <Sound room={session.live.room} />
      </div>
    </Live>
  );
}

function useLiveContext(lesson: Lesson, view: LessonView, session: LessonSession): LiveContext {
  const account = useAccount();
  const me = account.session.userId;
  const state = useStore(session.live.state);
  const call = useStore(session.call);
  const members = useStore<readonly CallMember[]>(call?.members ?? NO_MEMBERS);
  const raised = useStore<readonly Hand[]>(call?.hands ?? NO_HANDS);
  const { nameOf: nameInClass } = useNames(view.class_id);
  const { l, translator } = useLessonTexts();
  const nameOf = useCallback(
    (userId: string) => nameInClass(userId) ?? call?.nameOf(userId) ?? l('someone'),
    [nameInClass, call, l],
  );
  const people = useMemo(() => {
    const users = new Map(members.map(({ identity, userId }) => [identity, userId]));
    return state.people.map((person): LessonPerson => {
      const userId = person.isMe ? me : (users.get(person.identity) ?? userIdOf(person.identity));
      return { ...person, userId, name: nameOf(userId) };
    });
  }, [state.people, members, me, nameOf]);
  const hands = useMemo(() => raised.map(({ userId }) => userId), [raised]);
  const { refresh } = lesson;
  const run = useCallback(
    async (command: () => Promise<unknown>) => {
      try {
        await command();
        void refresh();
        return true;
      } catch (error) {
        session.say({ kind: 'failed', why: explain(translator, error) });
        return false;
      }
    },
    [session, translator, refresh],
  );
  const questions = useQuestions(view.room_id, view.kind === 'broadcast' && view.session !== null);
  return useMemo(
    () => ({
      roomId: view.room_id,
      view,
      session,
      state,
      people,
      hands,
      me,
      isTeacher: view.may.run && view.session !== null,
      isViewer: view.kind === 'broadcast' && view.may.publish.length === 0,
      nameOf,
      questions,
      run,
    }),
    [view, session, state, people, hands, me, nameOf, questions, run],
  );
}

function useEndOf({ phase, ending }: LiveState, onEnd: Props['onEnd']): void {
  const tell = useRef(onEnd);
  useEffect(() => {
    tell.current = onEnd;
  });
  useEffect(() => {
    if (phase === 'ended' && ending !== null) tell.current(ending);
  }, [phase, ending]);
}

/** A phone that lies on the desk must not go dark in the middle of a lesson. */
function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    const ask = (): void => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      navigator.wakeLock.request('screen').then(
        (got) => {
          if (gone) void got.release();
          else lock = got;
        },
        () => {},
      );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}
