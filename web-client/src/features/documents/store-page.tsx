import { useCallback, useState } from 'react';
import { useAccount, useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Choice } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Button, CopyRow, Empty, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { chatsOf } from '../home/home-model.ts';
import { DocumentList, NotYet, PickFiles, SendingList, useLookAgain, type Document } from './parts.tsx';
import { useTexts } from './texts.ts';
import { useUploads } from './use-uploads.ts';

/** Everybody's own files. */
export function StorePage() {
  const { api } = useServices();
  const { size } = useTranslator();
  const t = useTexts();
  const { value, failure, again: refresh } = useAnswer('mine', () => api.myDocuments());
  const { sending, add } = useUploads(useCallback(() => void refresh(), [refresh]));
  const [shared, setShared] = useState<Document | null>(null);
  useLookAgain(value?.documents ?? [], refresh);
  return (
    <Page title={t('store')}>
      <p className="soft">{t('store.hint')}</p>
      {value === null && <NotYet failure={failure} onRetry={refresh} />}
      {value !== null && (
        <>
          <PickFiles label={t('add')} onFiles={(files) => add(files, { place: 'personal' })} />
          <p className="soft small">
            {t('used', { used: size(value.used_bytes), limit: size(value.quota_bytes) })}
          </p>
        </>
      )}
      <SendingList sending={sending} />
      {value?.documents.length === 0 && (
        <Empty icon="file" title={t('empty')}>
          <p>{t('empty.store')}</p>
        </Empty>
      )}
      <DocumentList documents={value?.documents ?? []} onChange={refresh} onShare={setShared} />
      {shared !== null && <ShareDialog document={shared} onClose={() => setShared(null)} />}
    </Page>
  );
}

const WEEK_SECONDS = 7 * 86_400;

function ShareDialog({ document, onClose }: { document: Document; onClose: () => void }) {
  const { api } = useServices();
  const translator = useTranslator();
  const t = useTexts();
  const { value: me } = useStore(useAccount().me);
  // A link for the whole school would be none for a chat.
  const rooms = (me?.schools ?? [])
    .flatMap((school) => [
      ...school.classes.flatMap((one) => chatsOf(one.rooms).map((room) => ({ ...room, of: one.title }))),
      ...chatsOf(school.rooms).map((room) => ({ ...room, of: school.name })),
    ])
    .filter(({ kind }) => kind !== 'announcements');
  const [roomId, setRoomId] = useState(rooms[0]?.room_id ?? '');
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const make = (): void => {
    setProblem(null);
    api
      .shareDocument(document.document_id, roomId, WEEK_SECONDS)
      .then((made) => setUrl(made.url), setProblem);
  };
  return (
    <Dialog title={`${t('share')}: ${document.name}`} onClose={onClose}>
      <Choice
        label={t('share.room')}
        value={roomId}
        options={rooms.map((room) => ({
          value: room.room_id,
          label: `${room.of}: ${translator.t(`room.${room.kind}`)}`,
        }))}
        onChange={setRoomId}
      />
      <p className="soft small">{t('share.hint')}</p>
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      {url === null ? (
        <Button look="primary" icon="share" disabled={roomId === ''} onClick={make}>
          {t('share.make')}
        </Button>
      ) : (
        <dl>
          <CopyRow label={t('share.link')} value={url} />
        </dl>
      )}
    </Dialog>
  );
}

/** What a link from a chat leads to. The secret stays in the fragment, so it works again after a reload. */
export function SharedPage() {
  const { api } = useServices();
  const translator = useTranslator();
  const t = useTexts();
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const download = async (): Promise<void> => {
    setProblem(null);
    try {
      const found = await api.openShared(location.hash.slice(1));
      setName(`${found.name}, ${translator.size(found.size)}`);
      location.assign(`/api/v1${found.ticket.url}`);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Page title={t('shared')}>
      {name !== null && <p role="status">{name}</p>}
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      <Button look="primary" icon="download" onClick={() => void download()}>
        {t('download')}
      </Button>
    </Page>
  );
}
