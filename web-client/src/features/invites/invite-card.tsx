import { useEffect, useState } from 'react';
import type { Invite, InviteUse } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Avatar, Button, Chip, Loading, Problem, Progress } from '../../ui/ui.tsx';
import { useNow } from '../../ui/use-now.ts';
import css from './invites.module.css';

export function InviteCard({ invite, onChanged }: { invite: Invite; onChanged: () => void }) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t, dateTime, shortDate } = translator;
  const [revoking, setRevoking] = useState(false);
  // Somebody at the door is shown at once.
  const [open, setOpen] = useState(invite.waiting > 0);
  const isActive = invite.status === 'active';
  const who = t(`roles.${invite.role}`, { count: 2 });
  const now = useNow();
  const created = Date.parse(invite.created_at);
  return (
    <article className={pageCss.card} aria-label={`${who}, ${t(`invites.status.${invite.status}`)}`}>
      <div className={css.head}>
        <h2>{who}</h2>
        <Chip {...(isActive && { tone: 'good' as const })}>{t(`invites.status.${invite.status}`)}</Chip>
        {invite.waiting > 0 && <Chip tone="warm">{t('invites.waiting', { count: invite.waiting })}</Chip>}
      </div>
      <div className={css.uses}>
        <span>{t('invites.used', { uses: invite.uses, max: invite.max_uses })}</span>
        <span className="soft">
          {isActive && t('invites.until', { date: dateTime(Date.parse(invite.expires_at)) })}
        </span>
      </div>
      <Progress
        share={invite.uses / invite.max_uses}
        label={t('invites.used.label', { uses: invite.uses, max: invite.max_uses })}
      />
      <p className="soft small">
        {t('invites.by', { name: invite.created_by, date: shortDate(created, now) })}
        {invite.needs_approval && ` · ${t('invites.approval').toLocaleLowerCase()}`}
      </p>
      <div className={css.actions}>
        <Button look="quiet" icon="people" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('invites.came')}
        </Button>
        {isActive && (
          <Button look="dangerQuiet" aria-label={t('invites.revoke')} onClick={() => setRevoking(true)}>
            {t('invites.revoke.short')}
          </Button>
        )}
      </div>
      {open && <Uses invite={invite} onChanged={onChanged} />}
      {revoking && (
        <Confirm
          title={t('invites.revoke.title')}
          text={t('invites.revoke.text')}
          action={t('invites.revoke')}
          danger
          explain={(error) => explain(translator, error)}
          onConfirm={async () => {
            await api.revokeInvite(invite.invite_id);
            onChanged();
          }}
          onClose={() => setRevoking(false)}
        />
      )}
    </article>
  );
}

/** While somebody may be at the door the list is looked at again. Milliseconds. */
const LOOK_EVERY = 6_000;

function Uses({ invite, onChanged }: { invite: Invite; onChanged: () => void }) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const [uses, setUses] = useState<readonly InviteUse[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [looks, setLooks] = useState(0);
  const isWatched = invite.needs_approval && invite.status === 'active';
  useEffect(() => {
    let gone = false;
    api.inviteUses(invite.invite_id).then(
      (found) => {
        if (!gone) setUses(found);
      },
      (error: unknown) => {
        if (!gone) setProblem(error);
      },
    );
    const timer = isWatched ? setTimeout(() => setLooks((n) => n + 1), LOOK_EVERY) : undefined;
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api, invite, looks, isWatched]);

  const decide = async (use: InviteUse, status: 'approved' | 'declined'): Promise<void> => {
    setProblem(null);
    try {
      const after = await api.decideUse(invite.invite_id, use.use_id, status);
      setUses((now) => now?.map((one) => (one.use_id === after.use_id ? after : one)) ?? null);
      onChanged();
    } catch (error) {
      setProblem(error);
    }
  };

  if (uses === null)
    return problem === null ? <Loading rows={2} /> : <Problem>{explain(translator, problem)}</Problem>;
  return (
    <div className={css.people}>
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      {uses.length === 0 && <p className="soft">{t('invites.came.none')}</p>}
      <ul>
        {uses.map((use) => (
          <Use key={use.use_id} use={use} onDecide={decide} />
        ))}
      </ul>
    </div>
  );
}

function Use({
  use,
  onDecide,
}: {
  use: InviteUse;
  onDecide: (use: InviteUse, status: 'approved' | 'declined') => Promise<void>;
}) {
  const { t, shortDate } = useTranslator();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  const decide = async (status: 'approved' | 'declined'): Promise<void> => {
    setBusy(true);
    await onDecide(use, status);
    setBusy(false);
  };
  return (
    <li className={css.use}>
      <Avatar name={use.display_name} id={use.user_id} size={36} />
      <span className={css.useName}>
        {use.display_name}
        <span className="soft small">
          {shortDate(Date.parse(use.used_at), now)} · {t(`invites.use.${use.status}`)}
        </span>
      </span>
      {use.status === 'waiting' && (
        <span className={css.decide}>
          <Button
            look="primary"
            busy={busy}
            aria-label={t('invites.approve.of', { name: use.display_name })}
            onClick={() => void decide('approved')}
          >
            {t('invites.approve')}
          </Button>
          <Button
            look="dangerQuiet"
            disabled={busy}
            aria-label={t('invites.decline.of', { name: use.display_name })}
            onClick={() => void decide('declined')}
          >
            {t('invites.decline')}
          </Button>
        </span>
      )}
    </li>
  );
}
