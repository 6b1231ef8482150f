import { useState } from 'react';
import type { CaseView } from '../../api/desk.ts';
import type { Me, Schemas } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Button } from '../../ui/ui.tsx';
import css from '../desk/desk.module.css';
import { useDeskTexts } from '../desk/texts.ts';
import { nameIn } from './case-page.tsx';
import { StepDialog } from './step-dialog.tsx';

interface Props {
  readonly view: CaseView;
  readonly me: Me | null;
  readonly onDone: () => void;
}

/** What was sealed when it was reported: two people together may read it, and each reading is written down. */
export function EvidenceCard({ view, me, onDone }: Props) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [open, setOpen] = useState<'ask' | 'read' | { allow: string } | null>(null);
  const [evidence, setEvidence] = useState<Schemas['Evidence'] | null>(null);
  const caseId = view.case.case_id;
  const close = (): void => setOpen(null);
  return (
    <section className={pageCss.card} aria-label={d('sealed.title')}>
      <h2>{d('sealed.title')}</h2>
      <p className="soft small">{d('sealed.text')}</p>
      {view.access.length > 0 && (
        <ul className={css.rows}>
          {view.access.map((one) => (
            <li key={one.access_id}>
              <p>{d('sealed.asked', { who: nameIn(view, one.asked_by, '') })}</p>
              <blockquote className={css.quote}>{one.reason}</blockquote>
              {one.allowed_by !== null && one.expires_at !== null && (
                <p className="soft small">
                  {d('sealed.allowed', {
                    who: nameIn(view, one.allowed_by, ''),
                    until: translator.dateTime(Date.parse(one.expires_at)),
                  })}
                </p>
              )}
              {one.allowed_by === null && (
                <Waiting
                  may={view.may.includes('allow') && one.asked_by !== me?.person_id}
                  onAllow={() => setOpen({ allow: one.access_id })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <div className={css.tools}>
        {view.may_read && evidence === null && (
          <Button look="primary" icon="eye" onClick={() => setOpen('read')}>
            {d('do.read')}
          </Button>
        )}
        {!view.may_read && view.may.includes('ask') && (
          <Button icon="people" onClick={() => setOpen('ask')}>
            {d('do.ask')}
          </Button>
        )}
      </div>
      {evidence !== null && <Messages evidence={evidence} eventId={view.case.event_id} />}
      {open === 'ask' && <StepDialog caseId={caseId} action="ask" onDone={onDone} onClose={close} />}
      {open !== null && typeof open === 'object' && (
        <StepDialog
          caseId={caseId}
          action="allow"
          more={{ access_id: open.allow }}
          onDone={onDone}
          onClose={close}
        />
      )}
      {open === 'read' && (
        <Confirm
          title={d('do.read')}
          text={d('will.read')}
          action={d('do.read')}
          explain={(error) => explain(translator, error)}
          onClose={close}
          onConfirm={async () => {
            setEvidence(await api.evidence(caseId));
            onDone();
          }}
        />
      )}
    </section>
  );
}

function Waiting({ may, onAllow }: { may: boolean; onAllow: () => void }) {
  const { d } = useDeskTexts();
  if (!may) return <p className="soft small">{d('sealed.waits')}</p>;
  return (
    <div className={css.tools}>
      <Button icon="check" onClick={onAllow}>
        {d('do.allow')}
      </Button>
    </div>
  );
}

function Messages({ evidence, eventId }: { evidence: Schemas['Evidence']; eventId: string | null }) {
  const { d, translator } = useDeskTexts();
  return (
    <ol className={css.rows} aria-label={d('sealed.messages')}>
      {evidence.messages.map(({ event_id: id, sender, at, content }) => (
        <li key={id}>
          <p className={`${css.line} ${css.spread}`}>
            <span className={css.strong}>{sender}</span>
            <span className="soft small">{translator.dateTime(Date.parse(at))}</span>
          </p>
          <blockquote className={css.quote} data-reported={id === eventId}>
            {typeof content['body'] === 'string' ? content['body'] : d('sealed.other')}
          </blockquote>
          {id === eventId && <p className={`${css.late} small`}>{d('sealed.reported')}</p>}
        </li>
      ))}
    </ol>
  );
}
