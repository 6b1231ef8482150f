import { useState } from 'react';
import type { Guardianship, GuardianshipPatch, Me } from '../../api/types.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Avatar, Button, classes, Problem, Switch } from '../../ui/ui.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePeopleTexts } from '../people/texts.ts';
import { ChildAtSchool } from './child-at-school.tsx';
import { StageChip } from './family-page.tsx';
import css from './guardians.module.css';
import { placesOf, stageOf } from './guardian-model.ts';

/** One child: how the guardianship stands, what is to be done about it, and the child's school. */
export function ChildCard({ one, me }: { one: Guardianship; me: Me }) {
  const { api } = useServices();
  const account = useAccount();
  const { p, translator } = usePeopleTexts();
  const [ending, setEnding] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const stage = stageOf(one);
  const { display_name: name, person_id: childId } = one.child;
  const relation = p('family.relation', { relation: one.relation });

  /** Throws Failure. */
  const patch = async (change: GuardianshipPatch): Promise<void> => {
    await api.updateGuardianship(one.guardianship_id, change);
    await Promise.all([account.guardianships.renew(), account.me.renew()]);
  };
  const change = async (what: GuardianshipPatch): Promise<void> => {
    setBusy(true);
    setProblem(null);
    await patch(what).catch((error: unknown) => setProblem(explain(translator, error)));
    setBusy(false);
  };

  return (
    <article className={classes(pageCss.card, css.child)} aria-label={name}>
      <header className={css.line}>
        <Avatar name={name} id={childId} size={52} />
        <span className={css.grow}>
          <h2 className={css.childName}>{name}</h2>
          {stage !== 'proposed' && <span className="soft small">{relation}</span>}
        </span>
        <StageChip one={one} seenBy="guardian" />
      </header>
      {problem !== null && <Problem>{problem}</Problem>}
      {stage === 'proposed' && (
        <div className={css.ask}>
          <p>
            <strong>{p('family.proposed', { relation })}</strong>
          </p>
          <p>{p('family.proposed.text')}</p>
          <Button
            look="primary"
            icon="check"
            wide
            busy={busy}
            onClick={() => void change({ status: 'active' })}
          >
            {p('family.accept')}
          </Button>
          <Button look="dangerQuiet" wide disabled={busy} onClick={() => setEnding(true)}>
            {p('family.decline')}
          </Button>
        </div>
      )}
      {stage === 'waiting' && (
        <div className={css.ask}>
          <p>
            <strong>{p('family.waiting')}</strong>
          </p>
          <p>{p('family.waiting.text')}</p>
        </div>
      )}
      {stage === 'restricted' && <p className={css.ask}>{p('family.restricted.text')}</p>}
      {stage === 'in_force' && (
        <>
          <Dates one={one} />
          <ChildAtSchool childId={childId} places={placesOf(me, childId)} />
          <div className={css.rights}>
            <Switch
              label={p('family.consent')}
              hint={p('family.consent.hint')}
              checked={one.consent === true}
              onChange={(consent) => void change({ consent })}
            />
            <Button look="dangerQuiet" onClick={() => setEnding(true)}>
              {p('family.leave')}
            </Button>
          </div>
        </>
      )}
      {ending && (
        <Confirm
          title={p(stage === 'proposed' ? 'family.decline.title' : 'family.end.title', { name })}
          text={p(stage === 'proposed' ? 'family.decline.text' : 'family.end.text')}
          action={p(stage === 'proposed' ? 'family.decline' : 'family.leave')}
          danger
          explain={(error) => explain(translator, error)}
          onConfirm={() => patch({ status: 'ended' })}
          onClose={() => setEnding(false)}
        />
      )}
    </article>
  );
}

function Dates({ one }: { one: Guardianship }) {
  const { p, translator } = usePeopleTexts();
  const now = useNow();
  const date = (day: string): string =>
    new Intl.DateTimeFormat(translator.region, { dateStyle: 'long', timeZone: 'UTC' }).format(
      Date.parse(day),
    );
  const begins = one.begins_on !== null && Date.parse(one.begins_on) > now ? one.begins_on : null;
  if (begins === null && one.ends_on === null) return null;
  return (
    <p className="soft small">
      {[
        ...(begins === null ? [] : [p('family.begins', { date: date(begins) })]),
        ...(one.ends_on === null ? [] : [p('family.ends', { date: date(one.ends_on) })]),
      ].join('. ')}
    </p>
  );
}
