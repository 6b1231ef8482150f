import { useState, type ReactNode } from 'react';
import { useAccount } from '../../../app/services.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Button, classes } from '../../../ui/ui.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { LessonIcon, type LessonIconName } from '../lesson-icons.tsx';
import { useLessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import { canShareScreen } from './devices.ts';
import { EndLesson } from './end-lesson.tsx';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';
import type { Device } from './live-types.ts';
import { MoreDialog } from './more-dialog.tsx';
import { ReactionRow } from './reaction-row.tsx';
import type { PanelName } from './side-panel.tsx';

interface Props {
  readonly panel: PanelName | null;
  readonly onPanel: (panel: PanelName | null) => void;
  readonly lesson: Lesson;
}

export function Controls({ panel, onPanel, lesson }: Props) {
  const account = useAccount();
  const { roomId, session, state, people, hands, isTeacher, isViewer, questions } = useLive();
  const { l } = useLessonTexts();
  const unread = useStore(account.rooms).get(roomId)?.unread ?? 0;
  const [more, setMore] = useState(false);
  const [reacting, setReacting] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const here = people.filter(({ waiting }) => !waiting).length;
  const waiting = isTeacher ? people.length - here : 0;
  const asked = isTeacher ? (questions?.list?.filter(({ status }) => status === 'waiting').length ?? 0) : 0;
  const toggle = (name: PanelName): void => onPanel(panel === name ? null : name);
  const leave = (): void => {
    if (isTeacher && state.phase !== 'ended') setLeaving(true);
    else void session.leave();
  };
  return (
    <section className={css.controls} aria-label={l('control.bar')}>
      {reacting && (
        <div className={css.reactBar}>
          <ReactionRow onDone={() => setReacting(false)} />
        </div>
      )}
      {!isViewer && (
        <>
          <DeviceButton device="microphone" />
          <DeviceButton device="camera" />
        </>
      )}
      {canShareScreen() && (state.may.screen || state.on.screen) && (
        <span className={css.wideOnly}>
          <DeviceButton device="screen" />
        </span>
      )}
      {!isTeacher && !isViewer && <HandButton />}
      <span className={css.wideOnly}>
        <ControlButton
          icon={<Icon name="smile" size={24} />}
          label={l('control.react')}
          pressed={reacting}
          onClick={() => setReacting(!reacting)}
        />
      </span>
      {isTeacher && (
        <ControlButton
          icon={<LessonIcon name="settings" size={24} />}
          label={l('teach.title')}
          pressed={panel === 'teach'}
          onClick={() => toggle('teach')}
        />
      )}
      {questions !== null && (
        <ControlButton
          icon={<LessonIcon name="question" size={24} />}
          label={asked > 0 ? l('questions.count', { count: asked }) : l('questions.title')}
          pressed={panel === 'questions'}
          badge={panel === 'questions' ? 0 : asked}
          onClick={() => toggle('questions')}
        />
      )}
      <ControlButton
        icon={<Icon name="chat" size={24} />}
        label={
          unread > 0 && panel !== 'chat' ? l('control.chat.unread', { count: unread }) : l('control.chat')
        }
        pressed={panel === 'chat'}
        badge={panel === 'chat' ? 0 : unread}
        onClick={() => toggle('chat')}
      />
      <ControlButton
        icon={<Icon name="people" size={24} />}
        label={
          waiting > 0
            ? l('control.people.lobby', { count: here, waiting })
            : l('control.people.count', { count: here })
        }
        pressed={panel === 'people'}
        badge={waiting > 0 ? waiting : isTeacher ? hands.length : 0}
        warm={waiting > 0}
        onClick={() => toggle('people')}
      />
      <ControlButton
        icon={<Icon name="more" size={24} />}
        label={l('control.more')}
        onClick={() => setMore(true)}
      />
      <button
        type="button"
        className={classes(css.control, css.leave)}
        aria-label={l('control.leave')}
        title={l('control.leave')}
        onClick={leave}
      >
        <LessonIcon name="leave" size={26} />
      </button>
      {more && (
        <MoreDialog
          onClose={() => setMore(false)}
          onPolls={() => {
            setMore(false);
            onPanel('polls');
          }}
        />
      )}
      {leaving && <LeaveDialog lesson={lesson} onClose={() => setLeaving(false)} />}
    </section>
  );
}

interface ControlProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly pressed?: boolean;
  readonly badge?: number;
  readonly warm?: boolean;
  readonly onClick: () => void;
}

function ControlButton({ icon, label, pressed, badge = 0, warm = false, onClick }: ControlProps) {
  return (
    <button
      type="button"
      className={css.control}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {icon}
      {badge > 0 && (
        <span
          className={classes(css.controlBadge, warm && css.controlBadgeWarm)}
          data-count={badge > 99 ? '99+' : badge}
          aria-hidden="true"
        />
      )}
    </button>
  );
}

const ICONS: { readonly [D in Device]: { readonly on: LessonIconName; readonly off: LessonIconName } } = {
  microphone: { on: 'microphone', off: 'microphoneOff' },
  camera: { on: 'camera', off: 'cameraOff' },
  // Sharing is what the button does; its icon shows what a press will do.
  screen: { on: 'screenOff', off: 'screen' },
};

/** Camera, microphone or screen: on, off, or not this person's to switch. */
function DeviceButton({ device }: { device: Device }) {
  const { session, state } = useLive();
  const { l } = useLessonTexts();
  const on = state.on[device];
  const may = state.may[device];
  const label =
    !may && !on && device !== 'screen'
      ? l(`control.${device}.no`)
      : l(`control.${device}.${on ? 'off' : 'on'}`);
  return (
    <button
      type="button"
      className={classes(
        css.control,
        device !== 'screen' && !on && css.controlOff,
        device === 'screen' && on && css.controlOn,
      )}
      aria-label={label}
      title={label}
      aria-pressed={on}
      aria-disabled={!may && !on}
      aria-busy={state.busy[device] || undefined}
      data-may={may || on}
      onClick={() => {
        if (may || on) void session.live.setDevice(device, !on);
      }}
    >
      <LessonIcon name={ICONS[device][on ? 'on' : 'off']} size={24} />
    </button>
  );
}

function HandButton() {
  const { session, hands, me, run } = useLive();
  const { l } = useLessonTexts();
  const call = useStore(session.call);
  const [busy, setBusy] = useState(false);
  const up = hands.includes(me);
  const label = call === null ? l('control.hand.wait') : l(up ? 'control.hand.down' : 'control.hand.up');
  const toggle = async (): Promise<void> => {
    if (call === null || busy) return;
    setBusy(true);
    await run(() => (up ? call.lowerHand() : call.raiseHand()));
    setBusy(false);
  };
  return (
    <button
      type="button"
      className={classes(css.control, up && css.controlHand)}
      aria-label={label}
      title={label}
      aria-pressed={up}
      aria-busy={busy || undefined}
      aria-disabled={call === null}
      onClick={() => void toggle()}
    >
      <LessonIcon name="hand" size={24} />
    </button>
  );
}

/** Whoever runs the lesson leaves it running, or ends it for everybody: the second asks once more. */
function LeaveDialog({ lesson, onClose }: { lesson: Lesson; onClose: () => void }) {
  const { session, view } = useLive();
  const { l } = useLessonTexts();
  const [ending, setEnding] = useState(false);
  if (ending) return <EndLesson lesson={lesson} onClose={onClose} />;
  return (
    <Dialog title={l('leave.title')} onClose={onClose}>
      <p>{l('leave.text')}</p>
      <div className={css.leaveActions}>
        <Button look="primary" wide onClick={() => void session.leave()}>
          {l('leave.only')}
        </Button>
        {view.session !== null && (
          <Button look="dangerQuiet" wide onClick={() => setEnding(true)}>
            {l('control.end')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
