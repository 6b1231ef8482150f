/** Fields of more than one line: a choice of a list, a longer text. */
import { useId } from 'react';
import css from './ui.module.css';
import { classes } from './ui.tsx';

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
  readonly className?: string | undefined;
}

/** One of a list. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  bare = false,
  className,
}: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={css.field}>
      <label className={bare ? 'visually-hidden' : css.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={classes(css.input, className)}
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

/** A text of several lines. `most` in UTF-16 code units. */
export function Area({
  label,
  value,
  onChange,
  most,
  rows = 3,
  hint,
  problem = null,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  most: number;
  rows?: number;
  hint?: string;
  problem?: string | null;
}) {
  const id = useId();
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={css.input}
        rows={rows}
        maxLength={most}
        value={value}
        aria-invalid={problem !== null || undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ target }) => onChange(target.value)}
      />
      {problem !== null && (
        <p className={css.fieldProblem} role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
