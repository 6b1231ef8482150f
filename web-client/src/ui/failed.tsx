import { useTranslator } from '../i18n/i18n.tsx';
import { explain } from './explain.ts';
import { Button, Problem } from './ui.tsx';

interface Props {
  /** What could not be done, without its full stop. */
  readonly what?: string;
  readonly failure: unknown;
  readonly onRetry: () => unknown;
}

/** That something could not be loaded, why, and a way to try again. */
export function Failed({ what, failure, onRetry }: Props) {
  const translator = useTranslator();
  const why = explain(translator, failure);
  return (
    <>
      <Problem>{what === undefined ? why : `${what}. ${why}`}</Problem>
      <Button icon="refresh" onClick={() => void onRetry()}>
        {translator.t('do.retry')}
      </Button>
    </>
  );
}
