/** What the forms of the desks are made of. */
import { useId } from 'react';
import type { Option } from '../../ui/fields.tsx';
import css from './desk.module.css';

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
