/** What the lesson's views know of the SFU's room: plain records, a new object after each change. */
import type { Ending } from '../model/departure.ts';
import type { LessonRules } from '../model/metadata.ts';
import type { Level } from '../model/quality.ts';
import type { Person } from '../model/tiles.ts';

export type Device = 'microphone' | 'camera' | 'screen';

/** Somebody as the SFU knows them; who that is, Matrix says. */
export interface LivePerson extends Omit<Person, 'userId' | 'name'> {
  readonly maySpeak: boolean;
  readonly mayShow: boolean;
}

/** Something that is said once, in words. */
export type Event =
  | { readonly kind: 'muted' | 'camera_off' | 'screen_off' }
  | { readonly kind: 'may_speak' | 'may_not_speak' }
  | { readonly kind: 'saving'; readonly level: Level }
  | { readonly kind: 'saving_over' | 'reconnected' | 'admitted' }
  | { readonly kind: 'device_failed'; readonly device: Device; readonly why: DeviceProblem }
  | { readonly kind: 'joined' | 'left'; readonly identity: string }
  | { readonly kind: 'group'; readonly title: string }
  | { readonly kind: 'group_over' }
  | { readonly kind: 'recording' | 'recording_over' };

export type DeviceProblem = 'denied' | 'missing' | 'busy' | 'unsupported' | 'failed';

export interface LiveState {
  readonly phase: 'connecting' | 'live' | 'reconnecting' | 'ended';
  /** Set when the phase is `ended`. */
  readonly ending: Ending | 'refused' | null;
  readonly people: readonly LivePerson[];
  readonly rules: LessonRules | null;
  readonly may: { readonly [D in Device]: boolean };
  readonly on: { readonly [D in Device]: boolean };
  /** Being switched on or off. */
  readonly busy: { readonly [D in Device]: boolean };
  readonly waiting: boolean;
  /** The browser plays no sound until the person touches something. */
  readonly soundBlocked: boolean;
  readonly level: Level;
  /** Less is received than the person has chosen. */
  readonly saving: boolean;
  /** Number of the breakout group; null in the lesson itself. */
  readonly group: number | null;
}
