/** The SDK's client, made for a phone: a small filter, answers kept for when there is no connection, no crypto. */
import { MatrixClient, type IMatrixClientCreateOpts } from 'matrix-js-sdk/lib/client.js';
import { Filter, type IFilterDefinition } from 'matrix-js-sdk/lib/filter.js';
import { ConnectionError } from 'matrix-js-sdk/lib/http-api/errors.js';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';
import { IndexedDBStore } from 'matrix-js-sdk/lib/store/indexeddb.js';
import type { PageCache } from './page-cache.ts';
import type { MatrixSession } from './types.ts';

/** Events of each room that a synchronisation brings at most; earlier ones are loaded on scrolling. */
export const SYNC_LIMIT = 30;
const REQUEST_TIMEOUT_MS = 30_000;

type Versions = Awaited<ReturnType<MatrixClient['getVersions']>>;
type Messages = Awaited<ReturnType<MatrixClient['createMessagesRequest']>>;

/** The SDK writes a line for every request; only what is wrong is of interest, and never with what people wrote. */
const quiet: Logger = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  getChild: () => quiet,
};

class PartaClient extends MatrixClient {
  readonly #pages: PageCache;
  readonly #versionsKey: string;
  #asked = false;

  constructor(options: IMatrixClientCreateOpts, pages: PageCache) {
    super(options);
    this.#pages = pages;
    this.#versionsKey = `parta.versions.${options.baseUrl}`;
    // The SDK sends its first `/sync` before it waits for the answer. Stopped in between it never does, and the
    // browser would report the aborted request as an error that nobody handled.
    const send = this.http.authedRequest.bind(this.http);
    this.http.authedRequest = (...args: Parameters<typeof send>) => {
      const answer = send(...args);
      if (args[1] === '/sync') answer.catch(() => {});
      return answer as Promise<never>;
    };
  }

  /**
   * `startClient` waits for the homeserver's versions before it shows anything stored, for half a minute when the
   * network hangs. The first answer here is the last known one; the fresh one is asked for beside it.
   */
  override async getVersions(): Promise<Versions> {
    const stored = localStorage.getItem(this.#versionsKey);
    const fresh = super.getVersions().then((versions) => {
      localStorage.setItem(this.#versionsKey, JSON.stringify(versions));
      return versions;
    });
    if (this.#asked || stored === null) return fresh;
    this.#asked = true;
    fresh.catch(() => {});
    return JSON.parse(stored) as Versions;
  }

  /** A filter may stand in the request itself (Client-Server API, "Syncing"); that saves a request at every start. */
  override getOrCreateFilter(_name: string, filter: Filter): Promise<string> {
    return Promise.resolve(JSON.stringify(filter.getDefinition()));
  }

  override async createMessagesRequest(
    ...args: Parameters<MatrixClient['createMessagesRequest']>
  ): Promise<Messages> {
    const [roomId, fromToken] = args;
    const key = `${roomId}|${fromToken ?? ''}`;
    try {
      const page = await super.createMessagesRequest(...args);
      void this.#pages.put(key, page).catch(() => {});
      return page;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      const page = (await this.#pages.get(key)) as Messages | undefined;
      if (page === undefined) throw error;
      return page;
    }
  }
}

/** No presence, no typing: they cost much and tell on children. Members are loaded when their messages are. */
const FILTER: IFilterDefinition = {
  presence: { types: [] },
  account_data: { types: ['m.direct', 'm.push_rules'] },
  room: {
    timeline: { limit: SYNC_LIMIT, lazy_load_members: true },
    state: { lazy_load_members: true },
    ephemeral: { types: ['m.receipt'] },
    account_data: { types: ['m.fully_read'] },
  },
};

export function createClient(
  session: MatrixSession,
  pages: PageCache,
): { client: MatrixClient; store: IndexedDBStore } {
  const store = new IndexedDBStore({
    indexedDB: globalThis.indexedDB,
    localStorage: globalThis.localStorage,
    dbName: storeName(session.userId),
  });
  const client = new PartaClient(
    {
      baseUrl: session.homeserverUrl,
      accessToken: session.accessToken,
      userId: session.userId,
      deviceId: session.deviceId,
      store,
      logger: quiet,
      disableVoip: true,
      localTimeoutMs: REQUEST_TIMEOUT_MS,
    },
    pages,
  );
  return { client, store };
}

export function syncFilter(userId: string): Filter {
  return Filter.fromJson(userId, 'parta', FILTER);
}

/** One database a person, so that nobody ever sees another's messages on a shared device. */
export function storeName(userId: string): string {
  return `parta:${userId}`;
}
