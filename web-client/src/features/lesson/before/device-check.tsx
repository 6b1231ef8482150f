import { useEffect, useRef, useState } from 'react';
import { Avatar, classes, Problem, Segments } from '../../../ui/ui.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import { canChooseSpeaker } from '../live/devices.ts';
import type { Choices } from '../model/choices.ts';
import { LEVELS } from '../model/quality.ts';
import { useLessonTexts } from '../texts.ts';
import css from './before.module.css';
import { DeviceSelect } from './device-select.tsx';
import { useDevices, useLevel, usePreview } from './use-preview.ts';

interface Props {
  readonly me: { readonly id: string; readonly name: string };
  readonly choices: Choices;
  /** What the lesson lets this person switch on. */
  readonly may: { readonly microphone: boolean; readonly camera: boolean };
  readonly onChange: (choices: Choices) => void;
}

/** The mirror before the door: oneself in the picture, the level of one's voice, and what to take in. */
export function DeviceCheck({ me, choices, may, onChange }: Props) {
  const { l } = useLessonTexts();
  const wantsCamera = choices.camera && may.camera;
  const wantsMicrophone = choices.microphone && may.microphone;
  const camera = usePreview('video', wantsCamera, choices.cameraId);
  const microphone = usePreview('audio', wantsMicrophone, choices.microphoneId);
  const devices = useDevices(camera.stream ?? microphone.stream);
  const level = useLevel(microphone.stream);
  const [wasHeard, setWasHeard] = useState(false);
  if (level > 0.35 && !wasHeard) setWasHeard(true);
  const toggle = (device: 'microphone' | 'camera'): void =>
    onChange({ ...choices, [device]: !choices[device] });
  const label = (device: 'microphone' | 'camera', on: boolean) =>
    l(may[device] ? `control.${device}.${on ? 'off' : 'on'}` : `control.${device}.no`);

  return (
    <section className={css.check} aria-label={l('check.title')}>
      <div className={css.mirror}>
        {camera.stream !== null ? (
          <Mirror stream={camera.stream} label={l('check.preview')} />
        ) : (
          <div className={css.noPicture}>
            <Avatar name={me.name} id={me.id} size={64} />
            <p>{l(wantsCamera && camera.problem === null ? 'check.camera.starting' : 'check.camera.off')}</p>
          </div>
        )}
        <div className={css.mirrorButtons}>
          <button
            type="button"
            className={classes(css.toggle, !wantsMicrophone && css.toggleOff)}
            aria-pressed={wantsMicrophone}
            aria-label={label('microphone', wantsMicrophone)}
            title={label('microphone', wantsMicrophone)}
            disabled={!may.microphone}
            onClick={() => toggle('microphone')}
          >
            <LessonIcon name={wantsMicrophone ? 'microphone' : 'microphoneOff'} size={24} />
          </button>
          <button
            type="button"
            className={classes(css.toggle, !wantsCamera && css.toggleOff)}
            aria-pressed={wantsCamera}
            aria-label={label('camera', wantsCamera)}
            title={label('camera', wantsCamera)}
            disabled={!may.camera}
            onClick={() => toggle('camera')}
          >
            <LessonIcon name={wantsCamera ? 'camera' : 'cameraOff'} size={24} />
          </button>
        </div>
      </div>
      <div className={css.settings}>
        {camera.problem !== null && <Problem>{l(`device.${camera.problem}.camera`)}</Problem>}
        {microphone.problem !== null && <Problem>{l(`device.${microphone.problem}.microphone`)}</Problem>}
        {wantsMicrophone && microphone.problem === null && (
          <div className={css.meterRow}>
            <meter className="visually-hidden" min={0} max={1} value={level} aria-label={l('check.level')} />
            <div className={css.meter} aria-hidden="true">
              <div style={{ width: `${level * 100}%` }} />
            </div>
            <p className="small soft">{l(wasHeard ? 'check.level.heard' : 'check.level.quiet')}</p>
          </div>
        )}
        <div className={css.selects}>
          {wantsMicrophone && (
            <DeviceSelect
              label={l('check.microphone')}
              devices={devices.microphones}
              value={choices.microphoneId}
              onChange={(microphoneId) => onChange({ ...choices, microphoneId })}
            />
          )}
          {wantsCamera && (
            <DeviceSelect
              label={l('check.camera')}
              devices={devices.cameras}
              value={choices.cameraId}
              onChange={(cameraId) => onChange({ ...choices, cameraId })}
            />
          )}
          {canChooseSpeaker() && (
            <DeviceSelect
              label={l('check.speaker')}
              devices={devices.speakers}
              value={choices.speakerId}
              onChange={(speakerId) => onChange({ ...choices, speakerId })}
            />
          )}
        </div>
        <div className={css.traffic}>
          <Segments
            legend={l('check.traffic')}
            value={choices.level}
            options={LEVELS.map((value) => ({ value, label: l(`level.${value}`) }))}
            onChange={(value) => onChange({ ...choices, level: value })}
          />
          <p className="small soft">{l(`level.${choices.level}.hint`)}</p>
        </div>
      </div>
    </section>
  );
}

function Mirror({ stream, label }: { stream: MediaStream; label: string }) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (ref.current !== null) ref.current.srcObject = stream;
  }, [stream]);
  return <video ref={ref} className={css.video} aria-label={label} autoPlay muted playsInline />;
}
