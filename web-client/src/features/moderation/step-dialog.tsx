import { useState } from 'react';
import type { CaseStep } from '../../api/desk.ts';
import { randomId } from '../../app/ids.ts';
import { useServices } from '../../app/services.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import css from '../desk/desk.module.css';
import { Area, Choice } from '../../ui/fields.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { DANGER, DURATIONS, LASTS, SAYS, secondsOf, type DeskAction, type Duration } from './case-model.ts';

interface Props {
  readonly caseId: string;
  readonly action: DeskAction;
  readonly more?: Partial<CaseStep>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Says what a step will do, asks for what it needs, and does it once, however often it is tried. */
export function StepDialog({ caseId, action, more, onDone, onClose }: Props) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [key] = useState(randomId);
  const [text, setText] = useState('');
  const [duration, setDuration] = useState<Duration>('3600');
  const says = SAYS.has(action);
  const lasts = LASTS.has(action);
  const take = async (): Promise<void> => {
    if (says && text.trim() === '') throw new TypeError('empty');
    const seconds = lasts ? secondsOf(duration) : undefined;
    const step = {
      action,
      ...more,
      ...(says && { text: text.trim() }),
      ...(seconds !== undefined && { seconds }),
    };
    await api.takeStep(caseId, step, key);
    onDone();
  };
  return (
    <Confirm
      title={d(`do.${action}`)}
      text={
        <div className={css.list}>
          <p>{d(`will.${action}`)}</p>
          {lasts && (
            <Choice
              label={d('how.long')}
              value={duration}
              onChange={setDuration}
              options={DURATIONS.map((value) => ({ value, label: d(`for.${value}`) }))}
            />
          )}
          {says && (
            <Area label={d(`say.${action}` as 'say.warn')} value={text} onChange={setText} most={1000} />
          )}
        </div>
      }
      action={d(`do.${action}`)}
      danger={DANGER.has(action)}
      explain={(error) => (error instanceof TypeError ? d('say.empty') : explain(translator, error))}
      onConfirm={take}
      onClose={onClose}
    />
  );
}
