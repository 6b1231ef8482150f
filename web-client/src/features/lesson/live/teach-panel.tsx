import { useState } from 'react';
import type { LessonProfile } from '../../../api/types.ts';
import { useServices } from '../../../app/services.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { explain } from '../../../ui/explain.ts';
import { Button, Segments, Switch } from '../../../ui/ui.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import { useLessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import { EndLesson } from './end-lesson.tsx';
import { GroupsSection } from './groups-section.tsx';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';

const PROFILES: readonly LessonProfile[] = ['discussion', 'listen', 'test'];
const PROLONG = [5, 10, 15] as const;

/** Everything that rules the lesson as a whole. */
export function TeachPanel({ lesson, onPoll }: { lesson: Lesson; onPoll: () => void }) {
  const { api } = useServices();
  const { roomId, view, state, run } = useLive();
  const { l } = useLessonTexts();
  const [ending, setEnding] = useState(false);
  const { rules } = state;
  const profile = rules?.profile ?? view.session?.profile ?? 'discussion';
  const change = (wish: Parameters<typeof api.updateLesson>[1]): void =>
    void run(async () => lesson.set(await api.updateLesson(roomId, wish)));
  return (
    <div className={css.panelBody} tabIndex={0}>
      {profile !== 'broadcast' && (
        <section className={css.group}>
          <Segments
            legend={l('teach.profile')}
            value={profile}
            options={PROFILES.map((value) => ({ value, label: l(`profile.${value}`) }))}
            onChange={(value) => change({ profile: value })}
          />
          <p className="small soft">{l(`profile.${profile}.now`)}</p>
        </section>
      )}
      <section className={css.group}>
        <Switch
          label={l('teach.lobby')}
          hint={l('teach.lobby.hint')}
          checked={rules?.lobby ?? view.session?.lobby ?? false}
          onChange={(lobby) => change({ lobby })}
        />
        <Switch
          label={l('teach.lock')}
          hint={l('teach.lock.hint')}
          checked={rules?.locked ?? view.session?.locked ?? false}
          onChange={(locked) => change({ locked })}
        />
      </section>
      <section className={css.group} aria-label={l('teach.time')}>
        <h3>{l('teach.time')}</h3>
        <div className={css.groupActions}>
          {PROLONG.map((minutes) => (
            <Button key={minutes} onClick={() => change({ prolong_minutes: minutes })}>
              +{l('attendance.minutes', { minutes })}
            </Button>
          ))}
        </div>
      </section>
      <RecordingSection lesson={lesson} />
      {profile !== 'broadcast' && <GroupsSection lesson={lesson} />}
      <section className={css.group} aria-label={l('teach.poll')}>
        <Button wide onClick={onPoll}>
          <LessonIcon name="poll" size={20} />
          {l('teach.poll')}
        </Button>
      </section>
      <section className={css.group}>
        <Button look="danger" wide onClick={() => setEnding(true)}>
          {l('control.end')}
        </Button>
      </section>
      {ending && <EndLesson lesson={lesson} onClose={() => setEnding(false)} />}
    </div>
  );
}

/** Everybody is told before anything is recorded, so the teacher is asked once more. */
function RecordingSection({ lesson }: { lesson: Lesson }) {
  const { api } = useServices();
  const { roomId, state, run } = useLive();
  const { l, translator } = useLessonTexts();
  const [asking, setAsking] = useState(false);
  const isOn = state.rules?.recordingSince != null;
  return (
    <section className={css.group} aria-label={l('recording')}>
      {isOn ? (
        <Button wide onClick={() => void run(async () => lesson.set(await api.stopRecording(roomId)))}>
          <LessonIcon name="record" size={20} />
          {l('teach.record.stop')}
        </Button>
      ) : (
        <Button wide onClick={() => setAsking(true)}>
          <LessonIcon name="record" size={20} />
          {l('teach.record')}
        </Button>
      )}
      {asking && (
        <Confirm
          title={l('teach.record.title')}
          text={<p>{l('teach.record.text')}</p>}
          action={l('teach.record')}
          onConfirm={async () => lesson.set(await api.startRecording(roomId))}
          onClose={() => setAsking(false)}
          explain={(error) => explain(translator, error)}
        />
      )}
    </section>
  );
}
