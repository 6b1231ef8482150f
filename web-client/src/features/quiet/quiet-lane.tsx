/** Above the text: that it is quiet for those who read here, when to send, and what waits. */
import { useState } from 'react';
import type { Post } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { explain } from '../../ui/explain.ts';
import { useNow } from '../../ui/use-now.ts';
import { Icon } from '../../ui/icons.tsx';
import { Button, Field, Problem, Segments } from '../../ui/ui.tsx';
import css from './quiet.module.css';
import { useQuietTexts } from './texts.ts';
import type { Quiet } from './use-quiet.ts';

const DAY_MS = 86_400_000;

export default function QuietLane({ quiet, problem }: { quiet: Quiet; problem: string | null }) {
  const q = useQuietTexts();
  const { time, dateTime } = useTranslator();
  const { until, choice, choices } = quiet;
  const now = useNow();
  const end = until === null ? '' : until - now < DAY_MS ? time(until) : dateTime(until);
  return (
    <>
      {quiet.posts.length > 0 && <Waiting posts={quiet.posts} refresh={quiet.refresh} />}
      {until !== null && choice !== null && (
        <section className={css.lane} aria-label={q('until', { until: end })}>
          <p className={css.head}>
            <Icon name="clock" size={18} />
            {q('until', { until: end })}
          </p>
          <Segments
            legend={q('how')}
            value={choice}
            onChange={quiet.choose}
            options={choices.map((value) => ({ value, label: q(`choice.${value}`) }))}
          />
          <p className={css.about}>{q(`about.${choice}`, { until: end })}</p>
          {choice === 'urgent' && (
            <Field
              label={q('reason')}
              value={quiet.reason}
              maxLength={300}
              problem={problem === 'reason' && quiet.reason.trim() === '' ? q('reason.missing') : null}
              onChange={(event) => quiet.setReason(event.target.value)}
            />
          )}
          {problem === 'files' && <Problem>{q('files')}</Problem>}
          {problem !== null && problem !== 'files' && problem !== 'reason' && <Problem>{problem}</Problem>}
        </section>
      )}
    </>
  );
}

function Waiting({ posts, refresh }: { posts: readonly Post[]; refresh: () => Promise<void> }) {
  const q = useQuietTexts();
  return (
    <details className={css.waiting} open={posts.some(({ status }) => status === 'refused')}>
      <summary className={css.summary}>{q('waiting', { count: posts.length })}</summary>
      <ul className={css.posts}>
        {posts.map((post) => (
          <WaitingPost key={post.post_id} post={post} refresh={refresh} />
        ))}
      </ul>
    </details>
  );
}

function WaitingPost({ post, refresh }: { post: Post; refresh: () => Promise<void> }) {
  const { api } = useServices();
  const q = useQuietTexts();
  const translator = useTranslator();
  const { t, dateTime } = translator;
  const [draft, setDraft] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      setDraft(null);
    } catch (error) {
      setProblem(explain(translator, error));
    }
    await refresh().catch(() => {});
    setBusy(false);
  };
  const refused = post.status === 'refused';
  const when =
    post.refusal !== null
      ? q('waiting.refused', { why: post.refusal })
      : post.kind === 'urgent'
        ? q('waiting.urgent')
        : q('waiting.at', { at: dateTime(Date.parse(post.send_at)) });
  return (
    <li className={css.post}>
      {draft === null ? (
        post.body !== null && <p className={css.text}>{post.body}</p>
      ) : (
        <textarea
          className={css.edit}
          aria-label={q('waiting.text')}
          value={draft}
          maxLength={8_000}
          rows={3}
          dir="auto"
          onChange={(event) => setDraft(event.target.value)}
        />
      )}
      <p className={css.about}>{when}</p>
      {problem !== null && <Problem>{problem}</Problem>}
      <div className={css.actions}>
        {draft !== null ? (
          <>
            <Button
              look="primary"
              busy={busy}
              disabled={draft.trim() === ''}
              onClick={() => void act(() => api.changePost(post.post_id, draft.trim()))}
            >
              {t('do.save')}
            </Button>
            <Button look="quiet" onClick={() => setDraft(null)}>
              {t('do.close')}
            </Button>
          </>
        ) : (
          <>
            {!refused && (
              <Button look="quiet" icon="edit" onClick={() => setDraft(post.body ?? '')}>
                {q('waiting.edit')}
              </Button>
            )}
            <Button
              look="dangerQuiet"
              busy={busy}
              onClick={() => void act(() => api.cancelPost(post.post_id))}
            >
              {q(refused ? 'waiting.forget' : 'waiting.cancel')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
