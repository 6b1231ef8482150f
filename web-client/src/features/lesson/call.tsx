/** Calls of two people in their direct chat: to begin one, to answer one. Loaded with the chats. */
import { Link, useRoute } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { buttonClass } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from './lesson-now.module.css';

/** In the bar of a direct chat. */
export function CallLink({ roomId, quiet }: { roomId: string; quiet: string }) {
  const { t } = useTranslator();
  const caller = useStore(useAccount().rooms).get(roomId)?.caller ?? null;
  if (caller === null) {
    return (
      <Link to={{ name: 'lesson', roomId }} className={quiet} label={t('call.begin')}>
        <Icon name="phone" />
      </Link>
    );
  }
  return (
    <Link to={{ name: 'lesson', roomId }} className={`${buttonClass('primary')} ${css.barButton}`}>
      <Icon name="phone" size={20} />
      {t('call.join')}
    </Link>
  );
}

/** Above everything, while somebody waits in the call of a direct chat. */
export function IncomingCall() {
  const { t } = useTranslator();
  const route = useRoute();
  const rooms = useStore(useAccount().rooms);
  const call = [...rooms.values()].find(
    ({ membership, caller, roomId }) =>
      membership === 'join' &&
      caller != null &&
      // Its own bar says so.
      !(route.name === 'room' && route.roomId === roomId),
  );
  return (
    <div role="status">
      {call !== undefined && (
        <Link to={{ name: 'lesson', roomId: call.roomId }} className={css.now}>
          <span className={css.dot} aria-hidden="true" />
          <span className={css.text}>
            <strong>{t('call.from', { name: call.caller ?? '' })}</strong>
          </span>
          <span className={css.enter}>{t('call.join')}</span>
        </Link>
      )}
    </div>
  );
}
