import { useStore } from '../../../ui/use-store.ts';
import type { Said } from '../lesson-session.ts';
import { useLessonTexts, type LessonTexts } from '../texts.ts';
import { useLive, userIdOf, type LiveContext } from './lesson-context.ts';
import css from './live.module.css';

/** Only heard, not seen: in a class of thirty people come and go all the time. */
const ONLY_HEARD: ReadonlySet<Said['kind']> = new Set(['joined', 'left']);
const WARM: ReadonlySet<Said['kind']> = new Set([
  'muted',
  'camera_off',
  'screen_off',
  'failed',
  'device_failed',
]);

function textOf(said: Said, { l }: LessonTexts, { people, nameOf }: LiveContext): string {
  const nameBy = (identity: string): string =>
    people.find((person) => person.identity === identity)?.name ?? nameOf(userIdOf(identity));
  switch (said.kind) {
    case 'saving':
      return l(said.level === 'all' ? 'say.saving_over' : `say.saving.${said.level}`);
    case 'device_failed':
      return l(`device.${said.why}.${said.device}`);
    case 'joined':
    case 'left':
    case 'waiting':
      return l(`say.${said.kind}`, { name: nameBy(said.identity) });
    case 'hand':
      return l('say.hand', { name: nameOf(said.userId) });
    case 'group':
      return l('say.group', { title: said.title });
    case 'failed':
      return l('say.failed', { why: said.why });
    default:
      return l(`say.${said.kind}`);
  }
}

/** What has just happened, in words, for eyes and for ears. */
export function Notices() {
  const live = useLive();
  const texts = useLessonTexts();
  const { l } = texts;
  const { session, state } = live;
  const notices = useStore(session.notices);
  const last = notices.at(-1);
  // Whose hand is up everybody sees on the tiles; the teacher must not miss it.
  const shown = notices.filter(
    ({ said: { kind } }) => !ONLY_HEARD.has(kind) && (kind !== 'hand' || live.isTeacher),
  );
  return (
    <div className={css.notices}>
      <div className="visually-hidden" aria-live="polite">
        {last === undefined ? '' : textOf(last.said, texts, live)}
      </div>
      {state.phase === 'reconnecting' && (
        <p className={css.notice} data-warm="true" role="status">
          <span className={css.pulse} />
          {l('reconnecting')}
        </p>
      )}
      {state.soundBlocked && (
        <p className={css.notice} data-warm="true" role="alert">
          {l('sound.blocked')}
          <button
            type="button"
            className={css.noticeButton}
            onClick={() => void session.live.startSound().catch(() => {})}
          >
            {l('sound.allow')}
          </button>
        </p>
      )}
      {shown.map(({ id, said }) => (
        <p key={id} className={css.notice} data-warm={WARM.has(said.kind)} aria-hidden="true">
          {textOf(said, texts, live)}
        </p>
      ))}
    </div>
  );
}
