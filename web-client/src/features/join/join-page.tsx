import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Failure } from '../../api/failure.ts';
import type { InvitePreview } from '../../api/types.ts';
import { Link, takeFragment } from '../../app/router.tsx';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import css from '../../ui/entrance.module.css';
import { Entrance } from '../../ui/entrance.tsx';
import { explain } from '../../ui/explain.ts';
import { Avatar, Button, buttonClass, Empty, Field, Loading, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { beginAttempt, cleanCode, endAttempt, readAttempt, type Attempt } from './attempt.ts';
import { JoinAsMe } from './join-as-me.tsx';
import { JoinForm } from './join-form.tsx';
import { MatrixWay } from './matrix-way.tsx';

/** The code of the link, else the one of this tab before a reload. Safe to call twice. */
function currentAttempt(): Attempt | null {
  const code = cleanCode(takeFragment());
  return code === '' ? readAttempt(sessionStorage) : beginAttempt(sessionStorage, code);
}

export function JoinPage() {
  const { t } = useTranslator();
  const [attempt, setAttempt] = useState(currentAttempt);
  useEffect(() => {
    const read = (): void => setAttempt(currentAttempt());
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  const forget = useCallback(() => {
    endAttempt(sessionStorage);
    setAttempt(null);
  }, []);
  if (attempt === null) {
    return <CodeForm onCode={(code) => setAttempt(beginAttempt(sessionStorage, code))} />;
  }
  return (
    <Invitation
      key={attempt.code}
      attempt={attempt}
      otherCode={
        <Button look="quiet" wide onClick={forget}>
          {t('join.another')}
        </Button>
      }
    />
  );
}

function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const { t } = useTranslator();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Entrance title={t('join.code.title')} foot={<ToLogin />}>
      <div>
        <h1>{t('join.code.title')}</h1>
        <p className="soft" style={{ marginTop: 6 }}>
          {t('join.code.text')}
        </p>
      </div>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const code = cleanCode(typed);
          if (code.length < 4) setProblem(t('join.code.short'));
          else onCode(code);
        }}
      >
        <Field
          label={t('join.code')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(null);
          }}
          problem={problem}
          className={css.code}
          placeholder="XXXX-XXXX-XXXX"
          maxLength={400}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="next"
          autoFocus
        />
        <Button look="primary" type="submit" wide>
          {t('join.code.next')}
        </Button>
      </form>
    </Entrance>
  );
}

function ToLogin() {
  const { t } = useTranslator();
  return (
    <Link to={{ name: 'login' }} className={buttonClass('quiet', true)}>
      {t('join.login')}
    </Link>
  );
}

type Looked =
  | { readonly state: 'checking' }
  | { readonly state: 'shown'; readonly preview: InvitePreview }
  | { readonly state: 'failed'; readonly error: unknown };

function Invitation({ attempt, otherCode }: { attempt: Attempt; otherCode: ReactNode }) {
  const { api, account: current } = useServices();
  const { t } = useTranslator();
  const account = useStore(current);
  const [looked, setLooked] = useState<Looked>({ state: 'checking' });
  const [tries, setTries] = useState(0);
  const [asOther, setAsOther] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    api.previewInvite(attempt.code, abort.signal).then(
      (preview) => setLooked({ state: 'shown', preview }),
      (error: unknown) => {
        if (!abort.signal.aborted) setLooked({ state: 'failed', error });
      },
    );
    return () => abort.abort();
  }, [api, attempt.code, tries]);

  if (looked.state === 'checking') {
    return (
      <Entrance title={t('join.checking')}>
        <h1 className="visually-hidden">{t('join.checking')}</h1>
        <Loading rows={3} height={72} />
      </Entrance>
    );
  }
  if (looked.state === 'failed') {
    return (
      <InviteFailure
        error={looked.error}
        otherCode={otherCode}
        onRetry={() => {
          setLooked({ state: 'checking' });
          setTries(tries + 1);
        }}
      />
    );
  }
  const { preview } = looked;
  return (
    <Entrance
      title={t('join.invited')}
      foot={
        <>
          <MatrixWay code={attempt.code} />
          {account === null && <ToLogin />}
        </>
      }
    >
      <InvitationCard preview={preview} />
      {account !== null && !asOther ? (
        <JoinAsMe account={account} attempt={attempt} preview={preview} onOther={() => setAsOther(true)} />
      ) : (
        <JoinForm
          attempt={attempt}
          preview={preview}
          onFailed={(error) => setLooked({ state: 'failed', error })}
        />
      )}
    </Entrance>
  );
}

function InvitationCard({ preview }: { preview: InvitePreview }) {
  const { t } = useTranslator();
  return (
    <div className={css.invitation}>
      <Avatar name={preview.class_title} tile size={68} />
      <div>
        <h1 style={{ fontSize: '1rem', fontWeight: 500, letterSpacing: 0 }}>
          <span className="soft">{t('join.invited')}</span>
          <span className={css.class} style={{ display: 'block' }}>
            {preview.class_title}
          </span>
        </h1>
        <p>{preview.school_name}</p>
        <p className={css.role}>
          {preview.child_name === null
            ? t(`join.as.${preview.role}`)
            : t('join.as.parentOf', { name: preview.child_name })}
        </p>
      </div>
    </div>
  );
}

const KNOWN = {
  'ORG.PARTA.INVITE_EXPIRED': 'join.expired',
  'ORG.PARTA.INVITE_USED_UP': 'join.usedUp',
  'ORG.PARTA.INVITE_REVOKED': 'join.revoked',
} as const;

/** Whether the invite itself is at fault, so that the page is about that and not about a field. */
export function isAboutInvite(error: unknown): error is Failure {
  return (
    error instanceof Failure && error.kind === 'refused' && (error.status === 404 || error.status === 410)
  );
}

function InviteFailure({
  error,
  otherCode,
  onRetry,
}: {
  error: unknown;
  otherCode: ReactNode;
  onRetry: () => void;
}) {
  const translator = useTranslator();
  const { t } = translator;
  // A code of impossible form is a wrong code too.
  const isWrong = isAboutInvite(error) || (error instanceof Failure && error.status === 400);
  if (!isWrong) {
    return (
      <Entrance title={t('join.code.title')} foot={otherCode}>
        <h1 className="visually-hidden">{t('join.code.title')}</h1>
        <Problem>{explain(translator, error)}</Problem>
        <Button look="primary" icon="refresh" wide onClick={onRetry}>
          {t('do.retry')}
        </Button>
      </Entrance>
    );
  }
  const kind = KNOWN[error.errcode as keyof typeof KNOWN] ?? 'join.bad';
  return (
    <Entrance title={t(`${kind}.title`)} foot={<ToLogin />}>
      <Empty icon={kind === 'join.expired' ? 'clock' : 'link'} title={t(`${kind}.title`)} level={1}>
        <p>{t(`${kind}.text`)}</p>
        {otherCode}
      </Empty>
    </Entrance>
  );
}
