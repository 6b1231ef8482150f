import { REACTIONS } from '../../../matrix/hands.ts';
import { useStore } from '../../../ui/use-store.ts';
import { useLessonTexts } from '../texts.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';

/** A sign that floats over one's own picture for a moment, also in Element Call. */
export function ReactionRow({ onDone }: { onDone: () => void }) {
  const { session, run } = useLive();
  const { l } = useLessonTexts();
  const call = useStore(session.call);
  return (
    <div className={css.reactions} role="group" aria-label={l('control.react')}>
      {REACTIONS.map((reaction) => (
        <button
          key={reaction.name}
          type="button"
          className={css.reaction}
          aria-label={l('control.react.with', { emoji: reaction.emoji })}
          disabled={call === null}
          onClick={() => {
            onDone();
            if (call !== null) void run(() => call.react(reaction));
          }}
        >
          {reaction.emoji}
        </button>
      ))}
    </div>
  );
}
