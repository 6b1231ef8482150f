import { useCallback, useState } from 'react';
import { useAccount, useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { Page } from '../../ui/page.tsx';
import { Avatar, Empty, Field } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { classById } from '../home/home-model.ts';
import { ClassTasks } from './class-tasks.tsx';
import css from './documents.module.css';
import { DocumentList, NotYet, PickFiles, SendingList, useLookAgain } from './parts.tsx';
import { useTexts } from './texts.ts';
import { useUploads } from './use-uploads.ts';

/** Tasks and library of a class. */
export function DocumentsPage({ classId }: { classId: string }) {
  const account = useAccount();
  const t = useTexts();
  const place = classById(useStore(account.me).value, classId);
  const title = place?.class.title ?? '';
  return (
    <Page
      title={t('library')}
      subtitle={place === null ? undefined : `${title} · ${place.school.name}`}
      lead={place !== null && <Avatar name={title} tile size={40} />}
    >
      <ClassTasks classId={classId} />
      <Library classId={classId} />
    </Page>
  );
}

function Library({ classId }: { classId: string }) {
  const { api } = useServices();
  const t = useTexts();
  const { size } = useTranslator();
  const [folder, setFolder] = useState('');
  const { value, failure, again: refresh } = useAnswer(classId, () => api.classDocuments(classId));
  const { sending, add } = useUploads(useCallback(() => void refresh(), [refresh]));
  useLookAgain(value?.documents ?? [], refresh);
  return (
    <section className={css.stack} aria-label={t('library')}>
      <h2>{t('library')}</h2>
      {value === null && <NotYet failure={failure} onRetry={refresh} />}
      {value?.may_add === true && (
        <>
          <Field
            label={t('folder')}
            hint={t('folder.hint')}
            value={folder}
            maxLength={200}
            onChange={(event) => setFolder(event.target.value)}
          />
          <PickFiles
            label={t('add')}
            onFiles={(files) => add(files, { place: 'library', class_id: classId, folder })}
          />
          <p className="soft small">
            {t('used', { used: size(value.used_bytes), limit: size(value.quota_bytes) })}
          </p>
        </>
      )}
      <SendingList sending={sending} />
      {value?.documents.length === 0 && (
        <Empty icon="file" title={t('empty')}>
          {value.may_add && <p>{t('empty.teacher')}</p>}
        </Empty>
      )}
      <DocumentList documents={value?.documents ?? []} onChange={refresh} />
    </section>
  );
}
