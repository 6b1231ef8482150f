import { useState } from 'react';
import type { CaseAction, CaseView } from '../../api/desk.ts';
import type { Me } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount, useServices } from '../../app/services.ts';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button } from '../../ui/ui.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useStore } from '../../ui/use-store.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { useDeskTexts } from '../desk/texts.ts';
import { DANGER, ENDS, STEPS, type DeskAction } from './case-model.ts';
import { Due, StateChip } from './cases-page.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { StepDialog } from './step-dialog.tsx';

/** One case: what was reported, what is sealed, what can be done, and what was. */
export function CasePage({ caseId }: { caseId: string }) {
  const { api } = useServices();
  const { d } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  const answer = useAnswer(caseId, () => api.caseView(caseId));
  const again = (): void => void answer.again();
  return (
    <Page title={d('case.title')} subtitle={caseId.slice(0, 8)} parent={{ name: 'desk', page: 'cases' }}>
      <Answered answer={answer}>
        {(view) => (
          <>
            <Head view={view} me={me} onDone={again} />
            <Reports view={view} />
            {view.case.has_evidence && <EvidenceCard view={view} me={me} onDone={again} />}
            <Acts view={view} onDone={again} />
            <History view={view} />
          </>
        )}
      </Answered>
    </Page>
  );
}

interface PartProps {
  readonly view: CaseView;
  readonly me: Me | null;
  readonly onDone: () => void;
}

export const nameIn = ({ people }: CaseView, id: string | null, nobody: string): string =>
  (id === null ? undefined : people[id]) ?? nobody;

function Head({ view, me, onDone }: PartProps) {
  const { d, translator } = useDeskTexts();
  const [taking, setTaking] = useState(false);
  const { case: one, may } = view;
  const isMine = one.assignee_id === me?.person_id;
  return (
    <section className={pageCss.card} aria-label={d('case.title')}>
      <div className={`${css.line} ${css.spread}`}>
        <h2>
          {d(`case.about.${one.kind}`, { who: nameIn(view, one.person_id, one.user_id ?? d('case.nobody')) })}
        </h2>
        <StateChip one={one} />
      </div>
      <p className={css.line}>
        <Due one={one} />
        {one.class_title !== null && <span className="soft small">{one.class_title}</span>}
        <span className="soft small">
          {d('case.since', { at: translator.dateTime(Date.parse(one.created_at)) })}
        </span>
      </p>
      <p>
        {one.assignee_id === null
          ? d('case.unassigned')
          : isMine
            ? d('case.assigned.me')
            : d('case.assigned', { who: nameIn(view, one.assignee_id, '') })}
      </p>
      <div className={css.tools}>
        {may.includes('assign') && !isMine && (
          <Button look="primary" icon="check" onClick={() => setTaking(true)}>
            {d('do.assign')}
          </Button>
        )}
        {one.room_id !== null && (
          <Link to={{ name: 'desk', page: 'order', id: one.room_id }} className={css.line}>
            {d('order.title')}
          </Link>
        )}
      </div>
      {taking && me !== null && (
        <StepDialog
          caseId={one.case_id}
          action="assign"
          more={{ person_id: me.person_id }}
          onDone={onDone}
          onClose={() => setTaking(false)}
        />
      )}
    </section>
  );
}

function Reports({ view }: { view: CaseView }) {
  const { d, translator } = useDeskTexts();
  return (
    <section className={pageCss.card} aria-label={d('case.reports')}>
      <h2>{d('case.reports')}</h2>
      <p className="soft small">{d('case.reports.text')}</p>
      <ul className={css.rows}>
        {view.reports.map(({ reporter_id: reporter, reason, at }) => (
          <li key={`${reporter} ${at}`}>
            <p className={`${css.line} ${css.spread}`}>
              <span className={css.strong}>{nameIn(view, reporter, d('case.reporter.none'))}</span>
              <span className="soft small">{translator.dateTime(Date.parse(at))}</span>
            </p>
            {reason === '' ? (
              <p className="soft">{d('case.reason.none')}</p>
            ) : (
              <blockquote className={css.quote}>{reason}</blockquote>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Acts({ view, onDone }: Omit<PartProps, 'me'>) {
  const { d } = useDeskTexts();
  const [open, setOpen] = useState<DeskAction | null>(null);
  const groups = [
    ['case.steps', STEPS],
    ['case.ends', ENDS],
  ] as const;
  return (
    <>
      {groups.map(([title, actions]) => {
        const possible = actions.filter((action) => view.may.includes(action));
        if (possible.length === 0) return null;
        return (
          <section key={title} className={pageCss.card} aria-label={d(title)}>
            <h2>{d(title)}</h2>
            <p className="soft small">{d(`${title}.text`)}</p>
            <div className={css.tools}>
              {possible.map((action) => (
                <Button
                  key={action}
                  look={DANGER.has(action) ? 'dangerQuiet' : 'secondary'}
                  onClick={() => setOpen(action)}
                >
                  {d(`do.${action}`)}
                </Button>
              ))}
            </div>
          </section>
        );
      })}
      {open !== null && (
        <StepDialog caseId={view.case.case_id} action={open} onDone={onDone} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function History({ view }: { view: CaseView }) {
  const { d, translator } = useDeskTexts();
  return (
    <section className={pageCss.card} aria-label={d('case.history')}>
      <h2>{d('case.history')}</h2>
      <ol className={css.rows}>
        {view.steps.map(({ at, actor_id: actor, action, text }, index) => (
          <li key={`${at} ${index}`}>
            <p className={`${css.line} ${css.spread}`}>
              <span>
                <span className={css.strong}>{nameIn(view, actor, d('case.parta'))}</span>
                {': '}
                {d(`done.${action as CaseAction}`)}
              </span>
              <span className="soft small">{translator.dateTime(Date.parse(at))}</span>
            </p>
            {text !== '' && <blockquote className={css.quote}>{text}</blockquote>}
          </li>
        ))}
      </ol>
    </section>
  );
}
