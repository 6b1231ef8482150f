/** One stay in a lesson: the SFU and the Matrix room side by side, and what is to be said about them. */
import type { Api } from '../../api/client.ts';
import type { LessonGroup, LessonView } from '../../api/types.ts';
import type { Account } from '../../app/account.ts';
import { createStore, until, type ReadableStore } from '../../app/store.ts';
import type { Call, Connection } from '../../matrix/types.ts';
import { openLiveRoom, type LiveRoom } from './live/live-room.ts';
import type { Event } from './live/live-types.ts';
import type { Choices } from './model/choices.ts';
import { groupOf } from './model/metadata.ts';

export type Said =
  | Event
  | { readonly kind: 'hand'; readonly userId: string }
  | { readonly kind: 'waiting'; readonly identity: string }
  | { readonly kind: 'failed'; readonly why: string };

export interface Notice {
  readonly id: number;
  readonly said: Said;
}

export interface Shown {
  readonly id: number;
  readonly userId: string;
  readonly emoji: string;
}

export interface LessonSession {
  readonly live: LiveRoom;
  /** Null until the Matrix room is open. */
  readonly call: ReadableStore<Call | null>;
  readonly notices: ReadableStore<readonly Notice[]>;
  readonly reactions: ReadableStore<readonly Shown[]>;
  say(said: Said): void;
  /** A teacher goes where they like; null leads back to the lesson. */
  visit(group: LessonGroup | null): void;
  /** The server's word on groups, for when the SFU's own has not come. */
  hearGroups(groups: readonly LessonGroup[]): void;
  leave(): Promise<void>;
  /** Somebody shows the lesson; it is left when nobody does any more. */
  hold(): void;
  release(): void;
}

/** How long a notice stands. Milliseconds. */
const NOTICE_MS = 7_000;
const REACTION_MS = 3_500;
const MOST_NOTICES = 3;
/** People who come within so long of oneself were there already. Milliseconds. */
const SETTLING_MS = 3_000;

/** Whoever only waited for a teacher is let in at once, and that is no news. Milliseconds. */
const KNOCK_MS = 2_000;

interface Dependencies {
  readonly api: Api;
  readonly account: Account;
  readonly view: LessonView;
  readonly choices: Choices;
}

export function openLessonSession({ api, account, view, choices }: Dependencies): LessonSession {
  const { room_id: roomId, may, session } = view;
  const { userId, deviceId } = account.session;
  const isTeacher = may.run;
  const live = openLiveRoom({
    isTeacher,
    choices,
    takeSeat: (group, signal) =>
      api.takeSeat(roomId, { device_id: deviceId, ...(group !== null && { group }) }, signal),
  });
  const call = createStore<Call | null>(null);
  const notices = createStore<readonly Notice[]>([]);
  const reactions = createStore<readonly Shown[]>([]);
  const ended = new AbortController();
  let count = 0;
  let visiting = false;
  let holders = 0;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };

  const say = (said: Said): void => {
    const id = ++count;
    notices.update((now) => [...now, { id, said }].slice(-MOST_NOTICES));
    later(NOTICE_MS, () => notices.update((now) => now.filter((one) => one.id !== id)));
  };

  let settled = false;
  const unsay = live.onEvent((event) => {
    const comesOrGoes = event.kind === 'joined' || event.kind === 'left';
    if (!comesOrGoes) return say(event);
    const person = live.state.get().people.find(({ identity }) => identity === event.identity);
    if (settled && person?.waiting !== true) say(event);
  });

  const goToGroup = (groups: readonly LessonGroup[]): void => {
    const { group, phase } = live.state.get();
    if (phase !== 'live') return;
    if (visiting) {
      // The group that a teacher visits may be over.
      if (group !== null && !groups.some(({ n }) => n === group)) {
        visiting = false;
        live.goTo(null, '');
      }
      return;
    }
    const mine = groupOf(groups, userId);
    if ((mine?.n ?? null) !== group) live.goTo(mine?.n ?? null, mine?.title ?? '');
  };

  /** In the lobby others must not see a member who has no picture and no sound. */
  const expectLobby = !isTeacher && (session?.lobby === true || session?.waiting_for_teacher === true);
  /** Viewers of a broadcast are not listed to each other. */
  const isViewer = view.kind === 'broadcast' && may.publish.length === 0;
  let wasIn = false;
  let waitingFor = new Set<string>();
  const knock = (identity: string): void => {
    const person = live.state.get().people.find((one) => one.identity === identity);
    if (person?.waiting === true) say({ kind: 'waiting', identity });
  };
  const follow = (): void => {
    const { phase, waiting, people, rules } = live.state.get();
    const inside = phase === 'live' || phase === 'reconnecting';
    if (inside) wasIn = !waiting;
    const expected = phase === 'connecting' && (wasIn || !expectLobby);
    call.get()?.setPresent(!isViewer && (inside ? !waiting : expected));
    if (phase === 'live' && !settled) later(SETTLING_MS, () => (settled = true));
    if (isTeacher && phase === 'live') {
      const now = new Set(people.filter((one) => one.waiting).map(({ identity }) => identity));
      for (const identity of now) if (!waitingFor.has(identity)) later(KNOCK_MS, () => knock(identity));
      waitingFor = now;
    }
    if (rules !== null && !waiting) goToGroup(rules.groups);
  };
  live.state.subscribe(follow);

  async function openCall(): Promise<void> {
    const connected = (value: Connection | null): value is Connection => value !== null;
    const connection = await until(account.connection, connected, ended.signal);
    const known = (status: string): status is 'live' => status === 'live' || status === 'cached';
    await until(account.status, known, ended.signal);
    const opened = await connection.openCall(roomId);
    if (ended.signal.aborted) return opened.close();
    call.set(opened);
    let up = new Set(opened.hands.get().map((hand) => hand.userId));
    opened.hands.subscribe(() => {
      const now = new Set(opened.hands.get().map((hand) => hand.userId));
      for (const one of now) if (!up.has(one) && one !== userId) say({ kind: 'hand', userId: one });
      up = now;
    });
    opened.onReaction(({ userId: by, emoji }) => {
      const id = ++count;
      reactions.update((now) => [...now, { id, userId: by, emoji }].slice(-40));
      later(REACTION_MS, () => reactions.update((now) => now.filter((one) => one.id !== id)));
    });
    follow();
  }
  // Without the Matrix room there are no hands, but sound and pictures there are.
  openCall().catch(() => {});

  const leave = async (): Promise<void> => {
    if (ended.signal.aborted) return;
    ended.abort();
    unsay();
    for (const timer of timers) clearTimeout(timer);
    await Promise.all([live.leave(), call.get()?.close()]);
  };

  return {
    live,
    call,
    notices,
    reactions,
    say,
    visit(group) {
      visiting = group !== null;
      live.goTo(group?.n ?? null, group?.title ?? '');
    },
    hearGroups(groups) {
      if (live.state.get().group !== null) goToGroup(groups);
    },
    leave,
    hold() {
      holders++;
    },
    release() {
      holders--;
      // React shows the same view twice in development; only a release that lasts is one.
      setTimeout(() => {
        if (holders === 0) void leave();
      }, 0);
    },
  };
}
