/** Records of lessons, as the HTTP API sends them (protocol/openapi.yaml, "lessons"). Instants are RFC 3339 in UTC. */

export type LessonProfile = 'discussion' | 'listen' | 'test' | 'broadcast';
export type LessonSource = 'microphone' | 'camera' | 'screen_share' | 'screen_share_audio';
export type MediaStatus = 'off' | 'preparing' | 'unavailable' | 'ready';

export interface LessonGroup {
  readonly n: number;
  readonly title: string;
  readonly user_ids: readonly string[];
}

export interface LessonSeat {
  readonly user_id: string;
  readonly person_id: string;
  readonly role: string;
  readonly here: boolean;
  readonly admitted: boolean;
  readonly may_speak: boolean;
  readonly may_show: boolean;
  readonly removed: boolean;
  readonly hand_raised: boolean;
}

export interface LessonSession {
  readonly id: string;
  readonly title: string;
  readonly profile: LessonProfile;
  readonly locked: boolean;
  readonly lobby: boolean;
  readonly spotlight: string | null;
  readonly opens_at: string;
  readonly begins: string;
  readonly ends: string;
  readonly closes_at: string;
  readonly by_hand: boolean;
  readonly groups: readonly LessonGroup[];
  /** Only for staff. */
  readonly seats?: readonly LessonSeat[];
}

export interface LessonView {
  readonly room_id: string;
  readonly class_id: string | null;
  readonly school_id: string;
  readonly kind: 'lesson' | 'broadcast' | 'meeting';
  readonly media: { readonly status: MediaStatus; readonly retry_after_seconds?: number };
  readonly state: 'open' | 'closed';
  readonly may: { readonly enter: boolean; readonly run: boolean; readonly publish: readonly LessonSource[] };
  readonly why_not?: string;
  readonly session: LessonSession | null;
  readonly next: {
    readonly title: string;
    readonly opens_at: string;
    readonly begins: string;
    readonly ends: string;
  } | null;
}

/** A place in the lesson: how to reach the SFU, and as whom. */
export interface SeatToken {
  readonly url: string;
  readonly jwt: string;
  readonly identity: string;
  readonly room_name: string;
}

export interface LessonChange {
  readonly profile?: LessonProfile;
  readonly locked?: boolean;
  readonly lobby?: boolean;
  readonly spotlight?: string | null;
  readonly prolong_minutes?: number;
}

export type SeatChange = Partial<Pick<LessonSeat, 'admitted' | 'may_speak' | 'may_show' | 'removed'>>;
