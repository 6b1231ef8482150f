import { useState } from 'react';
import type { Schemas } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { saveFile } from '../../ui/save-file.ts';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Button, Problem } from '../../ui/ui.tsx';
import css from '../desk/desk.module.css';
import { useDeskTexts } from '../desk/texts.ts';

type Verification = Schemas['AuditVerification'];

/** Whether the log is as it was written, and the file by which anybody can tell. */
export function ChainCard({ schoolId }: { schoolId: string }) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [busy, setBusy] = useState<'verify' | 'export' | null>(null);
  const [verified, setVerified] = useState<Verification | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = async (what: 'verify' | 'export', work: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(explain(translator, error));
    } finally {
      setBusy(null);
    }
  };
  const takeOut = async (): Promise<void> => {
    const log = new Blob([await api.exportAudit(schoolId)], { type: 'application/jsonl' });
    saveFile(log, 'parta-audit.jsonl');
  };
  return (
    <section className={pageCss.card} aria-label={d('chain.title')}>
      <h2>{d('chain.title')}</h2>
      <p className="soft small">{d('chain.text')}</p>
      <div role="status">{verified !== null && <Verdict {...verified} />}</div>
      {problem !== null && <Problem>{problem}</Problem>}
      <div className={css.tools}>
        <Button
          look="primary"
          icon="check"
          busy={busy === 'verify'}
          onClick={() => void attempt('verify', async () => setVerified(await api.verifyAudit(schoolId)))}
        >
          {d('chain.verify')}
        </Button>
        <Button icon="download" busy={busy === 'export'} onClick={() => void attempt('export', takeOut)}>
          {d('chain.export')}
        </Button>
      </div>
      <details>
        <summary>{d('chain.offline')}</summary>
        <p className="small">{d('chain.offline.text')}</p>
        <p className="small">
          <code>python3 verify-audit.py parta-audit.jsonl</code>
        </p>
      </details>
    </section>
  );
}

function Verdict({ entries, faults, verified_at: at }: Verification) {
  const { d, translator } = useDeskTexts();
  const [fault] = faults;
  return fault === undefined ? (
    <p className={css.yes}>{d('chain.good', { entries, at: translator.dateTime(Date.parse(at)) })}</p>
  ) : (
    <p className={css.no}>{d('chain.bad', { seq: fault.seq, how: d(`fault.${fault.kind}`) })}</p>
  );
}
