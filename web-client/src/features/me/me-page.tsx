import { lazy, Suspense, useEffect, useState } from 'react';
import type { Me } from '../../api/types.ts';
import { Link, navigate } from '../../app/router.tsx';
import { useAccount, useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { LOCALE_NAMES, LOCALES, type Locale } from '../../i18n/locale.ts';
import { Failed } from '../../ui/failed.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import {
  Avatar,
  Button,
  buttonClass,
  Chip,
  CopyRow,
  Field,
  Loading,
  Problem,
  Segments,
} from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { unsent } from '../chat/outbox-model.ts';
import { hasToday } from '../timetable/subject.ts';

const MyQuiet = lazy(() => import('../quiet/my-quiet.tsx'));

export function MePage() {
  const account = useAccount();
  const { info } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const { value: me, failure } = useStore(account.me);
  const facts = useStore(info).value;
  useEffect(() => void info.refresh(), [info]);
  return (
    <Page title={t('me.title')}>
      {me === null && failure === null && <Loading rows={3} height={90} />}
      {me === null && failure !== null && (
        <Failed what={t('me.failed')} failure={failure} onRetry={() => account.me.refresh()} />
      )}
      {me !== null && <Person me={me} />}
      <Language />
      {hasToday(me) && <Reminders me={me} />}
      <Link to={{ name: 'reports' }} className={buttonClass('secondary')}>
        <Icon name="alert" size={20} />
        {t('me.reports')}
      </Link>
      <Suspense>
        <MyQuiet />
      </Suspense>
      <LoginName userId={account.session.userId} />
      {facts?.can_set_password === true && me?.has_own_account === true && <Password />}
      <LogOut />
    </Page>
  );
}

function Person({ me }: { me: Me }) {
  const { t } = useTranslator();
  return (
    <section className={pageCss.card}>
      <div style={{ display: 'flex', alignItems: 'center', gap: 16 }}>
        <Avatar name={me.display_name} id={me.user_id} size={64} />
        <h2 style={{ fontSize: '1.4rem' }}>{me.display_name}</h2>
      </div>
      {me.schools.map((school) => (
        <div key={school.school_id} style={{ display: 'grid', gap: 6 }}>
          <p style={{ fontWeight: 600 }}>{school.name}</p>
          <p style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}>
            {school.roles.map((role) => (
              <Chip key={role}>{t(`role.${role}`)}</Chip>
            ))}
            {school.classes.map((one) => (
              <Chip key={one.class_id} tone="good">
                {one.title}
              </Chip>
            ))}
          </p>
        </div>
      ))}
    </section>
  );
}

function Language() {
  const { api, language } = useServices();
  const account = useAccount();
  const { t, locale } = useTranslator();
  const change = async (next: Locale): Promise<void> => {
    await language.use(next, { remember: true });
    // Messages of the bot and other devices follow.
    await api.updateMe({ locale: next }).then(account.me.set, () => {});
  };
  return (
    <section className={pageCss.card}>
      <Segments
        legend={t('me.language')}
        value={locale}
        onChange={(next) => void change(next)}
        options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
      />
    </section>
  );
}

/** Minutes before a lesson. */
const REMINDERS = [5, 10, 15, 30];

function Reminders({ me }: { me: Me }) {
  const { api } = useServices();
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const [problem, setProblem] = useState<string | null>(null);
  const chosen = me.reminder_minutes;
  // Another number may have been told to the bot.
  const offered = [...new Set([...REMINDERS, ...(chosen === null ? [] : [chosen])])].sort((a, b) => a - b);
  const change = async (value: string): Promise<void> => {
    setProblem(null);
    const minutes = value === 'off' ? null : Number(value);
    account.me.set({ ...me, reminder_minutes: minutes });
    try {
      account.me.set(await api.updateMe({ reminder_minutes: minutes }));
    } catch (error) {
      account.me.set(me);
      setProblem(explain(translator, error));
    }
  };
  return (
    <section className={pageCss.card}>
      <Segments
        legend={t('remind.title')}
        value={chosen === null ? 'off' : String(chosen)}
        onChange={(value) => void change(value)}
        options={[
          { value: 'off', label: t('remind.off') },
          ...offered.map((minutes) => ({ value: String(minutes), label: t('remind.minutes', { minutes }) })),
        ]}
      />
      <p className="soft small">{t('remind.hint')}</p>
      {problem !== null && <Problem>{problem}</Problem>}
    </section>
  );
}

function LoginName({ userId }: { userId: string }) {
  const { t } = useTranslator();
  return (
    <section className={pageCss.card}>
      <dl>
        <CopyRow label={t('me.login')} value={userId} mono />
      </dl>
      <p className="soft small">{t('me.login.hint')}</p>
    </section>
  );
}

const SHORTEST = 8;

function Password() {
  const { api } = useServices();
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [state, setState] = useState<'ready' | 'busy' | 'done'>('ready');
  const save = async (): Promise<void> => {
    if (password.length < SHORTEST) return setProblem(t('me.password.short'));
    setState('busy');
    setProblem(null);
    try {
      await api.setPassword(password);
      setPassword('');
      setState('done');
    } catch (error) {
      setProblem(explain(translator, error));
      setState('ready');
    }
  };
  return (
    <section className={pageCss.card}>
      <h2>{t('me.password')}</h2>
      <p className="soft small">{t('me.password.why')}</p>
      <form
        style={{ display: 'grid', gap: 14 }}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {/* Password managers file the new password under this name. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={account.session.userId}
          readOnly
          hidden
        />
        <Field
          label={t('me.password.new')}
          hint={t('me.password.hint')}
          type="password"
          autoComplete="new-password"
          value={password}
          maxLength={200}
          problem={problem}
          onChange={(event) => {
            setPassword(event.target.value);
            setProblem(null);
            setState('ready');
          }}
        />
        <Button look="primary" type="submit" busy={state === 'busy'}>
          {state === 'busy' ? t('me.password.setting') : t('me.password.set')}
        </Button>
        <p role="status" className="small">
          {state === 'done' && t('me.password.done')}
        </p>
      </form>
    </section>
  );
}

function LogOut() {
  const { logOut } = useServices();
  const account = useAccount();
  const { t } = useTranslator();
  const [asking, setAsking] = useState(false);
  const lost = unsent(useStore(account.outbox.entries)).length;
  return (
    <>
      <Button look="dangerQuiet" icon="logout" onClick={() => setAsking(true)}>
        {t('me.logout')}
      </Button>
      {asking && (
        <Confirm
          title={t('me.logout.title')}
          text={
            <>
              <p>{t('me.logout.text')}</p>
              {lost > 0 && (
                <p style={{ marginTop: 8 }}>
                  <strong>{t('me.logout.unsent', { count: lost })}</strong>
                </p>
              )}
            </>
          }
          action={t('me.logout')}
          danger
          onConfirm={async () => {
            await logOut();
            navigate({ name: 'login' }, { replace: true });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
