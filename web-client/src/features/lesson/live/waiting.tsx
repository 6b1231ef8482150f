import type { LessonView } from '../../../api/types.ts';
import { Button } from '../../../ui/ui.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import { useLessonTexts } from '../texts.ts';
import css from './live.module.css';

/** The lobby: a seat is taken, the teacher has not let anybody in yet. */
export function Waiting({ view, onLeave }: { view: LessonView; onLeave: () => void }) {
  const { l } = useLessonTexts();
  const key = view.session?.waiting_for_teacher === true ? 'wait.teacher' : 'wait';
  return (
    <main className={css.waiting}>
      <span className={css.waitingArt}>
        <LessonIcon name="door" size={44} />
      </span>
      <div role="status">
        <h1>{l(`${key}.title`)}</h1>
        <p>{l(`${key}.text`)}</p>
      </div>
      <p className={css.waitingTitle}>{view.session?.title}</p>
      <span className={css.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <Button onClick={onLeave}>{l('wait.leave')}</Button>
    </main>
  );
}
