import { useState } from 'react';
import { useServices } from '../../../app/services.ts';
import type { LessonProfile, LessonView } from '../../../api/types.ts';
import { explain } from '../../../ui/explain.ts';
import { Button, Field, Problem, Segments } from '../../../ui/ui.tsx';
import { useLessonTexts } from '../texts.ts';
import css from './before.module.css';

const PROFILES: readonly LessonProfile[] = ['discussion', 'listen', 'test'];
const USUAL_MINUTES = 45;

interface Props {
  readonly roomId: string;
  readonly kind: LessonView['kind'];
  readonly onStarted: (view: LessonView) => void;
}

/** A teacher opens a lesson outside the timetable, or a broadcast, which is never in it. */
export function StartForm({ roomId, kind, onStarted }: Props) {
  const isBroadcast = kind === 'broadcast';
  const { api } = useServices();
  const { l, translator } = useLessonTexts();
  const [title, setTitle] = useState('');
  const [minutes, setMinutes] = useState(String(USUAL_MINUTES));
  const [profile, setProfile] = useState<LessonProfile>('discussion');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const count = Number(minutes);
  const isGood = Number.isInteger(count) && count >= 5 && count <= 240;
  const start = async (): Promise<void> => {
    if (!isGood) return;
    setBusy(true);
    setProblem(null);
    try {
      const wish = {
        minutes: count,
        profile: isBroadcast ? ('broadcast' as const) : profile,
        ...(title.trim() !== '' && { title: title.trim() }),
      };
      onStarted(await api.openLesson(roomId, wish));
    } catch (error) {
      setProblem(explain(translator, error));
      setBusy(false);
    }
  };
  return (
    <form
      className={css.card}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <div>
        <h2>{l(isBroadcast ? 'start.title.broadcast' : 'start.title')}</h2>
        <p className="soft small">{l(isBroadcast ? 'start.text.broadcast' : 'start.text')}</p>
      </div>
      <Field
        label={l('start.name')}
        hint={l(isBroadcast ? 'start.name.broadcast' : 'start.name.example')}
        value={title}
        maxLength={120}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field
        label={l('start.minutes')}
        type="number"
        inputMode="numeric"
        min={5}
        max={240}
        value={minutes}
        problem={isGood ? null : l('start.minutes.bad')}
        onChange={(event) => setMinutes(event.target.value)}
      />
      {!isBroadcast && (
        <Segments
          legend={l('start.profile')}
          value={profile}
          options={PROFILES.map((value) => ({ value, label: l(`profile.${value}`) }))}
          onChange={setProfile}
        />
      )}
      {problem !== null && <Problem>{problem}</Problem>}
      <Button type="submit" look="primary" wide busy={busy} disabled={!isGood}>
        {l(isBroadcast ? 'start.go.broadcast' : 'start.go')}
      </Button>
    </form>
  );
}
