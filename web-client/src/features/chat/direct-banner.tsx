import type { MyDirectRoom } from '../../api/people.ts';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import css from './chat.module.css';

/** Everybody in a supervised room sees that it is, and by whom, whenever they look at it. */
export function DirectBanner({ room }: { room: MyDirectRoom }) {
  const { t } = useTranslator();
  const me = useAccount().session.userId;
  const { status, supervised, second_adult: second } = room;
  const text =
    status === 'closed'
      ? t('direct.closed')
      : !supervised
        ? null
        : status === 'read_only' || second === null
          ? t('direct.waiting')
          : second.user_id === me
            ? t('direct.supervised.you')
            : t('direct.supervised', { name: second.display_name });
  if (text === null) return null;
  return (
    <p className={css.supervised} role="note">
      <Icon name={status === 'open' ? 'eye' : 'alert'} size={20} />
      {text}
    </p>
  );
}
