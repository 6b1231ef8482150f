import { useId, useState, type ChangeEvent } from 'react';
import type { MySchool, Schemas } from '../../../api/types.ts';
import { Link } from '../../../app/router.tsx';
import { useAccount, useServices } from '../../../app/services.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { explain } from '../../../ui/explain.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Page } from '../../../ui/page.tsx';
import pageCss from '../../../ui/page.module.css';
import { Button, buttonClass, Empty, Problem, Switch } from '../../../ui/ui.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { Choice } from '../../../ui/fields.tsx';
import { administers, editableClasses } from '../subject.ts';
import css from '../settings.module.css';
import { Findings } from './findings.tsx';
import { Subscriptions } from './subscriptions.tsx';
import { decodeText, formatOf, type Format } from './read-file.ts';

type Result = Schemas['TimetableImportResult'];

interface Chosen {
  readonly name: string;
  readonly text: string;
  readonly format: Format;
}

/** Larger ones are refused by the server anyway. Bytes. */
const LARGEST = 8 * 1024 * 1024;

/** A file becomes a timetable: what was understood, what would change, and only then the change. */
export function ImportPage({ schoolId }: { schoolId: string }) {
  const { t } = useTranslator();
  const { value: me } = useStore(useAccount().me);
  const place =
    me === null ? undefined : editableClasses(me).find(({ school }) => school.school_id === schoolId);
  return (
    <Page
      title={t('import.title')}
      subtitle={place?.school.name}
      parent={{ name: 'timetable', subject: { of: 'me' }, day: null }}
    >
      {me !== null &&
        (place === undefined ? (
          <Empty icon="upload" title={t('import.none')} />
        ) : (
          <>
            <Import school={place.school} classes={place.classes} />
            <Subscriptions school={place.school} classes={place.classes} />
          </>
        ))}
    </Page>
  );
}

function Import({ school, classes }: { school: MySchool; classes: MySchool['classes'] }) {
  const { api } = useServices();
  const { timetables } = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [classId, setClassId] = useState(classes[0]?.class_id ?? '');
  const [zones, setZones] = useState<Record<string, string>>({});
  const [cancelMissing, setCancelMissing] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const mayTable = administers(school);

  const run = async (file: Chosen, apply: boolean, zoneWishes = zones, whose = classId): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await api.importTimetable({
        format: file.format,
        text: file.text,
        ...(file.format === 'ical' ? { class_id: whose } : { school_id: school.school_id }),
        ...(Object.keys(zoneWishes).length > 0 && { time_zones: zoneWishes }),
        cancel_missing: apply && cancelMissing,
        apply,
      });
      setResult(answer);
      if (answer.applied) timetables.changed();
    } catch (error) {
      setResult(null);
      setProblem(explain(translator, error));
    }
    setBusy(false);
  };

  const choose = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0];
    // The same file again, after it was mended, must count as a choice too.
    event.target.value = '';
    if (file === undefined) return;
    setResult(null);
    setZones({});
    setCancelMissing(false);
    if (file.size > LARGEST) {
      setChosen(null);
      return setProblem(t('import.tooBig', { size: translator.size(file.size) }));
    }
    const text = decodeText(new Uint8Array(await file.arrayBuffer()));
    const next = { name: file.name, text, format: formatOf(text) };
    if (next.format === 'csv' && !mayTable) {
      setChosen(null);
      return setProblem(t('import.notTable'));
    }
    setChosen(next);
    await run(next, false, {});
  };

  if (result?.applied === true) return <Applied result={result} onMore={() => setResult(null)} />;
  return (
    <>
      <section className={pageCss.card}>
        <p>{t(mayTable ? 'import.text.admin' : 'import.text.teacher')}</p>
        <FileButton name={chosen?.name ?? null} onChange={(event) => void choose(event)} busy={busy} />
        {problem !== null && <Problem>{problem}</Problem>}
        {chosen?.format === 'ical' && classes.length > 1 && (
          <Choice
            label={t('import.class')}
            value={classId}
            options={classes.map((one) => ({ value: one.class_id, label: one.title }))}
            onChange={(next) => {
              setClassId(next);
              void run(chosen, false, zones, next);
            }}
          />
        )}
        {mayTable && <Columns />}
      </section>
      {result !== null && chosen !== null && (
        <section className={pageCss.card} aria-label={t('import.found')}>
          <h2>{t('import.found')}</h2>
          <Findings
            findings={result.findings}
            zones={zones}
            onZone={(tzid, zone) => setZones({ ...zones, [tzid]: zone })}
            onZones={(wishes) => {
              setZones(wishes);
              void run(chosen, false, wishes);
            }}
            busy={busy}
          />
          <Outlook result={result} cancelMissing={cancelMissing} onCancelMissing={setCancelMissing} />
          {result.findings.every(({ severity }) => severity !== 'error') && (
            <Button
              look="primary"
              wide
              busy={busy}
              disabled={result.added + result.changed + (cancelMissing ? result.missing : 0) === 0}
              onClick={() => void run(chosen, true)}
            >
              {t('import.apply')}
            </Button>
          )}
        </section>
      )}
    </>
  );
}

function FileButton({
  name,
  busy,
  onChange,
}: {
  name: string | null;
  busy: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}) {
  const { t } = useTranslator();
  const id = useId();
  return (
    <div className={css.file}>
      <input
        id={id}
        type="file"
        accept=".csv,.ics,.txt,text/csv,text/calendar"
        disabled={busy}
        onChange={onChange}
      />
      <label htmlFor={id} className={buttonClass(name === null ? 'primary' : 'secondary', true)}>
        <Icon name="upload" size={20} />
        {t(name === null ? 'import.choose' : 'import.chooseOther')}
      </label>
      {name !== null && (
        <p role="status" className={css.fileName}>
          <Icon name="file" size={18} />
          {busy ? t('import.reading', { name }) : name}
        </p>
      )}
    </div>
  );
}

function Outlook({
  result,
  cancelMissing,
  onCancelMissing,
}: {
  result: Result;
  cancelMissing: boolean;
  onCancelMissing: (on: boolean) => void;
}) {
  const { t } = useTranslator();
  if (result.findings.some(({ severity }) => severity === 'error')) {
    return <p className="soft">{t('import.errors')}</p>;
  }
  return (
    <>
      <ul className={css.counts}>
        <li>{t('import.added', { count: result.added })}</li>
        <li>{t('import.changed', { count: result.changed })}</li>
        <li>{t('import.unchanged', { count: result.unchanged })}</li>
      </ul>
      {result.missing > 0 && (
        <Switch
          label={t('import.missing', { count: result.missing })}
          hint={t('import.missing.hint')}
          checked={cancelMissing}
          onChange={onCancelMissing}
        />
      )}
    </>
  );
}

function Applied({ result, onMore }: { result: Result; onMore: () => void }) {
  const { t } = useTranslator();
  return (
    <section className={pageCss.card}>
      <h2 role="status">{t('import.done')}</h2>
      <ul className={css.counts}>
        <li>{t('import.added', { count: result.added })}</li>
        <li>{t('import.changed', { count: result.changed })}</li>
      </ul>
      <p className="soft">{t('import.told')}</p>
      <Link
        to={{ name: 'timetable', subject: { of: 'me' }, day: null }}
        className={buttonClass('primary', true)}
      >
        <Icon name="calendar" size={20} />
        {t('today.free.none.open')}
      </Link>
      <Button wide onClick={onMore}>
        {t('import.more')}
      </Button>
    </section>
  );
}

/** How a table must look. */
function Columns() {
  const { t } = useTranslator();
  return (
    <details className={css.fold}>
      <summary>{t('import.columns')}</summary>
      <p>{t('import.columns.text')}</p>
      <pre className={css.example} tabIndex={0}>
        {t('import.columns.example')}
      </pre>
    </details>
  );
}
