import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Button, classes, IconButton, Problem } from '../../ui/ui.tsx';
import { useQuiet } from '../quiet/use-quiet.ts';
import { prepareAttachment } from './attachment.ts';
import css from './chat.module.css';
import { edit, fileMessage, textMessage, type ReplyTo } from './compose-model.ts';
import type { Attachment } from './outbox-model.ts';
import { useBlobUrl } from './use-blob.ts';
import { keepDraft, readDraft } from './use-room.ts';

const QuietLane = lazy(() => import('../quiet/quiet-lane.tsx'));

/** What the next message answers or changes. */
export type Context =
  | { readonly kind: 'reply'; readonly to: ReplyTo; readonly name: string; readonly text: string }
  | { readonly kind: 'edit'; readonly eventId: string; readonly text: string };

export interface ComposerControl {
  addFiles(files: readonly File[]): void;
}

interface Props {
  readonly roomId: string;
  readonly me: string;
  readonly context: Context | null;
  /** Offers a ready greeting to somebody who has just come. */
  readonly greeting: boolean;
  readonly control: Ref<ComposerControl>;
  readonly onContextEnd: () => void;
  readonly onSent: () => void;
  readonly onEditLast: () => void;
}

export function Composer({
  roomId,
  me,
  context,
  greeting,
  control,
  onContextEnd,
  onSent,
  onEditLast,
}: Props) {
  const { outbox } = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const quiet = useQuiet(roomId);
  /** Why it was not given to Parta: `files`, `reason`, or a sentence. */
  const [held, setHeld] = useState<string | null>(null);
  const [handing, setHanding] = useState(false);
  const [draft, setDraft] = useState(() => readDraft(roomId));
  /** What an edited message says by now; each edit begins with the message as it is. */
  const [changed, setChanged] = useState<{ of: Context; text: string } | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const tray = useTray();
  const editing = context?.kind === 'edit';
  const text = !editing ? draft : changed?.of === context ? changed.text : context.text;
  const setText = (next: string): void =>
    editing ? setChanged({ of: context, text: next }) : setDraft(next);
  const canSend = !handing && (text.trim() !== '' || (!editing && tray.files.length > 0));

  useEffect(() => keepDraft(roomId, draft), [roomId, draft]);
  useEffect(() => {
    if (context !== null) input.current?.focus();
  }, [context]);
  useLayoutEffect(() => {
    const box = input.current;
    if (box === null) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);
  const { add: addFiles } = tray;
  useImperativeHandle(control, () => ({ addFiles: (files) => void addFiles(files) }), [addFiles]);

  /** Gives what was written to Parta, to be sent in the morning or urgently. It stays in the box until Parta has it. */
  const hand = async (body: string): Promise<void> => {
    if (tray.files.length > 0) return setHeld('files');
    if (quiet.choice === 'urgent' && quiet.reason.trim() === '') return setHeld('reason');
    setHeld(null);
    setHanding(true);
    try {
      await quiet.post(body, context?.kind === 'reply' ? context.to.eventId : null);
      // What was typed meanwhile stays.
      setDraft((now) => (now.trim() === body ? '' : now));
      onContextEnd();
    } catch (error) {
      setHeld(explain(translator, error));
    }
    setHanding(false);
    input.current?.focus();
  };

  const send = (): void => {
    if (!canSend) return;
    const body = text.trim();
    if (!editing && quiet.choice !== null && quiet.choice !== 'now') return void hand(body);
    setHeld(null);
    if (context?.kind === 'edit') {
      if (body !== context.text) outbox.add(roomId, edit(context.eventId, body));
    } else {
      const to = context?.kind === 'reply' ? context.to : null;
      tray.files.forEach((file, index) =>
        outbox.add(roomId, fileMessage(file, index === 0 && body === '' ? to : null)),
      );
      if (body !== '') outbox.add(roomId, textMessage(body, to, me, quiet.choice === 'now'));
      tray.clear();
      setDraft('');
    }
    onContextEnd();
    onSent();
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // On a touch keyboard Enter is a new line, as in other messengers; while a word is being composed it ends the word.
    const touch = matchMedia('(pointer: coarse)').matches;
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && !touch) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && context !== null) {
      onContextEnd();
    } else if (event.key === 'ArrowUp' && text === '' && context === null) {
      event.preventDefault();
      onEditLast();
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || editing) return;
    event.preventDefault();
    void tray.add(files);
  };

  return (
    <div className={css.composer}>
      <div className={css.composerInner}>
        {greeting && draft === '' && (
          <div className={css.hello}>
            <Button
              onClick={() => {
                outbox.add(roomId, textMessage(t('compose.hello'), null, me));
                onSent();
              }}
            >
              <span className="visually-hidden">{t('compose.hello.label')}: </span>
              {t('compose.hello')}
            </Button>
          </div>
        )}
        {context !== null && (
          <div className={css.context}>
            <Icon name={editing ? 'edit' : 'reply'} size={18} />
            <div className={css.contextText}>
              <p style={{ fontWeight: 650 }}>
                {context.kind === 'edit'
                  ? t('compose.editing')
                  : t('compose.replying', { name: context.name })}
              </p>
              <p className="soft">{context.text}</p>
            </div>
            <IconButton icon="close" label={t('do.cancel')} onClick={onContextEnd} />
          </div>
        )}
        {!editing && (quiet.choice !== null || quiet.posts.length > 0) && (
          <Suspense>
            <QuietLane quiet={quiet} problem={held} />
          </Suspense>
        )}
        {tray.problem !== null && <Problem>{tray.problem}</Problem>}
        {!editing && tray.files.length > 0 && (
          <ul className={css.tray}>
            {tray.files.map((file) => (
              <TrayItem key={file.name + file.blob.size} file={file} onRemove={() => tray.remove(file)} />
            ))}
          </ul>
        )}
        <form
          className={css.row}
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              void tray.add([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
          <IconButton
            icon="attach"
            label={t('compose.attach')}
            disabled={editing}
            onClick={() => picker.current?.click()}
          />
          <div className={css.box}>
            <textarea
              ref={input}
              className={css.input}
              rows={1}
              value={text}
              aria-label={t('compose.label')}
              placeholder={t('compose.placeholder')}
              maxLength={20_000}
              dir="auto"
              enterKeyHint="enter"
              onChange={(event) => setText(event.target.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
            />
          </div>
          <Button
            type="submit"
            look="primary"
            className={classes(css.send)}
            aria-label={editing ? t('do.save') : t('compose.send')}
            aria-disabled={!canSend}
            // The keyboard stays open: focus does not leave the text.
            onPointerDown={(event) => event.preventDefault()}
          >
            <Icon name={editing ? 'check' : 'send'} />
          </Button>
        </form>
      </div>
    </div>
  );
}

function TrayItem({ file, onRemove }: { file: Attachment; onRemove: () => void }) {
  const { t, size } = useTranslator();
  const url = useBlobUrl(file.dimensions === null ? null : file.blob);
  return (
    <li className={css.trayItem}>
      {url === null ? <Icon name="file" /> : <img src={url} alt="" />}
      <span className={css.trayName}>
        {file.name} <span className="soft">{size(file.blob.size)}</span>
      </span>
      <IconButton icon="close" label={`${t('message.discard')}: ${file.name}`} onClick={onRemove} />
    </li>
  );
}

/** Files chosen and not yet sent. */
function useTray() {
  const { media } = useAccount();
  const { t, size } = useTranslator();
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const add = useCallback(
    async (chosen: readonly File[]): Promise<void> => {
      setProblem(null);
      const limit = await media.limit();
      for (const file of chosen) {
        const ready = await prepareAttachment(file);
        if (limit !== null && ready.blob.size > limit) {
          setProblem(
            t('compose.tooBig', { name: file.name, size: size(ready.blob.size), limit: size(limit) }),
          );
        } else setFiles((now) => [...now, ready]);
      }
    },
    [media, t, size],
  );
  return {
    files,
    problem,
    add,
    remove: (file: Attachment) => setFiles((now) => now.filter((other) => other !== file)),
    clear(): void {
      setFiles([]);
      setProblem(null);
    },
  };
}
