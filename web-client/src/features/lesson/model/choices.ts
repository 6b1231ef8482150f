/** How somebody goes into lessons, remembered on this device. */
import { LEVELS, type Level } from './quality.ts';
import type { Layout } from './tiles.ts';

export interface Choices {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly microphoneId: string;
  readonly cameraId: string;
  readonly speakerId: string;
  readonly level: Level;
  readonly layout: Layout;
}

const KEY = 'parta.lesson';

/** Nobody is heard or seen in a class without having switched it on. */
export const FIRST_CHOICES: Choices = {
  microphone: false,
  camera: false,
  microphoneId: '',
  cameraId: '',
  speakerId: '',
  level: 'all',
  layout: 'grid',
};

/** What is kept as text, with the first choices for all that is missing or of another kind. */
export function parseChoices(stored: string | null): Choices {
  let value: unknown = null;
  try {
    value = JSON.parse(stored ?? 'null');
  } catch {
    // Written by a version of the future, or by hand.
  }
  const kept = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const text = (key: keyof Choices): string => (typeof kept[key] === 'string' ? kept[key] : '');
  return {
    microphone: kept['microphone'] === true,
    camera: kept['camera'] === true,
    microphoneId: text('microphoneId'),
    cameraId: text('cameraId'),
    speakerId: text('speakerId'),
    level: LEVELS.find((one) => one === kept['level']) ?? 'all',
    layout: kept['layout'] === 'speaker' ? 'speaker' : 'grid',
  };
}

export const readChoices = (): Choices => parseChoices(localStorage.getItem(KEY));

export function keepChoices(choices: Choices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // A full storage costs the memory of this choice.
  }
}
