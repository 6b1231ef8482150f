import { Component, StrictMode, Suspense, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { LanguageProvider, startLanguage, useTranslator } from '../i18n/i18n.tsx';
import '../ui/base.css';
import { Entrance } from '../ui/entrance.tsx';
import { Button, Empty, Loading } from '../ui/ui.tsx';
import { WIDE } from '../ui/use-media.ts';
import { useStore } from '../ui/use-store.ts';
import { registerServiceWorker, UpdateNotice } from './updates.tsx';
import { isInside, parseRoute } from './route.ts';
import { Link, useRoute } from './router.tsx';
import { isLoggedIn } from './session.ts';
import { ServicesContext, startServices, useServices } from './services.ts';
import {
  AttendancePage,
  Inside,
  InvitesPage,
  JoinPage,
  LessonPage,
  LoginPage,
  MePage,
  PeoplePage,
  TimetablePage,
  Today,
  TodayPage,
} from './views.ts';

function App() {
  const route = useRoute();
  const account = useStore(useServices().account);
  const { t } = useTranslator();
  if (route.name === 'unknown') {
    return (
      <Entrance title={t('app.notFound.title')}>
        <Empty icon="link" title={t('app.notFound.title')} level={1}>
          <p>{t('app.notFound.text')}</p>
          <Link to={{ name: 'home' }}>{t('app.home')}</Link>
        </Empty>
      </Entrance>
    );
  }
  if (route.name === 'join') return <JoinPage />;
  // Whoever is not logged in sees the log-in page under any address, and comes to that address afterwards.
  if (route.name === 'login' || (isInside(route) && account === null)) return <LoginPage />;
  // A lesson wants the whole screen.
  if (route.name === 'lesson') return <LessonPage key={route.roomId} roomId={route.roomId} />;
  return <Inside key={account?.session.accessToken} />;
}

class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslator();
  return (
    <Entrance title={t('app.crash.title')}>
      <Empty icon="alert" title={t('app.crash.title')} level={1}>
        <p>{t('app.crash.text')}</p>
        <Button look="primary" icon="refresh" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </Empty>
    </Entrance>
  );
}

function Opening() {
  return (
    <div style={{ padding: '5rem 1.25rem', width: '100%', maxWidth: '28rem', margin: '0 auto' }}>
      <Loading />
    </div>
  );
}

/** The code of what the address leads to, loaded beside the texts so that the first picture is the right one. */
function preloadFirstViews(): Promise<unknown> {
  const route = parseRoute(location.pathname);
  if (route.name === 'join') return JoinPage.preload();
  if (route.name === 'login' || !isLoggedIn()) return LoginPage.preload();
  if (route.name === 'lesson') return LessonPage.preload();
  const own = {
    home: matchMedia(WIDE).matches ? TodayPage : Today,
    people: PeoplePage,
    invites: InvitesPage,
    attendance: AttendancePage,
    timetable: TimetablePage,
    me: MePage,
  };
  return Promise.all([Inside.preload(), route.name in own && own[route.name as keyof typeof own].preload()]);
}

async function start(): Promise<void> {
  const [language] = await Promise.all([startLanguage(), preloadFirstViews()]);
  const services = startServices(language);
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <ServicesContext value={services}>
        <LanguageProvider language={language}>
          <Guard>
            <Suspense fallback={<Opening />}>
              <App />
            </Suspense>
            <UpdateNotice />
          </Guard>
        </LanguageProvider>
      </ServicesContext>
    </StrictMode>,
  );
  registerServiceWorker();
}

// A build was replaced while this page was open: the old one's pieces are gone from the server.
window.addEventListener('vite:preloadError', (event) => {
  if (!navigator.onLine || sessionStorage.getItem('parta.reloaded') === '1') return;
  event.preventDefault();
  sessionStorage.setItem('parta.reloaded', '1');
  location.reload();
});

void start();
