import { useState } from 'react';
import type { LessonView } from '../../../api/types.ts';
import { Link } from '../../../app/router.tsx';
import { useAccount, useServices } from '../../../app/services.ts';
import { unlockSound } from '../live/unlock-sound.ts';
import { explain } from '../../../ui/explain.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Bar } from '../../../ui/page.tsx';
import pageCss from '../../../ui/page.module.css';
import { Avatar, Button, buttonClass, Chip, Empty, Loading } from '../../../ui/ui.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { useNow } from '../../../ui/use-now.ts';
import { placeOf } from '../../home/home-model.ts';
import homeCss from '../../home/home.module.css';
import { useNames } from '../lesson-names.ts';
import { openLessonSession, type LessonSession } from '../lesson-session.ts';
import { keepChoices, readChoices } from '../model/choices.ts';
import { clockOf } from '../model/clock.ts';
import type { Door } from '../model/door.ts';
import { useLessonTexts, type LessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import css from './before.module.css';
import { DeviceCheck } from './device-check.tsx';
import { StartForm } from './start-form.tsx';

interface Props {
  readonly roomId: string;
  readonly lesson: Lesson;
  readonly onEnter: (session: LessonSession) => void;
}

/** Before the lesson: what it is, whether one may go in, and how. */
export function BeforeLesson({ roomId, lesson, onEnter }: Props) {
  const account = useAccount();
  const { l } = useLessonTexts();
  const { value: me } = useStore(account.me);
  const { view, door } = lesson;
  const place = placeOf(me, roomId);
  const where = place === null ? undefined : (place.class?.title ?? place.school.name);
  const kind = view?.kind ?? 'lesson';
  const title = l(kind === 'lesson' ? 'title' : `title.${kind}`);
  return (
    <main className={css.page}>
      <Bar
        title={title}
        subtitle={where}
        parent={{ name: 'room', roomId }}
        lead={place?.class && <Avatar name={place.class.title} tile size={40} />}
        always
      >
        <Link to={{ name: 'room', roomId }} className={homeCss.round} label={l('door.chat')}>
          <Icon name="chat" />
        </Link>
      </Bar>
      <div className={pageCss.body} tabIndex={0}>
        <div className={css.column}>
          {door.kind === 'open' && view !== null ? (
            <Open view={view} onEnter={onEnter} />
          ) : (
            <Shut roomId={roomId} lesson={lesson} door={door} />
          )}
          {view?.may.run === true && view.class_id !== null && (
            <Link to={{ name: 'attendance', classId: view.class_id }} className={buttonClass('quiet')}>
              <Icon name="people" size={20} />
              {l('door.attendance')}
            </Link>
          )}
        </div>
      </div>
    </main>
  );
}

function Open({ view, onEnter }: { view: LessonView; onEnter: Props['onEnter'] }) {
  const { api } = useServices();
  const account = useAccount();
  const { l } = useLessonTexts();
  const { value: me } = useStore(account.me);
  const [choices, setChoices] = useState(readChoices);
  const may = {
    microphone: view.may.publish.includes('microphone'),
    camera: view.may.publish.includes('camera'),
  };
  const enter = (): void => {
    keepChoices(choices);
    unlockSound();
    onEnter(openLessonSession({ api, account, view, choices }));
  };
  const profile = view.session?.profile;
  return (
    <>
      <Facts view={view} />
      {view.session?.recording != null && <p className={css.note}>{l('door.recording')}</p>}
      {view.kind !== 'broadcast' && (
        <DeviceCheck
          me={{ id: account.session.userId, name: me?.display_name ?? '' }}
          choices={choices}
          may={may}
          onChange={setChoices}
        />
      )}
      {!view.may.run && (profile === 'listen' || profile === 'test') && (
        <p className={css.note}>{l(`check.${profile}`)}</p>
      )}
      <div className={css.enter}>
        <Button look="primary" wide onClick={enter}>
          {l(view.kind === 'lesson' ? 'enter' : 'enter.meeting')}
        </Button>
      </div>
    </>
  );
}

/** What lesson it is, when, and who teaches it. */
function Facts({ view }: { view: LessonView }) {
  const texts = useLessonTexts();
  const { l, translator } = texts;
  const { people } = useNames(view.class_id);
  const { session } = view;
  if (session === null) return null;
  const teachers = people
    .filter(({ role }) => role === 'teacher' || role === 'class_teacher')
    .map(({ display_name: name }) => name);
  return (
    <section className={css.facts} aria-label={l('title')}>
      <h2 className={css.factsTitle}>{session.title || l('title')}</h2>
      <p className={css.chips}>
        <Now view={view} />
        <span className="soft">
          {translator.time(Date.parse(session.begins))}–{translator.time(Date.parse(session.ends))}
        </span>
      </p>
      {teachers.length > 0 && (
        <p className="soft">{l('teachers', { names: translator.list(teachers.slice(0, 3)) })}</p>
      )}
    </section>
  );
}

function Now({ view: { session } }: { view: LessonView }) {
  const texts = useLessonTexts();
  const now = useNow();
  if (session === null) return null;
  return <Chip tone="good">{clockText(texts, session, now)}</Chip>;
}

function clockText({ l }: LessonTexts, session: NonNullable<LessonView['session']>, now: number): string {
  const clock = clockOf(
    {
      beginsAt: Date.parse(session.begins),
      endsAt: Date.parse(session.ends),
      closesAt: Date.parse(session.closes_at),
    },
    now,
  );
  switch (clock.kind) {
    case 'before':
      return l('begins.in', { minutes: clock.minutes });
    case 'over':
      return l('over');
    default:
      return l('now');
  }
}

function Shut({ roomId, lesson, door }: { roomId: string; lesson: Lesson; door: Door }) {
  const { l, translator } = useLessonTexts();
  const now = useNow();
  if (door.kind === 'loading' || door.kind === 'open') {
    return (
      <div role="status">
        <p className="visually-hidden">{l('door.checking')}</p>
        <Loading rows={3} height={96} />
      </div>
    );
  }
  const chat = (
    <Link to={{ name: 'room', roomId }} className={buttonClass('secondary')}>
      {l('door.chat')}
    </Link>
  );
  if (door.kind === 'unknown') {
    return (
      <Empty icon="offline" title={l('door.unknown.title')}>
        <p>{explain(translator, door.failure)}</p>
        <Button icon="refresh" onClick={() => void lesson.refresh()}>
          {translator.t('do.retry')}
        </Button>
      </Empty>
    );
  }
  const { reason, canStart } = door;
  const next = reason === 'closed' ? lesson.view?.next : null;
  return (
    <>
      <div role="status">
        <Empty
          icon={reason === 'closed' ? 'clock' : reason.startsWith('media') ? 'alert' : 'lesson'}
          title={l(`door.${reason}.title`)}
        >
          {next ? (
            <>
              <p>
                <strong>{l('next', { title: next.title })}</strong>
                <br />
                {l('next.when', {
                  day: translator.day(Date.parse(next.begins), now),
                  from: translator.time(Date.parse(next.begins)),
                  to: translator.time(Date.parse(next.ends)),
                })}
                <br />
                {l('next.opens', { time: translator.time(Date.parse(next.opens_at)) })}
              </p>
              <p className="small">{l('door.closed.text')}</p>
            </>
          ) : (
            <p>
              {l(
                reason === 'closed' && lesson.view?.next === null
                  ? 'door.closed.none'
                  : `door.${reason}.text`,
              )}
            </p>
          )}
          {reason === 'media_preparing' && <Loading rows={1} height={8} />}
          {reason !== 'not_yours' && chat}
        </Empty>
      </div>
      {canStart && <StartForm roomId={roomId} kind={lesson.view?.kind ?? 'lesson'} onStarted={lesson.set} />}
    </>
  );
}
