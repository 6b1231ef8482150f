import { useState } from 'react';
import type { BroadcastQuestion } from '../../../api/types.ts';
import { useServices } from '../../../app/services.ts';
import { Button, Chip, Empty, Field, Loading, Switch } from '../../../ui/ui.tsx';
import { useLessonTexts } from '../texts.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';

const LONGEST = 500;

/** Viewers ask; speakers decide which questions everybody hears. */
export function QuestionsPanel() {
  const { questions, isTeacher } = useLive();
  const { l } = useLessonTexts();
  const list = questions?.list ?? null;
  const waiting = list?.filter(({ status }) => status === 'waiting') ?? [];
  const decided = list?.filter(({ status }) => status !== 'waiting') ?? [];
  return (
    <div className={css.panelBody} tabIndex={0}>
      {!isTeacher && <Ask />}
      {list === null && <Loading rows={3} />}
      {list?.length === 0 && (
        <Empty icon="chat" title={l('questions.empty.title')}>
          <p>{l(isTeacher ? 'questions.empty.speaker' : 'questions.empty.viewer')}</p>
        </Empty>
      )}
      <Group title={l('questions.waiting')} list={waiting} />
      <Group title={l('questions.decided')} list={decided} />
    </div>
  );
}

function Ask() {
  const { api } = useServices();
  const { roomId, questions, run } = useLive();
  const { l } = useLessonTexts();
  const [text, setText] = useState('');
  const [named, setNamed] = useState(false);
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<void> => {
    setBusy(true);
    const asked = await run(() => api.askQuestion(roomId, { text: text.trim(), named }));
    setBusy(false);
    if (!asked) return;
    setText('');
    void questions?.refresh();
  };
  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '' && !busy) void ask();
      }}
    >
      <Field
        label={l('questions.text')}
        hint={l('questions.hint')}
        value={text}
        maxLength={LONGEST}
        onChange={(event) => setText(event.target.value)}
      />
      <Switch label={l('questions.named')} checked={named} onChange={setNamed} />
      <Button type="submit" look="primary" wide busy={busy} disabled={text.trim() === ''}>
        {l('questions.ask')}
      </Button>
    </form>
  );
}

function Group({ title, list }: { title: string; list: readonly BroadcastQuestion[] }) {
  if (list.length === 0) return null;
  return (
    <section className={css.group} aria-label={title}>
      <h3>
        {title} · {list.length}
      </h3>
      <ul className={css.questions}>
        {list.map((question) => (
          <Question key={question.question_id} question={question} />
        ))}
      </ul>
    </section>
  );
}

function Question({ question }: { question: BroadcastQuestion }) {
  const { api } = useServices();
  const { roomId, questions, isTeacher, run } = useLive();
  const { l } = useLessonTexts();
  const { question_id: id, text, status, named, mine, asker } = question;
  const decide = (decision: 'approved' | 'declined', withName: boolean): void =>
    void run(async () => {
      await api.decideQuestion(roomId, id, { status: decision, with_name: withName });
      await questions?.refresh();
    });
  return (
    <li className={css.question}>
      <p>{text}</p>
      <p className="small soft">
        {asker !== null && <span>{asker.display_name} </span>}
        {mine && <Chip tone="good">{l('questions.mine')}</Chip>}{' '}
        {status !== 'waiting' && (
          <Chip tone={status === 'approved' ? 'good' : 'warm'}>{l(`questions.status.${status}`)}</Chip>
        )}
      </p>
      {isTeacher && status === 'waiting' && (
        <div className={css.groupActions}>
          <Button look="primary" onClick={() => decide('approved', false)}>
            {l('questions.approve')}
          </Button>
          {named && <Button onClick={() => decide('approved', true)}>{l('questions.approve.named')}</Button>}
          <Button look="dangerQuiet" onClick={() => decide('declined', false)}>
            {l('questions.decline')}
          </Button>
        </div>
      )}
    </li>
  );
}
