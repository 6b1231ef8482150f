import { useState } from 'react';
import type { Guardianship } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { Failed } from '../../ui/failed.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Button, Loading, Problem } from '../../ui/ui.tsx';
import { usePeopleTexts } from '../people/texts.ts';
import { StageChip } from './family-page.tsx';
import css from './guardians.module.css';
import { stageOf } from './guardian-model.ts';

/** For those who teach a class or administer its school: the parents of its pupils, and who waits to be confirmed. */
export function ClassGuardians({ classId }: { classId: string }) {
  const { api } = useServices();
  const { p } = usePeopleTexts();
  const { value: all, failure, again } = useAnswer(classId, () => api.classGuardianships(classId));
  const waiting = (all ?? []).filter((one) => stageOf(one) === 'waiting');
  const rest = (all ?? []).filter((one) => stageOf(one) !== 'waiting');
  return (
    <>
      {waiting.length > 0 && (
        <section className={pageCss.card} aria-label={p('guardians.wait')}>
          <h2 className={css.small}>{p('guardians.wait')}</h2>
          <ul>
            {waiting.map((one) => (
              <Row key={one.guardianship_id} one={one} onChanged={() => void again()} />
            ))}
          </ul>
        </section>
      )}
      <section className={pageCss.card} aria-label={p('guardians.title')}>
        <h2 className={css.small}>{p('guardians.title')}</h2>
        {all === null && failure === null && <Loading rows={2} />}
        {failure !== null && <Failed what={p('guardians.failed')} failure={failure} onRetry={again} />}
        {all?.length === 0 && <p className="soft">{p('guardians.none')}</p>}
        {rest.length > 0 && (
          <ul>
            {rest.map((one) => (
              <Row key={one.guardianship_id} one={one} onChanged={() => void again()} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Row({ one, onChanged }: { one: Guardianship; onChanged: () => void }) {
  const { api } = useServices();
  const { p, translator } = usePeopleTexts();
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { display_name: guardian } = one.guardian;
  const { display_name: child } = one.child;
  const isPending = one.status === 'pending';
  const mayConfirm = isPending && !one.confirmed && one.may.includes('confirm');
  const mayEnd = one.may.includes(isPending ? 'decline' : 'end');
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await api.updateGuardianship(one.guardianship_id, { status: 'active' });
      onChanged();
    } catch (error) {
      setProblem(explain(translator, error));
      setBusy(false);
    }
  };
  const relation = p('family.relation', { relation: one.relation });
  return (
    <li className={css.guardian}>
      <div className={css.line}>
        <span className={css.grow}>{p('guardians.of', { guardian, relation, child })}</span>
        <StageChip one={one} seenBy="school" />
      </div>
      {problem !== null && <Problem>{problem}</Problem>}
      {(mayConfirm || mayEnd) && (
        <div className={css.acts}>
          {mayConfirm && (
            <Button
              look="primary"
              icon="check"
              busy={busy}
              aria-label={p('guardians.confirm.of', { name: guardian })}
              onClick={() => void confirm()}
            >
              {p('guardians.confirm')}
            </Button>
          )}
          {mayEnd && (
            <Button
              look="dangerQuiet"
              disabled={busy}
              aria-label={p(isPending ? 'guardians.decline.of' : 'guardians.end.of', { name: guardian })}
              onClick={() => setEnding(true)}
            >
              {p(isPending ? 'guardians.decline' : 'family.end')}
            </Button>
          )}
        </div>
      )}
      {ending && (
        <Confirm
          title={p('family.endOther.title', { guardian })}
          text={p('family.endOther.text', { child })}
          action={p(isPending ? 'guardians.decline' : 'family.end')}
          danger
          explain={(error) => explain(translator, error)}
          onConfirm={async () => {
            await api.updateGuardianship(one.guardianship_id, { status: 'ended' });
            onChanged();
          }}
          onClose={() => setEnding(false)}
        />
      )}
    </li>
  );
}
