import { useState } from 'react';
import { Dialog } from '../../../ui/dialog.tsx';
import { Button, Segments } from '../../../ui/ui.tsx';
import { useDevices } from '../before/use-preview.ts';
import { DeviceSelect } from '../before/device-select.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import { keepChoices, readChoices, type Choices } from '../model/choices.ts';
import { LEVELS } from '../model/quality.ts';
import { useLessonTexts } from '../texts.ts';
import { canChooseSpeaker, canShareScreen } from './devices.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';
import { ReactionRow } from './reaction-row.tsx';

/** What is not needed every minute: reactions on a phone, devices, how much to receive, polls. */
export function MoreDialog({ onClose, onPolls }: { onClose: () => void; onPolls: () => void }) {
  const { session, state } = useLive();
  const { l } = useLessonTexts();
  const [choices, setChoices] = useState(readChoices);
  const devices = useDevices(state.on.microphone || state.on.camera);
  const change = (next: Choices): void => {
    setChoices(next);
    keepChoices(next);
  };
  const choose = (kind: MediaDeviceKind, key: 'microphoneId' | 'cameraId' | 'speakerId') => (id: string) => {
    change({ ...choices, [key]: id });
    void session.live.chooseDevice(kind, id === '' ? 'default' : id);
  };
  return (
    <Dialog title={l('control.more')} onClose={onClose}>
      <ReactionRow onDone={onClose} />
      <div className={css.moreActions}>
        {canShareScreen() && (state.may.screen || state.on.screen) && (
          <Button
            onClick={() => {
              onClose();
              void session.live.setDevice('screen', !state.on.screen);
            }}
          >
            <LessonIcon name={state.on.screen ? 'screenOff' : 'screen'} size={20} />
            {l(state.on.screen ? 'control.screen.off' : 'control.screen.on')}
          </Button>
        )}
        <Button onClick={onPolls}>
          <LessonIcon name="poll" size={20} />
          {l('control.polls')}
        </Button>
      </div>
      <Segments
        legend={l('check.traffic')}
        value={choices.level}
        options={LEVELS.map((value) => ({ value, label: l(`level.${value}`) }))}
        onChange={(level) => {
          change({ ...choices, level });
          session.live.chooseLevel(level);
        }}
      />
      <p className="small soft">{l(`level.${choices.level}.hint`)}</p>
      <DeviceSelect
        label={l('check.microphone')}
        devices={devices.microphones}
        value={choices.microphoneId}
        onChange={choose('audioinput', 'microphoneId')}
      />
      <DeviceSelect
        label={l('check.camera')}
        devices={devices.cameras}
        value={choices.cameraId}
        onChange={choose('videoinput', 'cameraId')}
      />
      {canChooseSpeaker() && (
        <DeviceSelect
          label={l('check.speaker')}
          devices={devices.speakers}
          value={choices.speakerId}
          onChange={choose('audiooutput', 'speakerId')}
        />
      )}
      <p className="small soft">{l('settings.captions')}</p>
    </Dialog>
  );
}
