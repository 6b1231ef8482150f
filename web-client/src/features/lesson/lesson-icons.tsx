import { Glyph } from '../../ui/icons.tsx';

/** Icons of the lesson, in the manner of ui/icons.tsx; what is off is crossed out, not only coloured. */
const PATHS = {
  microphone:
    'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3z M6 11a6 6 0 0 0 12 0 M12 17v3.5 M9 20.5h6',
  microphoneOff:
    'M4 4l16 16 M9 9v2.5a3 3 0 0 0 4.6 2.5 M15 11V6.5a3 3 0 0 0-5.6-1.5 M6 11a6 6 0 0 0 9.3 5 M18 11a6 6 0 0 1-.6 2.6 M12 17v3.5 M9 20.5h6',
  camera: 'M3.5 7h11v10h-11z M14.5 10.8l6-3.3v9l-6-3.3',
  cameraOff: 'M4 4l16 16 M10 7h4.5v4 M14.5 15v2h-11V7H7 M14.5 10.8l6-3.3v9',
  screen: 'M3.5 5h17v11h-17z M8.5 20h7 M12 13V8 M9.5 10.3L12 7.8l2.5 2.5',
  screenOff: 'M3.5 5h17v11h-17z M8.5 20h7 M9.5 8l5 5 M14.5 8l-5 5',
  hand: 'M8 12.5V5.8a1.4 1.4 0 0 1 2.8 0V11 M10.8 11V4.2a1.4 1.4 0 0 1 2.8 0V11 M13.6 11V5.6a1.4 1.4 0 0 1 2.8 0V14 M8 12.5l-1.4-2a1.5 1.5 0 0 0-2.4 1.7l3.2 5.6c1 1.8 2.6 3 4.8 3 3.2 0 5-2.2 5-5.4V9.3a1.4 1.4 0 0 1 2.6 0',
  leave: 'M3.5 14.5c5-4.6 12-4.6 17 0l-2.4 2.7-3.4-1.7v-2.4c-1.8-.5-3.6-.5-5.4 0v2.4l-3.4 1.7z',
  grid: 'M4 5h7v6H4z M13 5h7v6h-7z M4 13h7v6H4z M13 13h7v6h-7z',
  speaker: 'M4 5h16v9.5H4z M4 17.5h4.5v2.5H4z M10 17.5h4.5v2.5H10z M16 17.5h4v2.5h-4z',
  pin: 'M9 4h6l-.7 6 3.2 3.2H6.5L9.7 10z M12 13.5V20',
  star: 'M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z',
  lock: 'M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  door: 'M6 20.5V4h12v16.5 M3.5 20.5h17 M14.5 12.5h.01',
  groups: 'M4 5h6.5v5.5H4z M13.5 5H20v5.5h-6.5z M8.7 14h6.6v5.5H8.7z',
  poll: 'M5 20V11 M12 20V4 M19 20v-6',
  settings: 'M4 7h9 M17 7h3 M13 4.7v4.6 M4 17h3 M11 17h9 M7 14.7v4.6 M4 12h12',
  sound: 'M4 10v4h3l5 4V6l-5 4z M15.5 9a4 4 0 0 1 0 6 M18 6.5a8 8 0 0 1 0 11',
  weak: 'M5 19v-3 M10 19v-6 M15 19h.01 M20 19h.01',
  record: 'M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12z M12 12h.01',
  question: 'M9 9a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1.1-1.4 2.1 M12 17.2h.01 M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  left: 'M14 6l-6 6 6 6',
  right: 'M10 6l6 6-6 6',
} as const;

export type LessonIconName = keyof typeof PATHS;

export function LessonIcon({ name, size = 22 }: { name: LessonIconName; size?: number }) {
  return <Glyph path={PATHS[name]} size={size} />;
}
