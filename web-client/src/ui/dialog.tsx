import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n.tsx';
import { Button, classes, IconButton } from './ui.tsx';
import css from './ui.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** For what wants all the room there is, such as a photo. */
  readonly wide?: boolean;
}

/** A modal dialog on the browser's own `<dialog>`: it keeps the focus inside, gives it back, and closes on Escape and on a tap beside it. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const { t } = useTranslator();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={classes(css.dialog, wide && css.dialogWide)}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className={css.dialogInner}>
        <div className={css.dialogHead}>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t('do.close')} onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly action: string;
  /** May take a while; the dialog stays until it is done. What it throws is shown by `explain`. */
  readonly onConfirm: () => void | Promise<void>;
  readonly onClose: () => void;
  readonly explain?: (error: unknown) => string;
  readonly danger?: boolean;
}

export function Confirm({ title, text, action, onConfirm, onClose, explain, danger = false }: ConfirmProps) {
  const { t } = useTranslator();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(explain === undefined ? t('error.unknown') : explain(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div>{text}</div>
      {problem !== null && <p role="alert">{problem}</p>}
      <div className={css.actions}>
        <Button onClick={onClose}>{t('do.cancel')}</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
