import { useState, type ReactNode } from 'react';
import type { Schemas, TimetableFrame } from '../../../api/types.ts';
import { Link } from '../../../app/router.tsx';
import { useAccount, useServices } from '../../../app/services.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { explain } from '../../../ui/explain.ts';
import { Page } from '../../../ui/page.tsx';
import pageCss from '../../../ui/page.module.css';
import { Button, Empty, Field, IconButton, Loading, Problem, Switch } from '../../../ui/ui.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { administers } from '../subject.ts';
import css from '../settings.module.css';
import { useFrame } from '../use-timetable.ts';
import {
  bellRows,
  nextBell,
  readBells,
  readDaysOff,
  readTerms,
  spanRows,
  termRows,
  type Read,
} from './frame-model.ts';

/** Terms, bells and days off, for administrators; the locations that lessons have named. */
export function FramePage({ schoolId }: { schoolId: string }) {
  const translator = useTranslator();
  const { t } = translator;
  const { value: me } = useStore(useAccount().me);
  const school = me?.schools.find(({ school_id: id }) => id === schoolId);
  const may = school !== undefined && administers(school);
  const loaded = useFrame(may ? schoolId : null);
  const frame = loaded?.value ?? null;
  return (
    <Page
      title={t('frame.title')}
      subtitle={school?.name}
      parent={{ name: 'timetable', subject: { of: 'me' }, day: null }}
    >
      {me !== null && !may && <Empty icon="bell" title={t('frame.none')} />}
      {may && frame === null && loaded?.failure == null && <Loading rows={4} height={90} />}
      {frame === null && loaded?.failure != null && (
        <Problem>{`${t('timetable.failed')}. ${explain(translator, loaded.failure)}`}</Problem>
      )}
      {frame !== null && <Lists frame={frame} />}
    </Page>
  );
}

function Lists({ frame }: { frame: TimetableFrame }) {
  const { t } = useTranslator();
  return (
    <>
      <Terms frame={frame} />
      <Bells frame={frame} />
      <DaysOff frame={frame} />
      <section className={pageCss.card}>
        <h2>{t('timetable.whose.places')}</h2>
        <p className="soft small">{t('frame.places.text')}</p>
        <ul className={css.places}>
          {frame.locations.map(({ id, title }) => (
            <li key={id}>
              <Link to={{ name: 'timetable', subject: { of: 'location', id }, day: null }}>{title}</Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Terms({ frame }: { frame: TimetableFrame }) {
  const { t } = useTranslator();
  return (
    <ListCard
      frame={frame}
      title={t('frame.terms')}
      text={t('frame.terms.text')}
      add={t('frame.terms.add')}
      initial={termRows(frame.terms)}
      fresh={() => ({ title: '', first: '', last: '', weeks: false })}
      read={readTerms}
      patch={(terms) => ({ terms })}
      nameOf={({ title }) => title}
      fields={(row, change) => (
        <>
          <Span row={row} change={change} />
          <Switch
            label={t('frame.terms.weeks')}
            checked={row.weeks}
            onChange={(weeks) => change({ ...row, weeks })}
          />
        </>
      )}
    />
  );
}

function DaysOff({ frame }: { frame: TimetableFrame }) {
  const { t } = useTranslator();
  return (
    <ListCard
      frame={frame}
      title={t('frame.daysOff')}
      text={t('frame.daysOff.text')}
      add={t('frame.daysOff.add')}
      initial={spanRows(frame.days_off)}
      fresh={() => ({ title: '', first: '', last: '' })}
      read={readDaysOff}
      patch={(days_off) => ({ days_off })}
      nameOf={({ title }) => title}
      fields={(row, change) => <Span row={row} change={change} />}
    />
  );
}

function Bells({ frame }: { frame: TimetableFrame }) {
  const { t } = useTranslator();
  return (
    <ListCard
      frame={frame}
      title={t('frame.bells')}
      text={t('frame.bells.text')}
      add={t('frame.bells.add')}
      initial={bellRows(frame.periods)}
      fresh={nextBell}
      read={readBells}
      patch={(periods) => ({ periods })}
      nameOf={({ number }) => number}
      fields={(row, change) => (
        <div className={css.fields}>
          <Field
            label={t('frame.bells.number')}
            className={css.number}
            inputMode="numeric"
            value={row.number}
            onChange={({ target }) => change({ ...row, number: target.value.replace(/\D/g, '').slice(0, 2) })}
          />
          <Field
            label={t('lessonEdit.begins')}
            type="time"
            value={row.begins}
            onChange={({ target }) => change({ ...row, begins: target.value })}
          />
          <Field
            label={t('lessonEdit.ends')}
            type="time"
            value={row.ends}
            onChange={({ target }) => change({ ...row, ends: target.value })}
          />
        </div>
      )}
    />
  );
}

function Span<Row extends { title: string; first: string; last: string }>({
  row,
  change,
}: {
  row: Row;
  change: (row: Row) => void;
}) {
  const { t } = useTranslator();
  return (
    <div className={css.fields}>
      <Field
        label={t('frame.name')}
        value={row.title}
        maxLength={200}
        onChange={({ target }) => change({ ...row, title: target.value })}
      />
      <Field
        label={t('frame.first')}
        type="date"
        value={row.first}
        onChange={({ target }) => change({ ...row, first: target.value })}
      />
      <Field
        label={t('frame.last')}
        type="date"
        value={row.last}
        onChange={({ target }) => change({ ...row, last: target.value })}
      />
    </div>
  );
}

interface ListProps<Row, T> {
  readonly frame: TimetableFrame;
  readonly title: string;
  readonly text: string;
  readonly add: string;
  readonly initial: readonly Row[];
  readonly fresh: (rows: readonly Row[]) => Row;
  readonly read: (rows: readonly Row[]) => Read<T>;
  readonly patch: (value: T[]) => Schemas['TimetableFramePatch'];
  readonly nameOf: (row: Row) => string;
  readonly fields: (row: Row, change: (row: Row) => void) => ReactNode;
}

/** A list that is changed as a whole and saved on its own. */
function ListCard<Row, T>({
  frame,
  title,
  text,
  add,
  initial,
  fresh,
  read,
  patch,
  nameOf,
  fields,
}: ListProps<Row, T>) {
  const { api } = useServices();
  const { timetables } = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  // Rows keep their number, so that a field keeps its text while others come and go.
  const [rows, setRows] = useState(() => initial.map((row, key) => ({ row, key })));
  const [state, setState] = useState<'same' | 'changed' | 'busy' | 'saved'>('same');
  const [problem, setProblem] = useState<string | null>(null);
  const change = (next: typeof rows): void => {
    setRows(next);
    setState('changed');
    setProblem(null);
  };
  const save = async (): Promise<void> => {
    const result = read(rows.map(({ row }) => row));
    if ('wrong' in result) return setProblem(t('frame.bad', { row: result.wrong + 1 }));
    setState('busy');
    try {
      timetables
        .frame(frame.school_id)
        .set(await api.updateTimetableFrame(frame.school_id, patch(result.value)));
      timetables.changed();
      setState('saved');
    } catch (error) {
      setProblem(explain(translator, error));
      setState('changed');
    }
  };
  return (
    <section className={pageCss.card} aria-label={title}>
      <h2>{title}</h2>
      <p className="soft small">{text}</p>
      <ul className={css.rows}>
        {rows.map(({ row, key }) => (
          <li key={key} className={css.row}>
            <div className={css.rows}>
              {fields(row, (next) =>
                change(rows.map((one) => (one.key === key ? { ...one, row: next } : one))),
              )}
            </div>
            <IconButton
              icon="trash"
              look="dangerQuiet"
              label={t('frame.remove', { name: nameOf(row) })}
              onClick={() => change(rows.filter((one) => one.key !== key))}
            />
          </li>
        ))}
      </ul>
      {problem !== null && <Problem>{problem}</Problem>}
      <div className={css.tools}>
        <Button
          icon="plus"
          onClick={() =>
            change([
              ...rows,
              {
                row: fresh(rows.map(({ row }) => row)),
                key: 1 + Math.max(-1, ...rows.map(({ key }) => key)),
              },
            ])
          }
        >
          {add}
        </Button>
        {(state === 'changed' || state === 'busy') && (
          <Button look="primary" busy={state === 'busy'} onClick={() => void save()}>
            {t('do.save')}
          </Button>
        )}
      </div>
      <p role="status" className="small">
        {state === 'saved' && t('lessonEdit.saved')}
      </p>
    </section>
  );
}
