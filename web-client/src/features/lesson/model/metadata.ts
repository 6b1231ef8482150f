/** What the server tells everybody in the SFU's room about the lesson. Pure. */
import type { LessonGroup, LessonProfile } from '../../../api/types.ts';

export interface LessonRules {
  readonly profile: LessonProfile;
  readonly locked: boolean;
  readonly lobby: boolean;
  /** Matrix ID of whoever everybody should look at. */
  readonly spotlight: string | null;
  /** Milliseconds since the epoch; null when the lesson has no end. */
  readonly endsAt: number | null;
  readonly closesAt: number | null;
  readonly groups: readonly LessonGroup[];
  /** Since when the lesson is recorded; null when it is not. Milliseconds since the epoch. */
  readonly recordingSince: number | null;
}

const PROFILES: readonly LessonProfile[] = ['discussion', 'listen', 'test', 'broadcast'];

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

function readGroup(value: unknown): LessonGroup[] {
  if (!isFields(value)) return [];
  const { n, title, user_ids: ids } = value;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || !Array.isArray(ids)) return [];
  return [
    {
      n,
      title: typeof title === 'string' ? title : '',
      user_ids: ids.filter((id): id is string => typeof id === 'string'),
    },
  ];
}

/** Reads the metadata of a LiveKit room. Null when it is none of Parta's, so that what was known before stays. */
export function readRules(metadata: string | undefined): LessonRules | null {
  let value: unknown;
  try {
    value = JSON.parse(metadata ?? '');
  } catch {
    return null;
  }
  if (!isFields(value) || value['v'] !== 1) return null;
  const recording = value['recording'];
  return {
    profile: PROFILES.find((one) => one === value['profile']) ?? 'listen',
    locked: value['locked'] === true,
    lobby: value['lobby'] === true,
    spotlight: typeof value['spotlight'] === 'string' ? value['spotlight'] : null,
    endsAt: number(value['ends_at']),
    closesAt: number(value['closes_at']),
    groups: Array.isArray(value['groups']) ? value['groups'].flatMap(readGroup) : [],
    recordingSince: isFields(recording) ? number(recording['since']) : null,
  };
}

/** The group that somebody is sent to; null in the lesson itself. */
export function groupOf(groups: readonly LessonGroup[], userId: string): LessonGroup | null {
  return groups.find(({ user_ids: ids }) => ids.includes(userId)) ?? null;
}
