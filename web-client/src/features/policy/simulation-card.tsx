import { useEffect, useRef, useState } from 'react';
import type { ContactSimulation } from '../../api/desk.ts';
import pageCss from '../../ui/page.module.css';
import { Button } from '../../ui/ui.tsx';
import css from '../desk/desk.module.css';
import { Area } from '../../ui/fields.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { useCellWords } from './cell-words.ts';

interface Props {
  readonly simulation: ContactSimulation;
  readonly busy: boolean;
  readonly onSave: (reason: string) => void;
}

/** What a change would do, before it is saved with a reason. */
export function SimulationCard({ simulation, busy, onSave }: Props) {
  const { d } = useDeskTexts();
  const say = useCellWords();
  const [reason, setReason] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  // It appears below a long table: whoever asked for it is taken there.
  useEffect(() => heading.current?.focus(), []);
  const { changes, people, rooms_closed: closed, rooms_completed: completed, complete } = simulation;
  return (
    <section className={pageCss.card} aria-label={d('simulation.title')}>
      <h2 ref={heading} tabIndex={-1}>
        {d('simulation.title')}
      </h2>
      <p role="status">
        {changes.length === 0
          ? d('simulation.nothing')
          : d('simulation.sum', { people, pairs: changes.reduce((sum, { pairs }) => sum + pairs, 0) })}
        {!complete && ` ${d('simulation.incomplete')}`}
      </p>
      {(closed.length > 0 || completed.length > 0) && (
        <p>{d('simulation.rooms', { closed: closed.length, completed: completed.length })}</p>
      )}
      <ul className={css.rows}>
        {changes.map((one) => (
          <li key={`${one.rule} ${one.roles.join()} ${one.relation} ${one.age} ${one.before}`}>
            <p className={css.strong}>{say(one)}</p>
            <p>
              {d('simulation.change', {
                before: d(`outcome.${one.before}`),
                after: d(`outcome.${one.after}`),
              })}
            </p>
            <p className="soft small">{d('simulation.pairs', { pairs: one.pairs, people: one.people })}</p>
            {one.examples.length > 0 && (
              <p className="soft small">
                {d('simulation.examples', {
                  examples: one.examples
                    .map((pair) => pair.map((name) => name ?? d('policy.stranger')).join(' – '))
                    .join('; '),
                })}
              </p>
            )}
          </li>
        ))}
      </ul>
      <Area
        label={d('policy.reason')}
        hint={d('policy.reason.hint')}
        value={reason}
        most={500}
        onChange={setReason}
      />
      <div className={css.tools}>
        <Button
          look="primary"
          busy={busy}
          disabled={reason.trim() === ''}
          onClick={() => onSave(reason.trim())}
        >
          {d('policy.save')}
        </Button>
      </div>
    </section>
  );
}
