import { useRef, useState } from 'react';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Button, Progress, IconButton, Skeleton } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from './chat.module.css';
import { shownSize } from './compose-model.ts';
import type { FileInfo, ImageInfo } from './message-body.ts';
import type { Attachment } from './outbox-model.ts';
import { useBlobUrl, useMedia, useNear } from './use-blob.ts';

/** Sharp on screens with two pixels a point, and one of the sizes that Synapse keeps ready. */
const THUMBNAIL = { width: 800, height: 600 } as const;

export function ImageView({ image }: { image: ImageInfo }) {
  const { t } = useTranslator();
  const ref = useRef<HTMLButtonElement>(null);
  const near = useNear(ref);
  // An animation would stand still as a thumbnail.
  const { blob, failure, retry } = useMedia(
    image.mxc,
    image.mimetype === 'image/gif' ? undefined : THUMBNAIL,
    near,
  );
  const url = useBlobUrl(blob);
  const [open, setOpen] = useState(false);
  const size = shownSize(image.width, image.height);
  const failed = blob === null && failure !== null;
  return (
    <>
      <button
        ref={ref}
        type="button"
        className={css.image}
        style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
        aria-label={t('media.open', { name: image.name })}
        onClick={failed ? retry : () => setOpen(true)}
      >
        {url !== null && <img src={url} alt="" />}
        {failed && (
          <span className={css.imageNote}>
            {t(failure.kind === 'offline' ? 'media.offline' : 'media.failed')}. {t('do.retry')}
          </span>
        )}
      </button>
      {open && <Lightbox image={image} onClose={() => setOpen(false)} />}
    </>
  );
}

function Lightbox({ image, onClose }: { image: ImageInfo; onClose: () => void }) {
  const { t } = useTranslator();
  const { blob, failure, retry } = useMedia(image.mxc, undefined, true);
  const url = useBlobUrl(blob);
  return (
    <Dialog title={t('preview.image')} onClose={onClose} wide>
      <div className={css.lightbox}>
        {url !== null ? (
          <img src={url} alt={t('media.image', { name: image.name })} />
        ) : failure !== null ? (
          <Button icon="refresh" onClick={retry}>
            {t('do.retry')}
          </Button>
        ) : (
          <Skeleton height={220} />
        )}
      </div>
      <Button
        icon="download"
        disabled={blob === null}
        onClick={() => blob !== null && saveAs(blob, image.name)}
      >
        {t('media.download')}
      </Button>
    </Dialog>
  );
}

export function FileView({ file }: { file: FileInfo }) {
  const { media } = useAccount();
  const { t, size } = useTranslator();
  const [state, setState] = useState<'ready' | 'loading' | 'failed'>('ready');
  const bytes = file.size === null ? '' : size(file.size);
  const download = async (): Promise<void> => {
    setState('loading');
    try {
      saveAs(await media.load(file.mxc), file.name);
      setState('ready');
    } catch {
      setState('failed');
    }
  };
  return (
    <button
      type="button"
      className={css.file}
      aria-busy={state === 'loading'}
      disabled={state === 'loading'}
      onClick={() => void download()}
    >
      <span className={css.fileIcon}>
        <Icon name={state === 'loading' ? 'clock' : 'file'} />
      </span>
      <span>
        <span className="visually-hidden">{t('media.download')}: </span>
        <span className={css.fileName}>{file.name}</span>
        <span
          className="soft small"
          style={{ display: 'block' }}
          role={state === 'failed' ? 'alert' : undefined}
        >
          {state === 'failed'
            ? `${t('media.failed')}. ${t('do.retry')}`
            : state === 'loading'
              ? t('app.loading')
              : bytes}
        </span>
      </span>
    </button>
  );
}

/** A file of one's own on its way: how far it is, and the way to stop it. */
export function UploadView({ txnId, file, waiting }: { txnId: string; file: Attachment; waiting: boolean }) {
  const { outbox } = useAccount();
  const { t, size } = useTranslator();
  const share = useStore(outbox.uploads).get(txnId);
  const preview = useBlobUrl(file.dimensions === null ? null : file.blob);
  const shown = file.dimensions === null ? null : shownSize(file.dimensions.width, file.dimensions.height);
  return (
    <div>
      {shown !== null && (
        <div
          className={css.image}
          style={{ width: shown.width, aspectRatio: `${shown.width} / ${shown.height}` }}
        >
          {preview !== null && <img src={preview} alt={t('media.image', { name: file.name })} />}
        </div>
      )}
      <div className={css.upload}>
        <div className={css.uploadText}>
          <span className={css.fileName}>{file.name}</span>
          {share === undefined ? (
            <span className="soft">{waiting ? t('message.waiting') : size(file.blob.size)}</span>
          ) : (
            <Progress share={share} label={t('message.uploading', { percent: Math.round(share * 100) })} />
          )}
        </div>
        <IconButton icon="close" label={t('message.upload.cancel')} onClick={() => outbox.discard(txnId)} />
      </div>
    </div>
  );
}

export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun by then, and holds the blob itself.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
