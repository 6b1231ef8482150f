import { useState, type ReactNode } from 'react';
import { useTranslator } from '../../i18n/i18n.tsx';
import css from './chat.module.css';

interface Props {
  readonly active: boolean;
  readonly onFiles: (files: File[]) => void;
  readonly children: ReactNode;
}

/** The whole chat takes files that are dragged onto it. */
export function DropTarget({ active, onFiles, children }: Props) {
  const { t } = useTranslator();
  const [over, setOver] = useState(false);
  return (
    <div
      className={css.page}
      onDragOver={(event) => {
        if (!active || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!active || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && <div className={css.drop}>{t('compose.drop')}</div>}
    </div>
  );
}
