/** Wires the client together: the one place that makes what features use. */
import { createContext, use } from 'react';
import { createApi, type Api } from '../api/client.ts';
import { browserTransport } from '../api/http.ts';
import type { Info } from '../api/types.ts';
import type { Language } from '../i18n/i18n.tsx';
import { logout as logoutMatrix, requestOpenIdToken } from '../matrix/accounts.ts';
import { MEDIA_CACHE } from '../matrix/media.ts';
import { useStore } from '../ui/use-store.ts';
import { asFailure, openAccount, type Account } from './account.ts';
import { createResource, type Resource } from './resource.ts';
import { DEVICE_KEY, deviceKey } from './device-key.ts';
import { openSession, type Session } from './session.ts';
import { openStorage } from './storage.ts';
import { createStore, type ReadableStore, type Store } from './store.ts';

export interface Services {
  readonly api: Api;
  readonly language: Language;
  readonly info: Resource<Info>;
  readonly account: ReadableStore<Account | null>;
  /** Set when the homeserver ended the session; says so on the log-in page. */
  readonly signedOut: Store<boolean>;
  /** Takes over from whoever was logged in here: nothing of theirs stays on the device. */
  readonly logIn: (session: Session) => Promise<void>;
  readonly logOut: () => Promise<void>;
}

/** Whose data is on the device, also after their session has ended. */
const OWNER_KEY = 'parta.owner';
const SURVIVES_LOGOUT = new Set(['parta.locale', DEVICE_KEY]);

export function startServices(language: Language): Services {
  const storage = openStorage();
  const session = openSession();
  const account = createStore<Account | null>(null);
  const signedOut = createStore(false);
  const api = createApi({
    transport: browserTransport,
    baseUrl: '/api/v1',
    locale: () => language.translator.get().locale,
    token: () => session.get()?.apiToken ?? null,
    deviceKey,
    async renewToken() {
      const now = session.get();
      if (now === null) return null;
      const { token } = await api.createSession(await requestOpenIdToken(now));
      session.setApiToken(token);
      return token;
    },
  });
  const info = createResource(storage.answers, 'info', () => api.info(), asFailure);

  const follow = (): void => {
    const now = session.get();
    const open = account.get();
    if (open?.session.accessToken === now?.accessToken) return;
    account.set(null);
    void open?.stop();
    if (now === null) return;
    const opened = openAccount({
      session: now,
      api,
      storage,
      onLoggedOut() {
        signedOut.set(true);
        session.clear();
      },
    });
    account.set(opened);
    followLanguage(opened, language);
  };
  session.subscribe(follow);
  follow();

  async function wipe(): Promise<void> {
    await account.get()?.stop();
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('parta.') && !SURVIVES_LOGOUT.has(key) && key !== 'parta.session')
        localStorage.removeItem(key);
    }
    await storage.clear().catch(() => {});
    await globalThis.caches?.delete(MEDIA_CACHE).catch(() => false);
    const databases = (await globalThis.indexedDB.databases?.().catch(() => [])) ?? [];
    for (const { name } of databases)
      if (name?.startsWith('matrix-js-sdk:parta:') === true) indexedDB.deleteDatabase(name);
  }

  async function logOut(): Promise<void> {
    const now = session.get();
    // The device is cleaned even when the servers cannot be reached.
    if (now !== null) {
      if (now.apiToken !== null) await api.endSession().catch(() => {});
      await logoutMatrix(now).catch(() => {});
    }
    await wipe();
    session.clear();
  }

  async function logIn(next: Session): Promise<void> {
    const owner = localStorage.getItem(OWNER_KEY);
    if (session.get() !== null) await logOut();
    else if (owner !== null && owner !== next.userId) await wipe();
    localStorage.setItem(OWNER_KEY, next.userId);
    signedOut.set(false);
    session.set(next);
  }

  return { api, language, info, account, signedOut, logIn, logOut };
}

/** The person's own language, unless somebody chose another one on this device. */
function followLanguage(account: Account, language: Language): void {
  account.me.subscribe(() => {
    const locale = account.me.get().value?.locale;
    if (locale !== undefined && !language.chosenHere()) void language.use(locale);
  });
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('useServices outside ServicesContext');
  return services;
}

/** The account of whoever is logged in; views that use it are only drawn then. */
export function useAccount(): Account {
  const account = useStore(useServices().account);
  if (account === null) throw new Error('Nobody is logged in');
  return account;
}
