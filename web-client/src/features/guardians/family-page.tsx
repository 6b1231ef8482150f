import { useCallback, useEffect, useState } from 'react';
import type { Guardianship, Me } from '../../api/types.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { Failed } from '../../ui/failed.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Avatar, Button, Chip, Empty, Loading } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LinkDialog } from '../people/link-dialog.tsx';
import { usePeopleTexts } from '../people/texts.ts';
import { ChildCard } from './child-card.tsx';
import css from './guardians.module.css';
import { stageOf } from './guardian-model.ts';

/** A parent's children side by side, and a pupil's parents. */
export function FamilyPage() {
  const account = useAccount();
  const { p } = usePeopleTexts();
  const { value: me } = useStore(account.me);
  const { value: all, failure } = useStore(account.guardianships);
  useEffect(() => void account.guardianships.refresh(), [account]);
  const mine = (all ?? []).filter(({ guardian }) => guardian.person_id === me?.person_id);
  const isPupil = me?.schools.some(({ roles }) => roles.includes('pupil')) === true;
  const loading = (all === null || me === null) && failure === null;
  return (
    <Page title={p('family.title')}>
      {loading && <Loading rows={2} height={220} />}
      {failure !== null && (
        <Failed what={p('family.failed')} failure={failure} onRetry={() => account.guardianships.refresh()} />
      )}
      {all !== null && me !== null && (
        <>
          {mine.length > 0 && (
            <section className={css.section} aria-label={p('family.children')}>
              {isPupil && <h2>{p('family.children')}</h2>}
              <div className={css.children}>
                {mine.map((one) => (
                  <ChildCard key={one.guardianship_id} one={one} me={me} />
                ))}
              </div>
            </section>
          )}
          {isPupil && <MyParents me={me} all={all} />}
          {mine.length === 0 && !isPupil && (
            <Empty icon="parents" title={p('family.none.title')}>
              <p>{p('family.none.text')}</p>
            </Empty>
          )}
        </>
      )}
    </Page>
  );
}

/** Who is on record for a pupil, and the link by which another parent comes. */
function MyParents({ me, all }: { me: Me; all: readonly Guardianship[] }) {
  const { api } = useServices();
  const { p } = usePeopleTexts();
  const [link, setLink] = useState(false);
  const make = useCallback(() => api.createGuardianInvite().then((made) => made.link), [api]);
  const parents = all.filter(({ child }) => child.person_id === me.person_id);
  return (
    <section className={css.section} aria-label={p('family.parents')}>
      <h2>{p('family.parents')}</h2>
      <div className={pageCss.card}>
        {parents.length > 0 && (
          <ul>
            {parents.map((one) => (
              <li key={one.guardianship_id} className={css.line}>
                <Avatar name={one.guardian.display_name} id={one.guardian.person_id} size={42} />
                <span className={css.grow}>
                  <strong>{one.guardian.display_name}</strong>
                  <span className="soft small">{p('family.relation', { relation: one.relation })}</span>
                </span>
                <StageChip one={one} seenBy="child" />
              </li>
            ))}
          </ul>
        )}
        <p className="soft small">{p('family.link.text')}</p>
        <Button icon="invite" onClick={() => setLink(true)}>
          {p('family.link.make')}
        </Button>
      </div>
      {link && (
        <LinkDialog
          title={p('family.link.title')}
          subtitle={me.display_name}
          label={p('family.link.title')}
          until={(date) => p('family.link.until', { date })}
          warning={p('family.link.text')}
          how={(address) => p('family.link.how', { address })}
          make={make}
          onClose={() => setLink(false)}
        />
      )}
    </section>
  );
}

/** How it stands, in two words. */
export function StageChip({ one, seenBy }: { one: Guardianship; seenBy: 'guardian' | 'child' | 'school' }) {
  const { p } = usePeopleTexts();
  switch (stageOf(one)) {
    case 'proposed':
      return (
        <Chip tone="warm">{p(seenBy === 'guardian' ? 'family.isProposed' : 'family.awaitsParent')}</Chip>
      );
    case 'waiting':
      return <Chip tone="warm">{p('family.isWaiting')}</Chip>;
    case 'restricted':
      return <Chip tone="warm">{p('family.restricted')}</Chip>;
    case 'in_force':
      return <Chip tone="good">{p('family.inForce')}</Chip>;
    case 'ended':
      return null;
  }
}
