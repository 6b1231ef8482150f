/** What the forms of the desks are made of. */
import { useId } from 'react';
import { classes } from '../../ui/ui.tsx';
import uiCss from '../../ui/ui.module.css';
import css from './desk.module.css';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  /** The label is for those who do not see that it is clear. */
  readonly bare?: boolean;
  readonly marked?: boolean;
}

export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  bare = false,
  marked = false,
}: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={uiCss.field}>
      <label className={bare ? 'visually-hidden' : uiCss.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={classes(uiCss.input, marked && css.marked)}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Area({
  label,
  value,
  onChange,
  most,
  hint,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  most: number;
  hint?: string;
}) {
  const id = useId();
  return (
    <div className={uiCss.field}>
      <label className={uiCss.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={uiCss.input}
        rows={3}
        maxLength={most}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ target }) => onChange(target.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className={uiCss.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** One of a few, as many lines as they need; each may say how many it stands for. */
export function Filter<T extends string>({
  legend,
  value,
  options,
  onChange,
}: {
  legend: string;
  value: T;
  options: readonly (Option<T> & { readonly count?: number })[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className={css.filter}>
      <legend className="visually-hidden">{legend}</legend>
      {options.map(({ value: its, label, count }) => (
        <label key={its} className={css.pill}>
          <input type="radio" name={name} checked={value === its} onChange={() => onChange(its)} />
          {label}
          {count !== undefined && <span className={css.count}>{count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
