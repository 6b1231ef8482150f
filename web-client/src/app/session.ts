/** Who is logged in on this device. */
import type { LoggedIn } from '../api/types.ts';
import type { MatrixSession } from '../matrix/types.ts';
import { createStore, type ReadableStore } from './store.ts';

export interface Session extends MatrixSession {
  /** Of Parta's API; null when it has to be made from a Matrix OpenID token first. */
  readonly apiToken: string | null;
}

const KEY = 'parta.session';

export interface SessionKeeper extends ReadableStore<Session | null> {
  set(session: Session): void;
  setApiToken(token: string): void;
  clear(): void;
}

function read(): Session | null {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Session | null;
    return typeof stored?.accessToken === 'string' ? stored : null;
  } catch {
    return null;
  }
}

/** Whether this device has a session, before anything else is known. */
export const isLoggedIn = (): boolean => read() !== null;

export function openSession(): SessionKeeper {
  const store = createStore(read());
  // Logging in or out in another tab is for this one too.
  window.addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) {
      const now = read();
      if (now?.accessToken !== store.get()?.accessToken) store.set(now);
    }
  });
  const set = (session: Session): void => {
    localStorage.setItem(KEY, JSON.stringify(session));
    store.set(session);
  };
  return {
    get: store.get,
    subscribe: store.subscribe,
    set,
    setApiToken(token) {
      const session = store.get();
      if (session !== null) set({ ...session, apiToken: token });
    },
    clear() {
      localStorage.removeItem(KEY);
      store.set(null);
    },
  };
}

export function sessionOf(loggedIn: LoggedIn): Session {
  return {
    userId: loggedIn.user_id,
    accessToken: loggedIn.access_token,
    deviceId: loggedIn.device_id,
    homeserverUrl: loggedIn.homeserver_url.replace(/\/+$/, ''),
    apiToken: loggedIn.api_session.token,
  };
}
