import { useEffect, useRef } from 'react';
import { useAccount } from '../../../app/services.ts';
import { IconButton } from '../../../ui/ui.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { OpenChat } from '../../chat/open-chat.tsx';
import { useRoom } from '../../chat/use-room.ts';
import { placeOf } from '../../home/home-model.ts';
import { PollList } from '../../poll/poll-list.tsx';
import { useLessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';
import { PeoplePanel } from './people-panel.tsx';
import { QuestionsPanel } from './questions-panel.tsx';
import { TeachPanel } from './teach-panel.tsx';

export type PanelName = 'chat' | 'people' | 'polls' | 'questions' | 'teach';

const TITLES = {
  chat: 'control.chat',
  people: 'people.title',
  polls: 'control.polls',
  questions: 'questions.title',
  teach: 'teach.title',
} as const;

interface Props {
  readonly name: PanelName;
  readonly onName: (name: PanelName) => void;
  readonly onClose: () => void;
  readonly lesson: Lesson;
}

/** Beside the stage on a wide screen, over it on a phone. */
export function SidePanel({ name, onName, onClose, lesson }: Props) {
  const { l, translator } = useLessonTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [name]);
  return (
    <section
      className={css.panel}
      aria-label={l(TITLES[name])}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <div className={css.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          {l(TITLES[name])}
        </h2>
        <IconButton icon="close" label={translator.t('do.close')} onClick={onClose} />
      </div>
      {name === 'chat' && <Chat />}
      {name === 'people' && <PeoplePanel />}
      {name === 'polls' && <Polls />}
      {name === 'questions' && <QuestionsPanel />}
      {name === 'teach' && <TeachPanel lesson={lesson} onPoll={() => onName('polls')} />}
    </section>
  );
}

function Chat() {
  const account = useAccount();
  const { roomId } = useLive();
  const { value: me } = useStore(account.me);
  const { handle, view } = useRoom(roomId);
  return (
    <div className={css.chat}>
      <OpenChat
        roomId={roomId}
        place={placeOf(me, roomId)}
        handle={handle}
        view={view?.membership === 'join' ? view : null}
      />
    </div>
  );
}

function Polls() {
  const { roomId, isTeacher } = useLive();
  const { view } = useRoom(roomId);
  return (
    <div className={css.panelBody} tabIndex={0}>
      <PollList roomId={roomId} view={view} mayAsk={isTeacher} />
    </div>
  );
}
