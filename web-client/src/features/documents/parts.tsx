/** The parts that views of documents share: files on their way, the list by folders, one document. */
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Failed } from '../../ui/failed.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Button, Chip, IconButton, Loading, Problem, Progress } from '../../ui/ui.tsx';
import css from './documents.module.css';
import { useTexts } from './texts.ts';
import type { Sending } from './use-uploads.ts';

export type Document = Schemas['Document'];

/** While a file is looked at on the server. Milliseconds. */
const LOOK_AGAIN = 1_500;

/** Asks again as long as something is being looked at. */
export function useLookAgain(documents: readonly Document[], refresh: () => Promise<void>): void {
  const waits = documents.some(({ versions }) => ['checking', 'held'].includes(versions[0]?.state ?? ''));
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void refresh(), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [waits, refresh]);
}

export function PickFiles({ label, onFiles }: { label: string; onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="primary" icon="attach" onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

export function SendingList({ sending }: { sending: readonly Sending[] }) {
  const translator = useTranslator();
  const t = useTexts();
  if (sending.length === 0) return null;
  return (
    <ul className={css.stack}>
      {sending.map(({ key, name, share, problem, again, cancel }) => {
        const label = t('uploading', { name, percent: Math.round(share * 100) });
        return (
          <li key={key} className={css.stack}>
            {problem === null ? (
              <>
                <p className="small">{label}</p>
                <Progress share={share} label={label} />
              </>
            ) : (
              <Problem>{`${t('upload.failed', { name })}. ${explain(translator, problem)}`}</Problem>
            )}
            <div className={css.acts}>
              {problem !== null && <Button onClick={again}>{t('upload.again')}</Button>}
              <Button look="quiet" onClick={cancel}>
                {t('upload.cancel')}
              </Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** In place of what is not there yet. */
export function NotYet({ failure, onRetry }: { failure: unknown; onRetry: () => Promise<void> }) {
  const t = useTexts();
  if (failure === null) return <Loading rows={4} />;
  return <Failed what={t('failed')} failure={failure} onRetry={() => onRetry()} />;
}

interface ListProps {
  readonly documents: readonly Document[];
  readonly onChange: () => Promise<void>;
  readonly onShare?: (document: Document) => void;
}

export function DocumentList({ documents, ...acts }: ListProps) {
  return [...Map.groupBy(documents, ({ folder }) => folder)].map(([folder, group]) => (
    <div key={folder} className={css.stack}>
      {folder !== '' && <h3 className={css.folder}>{folder}</h3>}
      <ul className={css.list}>
        {group.map((document) => (
          <Row key={document.document_id} document={document} {...acts} />
        ))}
      </ul>
    </div>
  ));
}

function Row({ document, onChange, onShare }: Omit<ListProps, 'documents'> & { document: Document }) {
  const { api } = useServices();
  const translator = useTranslator();
  const t = useTexts();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { name, document_id: id, versions, may } = document;
  const ready = versions.find(({ state }) => state === 'ready');
  const newest = versions[0]!;

  /** The window is opened by the tap itself, or browsers would hold it for an advertisement. */
  const open = async (): Promise<void> => {
    const tab = ready?.showable === true ? window.open('', '_blank') : null;
    try {
      const { url } = await api.documentTicket(id, { inline: tab !== null });
      (tab ?? window).location.replace(`/api/v1${url}`);
    } catch (error) {
      tab?.close();
      setProblem(error);
    }
  };

  const date = translator.dateTime(Date.parse(newest.created_at));
  return (
    <li className={css.row}>
      <Icon name="file" />
      <div className={css.what}>
        {ready === undefined ? (
          <span className={css.name}>{name}</span>
        ) : (
          <button type="button" className={css.open} onClick={() => void open()}>
            {name}
          </button>
        )}
        <span className="soft small">
          {`${translator.size(newest.size)} · ${t('by', { name: newest.by.display_name, date })}`}
        </span>
        {newest.state !== 'ready' && <Chip tone="warm">{t(`state.${newest.state}`)}</Chip>}
        {newest.misnamed && <Chip tone="warm">{t('misnamed')}</Chip>}
        {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      </div>
      {onShare && ready !== undefined && (
        <IconButton icon="share" label={`${t('share')}: ${name}`} onClick={() => onShare(document)} />
      )}
      {may.includes('change') && (
        <IconButton icon="trash" label={`${t('delete')}: ${name}`} onClick={() => setAsking(true)} />
      )}
      {asking && (
        <Confirm
          title={t('delete.title')}
          text={t('delete.text', { name })}
          action={t('delete')}
          danger
          explain={(error) => explain(translator, error)}
          onConfirm={async () => {
            await api.deleteDocument(id);
            await onChange();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
