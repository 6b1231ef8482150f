import { useEffect, useState } from 'react';
import type { Me, Schemas } from '../../api/types.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button, buttonClass, CopyRow, Loading, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { Choice } from '../../ui/fields.tsx';
import css from './settings.module.css';
import { daysOf, keyOf, ME, paramsOf, worksAt, type Subject } from './subject.ts';
import { subjectGroups } from './subjects.ts';
import { useFrame } from './use-timetable.ts';

type Feed = Schemas['CalendarFeed'];

/** Private addresses by which calendar programs follow a timetable: made, copied, ended. */
export function CalendarsPage() {
  const { t } = useTranslator();
  const { value: me } = useStore(useAccount().me);
  return (
    <Page title={t('calendars.title')} parent={{ name: 'timetable', subject: ME, day: null }}>
      {me === null ? <Loading rows={3} height={90} /> : <Calendars me={me} />}
    </Page>
  );
}

function Calendars({ me }: { me: Me }) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const school = me.schools.find(worksAt);
  const frame = useFrame(school?.school_id ?? null)?.value ?? null;
  const options = subjectGroups(me, frame, translator).flatMap((group) => group.options);
  const [chosen, setChosen] = useState(keyOf(daysOf(me)[0] ?? ME));
  const [url, setUrl] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [feeds, setFeeds] = useState<readonly Feed[] | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isHere = true;
    api.feeds().then(
      (found) => isHere && setFeeds(found),
      (error: unknown) => isHere && setProblem(explain(translator, error)),
    );
    return () => {
      isHere = false;
    };
  }, [api, translator, asked]);
  const refresh = (): void => setAsked((count) => count + 1);

  const make = async (): Promise<void> => {
    const subject = options.find((one) => keyOf(one.subject) === chosen)?.subject ?? ME;
    setBusy(true);
    setProblem(null);
    try {
      const made = await api.createFeed(
        subject.of === 'me' ? { person_id: me.person_id } : paramsOf(subject),
      );
      setUrl(made.url);
      refresh();
    } catch (error) {
      setProblem(explain(translator, error));
    }
    setBusy(false);
  };

  return (
    <>
      <section className={pageCss.card}>
        <p>{t('calendars.text')}</p>
        {options.length > 1 && (
          <Choice
            label={t('timetable.whose')}
            value={chosen}
            options={options.map((one) => ({ value: keyOf(one.subject), label: one.title }))}
            onChange={(next) => {
              setChosen(next);
              setUrl(null);
            }}
          />
        )}
        {problem !== null && <Problem>{problem}</Problem>}
        {url === null ? (
          <Button look="primary" icon="link" wide busy={busy} onClick={() => void make()}>
            {t('calendars.make')}
          </Button>
        ) : (
          <Made url={url} />
        )}
      </section>
      {feeds !== null && feeds.length > 0 && (
        <section className={pageCss.card} aria-label={t('calendars.open')}>
          <h2>{t('calendars.open')}</h2>
          <ul>
            {feeds.map((feed) => (
              <FeedRow
                key={feed.feed_id}
                feed={feed}
                title={options.find((one) => keyOf(one.subject) === keyOf(subjectOf(feed, me)))?.title ?? ''}
                onEnded={() => {
                  setUrl(null);
                  refresh();
                }}
              />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function subjectOf(feed: Feed, me: Me): Subject {
  if (feed.person_id === me.person_id) return ME;
  if (feed.person_id !== undefined) return { of: 'person', id: feed.person_id };
  if (feed.class_id !== undefined) return { of: 'class', id: feed.class_id };
  return feed.location_id === undefined ? ME : { of: 'location', id: feed.location_id };
}

function Made({ url }: { url: string }) {
  const { t } = useTranslator();
  return (
    <>
      <p role="status">
        <strong>{t('calendars.ready')}</strong> {t('calendars.once')}
      </p>
      <dl>
        <CopyRow label={t('calendars.address')} value={url} mono />
      </dl>
      {/* Calendar programs on phones and computers open this kind of address by themselves. */}
      <a className={buttonClass('primary', true)} href={url.replace(/^https?:/, 'webcal:')}>
        <Icon name="calendar" size={20} />
        {t('calendars.subscribe')}
      </a>
      <h2>{t('calendars.how')}</h2>
      <ol className={css.steps}>
        <li>{t('calendars.how.iphone')}</li>
        <li>{t('calendars.how.google')}</li>
        <li>{t('calendars.how.other')}</li>
      </ol>
      <p className="soft small">{t('calendars.secret')}</p>
    </>
  );
}

function FeedRow({ feed, title, onEnded }: { feed: Feed; title: string; onEnded: () => void }) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const [asking, setAsking] = useState(false);
  const { created_at: made, fetched_at: fetched } = feed;
  return (
    <li className={css.feed}>
      <div className={css.feedText}>
        <p>{title}</p>
        <p className="soft small">
          {t('calendars.made', { date: translator.dateTime(Date.parse(made)) })}.{' '}
          {fetched === null
            ? t('calendars.unused')
            : t('calendars.used', { date: translator.dateTime(Date.parse(fetched)) })}
        </p>
      </div>
      <Button
        look="dangerQuiet"
        onClick={() => setAsking(true)}
        aria-label={`${t('calendars.end')}: ${title}`}
      >
        {t('calendars.end')}
      </Button>
      {asking && (
        <Confirm
          title={t('calendars.end.title')}
          text={t('calendars.end.text')}
          action={t('calendars.end')}
          danger
          explain={(error) => explain(translator, error)}
          onConfirm={async () => {
            await api.revokeFeed(feed.feed_id);
            onEnded();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
