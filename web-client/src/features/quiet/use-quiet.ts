/** Quiet hours of a room for somebody who teaches there: how a message is sent now, and what waits. */
import { useCallback, useEffect, useState } from 'react';
import type { Me, Post, PostChoice, RoomQuiet } from '../../api/types.ts';
import { randomId } from '../../app/ids.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { useStore } from '../../ui/use-store.ts';

export interface Quiet {
  /** Null while it is not quiet, or nothing has to be chosen. */
  readonly until: number | null;
  readonly choices: readonly PostChoice[];
  readonly choice: PostChoice | null;
  readonly choose: (choice: PostChoice) => void;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  /** What waits in this room, or was not sent. */
  readonly posts: readonly Post[];
  readonly refresh: () => Promise<void>;
  /** Gives a message to Parta to send. Throws what the API says. */
  readonly post: (body: string, replyTo: string | null) => Promise<void>;
}

/** Hours change seldom; that they begin or end is known before. Milliseconds. */
const ASK_AGAIN_MS = 5 * 60_000;
/** What waits is looked at so often. Milliseconds. */
const LOOK_MS = 10_000;

const WORK: ReadonlySet<string> = new Set([
  'teacher',
  'class_teacher',
  'school_admin',
  'district_admin',
  'staff',
]);

/** Whether somebody works at a school: nobody else is asked when to send. */
function works(me: Me | null): boolean {
  return (
    me?.schools.some(({ roles, classes }) =>
      [...roles, ...classes.flatMap((one) => one.roles)].some((role) => WORK.has(role)),
    ) === true
  );
}

export function useQuiet(roomId: string): Quiet {
  const { api } = useServices();
  const account = useAccount();
  const concerned = works(useStore(account.me).value);
  const [room, setRoom] = useState<RoomQuiet | null>(null);
  const [posts, setPosts] = useState<readonly Post[]>([]);
  const [chosen, setChosen] = useState<PostChoice | null>(null);
  const [reason, setReason] = useState('');
  /** The same until it is known to have arrived, so that trying again makes no second message. */
  const [key, setKey] = useState(randomId);

  const look = useCallback(async (): Promise<void> => {
    const all = await api.posts();
    setPosts(all.filter((post) => post.room_id === roomId));
  }, [api, roomId]);

  useEffect(() => {
    if (!concerned) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      // Without an answer everything is as on any other day: the bot tells whoever writes all the same.
      const found = await api.roomQuiet(roomId).catch(() => null);
      if (gone) return;
      if (found !== null) setRoom(found);
      await look().catch(() => {});
      if (gone) return;
      const turn = Date.parse(found?.quiet_until ?? found?.quiet_from ?? '') - Date.now();
      timer = setTimeout(() => void ask(), turn > 0 && turn < ASK_AGAIN_MS ? turn + 500 : ASK_AGAIN_MS);
    };
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      gone = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [api, roomId, concerned, look]);

  const waits = posts.some(({ status }) => status === 'waiting');
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void look().catch(() => {}), LOOK_MS);
    return () => clearInterval(timer);
  }, [waits, look]);

  const choices = room?.choices ?? [];
  const choice = chosen !== null && choices.includes(chosen) ? chosen : (choices[0] ?? null);
  return {
    until: choices.length === 0 || room?.quiet_until == null ? null : Date.parse(room.quiet_until),
    choices,
    choice,
    choose: setChosen,
    reason,
    setReason,
    posts,
    refresh: look,
    async post(body, replyTo) {
      const urgent = choice === 'urgent';
      await api.createPost({
        room_id: roomId,
        kind: urgent ? 'urgent' : 'morning',
        ...(urgent && { reason: reason.trim() }),
        body,
        ...(replyTo !== null && { reply_to: replyTo }),
        idempotency_key: key,
      });
      setKey(randomId());
      setReason('');
      // The next message is an ordinary one again.
      setChosen(null);
      void look().catch(() => {});
    },
  };
}
