import { useServices } from '../../../app/services.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { explain } from '../../../ui/explain.ts';
import { useLessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import { useLive } from './lesson-context.ts';

/** Asks once more, then ends the lesson for everybody and leaves it. */
export function EndLesson({ lesson, onClose }: { lesson: Lesson; onClose: () => void }) {
  const { api } = useServices();
  const { roomId, session } = useLive();
  const { l, translator } = useLessonTexts();
  return (
    <Confirm
      title={l('end.title')}
      text={<p>{l('end.text')}</p>}
      action={l('control.end')}
      danger
      onConfirm={async () => {
        lesson.set(await api.endLesson(roomId));
        await session.leave();
      }}
      onClose={onClose}
      explain={(error) => explain(translator, error)}
    />
  );
}
