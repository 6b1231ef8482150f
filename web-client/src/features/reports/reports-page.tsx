import { useState } from 'react';
import type { MyReports } from '../../api/people.ts';
import { randomId } from '../../app/ids.ts';
import { useServices } from '../../app/services.ts';
import { Area } from '../../ui/fields.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { Failed } from '../../ui/failed.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button, Chip, Empty, Loading } from '../../ui/ui.tsx';
import { usePeopleTexts } from '../people/texts.ts';
import css from './reports.module.css';

type Report = MyReports['reports'][number];
type Decision = MyReports['decisions'][number];

/** What one reported and what came of it, none of it kept on the device; what was decided about oneself, with the appeal. */
export function ReportsPage() {
  const { api } = useServices();
  const { p } = usePeopleTexts();
  const { value, failure, again } = useAnswer('reports', () => api.myReports());
  const [appealed, setAppealed] = useState<Decision | null>(null);
  return (
    <Page title={p('reports.title')} parent={{ name: 'me' }}>
      {value === null && failure === null && <Loading rows={4} height={96} />}
      {failure !== null && <Failed what={p('reports.failed')} failure={failure} onRetry={again} />}
      {value !== null && value.reports.length === 0 && value.decisions.length === 0 && (
        <Empty icon="alert" title={p('reports.none.title')}>
          <p>{p('reports.none.text')}</p>
        </Empty>
      )}
      {value?.reports.map((one) => (
        <ReportCard key={`${one.number} ${one.at}`} one={one} />
      ))}
      {value !== null && value.decisions.length > 0 && (
        <section style={{ display: 'grid', gap: '0.75rem' }}>
          <h2>{p('reports.aboutMe')}</h2>
          {value.decisions.map((one) => (
            <DecisionCard key={one.case_id} one={one} onAppeal={() => setAppealed(one)} />
          ))}
        </section>
      )}
      {appealed !== null && <Appeal one={appealed} onClose={() => setAppealed(null)} onDone={again} />}
    </Page>
  );
}

function ReportCard({ one }: { one: Report }) {
  const { p, translator } = usePeopleTexts();
  return (
    <article className={pageCss.card}>
      <div className={css.report}>
        <div className={css.head}>
          <h2>{p('reports.kind', { kind: one.kind })}</h2>
          <Chip tone={one.outcome === 'waiting' ? 'warm' : 'good'}>{p(`reports.${one.outcome}`)}</Chip>
        </div>
        <p className="soft small">
          {p('reports.number', { number: one.number })} · {translator.dateTime(Date.parse(one.at))}
        </p>
        {one.reason !== '' && <p className={css.said}>{p('reports.wrote', { text: one.reason })}</p>}
        {one.outcome === 'waiting' ? (
          <p>{p('reports.waiting.until', { date: translator.dateTime(Date.parse(one.deadline_at)) })}</p>
        ) : (
          <p className={css.said}>{p('reports.answer', { text: one.text })}</p>
        )}
      </div>
    </article>
  );
}

function DecisionCard({ one, onAppeal }: { one: Decision; onAppeal: () => void }) {
  const { p, translator } = usePeopleTexts();
  return (
    <article className={pageCss.card}>
      <div className={css.report}>
        <div className={css.head}>
          <h3>{p('reports.number', { number: one.number })}</h3>
          <Chip tone={one.state === 'overturned' ? 'good' : 'warm'}>{p(`reports.${one.state}`)}</Chip>
        </div>
        <p className="soft small">{translator.dateTime(Date.parse(one.at))}</p>
        <p className={css.said}>{p('reports.answer', { text: one.text })}</p>
        {one.may_appeal && (
          <>
            <p className="soft small">
              {p('reports.appeal.until', { date: translator.dateTime(Date.parse(one.appeal_until)) })}
            </p>
            <div>
              <Button onClick={onAppeal}>{p('reports.appeal')}</Button>
            </div>
          </>
        )}
      </div>
    </article>
  );
}

function Appeal({
  one,
  onClose,
  onDone,
}: {
  one: Decision;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const { api } = useServices();
  const { p, translator } = usePeopleTexts();
  const [why, setWhy] = useState('');
  const [key] = useState(randomId);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (): Promise<void> => {
    if (why.trim() === '') return setProblem(p('reports.appeal.empty'));
    setBusy(true);
    setProblem(null);
    try {
      await api.appeal(one.case_id, why.trim(), key);
      await onDone();
      onClose();
    } catch (error) {
      setProblem(explain(translator, error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={p('reports.appeal.title', { number: one.number })} onClose={onClose}>
      <p>{p('reports.appeal.text')}</p>
      <Area label={p('reports.appeal.why')} problem={problem} value={why} most={900} onChange={setWhy} />
      <Button look="primary" wide busy={busy} onClick={() => void send()}>
        {p('reports.appeal')}
      </Button>
    </Dialog>
  );
}
