import { useEffect } from 'react';
import type { Me } from '../../api/types.ts';
import { Link, useRoute } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Avatar, Badge } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { hasFamily, waitingForMe } from '../guardians/guardian-model.ts';
import { chatsWithPeople, titleOf } from './direct-model.ts';
import css from './home.module.css';
import { ChatRow } from './room-row.tsx';

/** Chats with single people, and the ways to new ones and to one's family. */
export function DirectChats({ me }: { me: Me }) {
  const { directRooms, guardianships } = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const route = useRoute();
  const rooms = chatsWithPeople(useStore(directRooms).value);
  const family = useStore(guardianships).value ?? [];
  const waiting = waitingForMe(family, me).length;
  useEffect(() => {
    void directRooms.refresh();
    void guardianships.refresh();
  }, [directRooms, guardianships]);
  return (
    <section className={css.section} aria-label={t('direct.title')}>
      <h2 className={css.school}>{t('direct.title')}</h2>
      <ul className={css.card}>
        <li>
          <Link to={{ name: 'contacts' }} className={css.row} current={route.name === 'contacts'}>
            <span className={css.rowIcon}>
              <Icon name="plus" />
            </span>
            <span className={css.rowName}>{t('direct.new')}</span>
          </Link>
        </li>
        {hasFamily(me, family) && (
          <li>
            <Link to={{ name: 'family' }} className={css.row} current={route.name === 'family'}>
              <span className={css.rowIcon}>
                <Icon name="parents" />
              </span>
              <span className={css.rowText}>
                <span className={css.rowName}>{t('direct.family')}</span>
                {waiting > 0 && <span className={css.rowNote}>{t('direct.family.waits')}</span>}
              </span>
              {waiting > 0 && <Badge count={waiting} label={t('direct.family.waits')} />}
            </Link>
          </li>
        )}
        {rooms.map((room) => (
          <ChatRow
            key={room.room_id}
            roomId={room.room_id}
            name={titleOf(room, translator)}
            lead={
              <Avatar
                name={titleOf(room, translator)}
                id={room.people[0]?.user_id ?? room.room_id}
                size={44}
              />
            }
            {...(room.supervised && { note: t('direct.supervised.short') })}
          />
        ))}
      </ul>
    </section>
  );
}
