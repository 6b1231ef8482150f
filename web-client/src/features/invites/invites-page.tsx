import { useCallback, useEffect, useState } from 'react';
import type { CreatedLink, Invite, InviteRole } from '../../api/types.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { createResource, type Resource } from '../../app/resource.ts';
import { asFailure } from '../../app/account.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Failed } from '../../ui/failed.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { addressOf, LinkCard, PrintSheet } from '../../ui/link-card.tsx';
import { Page } from '../../ui/page.tsx';
import { Avatar, Button, Empty, Loading } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { classById } from '../home/home-model.ts';
import { InviteCard } from './invite-card.tsx';
import { InviteForm } from './invite-form.tsx';

/** Invites are secrets of their makers: nothing of them is kept on the device. */
const NOT_KEPT = { get: () => Promise.resolve(undefined), put: () => Promise.resolve() };

function useInvites(classId: string): Resource<Invite[]> {
  const { api } = useServices();
  const [resource] = useState(() => createResource(NOT_KEPT, '', () => api.invites(classId), asFailure));
  useEffect(() => void resource.refresh(), [resource]);
  return resource;
}

export function InvitesPage({ classId }: { classId: string }) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const { value: me } = useStore(account.me);
  const place = classById(me, classId);
  const resource = useInvites(classId);
  const { value: invites, failure } = useStore(resource);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ invite: Invite; link: CreatedLink } | null>(null);
  const refresh = useCallback(() => void resource.refresh(), [resource]);

  const title = place?.class.title ?? '';
  const roles: readonly InviteRole[] = place?.class.may_invite ?? [];
  const frame = {
    title: t('invites.title'),
    subtitle: place === null ? undefined : `${title} · ${place.school.name}`,
    lead: place !== null && <Avatar name={title} tile size={40} />,
  };
  if (me !== null && roles.length === 0) {
    return (
      <Page {...frame}>
        <Empty icon="invite" title={t('invites.none.title')}>
          <p>{t('invites.none.text')}</p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page {...frame}>
      <Button look="primary" icon="plus" wide onClick={() => setMaking(true)}>
        {t('invites.new')}
      </Button>
      {failure !== null && <Failed what={t('invites.failed')} failure={failure} onRetry={refresh} />}
      {invites === null && failure === null && <Loading rows={3} height={120} />}
      {invites?.length === 0 && (
        <Empty icon="link" title={t('invites.empty.title')}>
          <p>{t('invites.empty.text')}</p>
        </Empty>
      )}
      {invites?.map((invite) => (
        <InviteCard key={invite.invite_id} invite={invite} onChanged={refresh} />
      ))}
      {making && (
        <InviteForm
          classId={classId}
          classTitle={title}
          roles={roles}
          onClose={() => setMaking(false)}
          onMade={(fresh) => {
            setMaking(false);
            setMade(fresh);
            resource.set([fresh.invite, ...(invites ?? [])]);
          }}
        />
      )}
      {made !== null && (
        <Ready {...made} classTitle={title} school={place?.school.name ?? ''} onClose={() => setMade(null)} />
      )}
    </Page>
  );
}

interface ReadyProps {
  readonly invite: Invite;
  readonly link: CreatedLink;
  readonly classTitle: string;
  readonly school: string;
  readonly onClose: () => void;
}

function Ready({ invite, link, classTitle, school, onClose }: ReadyProps) {
  const { t, dateTime } = useTranslator();
  const until = t('invites.until', { date: dateTime(Date.parse(link.expires_at)) });
  return (
    <Dialog title={t('invites.ready')} onClose={onClose}>
      <p>
        {classTitle} · {t(`roles.${invite.role}`, { count: 2 })}. {t('invites.ready.text')}
      </p>
      <LinkCard
        link={link}
        qrLabel={t('invites.qr')}
        linkLabel={t('invites.link')}
        codeLabel={t('invites.code')}
        shareText={t('invites.share.text', { title: classTitle })}
        onPrint={() => print()}
      />
      <PrintSheet
        cards={[
          {
            key: invite.invite_id,
            title: t('invites.share.text', { title: classTitle }),
            subtitle: `${school}. ${t(`roles.${invite.role}`, { count: 2 })}`,
            link,
            how: t('invites.print.how', { address: addressOf(link.url) }),
            note: until,
          },
        ]}
      />
    </Dialog>
  );
}
