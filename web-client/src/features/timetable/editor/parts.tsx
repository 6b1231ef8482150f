/** The parts that the forms of lessons are made of. */
import { useId, type ReactNode } from 'react';
import type { TimetableFrame } from '../../../api/types.ts';
import type { TextKey } from '../../../i18n/catalogs/keys.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { Area } from '../../../ui/fields.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Button, Field, IconButton, Problem } from '../../../ui/ui.tsx';
import uiCss from '../../../ui/ui.module.css';
import css from './editor.module.css';
import type { TimesProblem } from './series-model.ts';
import type { Saving } from './use-saving.ts';

export const TIMES_PROBLEMS: { readonly [P in TimesProblem]: TextKey } = {
  day: 'lessonEdit.bad.day',
  clock: 'lessonEdit.bad.clock',
  backwards: 'lessonEdit.bad.backwards',
  weekdays: 'lessonEdit.bad.weekdays',
  until: 'lessonEdit.bad.until',
  nothing: 'lessonEdit.bad.nothing',
};

interface HoursProps {
  readonly begins: string;
  readonly ends: string;
  readonly onChange: (hours: { begins: string; ends: string }) => void;
}

export function Hours({ begins, ends, onChange }: HoursProps) {
  const { t } = useTranslator();
  return (
    <div className={css.pair}>
      <Field
        label={t('lessonEdit.begins')}
        type="time"
        required
        value={begins}
        onChange={(event) => onChange({ begins: event.target.value, ends })}
      />
      <Field
        label={t('lessonEdit.ends')}
        type="time"
        required
        value={ends}
        onChange={(event) => onChange({ begins, ends: event.target.value })}
      />
    </div>
  );
}

/** A text with proposals: whatever is written counts. */
export function Proposed({
  label,
  hint,
  value,
  proposals,
  maxLength,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  proposals: readonly string[];
  maxLength: number;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <>
      <Field
        label={label}
        {...(hint === undefined ? {} : { hint })}
        list={id}
        autoComplete="off"
        value={value}
        maxLength={maxLength}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {[...new Set(proposals)].map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

/** Who teaches: usually one, sometimes nobody yet, sometimes several. */
export function Teachers({
  known,
  chosen,
  onChange,
}: {
  known: TimetableFrame['teachers'];
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslator();
  const id = useId();
  const nameOf = (one: string): string => known.find((teacher) => teacher.id === one)?.name ?? '…';
  const others = known.filter((one) => !chosen.includes(one.id));
  return (
    <div className={uiCss.field}>
      <label className={uiCss.label} htmlFor={id}>
        {t('lessonEdit.teachers')}
      </label>
      {chosen.length > 0 && (
        <ul className={css.chosen}>
          {chosen.map((one) => (
            <li key={one}>
              <Icon name="person" size={18} />
              <span>{nameOf(one)}</span>
              <IconButton
                icon="close"
                label={t('lessonEdit.teachers.remove', { name: nameOf(one) })}
                onClick={() => onChange(chosen.filter((other) => other !== one))}
              />
            </li>
          ))}
        </ul>
      )}
      <select
        id={id}
        className={uiCss.input}
        value=""
        onChange={(event) => {
          if (event.target.value !== '') onChange([...chosen, event.target.value]);
        }}
      >
        <option value="">{t('lessonEdit.teachers.add')}</option>
        {others.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Note({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  const { t } = useTranslator();
  return (
    <Area
      label={t('lessonEdit.note')}
      hint={t('lessonEdit.note.hint')}
      rows={2}
      most={1000}
      value={value}
      onChange={onChange}
    />
  );
}

/** What stands in the way, each conflict in words, and the way to save all the same. */
export function Obstacles({ saving, onAnyway }: { saving: Saving; onAnyway: () => void }) {
  const { t } = useTranslator();
  if (saving.problem !== null) return <Problem>{saving.problem}</Problem>;
  if (saving.conflicts === null) return null;
  return (
    <div className={css.conflicts} role="alert">
      <h3>
        <Icon name="alert" size={20} />
        {t('lessonEdit.conflict', { count: saving.conflicts.length })}
      </h3>
      <ul>
        {saving.conflicts.map(({ path, message }) => (
          <li key={`${path} ${message}`}>{message}</li>
        ))}
      </ul>
      <p>{t('lessonEdit.conflict.text')}</p>
      <Button onClick={onAnyway}>{t('lessonEdit.conflict.anyway')}</Button>
    </div>
  );
}

/** Saved; and who tells the class. */
export function Done({
  text,
  onClose,
  children,
}: {
  text: string;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslator();
  return (
    <>
      <p role="status" className={css.done}>
        <Icon name="check" />
        <span>
          <strong>{text}</strong> {t('lessonEdit.told')}
        </span>
      </p>
      {children}
      <Button look="primary" wide onClick={onClose} autoFocus>
        {t('do.close')}
      </Button>
    </>
  );
}
