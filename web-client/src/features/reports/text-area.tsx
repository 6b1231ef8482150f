import { useId } from 'react';
import uiCss from '../../ui/ui.module.css';
import css from './reports.module.css';

/** A field for several lines. */
export function TextArea({
  label,
  hint,
  problem = null,
  value,
  maxLength,
  onChange,
}: {
  label: string;
  hint?: string;
  problem?: string | null;
  value: string;
  maxLength: number;
  onChange: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className={uiCss.field}>
      <label className={uiCss.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={`${uiCss.input} ${css.area}`}
        rows={3}
        value={value}
        maxLength={maxLength}
        aria-invalid={problem !== null || undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem !== null && (
        <p className={uiCss.fieldProblem} role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={uiCss.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
