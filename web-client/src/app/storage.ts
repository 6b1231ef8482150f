/** What Parta keeps on the device beside the SDK's own store: what is unsent, pages of history, the last answers of the API. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Entry } from '../features/chat/outbox-model.ts';
import type { PageCache } from '../matrix/page-cache.ts';

interface Schema extends DBSchema {
  outbox: { key: string; value: Entry };
  pages: { key: string; value: { key: string; page: unknown; at: number }; indexes: { at: number } };
  answers: { key: string; value: unknown };
}

const NAME = 'parta';
/** Pages of history kept, about 30 events each. */
const MOST_PAGES = 400;

export interface Storage {
  readonly outbox: {
    all(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(txnId: string): Promise<void>;
  };
  readonly pages: PageCache;
  readonly answers: { get(key: string): Promise<unknown>; put(key: string, answer: unknown): Promise<void> };
  /** Deletes everything of whoever was logged in. */
  clear(): Promise<void>;
}

export function openStorage(): Storage {
  let opening: Promise<IDBPDatabase<Schema>> | null = null;
  const database = (): Promise<IDBPDatabase<Schema>> =>
    (opening ??= openDB<Schema>(NAME, 1, {
      upgrade(db) {
        db.createObjectStore('outbox', { keyPath: 'txnId' });
        db.createObjectStore('pages', { keyPath: 'key' }).createIndex('at', 'at');
        db.createObjectStore('answers');
      },
      // Another tab wants to upgrade or delete the database: give way, reopen on the next use.
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        opening = null;
      },
      terminated() {
        opening = null;
      },
    }));

  return {
    outbox: {
      all: async () => (await database()).getAll('outbox'),
      put: async (entry) => void (await (await database()).put('outbox', entry)),
      remove: async (txnId) => (await database()).delete('outbox', txnId),
    },
    pages: {
      get: async (key) => (await (await database()).get('pages', key))?.page,
      async put(key, page) {
        const transaction = (await database()).transaction('pages', 'readwrite');
        await transaction.store.put({ key, page, at: Date.now() });
        const surplus = (await transaction.store.count()) - MOST_PAGES;
        if (surplus > 0) {
          const oldest = await transaction.store.index('at').getAllKeys(null, surplus);
          await Promise.all(oldest.map((old) => transaction.store.delete(old)));
        }
        await transaction.done;
      },
    },
    answers: {
      get: async (key): Promise<unknown> => (await database()).get('answers', key),
      put: async (key, answer) => void (await (await database()).put('answers', answer, key)),
    },
    async clear() {
      const db = await database();
      const stores = ['outbox', 'pages', 'answers'] as const;
      const transaction = db.transaction(stores, 'readwrite');
      await Promise.all(stores.map((name) => transaction.objectStore(name).clear()));
      await transaction.done;
    },
  };
}
