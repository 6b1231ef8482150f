import { useCallback } from 'react';
import type { ClassPerson } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { LinkDialog } from './link-dialog.tsx';

interface Props {
  readonly person: ClassPerson;
  readonly classTitle: string;
  readonly onClose: () => void;
}

/** A one-time log-in link for one person. */
export function OneCard({ person, classTitle, onClose }: Props) {
  const { api } = useServices();
  const { t } = useTranslator();
  const { person_id: personId, display_name: name } = person;
  return (
    <LinkDialog
      title={name}
      subtitle={classTitle}
      label={t('people.card.of', { name })}
      until={(date) => t('card.once', { date })}
      warning={t('card.warning')}
      how={(address) => t('card.how', { address })}
      make={useCallback(() => api.createLoginLink(personId), [api, personId])}
      onClose={onClose}
    />
  );
}

/** The link by which a parent of one pupil comes in. */
export function ParentLink({ classId, person, classTitle, onClose }: Props & { readonly classId: string }) {
  const { api } = useServices();
  const { t } = useTranslator();
  const { person_id: childId, display_name: name } = person;
  return (
    <LinkDialog
      title={t('people.parent.of', { name })}
      subtitle={classTitle}
      label={t('people.parent.of', { name })}
      until={(date) => t('invites.until', { date })}
      warning={t('people.parent.warning')}
      how={(address) => t('invites.print.how', { address })}
      make={useCallback(
        () => api.inviteParent(classId, childId).then(({ link }) => link),
        [api, classId, childId],
      )}
      onClose={onClose}
    />
  );
}
