import { useId } from 'react';
import type { Schemas } from '../../../api/types.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Button, Field } from '../../../ui/ui.tsx';
import css from '../settings.module.css';

type Finding = Schemas['TimetableImportResult']['findings'][number];

interface Props {
  readonly findings: readonly Finding[];
  readonly zones: Readonly<Record<string, string>>;
  readonly onZone: (tzid: string, zone: string) => void;
  /** Reads the file again with these zones. */
  readonly onZones: (zones: Record<string, string>) => void;
  readonly busy: boolean;
}

/** What the server noticed in a file, and what it must be told: a time zone is never guessed silently. */
export function Findings({ findings, zones, onZone, onZones, busy }: Props) {
  const { t } = useTranslator();
  if (findings.length === 0) return null;
  const asked = findings.filter((one) => one.tzid !== undefined);
  const wishes = Object.fromEntries(
    asked.map(({ tzid = '', suggestion = '' }) => [tzid, zones[tzid] ?? suggestion]),
  );
  return (
    <>
      <ul className={css.findings}>
        {findings.map((one) => (
          <li key={`${one.code} ${one.place} ${one.message}`} data-severity={one.severity}>
            <Icon name={one.severity === 'error' ? 'alert' : 'eye'} size={18} />
            <span>
              <span className="visually-hidden">
                {t(one.severity === 'error' ? 'import.error' : 'import.warning')}:{' '}
              </span>
              {one.message}
              {one.place !== '' && <span className="soft"> {one.place}</span>}
              {one.more > 0 && <span className="soft"> {t('import.more.same', { count: one.more })}</span>}
            </span>
          </li>
        ))}
      </ul>
      {asked.length > 0 && (
        <form
          className={css.zones}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onZones({ ...zones, ...wishes });
          }}
        >
          <p>{t('import.zones')}</p>
          {asked.map(({ tzid = '' }) => (
            <Zone key={tzid} tzid={tzid} value={wishes[tzid] ?? ''} onChange={(zone) => onZone(tzid, zone)} />
          ))}
          <Button
            type="submit"
            busy={busy}
            disabled={Object.values(wishes).some((zone) => zone.trim() === '')}
          >
            {t('import.zones.use')}
          </Button>
        </form>
      )}
    </>
  );
}

function Zone({ tzid, value, onChange }: { tzid: string; value: string; onChange: (zone: string) => void }) {
  const { t } = useTranslator();
  const id = useId();
  return (
    <>
      <Field
        label={t('import.zone', { tzid })}
        hint={t('import.zone.hint')}
        list={id}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
