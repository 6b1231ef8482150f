import { useEffect, useRef } from 'react';
import { Link } from '../../app/router.tsx';
import { useTitle } from '../../ui/entrance.tsx';
import { Button, buttonClass } from '../../ui/ui.tsx';
import css from './after-lesson.module.css';
import { LessonIcon } from './lesson-icons.tsx';
import type { Ending } from './model/departure.ts';
import { useLessonTexts } from './texts.ts';
import type { Lesson } from './use-lesson.ts';

interface Props {
  readonly roomId: string;
  readonly ending: Ending;
  readonly lesson: Lesson;
  readonly onBack: () => void;
}

/** Out of the lesson: why, and where to go from here. */
export function AfterLesson({ roomId, ending, lesson, onBack }: Props) {
  const { l } = useLessonTexts();
  const { view, door } = lesson;
  const isOver = ending === 'ended' || (ending === 'left' && view?.state === 'closed');
  const isCall = view?.kind === 'call';
  const key = isCall ? 'ended.call' : isOver ? 'ended' : (`ended.${ending}` as const);
  const canReturn = !isOver && (ending === 'left' || ending === 'elsewhere') && door.kind === 'open';
  const title = l(key === 'ended' ? 'ended.title' : `${key}.title`);
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className={css.page}>
      <div className={css.card}>
        <span className={css.art}>
          <LessonIcon name={ending === 'removed' ? 'door' : 'leave'} size={40} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p className="soft">{l(key === 'ended' ? 'ended.text' : `${key}.text`)}</p>
        <div className={css.actions}>
          {canReturn && (
            <Button look="primary" wide onClick={onBack}>
              {l(isCall ? 'ended.call.again' : 'ended.back')}
            </Button>
          )}
          <Link
            to={{ name: 'room', roomId }}
            className={buttonClass(canReturn ? 'secondary' : 'primary', true)}
          >
            {l('door.chat')}
          </Link>
          {view?.may.run === true && view.class_id !== null && (
            <Link
              to={{ name: 'attendance', classId: view.class_id }}
              className={buttonClass('secondary', true)}
            >
              {l('door.attendance')}
            </Link>
          )}
          <Link to={{ name: 'home' }} className={buttonClass('quiet', true)}>
            {l('ended.home')}
          </Link>
        </div>
      </div>
    </main>
  );
}
