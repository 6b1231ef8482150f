/** The tasks of a class, and setting a new one. */
import { useState, type FormEvent } from 'react';
import type { Schemas } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Area } from '../../ui/fields.tsx';
import { Button, Chip, Field, Problem } from '../../ui/ui.tsx';
import css from './documents.module.css';
import { NotYet } from './parts.tsx';
import { useTexts } from './texts.ts';

export function ClassTasks({ classId }: { classId: string }) {
  const { api } = useServices();
  const t = useTexts();
  const [making, setMaking] = useState(false);
  const { value, failure, again: refresh } = useAnswer(classId, () => api.classTasks(classId));
  // Administrators see the library of a class that they are not in, but no work.
  if (value === null && failure?.status === 404) return null;
  return (
    <section className={css.stack} aria-label={t('tasks')}>
      <h2>{t('tasks')}</h2>
      {value === null && <NotYet failure={failure} onRetry={refresh} />}
      {value?.may_set === true && (
        <div className={css.acts}>
          <Button icon="edit" onClick={() => setMaking(true)}>
            {t('task.new')}
          </Button>
        </div>
      )}
      {value?.tasks.length === 0 && <p className="soft">{t('tasks.empty')}</p>}
      {value !== null && value.tasks.length > 0 && (
        <ul className={css.list}>
          {value.tasks.map((task) => (
            <li key={task.task_id}>
              <TaskRow task={task} />
            </li>
          ))}
        </ul>
      )}
      {making && <NewTask classId={classId} onDone={refresh} onClose={() => setMaking(false)} />}
    </section>
  );
}

export type Standing = Schemas['TaskSlot']['standing'];

export function StandingChip({ standing, name }: { standing: Standing; name?: string }) {
  const t = useTexts();
  const said = t(`stand.${standing}`);
  return (
    <Chip tone={standing === 'missing' || standing === 'open' ? 'warm' : 'good'}>
      {name === undefined ? said : `${name}: ${said}`}
    </Chip>
  );
}

function TaskRow({ task }: { task: Schemas['Task'] }) {
  const t = useTexts();
  const { dateTime } = useTranslator();
  const { slots, due_at: due } = task;
  const done = slots.filter(({ handed_in_at: at }) => at !== null).length;
  return (
    <Link to={{ name: 'task', taskId: task.task_id }} className={css.task}>
      <span className={css.name}>{task.title}</span>
      <span className="soft small">
        {due === null ? t('due.none') : t('due', { date: dateTime(Date.parse(due)) })}
      </span>
      {task.may_change ? (
        <Chip>{t('handed', { done, all: slots.length })}</Chip>
      ) : (
        slots.map(({ pupil, standing }) => (
          <StandingChip
            key={pupil.person_id}
            standing={standing}
            {...(slots.length > 1 && { name: pupil.display_name })}
          />
        ))
      )}
    </Link>
  );
}

function NewTask(props: { classId: string; onDone: () => Promise<void>; onClose: () => void }) {
  const { classId, onDone, onClose } = props;
  const { api } = useServices();
  const translator = useTranslator();
  const t = useTexts();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [due, setDue] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const dueAt = due === '' ? null : new Date(due).toISOString();
      await api.createTask(classId, { title, instructions: text, due_at: dueAt });
      await onDone();
      onClose();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('task.new')} onClose={onClose}>
      <form className={css.stack} onSubmit={(event) => void submit(event)}>
        <Field
          label={t('task.title')}
          value={title}
          required
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Area label={t('task.text')} value={text} most={5000} onChange={setText} />
        <Field
          label={t('task.due')}
          hint={t('task.due.hint')}
          type="datetime-local"
          value={due}
          onChange={(event) => setDue(event.target.value)}
        />
        {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
        <Button look="primary" type="submit" busy={busy}>
          {t('task.create')}
        </Button>
      </form>
    </Dialog>
  );
}
