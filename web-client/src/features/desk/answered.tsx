import type { ReactNode } from 'react';
import { explain } from '../../ui/explain.ts';
import { Button, Loading, Problem } from '../../ui/ui.tsx';
import type { Answer } from '../../ui/use-answer.ts';
import { useDeskTexts } from './texts.ts';

/** What was asked for, or that it is being loaded, or why it is not there and a way to try again. */
export function Answered<T>({ answer, children }: { answer: Answer<T>; children: (value: T) => ReactNode }) {
  const { translator } = useDeskTexts();
  const { value, failure, again } = answer;
  return (
    <>
      {failure !== null && (
        <>
          <Problem>{explain(translator, failure)}</Problem>
          <Button icon="refresh" onClick={again}>
            {translator.t('do.retry')}
          </Button>
        </>
      )}
      {value === null && failure === null && <Loading rows={4} height={84} />}
      {value !== null && children(value)}
    </>
  );
}
