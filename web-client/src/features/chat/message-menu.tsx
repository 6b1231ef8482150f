import { Suspense, useState } from 'react';
import { useAccount } from '../../app/services.ts';
import { ReportDialog } from '../../app/views.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/ui.tsx';
import { useChat } from './chat-context.ts';
import css from './chat.module.css';
import { toggleReaction } from './message-view.tsx';
import type { Message } from './timeline-model.ts';

const EMOJIS = ['👍', '❤️', '😄', '🎉', '🤔', '✅'];

export function MessageMenu({ message, onClose }: { message: Message; onClose: () => void }) {
  const chat = useChat();
  const { outbox } = useAccount();
  const { t } = useTranslator();
  const [deleting, setDeleting] = useState(false);
  const [reporting, setReporting] = useState(false);
  const { eventId, body } = message;
  if (eventId === null) return null;
  const own = message.sender === chat.me;
  const then = (action: () => void) => () => {
    onClose();
    action();
  };
  if (reporting) {
    const reported = { roomId: chat.roomId, eventId, personId: chat.personIdOf(message.sender) };
    return (
      <Suspense>
        <ReportDialog reported={reported} onClose={onClose} />
      </Suspense>
    );
  }
  if (deleting) {
    return (
      <Confirm
        title={t('message.delete.title')}
        text={t('message.delete.text')}
        action={t('do.delete')}
        danger
        onConfirm={() => outbox.add(chat.roomId, { kind: 'redact', eventId })}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title={t('message.actions')} onClose={onClose}>
      {chat.view.mayReact && (
        <div className={css.emojis}>
          {EMOJIS.map((emoji) => {
            const present = message.reactions.find(({ key }) => key === emoji);
            return (
              <button
                key={emoji}
                type="button"
                className={css.emoji}
                aria-label={t('message.react', { emoji })}
                aria-pressed={present?.isMine === true}
                onClick={then(() => toggleReaction(outbox, chat.roomId, eventId, emoji, present))}
              >
                {emoji}
              </button>
            );
          })}
        </div>
      )}
      <div className={css.sheet}>
        {chat.view.mayWrite && (
          <Button look="quiet" icon="reply" onClick={then(() => chat.reply(message))}>
            {t('message.reply')}
          </Button>
        )}
        {body.kind === 'text' && (
          <Button
            look="quiet"
            icon="copy"
            onClick={then(() => void navigator.clipboard.writeText(body.text).catch(() => {}))}
          >
            {t('message.copy')}
          </Button>
        )}
        {own && chat.view.mayWrite && body.kind === 'text' && (
          <Button look="quiet" icon="edit" onClick={then(() => chat.edit(message))}>
            {t('message.edit')}
          </Button>
        )}
        {!own && (
          <Button look="quiet" icon="alert" onClick={() => setReporting(true)}>
            {t('message.report')}
          </Button>
        )}
        {(own || chat.view.mayDeleteOthers) && (
          <Button look="dangerQuiet" icon="trash" onClick={() => setDeleting(true)}>
            {t('message.delete')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
