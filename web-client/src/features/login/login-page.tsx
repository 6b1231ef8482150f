import { useEffect, useState } from 'react';
import { Failure } from '../../api/failure.ts';
import type { Account } from '../../app/account.ts';
import { randomId } from '../../app/ids.ts';
import { Link, navigate, takeFragment } from '../../app/router.tsx';
import { useServices } from '../../app/services.ts';
import { sessionOf } from '../../app/session.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { loginWithPassword, parseLoginName } from '../../matrix/accounts.ts';
import css from '../../ui/entrance.module.css';
import { Entrance } from '../../ui/entrance.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Button, buttonClass, Empty, Field, IconButton, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { deviceName } from './device-name.ts';

const CARD_KEY = 'parta.card';

interface Card {
  readonly code: string;
  readonly key: string;
}

/** The code of a log-in card, out of the address or kept in this tab before a reload. Safe to call twice. */
function currentCard(): Card | null {
  const code = takeFragment();
  if (code !== '') sessionStorage.setItem(CARD_KEY, JSON.stringify({ code, key: randomId() }));
  try {
    return JSON.parse(sessionStorage.getItem(CARD_KEY) ?? 'null') as Card | null;
  } catch {
    return null;
  }
}

export function LoginPage() {
  const [card, setCard] = useState(currentCard);
  useEffect(() => {
    const read = (): void => setCard(currentCard());
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  const forget = (): void => {
    sessionStorage.removeItem(CARD_KEY);
    setCard(null);
  };
  return card === null ? <PasswordLogin /> : <CardLogin key={card.code} card={card} onOver={forget} />;
}

/** A tap is asked for, so that a messenger's link preview or a scanner does not use up the card. */
function CardLogin({ card, onOver }: { card: Card; onOver: () => void }) {
  const { api, logIn, account: current } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const account = useStore(current);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const enter = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const loggedIn = await api.redeemLoginLink(card.code, card.key);
      await logIn(sessionOf(loggedIn));
      sessionStorage.removeItem(CARD_KEY);
      navigate({ name: 'home' }, { replace: true });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  const isOver = failure instanceof Failure && [400, 404, 410].includes(failure.status);
  if (isOver) {
    return (
      <Entrance title={t('login.card.bad.title')}>
        <Empty icon="card" title={t('login.card.bad.title')} level={1}>
          <p>{t('login.card.bad.text')}</p>
          <Button look="primary" onClick={onOver}>
            {t('login.title')}
          </Button>
        </Empty>
      </Entrance>
    );
  }
  return (
    <Entrance
      title={t('login.card.title')}
      foot={
        <Button look="quiet" wide disabled={busy} onClick={onOver}>
          {t('do.cancel')}
        </Button>
      }
    >
      <div className={css.invitation}>
        <span className={css.art}>
          <Icon name="card" size={34} />
        </span>
        <div>
          <h1>{t('login.card.title')}</h1>
          <p className="soft" style={{ marginTop: 4 }}>
            {t('login.card.text')}
          </p>
        </div>
      </div>
      {account !== null && <SwitchNotice account={account} />}
      {failure !== null && <Problem>{explain(translator, failure)}</Problem>}
      <Button look="primary" wide busy={busy} onClick={() => void enter()}>
        {busy ? t('login.entering') : t('login.card.enter')}
      </Button>
    </Entrance>
  );
}

/** Who is logged in here now, and will not be any more. */
function SwitchNotice({ account }: { account: Account }) {
  const { t } = useTranslator();
  const me = useStore(account.me).value;
  return <p>{t('login.card.switch', { name: me?.display_name ?? account.session.userId })}</p>;
}

function PasswordLogin() {
  const { info, logIn, signedOut } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const wasSignedOut = useStore(signedOut);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const enter = async (): Promise<void> => {
    const parsed = parseLoginName(name);
    if (name.trim() === '' || password === '') return setProblem(t('login.empty'));
    setBusy(true);
    setProblem(null);
    try {
      await info.refresh();
      const { value: facts, failure } = info.get();
      if (facts === null) throw failure ?? new Failure('offline');
      if (parsed !== null && parsed.server !== null && parsed.server !== facts.server_name) {
        setProblem(t('login.otherServer', { server: parsed.server, here: facts.server_name }));
      } else if (parsed === null) {
        setProblem(t('login.wrong'));
      } else {
        const session = await loginWithPassword(
          facts.homeserver_url,
          parsed.localpart,
          password,
          deviceName(),
        );
        await logIn({ ...session, apiToken: null });
        navigate({ name: 'home' }, { replace: true });
        return;
      }
    } catch (error) {
      setProblem(
        error instanceof Failure && error.status === 403 ? t('login.wrong') : explain(translator, error),
      );
    }
    setBusy(false);
  };

  return (
    <Entrance
      title={t('login.title')}
      foot={
        <>
          <p className={css.note}>{t('login.noPassword')}</p>
          <Link to={{ name: 'join' }} className={buttonClass('quiet', true)}>
            {t('login.code')}
          </Link>
        </>
      }
    >
      <h1>{t('login.title')}</h1>
      {wasSignedOut && <Problem>{t('app.signedOut')}</Problem>}
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <Field
          label={t('login.name')}
          hint={t('login.name.hint')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          maxLength={255}
          enterKeyHint="next"
        />
        <Field
          label={t('login.password')}
          type={shown ? 'text' : 'password'}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          name="password"
          autoComplete="current-password"
          maxLength={200}
          enterKeyHint="go"
          style={{ paddingRight: 52 }}
          after={
            <IconButton
              icon="eye"
              className={css.show}
              label={t(shown ? 'login.hide' : 'login.show')}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            />
          }
        />
        {problem !== null && <Problem>{problem}</Problem>}
        <Button look="primary" type="submit" wide busy={busy}>
          {busy ? t('login.entering') : t('login.enter')}
        </Button>
      </form>
    </Entrance>
  );
}
