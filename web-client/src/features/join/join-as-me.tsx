import { useState } from 'react';
import type { InvitePreview, Me } from '../../api/types.ts';
import type { Account } from '../../app/account.ts';
import { navigate } from '../../app/router.tsx';
import { useServices } from '../../app/services.ts';
import { until } from '../../app/store.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { Connection } from '../../matrix/types.ts';
import { Confirm } from '../../ui/dialog.tsx';
import css from '../../ui/entrance.module.css';
import { explain } from '../../ui/explain.ts';
import { Button, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { endAttempt, type Attempt } from './attempt.ts';
import { rememberArrival } from './arrival.ts';

/** How long the bot may take before the person is told to look at the start page. Milliseconds. */
const PATIENCE_MS = 25_000;
const LOOK_EVERY_MS = 1_500;
const ENOUGH_LOOKS = 5;

/** The chat that an invite leads to, once the person is in the class. */
function chatOf(me: Me | null, preview: InvitePreview): string | null {
  const kind = preview.role === 'parent' ? 'parents_chat' : 'class_chat';
  const school = me?.schools.find(({ name, classes }) => name === preview.school_name && classes.some(isIt));
  function isIt({ title, roles }: { title: string; roles: readonly string[] }): boolean {
    return title === preview.class_title && (roles.includes(preview.role) || roles.includes('class_teacher'));
  }
  return school?.classes.find(isIt)?.rooms.find((room) => room.kind === kind)?.room_id ?? null;
}

interface Props {
  readonly account: Account;
  readonly attempt: Attempt;
  readonly preview: InvitePreview;
  readonly onOther: () => void;
}

/** Somebody who is logged in already, such as a parent of two: the class is added to theirs, by asking the bot as any Matrix client does. */
export function JoinAsMe({ account, attempt, preview, onOther }: Props) {
  const { info } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const me = useStore(account.me).value;
  const name = me?.display_name ?? account.session.userId;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);

  const join = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await askBot(account, attempt, preview, () =>
        info.refresh().then(() => info.get().value?.bot_user_id ?? null),
      );
      if (answer.kind === 'said') setProblem(answer.text);
      else {
        endAttempt(sessionStorage);
        if (answer.roomId === null) navigate({ name: 'home' }, { replace: true });
        else {
          rememberArrival(answer.roomId);
          navigate({ name: 'room', roomId: answer.roomId }, { replace: true });
        }
        return;
      }
    } catch (error) {
      setProblem(error instanceof DOMException ? t('join.adding.slow') : explain(translator, error));
    }
    setBusy(false);
  };

  return (
    <div className={css.form}>
      <p className={css.note}>{t('join.continueAs.hint')}</p>
      {problem !== null && <Problem>{problem}</Problem>}
      <Button look="primary" wide busy={busy} onClick={() => void join()}>
        {busy ? t('join.adding') : t('join.continueAs', { name })}
      </Button>
      <Button look="quiet" wide disabled={busy} onClick={() => setAsking(true)}>
        {t('join.other')}
      </Button>
      {asking && (
        <Confirm
          title={t('join.other')}
          text={t('join.other.confirm', { name })}
          action={t('do.continue')}
          onConfirm={onOther}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

type BotAnswer =
  /** In the class, or (without a room) waiting for approval. */
  | { readonly kind: 'in'; readonly roomId: string | null }
  /** The bot refused, in these words. */
  | { readonly kind: 'said'; readonly text: string };

async function askBot(
  account: Account,
  attempt: Attempt,
  preview: InvitePreview,
  botId: () => Promise<string | null>,
): Promise<BotAnswer> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const known = chatOf(account.me.get().value, preview);
  if (known !== null) return { kind: 'in', roomId: known };
  const connection = await until(account.connection, (one): one is Connection => one !== null, patience);
  const bot = await botId();
  if (bot === null) throw new DOMException('Unknown bot', 'TimeoutError');
  const room = await connection.directRoom(bot);
  await connection.send(room, 'm.room.message', attempt.key, {
    msgtype: 'm.text',
    body: `!join ${attempt.code}`,
  });
  for (let looks = 1; !patience.aborted; looks++) {
    await account.me.refresh();
    const me = account.me.get().value;
    const roomId = chatOf(me, preview);
    if (roomId !== null) return { kind: 'in', roomId };
    if (me?.waiting.some(({ class_title: title }) => title === preview.class_title) === true)
      return { kind: 'in', roomId: null };
    // The bot has answered and the class does not come: its words tell why.
    const last = account.rooms.get().get(room)?.last;
    if (looks >= ENOUGH_LOOKS && last?.sender === bot) return { kind: 'said', text: last.text };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new DOMException('The bot did not answer', 'TimeoutError');
}
