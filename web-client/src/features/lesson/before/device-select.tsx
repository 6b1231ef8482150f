import { useId } from 'react';
import { useLessonTexts } from '../texts.ts';
import css from './before.module.css';

interface Props {
  readonly label: string;
  readonly devices: readonly MediaDeviceInfo[];
  readonly value: string;
  readonly onChange: (deviceId: string) => void;
}

/** A choice among devices; nothing where there is no choice. */
export function DeviceSelect({ label, devices, value, onChange }: Props) {
  const { l } = useLessonTexts();
  const id = useId();
  const choices = devices.filter(({ deviceId }) => deviceId !== '' && deviceId !== 'default');
  if (choices.length < 2) return null;
  return (
    <div className={css.selectRow}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={css.select}
        value={choices.some(({ deviceId }) => deviceId === value) ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{l('check.default')}</option>
        {choices.map((device) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  );
}
