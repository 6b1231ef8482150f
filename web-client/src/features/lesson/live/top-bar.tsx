import type { RefObject } from 'react';
import { useServices } from '../../../app/services.ts';
import { useNow } from '../../../ui/use-now.ts';
import { LessonIcon } from '../lesson-icons.tsx';
import { clockOf } from '../model/clock.ts';
import type { Layout } from '../model/tiles.ts';
import { useLessonTexts } from '../texts.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';

const PROLONG_MINUTES = 10;

interface Props {
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly layout: Layout;
  readonly onLayout: (layout: Layout) => void;
}

export function TopBar({ heading, layout, onLayout }: Props) {
  const { view, state } = useLive();
  const { l } = useLessonTexts();
  const { rules } = state;
  const group = rules?.groups.find(({ n }) => n === state.group);
  const other = layout === 'grid' ? 'speaker' : 'grid';
  return (
    <>
      <header className={css.top}>
        <div className={css.titles}>
          <h1 ref={heading} tabIndex={-1} className={css.title}>
            {view.session?.title || l(view.kind === 'lesson' ? 'title' : `title.${view.kind}`)}
          </h1>
          <p className={css.subtitle}>
            <TimeLeft />
            {state.group !== null && (
              <span className={css.chip}>
                {l('group.in', { title: group?.title ?? String(state.group) })}
              </span>
            )}
            {rules?.recordingSince != null && (
              <span className={css.chipRecord}>
                <LessonIcon name="record" size={14} />
                {l('recording')}
              </span>
            )}
            {rules?.locked === true && (
              <span className={css.chip}>
                <LessonIcon name="lock" size={14} />
                {l('locked')}
              </span>
            )}
            {state.saving && (
              <span className={css.chip}>
                <LessonIcon name="weak" size={14} />
                {l(state.level === 'sound' ? 'saving.sound' : 'saving.slides')}
              </span>
            )}
          </p>
        </div>
        <button
          type="button"
          className={css.topButton}
          aria-label={`${l('control.layout')}: ${l(`control.layout.${other}`)}`}
          title={l(`control.layout.${other}`)}
          onClick={() => onLayout(other)}
        >
          <LessonIcon name={other} />
          <span className={css.topButtonText}>{l(`control.layout.${other}`)}</span>
        </button>
      </header>
      <EndingBar />
    </>
  );
}

function useClock() {
  const { view, state } = useLive();
  const now = useNow();
  const { session } = view;
  return clockOf(
    {
      beginsAt: session === null ? null : Date.parse(session.begins),
      // The SFU's word comes at once when a teacher prolongs; the server's a little later.
      endsAt: state.rules?.endsAt ?? (session === null ? null : Date.parse(session.ends)),
      closesAt: state.rules?.closesAt ?? (session === null ? null : Date.parse(session.closes_at)),
    },
    now,
  );
}

function TimeLeft() {
  const { l } = useLessonTexts();
  const clock = useClock();
  if (clock.kind === 'before') return <span>{l('clock.before', { minutes: clock.minutes })}</span>;
  if (clock.kind === 'running') return <span>{l('clock.left', { minutes: clock.minutes })}</span>;
  return null;
}

/** The last minutes, said to everybody; whoever runs the lesson can add some. */
function EndingBar() {
  const { api } = useServices();
  const { roomId, isTeacher, run } = useLive();
  const { l } = useLessonTexts();
  const clock = useClock();
  const text =
    clock.kind === 'ending' || clock.kind === 'over'
      ? l(`clock.${clock.kind}`, { minutes: clock.minutes })
      : null;
  return (
    <div role="status">
      {text !== null && (
        <p className={css.ending}>
          {text}
          {isTeacher && (
            <button
              type="button"
              className={css.endingButton}
              onClick={() => void run(() => api.updateLesson(roomId, { prolong_minutes: PROLONG_MINUTES }))}
            >
              {l('clock.prolong')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
