import { memo, useEffect, useState, type ReactNode } from 'react';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { Translator } from '../../i18n/translator.ts';
import type { RawEvent } from '../../matrix/types.ts';
import { Icon } from '../../ui/icons.tsx';
import { Avatar, Button, IconButton } from '../../ui/ui.tsx';
import { previewText } from '../home/room-row.tsx';
import { BallotCard } from '../poll/ballot-card.tsx';
import { PollCard } from '../poll/poll-card.tsx';
import { readPolls } from '../poll/poll-model.ts';
import { useChat } from './chat-context.ts';
import css from './chat.module.css';
import { reaction as reactionOf } from './compose-model.ts';
import { FileView, ImageView, UploadView } from './media-view.tsx';
import { readBody, type MessageBody } from './message-body.ts';
import { MessageMenu } from './message-menu.tsx';
import { MessageText } from './message-text.tsx';
import type { EntryState } from './outbox-model.ts';
import { SafeHtml } from './safe-html.tsx';
import { replyTarget, type Message, type Reaction } from './timeline-model.ts';

interface Props {
  readonly message: Message;
  readonly first: boolean;
  readonly last: boolean;
}

export const MessageView = memo(function MessageView({ message, first, last }: Props) {
  const chat = useChat();
  const translator = useTranslator();
  const { t, time, dateTime } = translator;
  const [menu, setMenu] = useState(false);
  const own = message.sender === chat.me;
  const name = chat.nameOf(message.sender);
  const bare = message.body.kind === 'image' || message.body.kind === 'upload';
  const canAct = message.eventId !== null && message.body.kind !== 'deleted';
  const role = chat.roleOf(message.sender);
  return (
    <li
      className={css.message}
      data-own={own}
      data-first={first}
      data-last={last}
      data-key={message.key}
      onContextMenu={(event) => {
        // A long press; a right click keeps the browser's own menu.
        if (canAct && (event.nativeEvent as PointerEvent).pointerType === 'touch') {
          event.preventDefault();
          setMenu(true);
        }
      }}
    >
      {!own && (
        <span className={css.side}>{last && <Avatar name={name} id={message.sender} size={36} />}</span>
      )}
      <div className={css.main}>
        <div className={css.line}>
          <div className={css.bubble} data-bare={bare}>
            {first && !own ? (
              <p className={css.author}>
                {name}
                {role !== null && <span className={css.role}>{t(`role.${role}`)}</span>}
              </p>
            ) : (
              <span className="visually-hidden">{own ? t('chat.you') : name}: </span>
            )}
            {message.replyTo !== null && <Quote eventId={message.replyTo} />}
            {message.urgent?.about === null && (own || role !== null) && (
              <p className={css.urgent}>
                <Icon name="alert" size={16} />
                {t('message.urgent', { reason: message.urgent.reason })}
              </p>
            )}
            <div className={css.content} data-flow={message.body.kind === 'text'}>
              <Body message={message} />
              {message.reactions.length > 0 && <Reactions message={message} />}
              <p className={css.meta}>
                {message.edited && <span>{t('chat.edited')}</span>}
                <time dateTime={new Date(message.ts).toISOString()} title={dateTime(message.ts)}>
                  {time(message.ts)}
                </time>
                {message.pending !== null && <PendingSign state={message.pending.state} />}
              </p>
            </div>
          </div>
          {canAct && (
            <IconButton
              icon="more"
              className={css.more}
              label={t('message.actions.of', { name: own ? t('chat.you') : name, time: time(message.ts) })}
              onClick={() => setMenu(true)}
            />
          )}
        </div>
        {message.pending !== null && (
          <Undelivered txnId={message.pending.txnId} state={message.pending.state} />
        )}
      </div>
      {menu && <MessageMenu message={message} onClose={() => setMenu(false)} />}
    </li>
  );
});

function Body({ message }: { message: Message }) {
  const { t } = useTranslator();
  const { body } = message;
  switch (body.kind) {
    case 'text': {
      const content =
        body.html === null ? (
          <MessageText text={body.text} />
        ) : (
          <SafeHtml html={body.html} text={body.text} />
        );
      if (body.ballot === true && message.eventId !== null)
        return <ChatBallot eventId={message.eventId}>{content}</ChatBallot>;
      return body.manner === 'said' ? content : <div className={css.faint}>{content}</div>;
    }
    case 'image':
      return (
        <>
          <ImageView image={body.image} />
          {body.caption !== '' && (
            <div className={css.caption}>
              <MessageText text={body.caption} />
            </div>
          )}
        </>
      );
    case 'file':
      return (
        <>
          <FileView file={body.file} />
          {body.caption !== '' && <MessageText text={body.caption} />}
        </>
      );
    case 'upload':
      return (
        <UploadView
          txnId={message.pending?.txnId ?? ''}
          file={body.file}
          waiting={message.pending?.state.name === 'queued' && message.pending.state.tries > 0}
        />
      );
    case 'poll':
      return message.eventId === null ? null : <ChatPoll eventId={message.eventId} />;
    case 'deleted':
      return <p className={css.faint}>{t('chat.deleted')}</p>;
    case 'encrypted':
      return <p className={css.faint}>{t('chat.encrypted')}</p>;
    case 'unsupported':
      return <p className={css.faint}>{t('chat.unsupported')}</p>;
  }
}

function ChatBallot({ eventId, children }: { eventId: string; children: ReactNode }) {
  const { roomId, view } = useChat();
  const answers = view.events.filter(({ content }) => replyTarget(content) === eventId);
  return (
    <BallotCard roomId={roomId} eventId={eventId} version={answers.length}>
      {children}
    </BallotCard>
  );
}

function ChatPoll({ eventId }: { eventId: string }) {
  const { roomId, view, me } = useChat();
  const poll = readPolls(view.events, me, (userId) => view.staff.has(userId)).find(
    (one) => one.eventId === eventId,
  );
  return poll === undefined ? null : <PollCard roomId={roomId} poll={poll} mayEnd={view.mayDeleteOthers} />;
}

function PendingSign({ state }: { state: EntryState }) {
  const { t } = useTranslator();
  if (state.name === 'refused' || state.name === 'unsure') return null;
  const label =
    state.name === 'sent'
      ? 'message.sent'
      : state.name === 'queued' && state.tries > 0
        ? 'message.waiting'
        : 'message.sending';
  return (
    <span title={t(label)}>
      <Icon name={state.name === 'sent' ? 'check' : 'clock'} size={14} />
      <span className="visually-hidden">{t(label)}</span>
    </span>
  );
}

function Undelivered({ txnId, state }: { txnId: string; state: EntryState }) {
  const { outbox } = useAccount();
  const { t } = useTranslator();
  if (state.name !== 'refused' && state.name !== 'unsure') return null;
  const text =
    state.name === 'unsure'
      ? t('message.unsure')
      : state.why === 'forbidden'
        ? t('message.failed.forbidden')
        : state.why === 'too_big'
          ? t('message.failed.tooBig')
          : t('message.failed');
  return (
    <div className={css.failed} role="alert">
      <span>{text}</span>
      <Button look="quiet" onClick={() => outbox.retry(txnId)}>
        {t('message.sendAgain')}
      </Button>
      <Button look="dangerQuiet" onClick={() => outbox.discard(txnId)}>
        {t('message.discard')}
      </Button>
    </div>
  );
}

function Reactions({ message }: { message: Message }) {
  const chat = useChat();
  const { outbox } = useAccount();
  const { t } = useTranslator();
  const toggle = (reaction: Reaction): void => {
    if (message.eventId !== null)
      toggleReaction(outbox, chat.roomId, message.eventId, reaction.key, reaction);
  };
  return (
    <div className={css.reactions}>
      {message.reactions.map((reaction) => (
        <button
          key={reaction.key}
          type="button"
          className={css.reaction}
          aria-pressed={reaction.isMine}
          aria-label={t(reaction.isMine ? 'message.reaction.remove' : 'message.reaction.add', {
            emoji: reaction.key,
            count: reaction.senders.length,
          })}
          title={reaction.senders.map((sender) => chat.nameOf(sender)).join(', ')}
          disabled={!chat.view.mayReact}
          onClick={() => toggle(reaction)}
        >
          <span aria-hidden="true">{[...reaction.key].slice(0, 8).join('')}</span>
          <span aria-hidden="true">{reaction.senders.length}</span>
        </button>
      ))}
    </div>
  );
}

export function toggleReaction(
  outbox: ReturnType<typeof useAccount>['outbox'],
  roomId: string,
  eventId: string,
  key: string,
  present: Reaction | undefined,
): void {
  if (present?.isMine !== true) outbox.add(roomId, reactionOf(eventId, key));
  // While one's own reaction is on its way there is nothing yet to take back.
  else if (present.mine !== null) outbox.add(roomId, { kind: 'redact', eventId: present.mine });
}

/** One line for a quotation. */
export function bodyText(translator: Translator, body: MessageBody): string {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'image':
      return body.caption || previewText(translator, { kind: 'image', text: '' });
    case 'file':
      return previewText(translator, { kind: 'file', text: body.file.name });
    case 'upload':
      return previewText(translator, { kind: 'file', text: body.file.name });
    case 'poll':
      return translator.t('poll.of', { question: body.question });
    case 'deleted':
      return previewText(translator, { kind: 'deleted', text: '' });
    default:
      return previewText(translator, { kind: 'other', text: '' });
  }
}

function Quote({ eventId }: { eventId: string }) {
  const { handle, nameOf, view, show } = useChat();
  const translator = useTranslator();
  const { t } = translator;
  const known = view.events.find(({ event_id: id }) => id === eventId) ?? null;
  const [fetched, setFetched] = useState<RawEvent | null>(null);
  const isKnown = known !== null;
  useEffect(() => {
    if (isKnown) return;
    let gone = false;
    void handle.fetchEvent(eventId).then((event) => {
      if (!gone) setFetched(event);
    });
    return () => {
      gone = true;
    };
  }, [handle, eventId, isKnown]);
  const event = known ?? fetched;
  const isDeleted = event?.unsigned?.['redacted_because'] !== undefined;
  const text =
    event === null
      ? t('chat.replyTo.unknown')
      : isDeleted
        ? t('preview.deleted')
        : bodyText(translator, readBody(event.type, event.content));
  const name = event === null ? t('chat.someone') : nameOf(event.sender);
  return (
    <button type="button" className={css.quote} onClick={() => show(eventId)}>
      <span className="visually-hidden">{t('chat.replyTo', { name })}: </span>
      <span className={css.quoteName} aria-hidden="true">
        {name}
      </span>
      <span className={css.quoteText}>{text.slice(0, 300)}</span>
    </button>
  );
}
