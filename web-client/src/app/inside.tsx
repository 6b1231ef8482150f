import { Suspense, useEffect, useState } from 'react';
import { ChatPage } from '../features/chat/chat-page.tsx';
import { HomePage } from '../features/home/home-page.tsx';
import { IncomingCall } from '../features/lesson/call.tsx';
import { hasToday } from '../features/timetable/subject.ts';
import { useTranslator } from '../i18n/i18n.tsx';
import { Empty, Loading } from '../ui/ui.tsx';
import { Icon } from '../ui/icons.tsx';
import { useMedia, WIDE } from '../ui/use-media.ts';
import { useStore } from '../ui/use-store.ts';
import css from './inside.module.css';
import { pathOf, type Route } from './route.ts';
import { useRoute } from './router.tsx';
import { useAccount } from './services.ts';
import {
  AttendancePage,
  CalendarsPage,
  ContactsPage,
  FamilyPage,
  DeskPage,
  DocumentsPage,
  FramePage,
  ImportPage,
  InvitesPage,
  MePage,
  PeoplePage,
  ReportsPage,
  SharedPage,
  StorePage,
  TaskPage,
  TimetablePage,
  TodayPage,
} from './views.ts';

/** Everything behind the log-in: on a phone one view at a time, on a wide screen the classes stay on the left. */
export function Inside() {
  const route = useRoute();
  const { t } = useTranslator();
  const atHome = route.name === 'home';
  return (
    <div className={css.shell} data-view={atHome ? 'home' : 'other'}>
      <a className={css.skip} href="#content">
        {t('app.skip')}
      </a>
      <OfflineBanner />
      <IncomingCall />
      <div className={css.panes}>
        <div className={css.list}>
          <HomePage />
        </div>
        <div className={css.content} id="content" tabIndex={-1}>
          <Suspense
            fallback={
              <div className={css.loading}>
                <Loading />
              </div>
            }
          >
            <Content route={route} />
          </Suspense>
        </div>
      </div>
    </div>
  );
}

function Content({ route }: { route: Route }) {
  switch (route.name) {
    case 'room':
      return <ChatPage key={route.roomId} roomId={route.roomId} />;
    case 'people':
      return <PeoplePage key={route.classId} classId={route.classId} />;
    case 'invites':
      return <InvitesPage key={route.classId} classId={route.classId} />;
    case 'attendance':
      return <AttendancePage key={route.classId} classId={route.classId} />;
    case 'documents':
      return <DocumentsPage key={route.classId} classId={route.classId} />;
    case 'task':
      return <TaskPage key={route.taskId} taskId={route.taskId} />;
    case 'store':
      return <StorePage />;
    case 'shared':
      return <SharedPage />;
    case 'me':
      return <MePage />;
    case 'timetable':
      return <TimetablePage subject={route.subject} day={route.day} />;
    case 'frame':
      return <FramePage key={route.schoolId} schoolId={route.schoolId} />;
    case 'import':
      return <ImportPage key={route.schoolId} schoolId={route.schoolId} />;
    case 'contacts':
      return <ContactsPage />;
    case 'family':
      return <FamilyPage />;
    case 'reports':
      return <ReportsPage />;
    case 'desk':
      return <DeskPage key={pathOf(route)} route={route} />;
    case 'calendars':
      return <CalendarsPage />;
    default:
      return <Start />;
  }
}

/** Beside the list of classes, where nothing is open: the day, or where to begin. */
function Start() {
  const { t } = useTranslator();
  const isWide = useMedia(WIDE);
  const { value: me } = useStore(useAccount().me);
  // On a phone the day stands above the list of classes.
  if (!isWide) return null;
  if (hasToday(me)) return <TodayPage />;
  return (
    <aside className={css.hint} aria-label={t('home.pick')}>
      <Empty icon="chat" title={t('home.pick')}>
        <p>{t('home.pick.text')}</p>
      </Empty>
    </aside>
  );
}

/** A short break, as in a lift or on a change of network, is not worth a word. Milliseconds. */
const PATIENCE_MS = 2_500;

function OfflineBanner() {
  const account = useAccount();
  const { t } = useTranslator();
  const isOffline = useStore(account.status) === 'offline';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(isOffline), isOffline ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [isOffline]);
  return (
    <div role="status">
      {shown && (
        <p className={css.offline}>
          <Icon name="offline" size={18} />
          {t('app.offline')}
        </p>
      )}
    </div>
  );
}
