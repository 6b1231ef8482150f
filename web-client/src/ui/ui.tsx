/** The small parts that every view is made of. */
import {
  useEffect,
  useId,
  useRef,
  useState,
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
} from 'react';
import { useTranslator } from '../i18n/i18n.tsx';
import { initialsOf, tintOf } from './avatar-model.ts';
import { Icon, type IconName } from './icons.tsx';
import css from './ui.module.css';

export const classes = (...names: (string | false | null | undefined)[]): string =>
  names.filter(Boolean).join(' ');

type Look = 'primary' | 'secondary' | 'quiet' | 'danger' | 'dangerQuiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly icon?: IconName;
  readonly wide?: boolean;
  /** Something is under way: the button cannot be pressed again. */
  readonly busy?: boolean;
}

export function Button({
  look = 'secondary',
  icon,
  wide = false,
  busy = false,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={classes(css.button, css[look], wide && css.wide, className)}
    >
      {busy ? <span className={css.spinner} /> : icon && <Icon name={icon} size={20} />}
      {children}
    </button>
  );
}

export const buttonClass = (look: Look, wide = false): string =>
  classes(css.button, css[look], wide && css.wide);

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  readonly label: string;
  readonly look?: Look;
}

export function IconButton({ icon, label, look = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classes(css.button, css.icon, css[look], className)}
    >
      <Icon name={icon} />
    </button>
  );
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly after?: ReactNode;
}

export function Field({ label, hint, problem, after, className, ...rest }: FieldProps) {
  const id = useId();
  const wrong = problem !== undefined && problem !== null;
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <div style={{ position: 'relative' }}>
        <input
          {...rest}
          id={id}
          className={classes(css.input, className)}
          aria-invalid={wrong || undefined}
          aria-describedby={classes(hint && `${id}-hint`, wrong && `${id}-problem`) || undefined}
        />
        {after}
      </div>
      {wrong && (
        <p id={`${id}-problem`} className={css.fieldProblem} role="alert">
          {problem}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

export function Problem({ children }: { children: ReactNode }) {
  return (
    <p className={css.problem} role="alert">
      <Icon name="alert" size={18} />
      <span>{children}</span>
    </p>
  );
}

/** Letters in a circle for a person (coloured by their id), in a rounded square for a class. */
export function Avatar({
  name,
  id = name,
  size = 40,
  tile = false,
}: {
  name: string;
  id?: string;
  size?: number;
  tile?: boolean;
}) {
  return (
    <span
      className={classes(css.avatar, tile && css.tile, css[`tint${tintOf(id)}`])}
      style={{ ['--size' as string]: `${size}px` }}
      aria-hidden="true"
    >
      {tile ? [...name].slice(0, 3).join('') : initialsOf(name)}
    </span>
  );
}

export function Badge({ count, label }: { count: number; label: string }) {
  return (
    <span className={css.badge}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

export function Chip({ children, tone }: { children: ReactNode; tone?: 'good' | 'warm' }) {
  return (
    <span className={classes(css.chip, tone === 'good' && css.chipGood, tone === 'warm' && css.chipWarm)}>
      {children}
    </span>
  );
}

export function Skeleton({
  height,
  width = '100%',
  end = false,
}: {
  height: number;
  width?: number | string;
  /** On the side of one's own. */
  end?: boolean;
}) {
  return (
    <div
      className={css.skeleton}
      style={{ height, width, alignSelf: end ? 'flex-end' : undefined }}
      aria-hidden="true"
    />
  );
}

/** Grey shapes where content will be, announced once as loading. */
export function Loading({ rows = 4, height = 56 }: { rows?: number; height?: number }) {
  const { t } = useTranslator();
  return (
    <div role="status" style={{ display: 'grid', gap: 10 }}>
      <span className="visually-hidden">{t('app.loading')}</span>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={height} />
      ))}
    </div>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly level?: 1 | 2;
}

export function Empty({ icon, title, children, level = 2 }: EmptyProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={css.empty}>
      <span className={css.emptyArt}>
        <Icon name={icon} size={40} />
      </span>
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

export function Progress({ share, label }: { share: number; label: string }) {
  const percent = Math.round(share * 100);
  return (
    <div
      className={css.bar}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div className={css.barFill} style={{ width: `${percent}%` }} />
    </div>
  );
}

interface SegmentsProps<T extends string> {
  readonly legend: string;
  readonly value: T;
  readonly options: readonly { value: T; label: string }[];
  readonly onChange: (value: T) => void;
}

/** A choice of one among few, all in sight. */
export function Segments<T extends string>({ legend, value, options, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <div className={css.field} role="radiogroup" aria-labelledby={`${name}-legend`}>
      <span id={`${name}-legend`} className={css.label}>
        {legend}
      </span>
      <div className={css.segments}>
        {options.map((option) => (
          <label key={option.value} className={css.segment}>
            <input
              type="radio"
              name={name}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </div>
  );
}

export function Switch({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className={css.switch}>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span className={css.label}>{label}</span>
        {hint && (
          <span className={css.hint} style={{ display: 'block' }}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

/** How long "Copied" stays. Milliseconds. */
const COPIED_MS = 2_000;

/** A value with the button that copies it. Inside a `dl`. */
export function CopyRow({ label, value, mono = false }: { label: string; value: string; mono?: boolean }) {
  const { t } = useTranslator();
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), COPIED_MS);
  };
  return (
    <div className={css.copyRow}>
      <dt className="visually-hidden">{label}</dt>
      <dd>
        <span className={css.copyLabel} aria-hidden="true">
          {label}
          {copied && <span className={css.copied}> · {t('do.copied')}</span>}
        </span>
        <span className={classes(css.copyText, mono && css.mono)}>{value}</span>
        <span className="visually-hidden" aria-live="polite">
          {copied ? t('do.copied') : ''}
        </span>
      </dd>
      <dd style={{ flex: 'none' }}>
        <IconButton
          icon={copied ? 'check' : 'copy'}
          label={`${t('do.copy')}: ${label}`}
          onClick={() => void copy().catch(() => {})}
        />
      </dd>
    </div>
  );
}
