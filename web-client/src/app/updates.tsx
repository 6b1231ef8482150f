import { useTranslator } from '../i18n/i18n.tsx';
import { Button } from '../ui/ui.tsx';
import { useStore } from '../ui/use-store.ts';
import { createStore } from './store.ts';
import css from './updates.module.css';

/** A newer build that is downloaded and waits to take over. */
const waiting = createStore<ServiceWorker | null>(null);

export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  // The first worker of a browser takes no page over; only a later one replaces something.
  let hadController = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (hadController) location.reload();
    hadController = true;
  });
  void serviceWorker
    .register('/sw.js', { updateViaCache: 'none' })
    .then((registration) => {
      const look = (): void => {
        if (registration.waiting !== null && serviceWorker.controller !== null)
          waiting.set(registration.waiting);
      };
      look();
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', look);
      });
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') void registration.update().catch(() => {});
      });
    })
    .catch(() => {
      // Without it everything works but the start without a connection.
    });
}

export function UpdateNotice() {
  const { t } = useTranslator();
  const worker = useStore(waiting);
  if (worker === null) return null;
  return (
    <div className={css.notice} role="status">
      <span>{t('app.update')}</span>
      <Button look="primary" onClick={() => worker.postMessage('take over')}>
        {t('app.update.now')}
      </Button>
    </div>
  );
}
