import { useState } from 'react';
import type { CreatedLink, Invite, InviteRole } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Button, Field, Problem, Segments, Switch } from '../../ui/ui.tsx';

const DAY = 86_400;
const LIFETIMES = { day: DAY, week: 7 * DAY, month: 30 * DAY } as const;
type Lifetime = keyof typeof LIFETIMES;
const LIFETIME_NAMES = Object.keys(LIFETIMES) as Lifetime[];

/** A class with some to spare; one teacher is invited at a time. */
const USES: { readonly [R in InviteRole]: number } = { pupil: 40, parent: 80, teacher: 1 };
const MOST_USES = 1000;

interface Props {
  readonly classId: string;
  readonly classTitle: string;
  readonly roles: readonly InviteRole[];
  readonly onMade: (made: { invite: Invite; link: CreatedLink }) => void;
  readonly onClose: () => void;
}

export function InviteForm({ classId, classTitle, roles, onMade, onClose }: Props) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const [role, setRole] = useState<InviteRole>(roles[0] ?? 'pupil');
  const [uses, setUses] = useState<string | null>(null);
  const [lifetime, setLifetime] = useState<Lifetime>('week');
  const [approval, setApproval] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [usesProblem, setUsesProblem] = useState<string | null>(null);
  const shownUses = uses ?? String(USES[role]);

  const make = async (): Promise<void> => {
    const count = Number(shownUses);
    if (!Number.isInteger(count) || count < 1 || count > MOST_USES)
      return setUsesProblem(t('invites.uses.bad'));
    setBusy(true);
    setProblem(null);
    try {
      onMade(
        await api.createInvite({
          class_id: classId,
          role,
          max_uses: count,
          expires_in_seconds: LIFETIMES[lifetime],
          needs_approval: approval,
        }),
      );
    } catch (error) {
      setProblem(explain(translator, error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={`${t('invites.new')}, ${classTitle}`} onClose={onClose}>
      <form
        style={{ display: 'grid', gap: 18 }}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        {roles.length > 1 && (
          <Segments
            legend={t('invites.who')}
            value={role}
            onChange={setRole}
            options={roles.map((value) => ({ value, label: t(`invites.who.${value}`) }))}
          />
        )}
        <Segments
          legend={t('invites.expires')}
          value={lifetime}
          onChange={setLifetime}
          options={LIFETIME_NAMES.map((value) => ({ value, label: t(`invites.${value}`) }))}
        />
        <Field
          label={t('invites.uses')}
          inputMode="numeric"
          value={shownUses}
          problem={usesProblem}
          onChange={(event) => {
            setUses(event.target.value.replace(/\D/g, '').slice(0, 4));
            setUsesProblem(null);
          }}
        />
        <Switch
          label={t('invites.approval')}
          hint={t('invites.approval.hint')}
          checked={approval}
          onChange={setApproval}
        />
        {problem !== null && <Problem>{problem}</Problem>}
        <Button look="primary" type="submit" wide busy={busy}>
          {busy ? t('invites.making') : t('invites.make')}
        </Button>
      </form>
    </Dialog>
  );
}
