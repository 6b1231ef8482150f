/** Somebody's own quiet hours: adults may leave them. */
import { useEffect, useState } from 'react';
import type { MyQuietHours } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Problem, Switch } from '../../ui/ui.tsx';
import { useQuietTexts } from './texts.ts';

/** Shown only to those for whom a school has set any. */
export default function MyQuiet() {
  const { api } = useServices();
  const translator = useTranslator();
  const q = useQuietTexts();
  const [mine, setMine] = useState<MyQuietHours | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    // Without an answer there is nothing to choose here; it is asked again with the next visit.
    api.myQuietHours().then(
      (found) => !gone && setMine(found),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [api]);
  if (mine?.concerned !== true) return null;
  const change = async (held: boolean): Promise<void> => {
    setProblem(null);
    setMine({ ...mine, left: !held });
    try {
      setMine(await api.leaveQuietHours(!held));
    } catch (error) {
      setMine(mine);
      setProblem(explain(translator, error));
    }
  };
  const now =
    mine.quiet_until === null ? '' : q('mine.now', { until: translator.time(Date.parse(mine.quiet_until)) });
  return (
    <section className={pageCss.card}>
      {mine.may_leave ? (
        <Switch
          label={q('mine.hold')}
          hint={`${q('mine.about')} ${now}`.trim()}
          checked={!mine.left}
          onChange={(held) => void change(held)}
        />
      ) : (
        <p>{`${q('mine.pupil')} ${now}`.trim()}</p>
      )}
      {problem !== null && <Problem>{problem}</Problem>}
    </section>
  );
}
