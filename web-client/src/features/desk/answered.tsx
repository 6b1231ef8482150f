import type { ReactNode } from 'react';
import { Failed } from '../../ui/failed.tsx';
import { Loading } from '../../ui/ui.tsx';
import type { Answer } from '../../ui/use-answer.ts';

/** What was asked for, or that it is being loaded, or why it is not there and a way to try again. */
export function Answered<T>({ answer, children }: { answer: Answer<T>; children: (value: T) => ReactNode }) {
  const { value, failure, again } = answer;
  return (
    <>
      {failure !== null && <Failed failure={failure} onRetry={again} />}
      {value === null && failure === null && <Loading rows={4} height={84} />}
      {value !== null && children(value)}
    </>
  );
}
