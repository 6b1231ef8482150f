import { useCallback, useEffect, useState } from 'react';
import type { MySchool, Schemas } from '../../../api/types.ts';
import { useAccount, useServices } from '../../../app/services.ts';
import type { TextKey } from '../../../i18n/catalogs/keys.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { explain } from '../../../ui/explain.ts';
import pageCss from '../../../ui/page.module.css';
import { Button, Chip, Field, Problem } from '../../../ui/ui.tsx';
import { Choice } from '../../../ui/fields.tsx';
import css from '../settings.module.css';
import { Findings } from './findings.tsx';

type Subscription = Schemas['TimetableSubscription'];

const STATES: { readonly [S in Subscription['state']]: TextKey } = {
  waiting: 'subscribe.state.waiting',
  current: 'subscribe.state.current',
  failing: 'subscribe.state.failing',
  asking: 'subscribe.state.asking',
  unconfirmed: 'subscribe.state.unconfirmed',
  paused: 'subscribe.state.paused',
};

/** Calendars of other programs that classes follow by themselves. */
export function Subscriptions({ school, classes }: { school: MySchool; classes: MySchool['classes'] }) {
  const { api } = useServices();
  const { timetables } = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const [classId, setClassId] = useState(classes[0]?.class_id ?? '');
  const [url, setUrl] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [list, setList] = useState<readonly Subscription[]>([]);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isHere = true;
    api.subscriptions(school.school_id).then(
      (found) => isHere && setList(found),
      (error: unknown) => isHere && setProblem(explain(translator, error)),
    );
    return () => {
      isHere = false;
    };
  }, [api, school.school_id, translator, asked]);

  /** Does something, then shows how things stand. Throws nothing: what fails is said. */
  const act = useCallback(
    async (action: () => Promise<unknown>): Promise<boolean> => {
      setBusy(true);
      setProblem(null);
      const done = await action().then(
        () => true,
        (error: unknown) => {
          setProblem(explain(translator, error));
          return false;
        },
      );
      setBusy(false);
      setAsked((count) => count + 1);
      timetables.changed();
      return done;
    },
    [timetables, translator],
  );

  return (
    <section className={pageCss.card} aria-label={t('subscribe.title')}>
      <h2>{t('subscribe.title')}</h2>
      <p className="soft small">{t('subscribe.text')}</p>
      <form
        className={css.zones}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (url.trim() === '') return setProblem(t('subscribe.empty'));
          void act(() => api.subscribe({ class_id: classId, url: url.trim(), every_minutes: 30 })).then(
            (done) => {
              if (done) setUrl('');
            },
          );
        }}
      >
        {classes.length > 1 && (
          <Choice
            label={t('import.class')}
            value={classId}
            options={classes.map((one) => ({ value: one.class_id, label: one.title }))}
            onChange={setClassId}
          />
        )}
        <Field
          label={t('subscribe.address')}
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          value={url}
          maxLength={2000}
          onChange={(event) => setUrl(event.target.value)}
        />
        {problem !== null && <Problem>{problem}</Problem>}
        <Button type="submit" icon="link" busy={busy}>
          {t('subscribe.make')}
        </Button>
      </form>
      {list.length > 0 && (
        <ul>
          {list.map((one) => (
            <Row
              key={one.subscription_id}
              subscription={one}
              classTitle={classes.find(({ class_id: id }) => id === one.class_id)?.title ?? ''}
              busy={busy}
              act={act}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  readonly subscription: Subscription;
  readonly classTitle: string;
  readonly busy: boolean;
  readonly act: (action: () => Promise<unknown>) => Promise<boolean>;
}

function Row({ subscription: one, classTitle, busy, act }: RowProps) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const [zones, setZones] = useState<Record<string, string>>({});
  const [ending, setEnding] = useState(false);
  const id = one.subscription_id;
  const isPaused = one.state === 'paused';
  const name = `${classTitle}, ${one.title}`;
  return (
    <li className={css.subscription}>
      <p>
        <strong>{name}</strong>{' '}
        <Chip tone={one.state === 'current' ? 'good' : 'warm'}>{t(STATES[one.state])}</Chip>
      </p>
      <p className="soft small">
        {one.host}
        {one.current_at !== null &&
          ` · ${t('subscribe.currentAt', { date: translator.dateTime(Date.parse(one.current_at)) })}`}
      </p>
      {one.problem !== null && <p className="small">{one.problem.message}</p>}
      <Findings
        findings={one.findings}
        zones={zones}
        onZone={(tzid, zone) => setZones({ ...zones, [tzid]: zone })}
        onZones={(time_zones) => void act(() => api.updateSubscription(id, { time_zones }))}
        busy={busy}
      />
      <div className={css.tools}>
        {one.state === 'unconfirmed' && (
          <Button busy={busy} onClick={() => void act(() => api.updateSubscription(id, { confirm: true }))}>
            {t('subscribe.confirm')}
          </Button>
        )}
        <Button
          look="quiet"
          busy={busy}
          aria-label={`${t(isPaused ? 'subscribe.resume' : 'subscribe.pause')}: ${name}`}
          onClick={() => void act(() => api.updateSubscription(id, { paused: !isPaused }))}
        >
          {t(isPaused ? 'subscribe.resume' : 'subscribe.pause')}
        </Button>
        <Button
          look="dangerQuiet"
          aria-label={`${t('subscribe.end')}: ${name}`}
          onClick={() => setEnding(true)}
        >
          {t('subscribe.end')}
        </Button>
      </div>
      {ending && (
        <Dialog title={t('subscribe.end.title')} onClose={() => setEnding(false)}>
          <p>{t('subscribe.end.text')}</p>
          {(['keep', 'cancel'] as const).map((lessons) => (
            <Button
              key={lessons}
              wide
              look={lessons === 'keep' ? 'primary' : 'dangerQuiet'}
              busy={busy}
              onClick={() => {
                setEnding(false);
                void act(() => api.endSubscription(id, lessons));
              }}
            >
              {t(lessons === 'keep' ? 'subscribe.end.keep' : 'subscribe.end.cancel')}
            </Button>
          ))}
        </Dialog>
      )}
    </li>
  );
}
