import { useState } from 'react';
import { Failure } from '../../api/failure.ts';
import type { InvitePreview } from '../../api/types.ts';
import { navigate } from '../../app/router.tsx';
import { useServices } from '../../app/services.ts';
import { sessionOf } from '../../app/session.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import css from '../../ui/entrance.module.css';
import { explain } from '../../ui/explain.ts';
import { Button, Field, Problem } from '../../ui/ui.tsx';
import { endAttempt, keepAttempt, type Attempt } from './attempt.ts';
import { rememberArrival } from './arrival.ts';
import { isAboutInvite } from './join-page.tsx';
import { preloadChat } from './preload.ts';

interface Props {
  readonly attempt: Attempt;
  readonly preview: InvitePreview;
  /** The invite ended between the preview and now. */
  readonly onFailed: (error: unknown) => void;
}

/** One name, one button: that is all it takes. */
export function JoinForm({ attempt, preview, onFailed }: Props) {
  const { api, logIn } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const [name, setName] = useState(attempt.name);
  const [busy, setBusy] = useState(false);
  const [nameProblem, setNameProblem] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const join = async (): Promise<void> => {
    const typed = name.replace(/\s+/g, ' ').trim();
    if (typed === '') return setNameProblem(t('join.name.empty'));
    setBusy(true);
    setProblem(null);
    try {
      const loggedIn = await api.redeemInvite({
        code: attempt.code,
        name: typed,
        locale: translator.locale,
        idempotency_key: attempt.key,
      });
      await logIn(sessionOf(loggedIn));
      endAttempt(sessionStorage);
      const roomId = loggedIn.class_chat_room_id ?? null;
      if (loggedIn.status === 'joined' && roomId !== null) {
        rememberArrival(roomId);
        navigate({ name: 'room', roomId }, { replace: true });
      } else navigate({ name: 'home' }, { replace: true });
    } catch (error) {
      if (isAboutInvite(error)) onFailed(error);
      else if (error instanceof Failure && error.errcode === 'ORG.PARTA.BAD_NAME')
        setNameProblem(error.sentence || t('join.name.bad'));
      else setProblem(explain(translator, error));
      setBusy(false);
    }
  };

  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void join();
      }}
    >
      <Field
        label={t('join.name')}
        hint={t('join.name.hint')}
        value={name}
        problem={nameProblem}
        onChange={(event) => {
          setName(event.target.value);
          setNameProblem(null);
          keepAttempt(sessionStorage, { ...attempt, name: event.target.value });
          preloadChat();
        }}
        name="name"
        autoComplete="name"
        autoCapitalize="words"
        maxLength={100}
        enterKeyHint="go"
        autoFocus
        readOnly={busy}
      />
      {problem !== null && <Problem>{problem}</Problem>}
      <Button look="primary" type="submit" wide busy={busy}>
        {busy ? t('join.entering') : t('join.enter')}
      </Button>
      <p className={css.note}>{preview.needs_approval ? t('join.approval') : t('join.noMail')}</p>
    </form>
  );
}
