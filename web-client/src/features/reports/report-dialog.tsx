import { useState } from 'react';
import type { Schemas } from '../../api/types.ts';
import { randomId } from '../../app/ids.ts';
import { Link } from '../../app/router.tsx';
import { useServices } from '../../app/services.ts';
import { Area } from '../../ui/fields.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import uiCss from '../../ui/ui.module.css';
import { Button, buttonClass, Problem, Segments } from '../../ui/ui.tsx';
import { usePeopleTexts } from '../people/texts.ts';
import css from './reports.module.css';

/** What somebody was looking at when they chose to report. */
export interface Reported {
  readonly roomId: string;
  /** Null for the chat as a whole. */
  readonly eventId: string | null;
  /** Null where it is not known who it is, or it is oneself. */
  readonly personId: string | null;
}

type About = 'message' | 'person' | 'room';
const REASONS = ['insult', 'threat', 'indecent', 'pressure', 'other'] as const;
type Reason = (typeof REASONS)[number];
const MAX_REASON = 900;

/** Reports a message, its writer or the chat: what happened, what comes next, and a number to come back with. */
export function ReportDialog({ reported, onClose }: { reported: Reported; onClose: () => void }) {
  const { api } = useServices();
  const { p, translator } = usePeopleTexts();
  const { roomId, eventId, personId } = reported;
  const choices: About[] = [
    ...(eventId === null ? [] : (['message'] as const)),
    ...(personId === null ? [] : (['person'] as const)),
    'room',
  ];
  const [about, setAbout] = useState<About>(choices[0]!);
  const [reason, setReason] = useState<Reason>('insult');
  const [more, setMore] = useState('');
  const [key] = useState(randomId);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [receipt, setReceipt] = useState<Schemas['ReportReceipt'] | null>(null);

  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const target =
      about === 'person'
        ? { person_id: personId! }
        : { room_id: roomId, ...(about === 'message' && { event_id: eventId! }) };
    const words = [p(`report.why.${reason}`), more.trim()].filter((one) => one !== '');
    try {
      setReceipt(await api.report({ ...target, reason: words.join(': '), idempotency_key: key }));
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };

  if (receipt !== null) {
    const date = translator.dateTime(Date.parse(receipt.deadline_at));
    return (
      <Dialog title={p('report.done')} onClose={onClose}>
        <p className={css.number} role="status">
          {p('report.done.number', { number: receipt.number })}
        </p>
        <p>{p('report.done.text', { date })}</p>
        <div className={uiCss.actions}>
          <Link to={{ name: 'reports' }} className={buttonClass('secondary')}>
            {p('report.mine')}
          </Link>
          <Button look="primary" onClick={onClose}>
            {translator.t('do.close')}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={p('report.title')} onClose={onClose}>
      {choices.length > 1 && (
        <Segments
          legend={p('report.about')}
          value={about}
          onChange={setAbout}
          options={choices.map((value) => ({ value, label: p(`report.about.${value}`) }))}
        />
      )}
      <fieldset className={css.reasons}>
        <legend className={uiCss.label}>{p('report.why')}</legend>
        {REASONS.map((one) => (
          <label key={one} className={css.reason}>
            <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
            {p(`report.why.${one}`)}
          </label>
        ))}
      </fieldset>
      <Area
        label={p('report.more')}
        hint={p('report.more.hint')}
        value={more}
        most={MAX_REASON}
        onChange={setMore}
      />
      <section className={css.next} aria-label={p('report.next')}>
        <h3>{p('report.next')}</h3>
        <ul>
          <li>{p('report.next.keep')}</li>
          <li>{p('report.next.who')}</li>
          <li>{p('report.next.silent')}</li>
        </ul>
        <p className={css.urgent}>
          <Icon name="alert" size={18} />
          {p('report.urgent')}
        </p>
      </section>
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      <Button look="primary" wide busy={busy} onClick={() => void send()}>
        {p('report.send')}
      </Button>
    </Dialog>
  );
}
