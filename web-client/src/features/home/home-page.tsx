import { Suspense, useEffect, useRef } from 'react';
import type { Me, MyClass, MySchool } from '../../api/types.ts';
import { Link, navigate, useRoute } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { Today } from '../../app/views.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Failed } from '../../ui/failed.tsx';
import { useTitle } from '../../ui/entrance.tsx';
import { Icon, Logo } from '../../ui/icons.tsx';
import { Avatar, buttonClass, Empty, Loading } from '../../ui/ui.tsx';
import { useMedia, WIDE } from '../../ui/use-media.ts';
import { useStore } from '../../ui/use-store.ts';
import { rememberArrival } from '../join/arrival.ts';
import { LessonNow } from '../lesson/lesson-now.tsx';
import { hasToday, keyOf, ME } from '../timetable/subject.ts';
import { DirectChats } from './direct-chats.tsx';
import { chatsWithPeople } from './direct-model.ts';
import { DeskLinks } from './desk-links.tsx';
import { byTitle, chatsOf, firstChatOfNewClass, unreadOf } from './home-model.ts';
import css from './home.module.css';
import { RoomRow } from './room-row.tsx';

export function HomePage() {
  const account = useAccount();
  const { t } = useTranslator();
  const route = useRoute();
  const { value: me } = useStore(account.me);
  const isHere = route.name === 'home';
  const isWide = useMedia(WIDE);
  useOpenWhenLetIn(me);
  useUnreadInTitle(me, isHere);
  const isPage = isHere && !(isWide && hasToday(me));
  const Heading = isPage ? 'h1' : 'h2';
  const content = (
    <>
      <header className={css.head}>
        <Link to={{ name: 'home' }} className={css.brand}>
          <Logo size={34} />
          {t('app.name')}
        </Link>
        <Link to={{ name: 'me' }} className={css.me} current={route.name === 'me'}>
          <span className="visually-hidden">{t('me.title')}</span>
          {me === null ? <Icon name="person" /> : <Avatar name={me.display_name} id={me.user_id} size={38} />}
        </Link>
      </header>
      {isHere && <Heading className="visually-hidden">{t('home.title')}</Heading>}
      <div className={css.body}>
        <Schools isWide={isWide} isHere={isHere} />
      </div>
    </>
  );
  // Beside an open view, or beside the day on a wide screen, the list is navigation; alone it is the page itself.
  return isPage ? (
    <main className={css.page}>{content}</main>
  ) : (
    <nav className={css.page} aria-label={t('home.title')}>
      {content}
    </nav>
  );
}

function Schools({ isWide, isHere }: { isWide: boolean; isHere: boolean }) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const { value: me, failure } = useStore(account.me);
  const isStore = useRoute().name === 'store';
  if (me === null) {
    // The homeserver knows the person, but no school does.
    if (failure?.status === 403)
      return <NoSchool title={t('home.unknown.title')} text={t('home.unknown.text')} />;
    if (failure !== null) {
      return (
        <div className={css.section}>
          <Failed what={t('home.failed')} failure={failure} onRetry={account.me.refresh} />
        </div>
      );
    }
    return (
      <div className={css.section}>
        <Loading rows={5} height={68} />
      </div>
    );
  }
  if (me.schools.length === 0 && me.waiting.length === 0) {
    return <NoSchool title={t('home.empty.title')} text={t('home.empty.text')} />;
  }
  return (
    <>
      <Waiting me={me} />
      {hasToday(me) && (isWide ? <TimetableLinks /> : isHere && <TodayHere />)}
      <DirectChats me={me} />
      <ul className={css.card}>
        <li>
          <Link to={{ name: 'store' }} className={css.row} current={isStore}>
            <span className={css.rowIcon}>
              <Icon name="file" />
            </span>
            <span className={css.rowName}>{t('home.store')}</span>
          </Link>
        </li>
      </ul>
      {me.schools.map((school) => (
        <School key={school.school_id} school={school} />
      ))}
    </>
  );
}

/** On a phone the day is the first thing on the page; its code must not hold up the list of classes. */
function TodayHere() {
  return (
    <Suspense
      fallback={
        <div className={css.section}>
          <Loading rows={2} height={96} />
        </div>
      }
    >
      <Today level={2} />
    </Suspense>
  );
}

function TimetableLinks() {
  const { t } = useTranslator();
  const route = useRoute();
  return (
    <ul className={css.card}>
      <li>
        <Link to={{ name: 'home' }} className={css.row} current={route.name === 'home'}>
          <span className={css.rowIcon}>
            <Icon name="clock" />
          </span>
          <span className={css.rowName}>{t('today.title')}</span>
        </Link>
      </li>
      <li>
        <Link
          to={{ name: 'timetable', subject: ME, day: null }}
          className={css.row}
          current={route.name === 'timetable'}
        >
          <span className={css.rowIcon}>
            <Icon name="calendar" />
          </span>
          <span className={css.rowName}>{t('timetable.title')}</span>
        </Link>
      </li>
    </ul>
  );
}

function NoSchool({ title, text }: { title: string; text: string }) {
  const { t } = useTranslator();
  return (
    <Empty icon="home" title={title}>
      <p>{text}</p>
      <Link to={{ name: 'join' }} className={buttonClass('primary')}>
        {t('home.enterCode')}
      </Link>
    </Empty>
  );
}

function School({ school }: { school: MySchool }) {
  const { locale } = useTranslator();
  const rooms = chatsOf(school.rooms);
  return (
    <section className={css.section} aria-label={school.name}>
      <h2 className={css.school}>{school.name}</h2>
      {rooms.length > 0 && (
        <div className={css.card}>
          <LessonNow rooms={school.rooms} />
          <ul>
            {rooms.map((room) => (
              <RoomRow key={room.room_id} roomId={room.room_id} kind={room.kind} />
            ))}
          </ul>
        </div>
      )}
      {byTitle(school.classes, locale).map((one) => (
        <ClassCard key={one.class_id} one={one} />
      ))}
      <DeskLinks school={school} />
    </section>
  );
}

function ClassCard({ one }: { one: MyClass }) {
  const { t } = useTranslator();
  const route = useRoute();
  const isOpen = (name: 'people' | 'invites'): boolean =>
    route.name === name && route.classId === one.class_id;
  return (
    <article className={css.card} aria-label={one.title}>
      <div className={css.classHead}>
        <Avatar name={one.title} tile size={44} />
        <div className={css.classTitle}>
          <h3>{one.title}</h3>
          <p>{one.roles.map((role) => t(`role.${role}`)).join(', ')}</p>
        </div>
        <Link
          to={{ name: 'people', classId: one.class_id }}
          className={css.round}
          label={t('home.people.of', { title: one.title })}
          current={isOpen('people')}
        >
          <Icon name="people" />
        </Link>
        <Link
          to={{ name: 'timetable', subject: { of: 'class', id: one.class_id }, day: null }}
          className={css.round}
          label={t('timetable.of', { title: one.title })}
          current={route.name === 'timetable' && keyOf(route.subject) === `class ${one.class_id}`}
        >
          <Icon name="calendar" />
        </Link>
        <Link
          to={{ name: 'documents', classId: one.class_id }}
          className={css.round}
          label={t('home.documents.of', { title: one.title })}
          current={route.name === 'documents' && route.classId === one.class_id}
        >
          <Icon name="file" />
        </Link>
        {one.may_invite.length > 0 && (
          <Link
            to={{ name: 'invites', classId: one.class_id }}
            className={css.round}
            label={t('home.invites.of', { title: one.title })}
            current={isOpen('invites')}
          >
            <Icon name="invite" />
          </Link>
        )}
      </div>
      <LessonNow rooms={one.rooms} />
      <ul>
        {chatsOf(one.rooms).map((room) => (
          <RoomRow key={room.room_id} roomId={room.room_id} kind={room.kind} />
        ))}
      </ul>
    </article>
  );
}

function Waiting({ me }: { me: Me }) {
  const { t } = useTranslator();
  if (me.waiting.length === 0) return null;
  return (
    <section className={css.section} aria-live="polite">
      {me.waiting.map((one) => (
        <div key={`${one.school_name} ${one.class_title} ${one.role}`} className={css.waiting}>
          <Avatar name={one.class_title} tile size={52} />
          <div>
            <h2>{t('join.wait.title')}</h2>
            <p>
              {one.class_title}, {one.school_name}
            </p>
            <p className="soft">{t('join.wait.text', { name: me.display_name })}</p>
            <p className="soft small">{t('join.wait.checking')}</p>
          </div>
        </div>
      ))}
    </section>
  );
}

/** Somebody who waited on this page comes into the class by themselves as soon as a teacher lets them in. */
function useOpenWhenLetIn(me: Me | null): void {
  const route = useRoute();
  const before = useRef<Me | null>(null);
  useEffect(() => {
    const old = before.current;
    before.current = me;
    if (route.name !== 'home' || me === null || old === null || old.waiting.length <= me.waiting.length)
      return;
    const roomId = firstChatOfNewClass(old, me);
    if (roomId === null) return;
    rememberArrival(roomId);
    navigate({ name: 'room', roomId });
  }, [me, route]);
}

function useUnreadInTitle(me: Me | null, isHere: boolean): void {
  const { t } = useTranslator();
  const account = useAccount();
  const direct = chatsWithPeople(useStore(account.directRooms).value);
  const unread = unreadOf(me, useStore(account.rooms), direct);
  useTitle(isHere ? `${unread > 0 ? `(${unread}) ` : ''}${t('home.title')}` : null);
}
