import { useCallback, useState, type FormEvent } from 'react';
import type { Schemas } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { explain } from '../../ui/explain.ts';
import { Area } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button, Problem } from '../../ui/ui.tsx';
import { StandingChip } from './class-tasks.tsx';
import css from './documents.module.css';
import { DocumentList, NotYet, PickFiles, SendingList, useLookAgain } from './parts.tsx';
import { useTexts } from './texts.ts';
import { useUploads } from './use-uploads.ts';

interface SlotProps {
  readonly taskId: string;
  readonly slot: Schemas['TaskSlot'];
  readonly onChange: () => Promise<void>;
}

/** A task: the pupil hands in here, parents look, and the teacher returns. */
export function TaskPage({ taskId }: { taskId: string }) {
  const { api } = useServices();
  const { dateTime } = useTranslator();
  const t = useTexts();
  const { value: task, failure, again: refresh } = useAnswer(taskId, () => api.task(taskId));
  const files = (task?.slots ?? []).flatMap(({ documents }) => documents);
  useLookAgain(files, refresh);
  if (task === null) {
    return (
      <Page title={t('tasks')}>
        <NotYet failure={failure} onRetry={refresh} />
      </Page>
    );
  }
  const { due_at: due, class_id: classId } = task;
  return (
    <Page title={task.title} subtitle={task.class_title} parent={{ name: 'documents', classId }}>
      <p>
        <strong>{due === null ? t('due.none') : t('due', { date: dateTime(Date.parse(due)) })}</strong>{' '}
        <span className="soft">{task.author.display_name}</span>
      </p>
      {task.instructions !== '' && <p className={css.text}>{task.instructions}</p>}
      {task.slots.map((slot) => (
        <Slot key={slot.pupil.person_id} taskId={taskId} slot={slot} onChange={refresh} />
      ))}
    </Page>
  );
}

function Slot({ taskId, slot, onChange }: SlotProps) {
  const { dateTime } = useTranslator();
  const t = useTexts();
  const { sending, add } = useUploads(useCallback(() => void onChange(), [onChange]));
  const { pupil, standing, documents, comments, may } = slot;
  return (
    <section className={pageCss.card} aria-label={pupil.display_name}>
      <div className={css.acts}>
        <h2>{pupil.display_name}</h2>
        <StandingChip standing={standing} />
      </div>
      {documents.length === 0 && <p className="soft">{t('nothing')}</p>}
      <DocumentList documents={documents} onChange={onChange} />
      {comments.map(({ author, text, created_at: at }) => (
        <div key={at}>
          <p className={css.text}>{text}</p>
          <p className="soft small">
            {t('by', { name: author.display_name, date: dateTime(Date.parse(at)) })}
          </p>
        </div>
      ))}
      {may.includes('add') && (
        <>
          <p className="soft small">{t('handIn.hint')}</p>
          <PickFiles
            label={t('handIn')}
            onFiles={(files) => add(files, { place: 'hand_in', task_id: taskId })}
          />
          <SendingList sending={sending} />
        </>
      )}
      {may.includes('return') && slot.handed_in_at !== null && (
        <ReturnForm taskId={taskId} slot={slot} onChange={onChange} />
      )}
    </section>
  );
}

function ReturnForm({ taskId, slot: { pupil }, onChange }: SlotProps) {
  const { api } = useServices();
  const translator = useTranslator();
  const t = useTexts();
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await api.returnWork(taskId, pupil.person_id, comment);
      setComment('');
      await onChange();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <form className={css.stack} onSubmit={(event) => void submit(event)}>
      <Area
        label={t('comment.to', { name: pupil.display_name })}
        value={comment}
        most={5000}
        onChange={setComment}
      />
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      <Button type="submit" icon="reply" busy={busy} disabled={comment.trim() === ''}>
        {t('return')}
      </Button>
    </form>
  );
}
