import { useState } from 'react';
import type { ContactMatrix, ContactSimulation } from '../../api/desk.ts';
import { Failure } from '../../api/failure.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { explain } from '../../ui/explain.ts';
import { Page } from '../../ui/page.tsx';
import { Button, Empty, Problem } from '../../ui/ui.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useStore } from '../../ui/use-store.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { Filter } from '../desk/parts.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { administers } from '../timetable/subject.ts';
import { MatrixTable } from './matrix-table.tsx';
import { PolicyHistory } from './policy-history.tsx';
import { sameRules, WRITERS, type Role } from './policy-model.ts';
import { SimulationCard } from './simulation-card.tsx';

/** Who may write to whom: administrators change it after they have seen what the change does. */
export function PolicyPage({ schoolId }: { schoolId: string }) {
  const { api } = useServices();
  const { d } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  const [ofDistrict, setOfDistrict] = useState(false);
  const school = me?.schools.find(({ school_id: id }) => id === schoolId);
  const whose = ofDistrict ? null : schoolId;
  const answer = useAnswer(whose ?? 'district', () => api.contactMatrix(whose));
  const mayDistrict = school?.roles.includes('district_admin') === true;
  return (
    <Page title={d('policy.title')} subtitle={school?.name}>
      {school !== undefined && !administers(school) ? (
        <Empty icon="people" title={d('policy.none')} />
      ) : (
        <>
          {mayDistrict && (
            <Filter
              legend={d('policy.whose')}
              value={ofDistrict ? 'district' : 'school'}
              onChange={(value) => setOfDistrict(value === 'district')}
              options={(['school', 'district'] as const).map((value) => ({
                value,
                label: d(`policy.whose.${value}`),
              }))}
            />
          )}
          <Answered answer={answer}>
            {(matrix) => (
              <Editor
                key={matrix.version}
                matrix={matrix}
                onNewer={() => void answer.again()}
                schoolId={schoolId}
              />
            )}
          </Answered>
        </>
      )}
    </Page>
  );
}

function Editor({
  matrix,
  onNewer,
  schoolId,
}: {
  matrix: ContactMatrix;
  onNewer: () => void;
  schoolId: string;
}) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [rules, setRules] = useState(matrix.rules);
  const [writer, setWriter] = useState<Role>('pupil');
  const [simulation, setSimulation] = useState<ContactSimulation | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ text: string; newer: boolean } | null>(null);
  const changed = !sameRules(rules, matrix.rules);
  const change = (next: typeof rules): void => {
    setRules(next);
    // What was simulated is not what is there now.
    setSimulation(null);
    setProblem(null);
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem({
        text: explain(translator, error),
        newer: error instanceof Failure && error.status === 409,
      });
    } finally {
      setBusy(false);
    }
  };
  const wish = { school_id: matrix.school_id, rules };
  const simulate = () => attempt(async () => setSimulation(await api.simulateMatrix(wish)));
  const save = (reason: string) =>
    attempt(async () => {
      await api.saveMatrix({ ...wish, reason, version: matrix.version });
      onNewer();
    });
  return (
    <>
      <p className="soft small">{d('policy.text')}</p>
      <Filter
        legend={d('policy.writer')}
        value={writer}
        onChange={setWriter}
        options={WRITERS.map((value) => ({ value, label: translator.t(`role.${value}` as 'role.pupil') }))}
      />
      <MatrixTable lines={matrix.lines} rules={rules} writer={writer} onChange={change} />
      {problem !== null && (
        <>
          <Problem>{problem.text}</Problem>
          {problem.newer && (
            <Button icon="refresh" onClick={onNewer}>
              {d('policy.newer')}
            </Button>
          )}
        </>
      )}
      {simulation !== null && (
        <SimulationCard simulation={simulation} busy={busy} onSave={(reason) => void save(reason)} />
      )}
      <div className={css.sticky} role="group" aria-label={d('policy.do')}>
        {rules.length > 0 && <Button onClick={() => change([])}>{d('policy.reset')}</Button>}
        {changed && <Button onClick={() => change(matrix.rules)}>{d('policy.undo')}</Button>}
        <Button
          look="primary"
          busy={busy && simulation === null}
          disabled={!changed}
          onClick={() => void simulate()}
        >
          {d('policy.simulate')}
        </Button>
      </div>
      <PolicyHistory schoolId={schoolId} version={matrix.version} />
    </>
  );
}
