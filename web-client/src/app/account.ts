/** Everything that belongs to the person who is logged in; made at log-in, stopped at log-out. */
import type { Api } from '../api/client.ts';
import { Failure } from '../api/failure.ts';
import type { MyDirectRoom } from '../api/people.ts';
import type { ClassPerson, Guardianship, Me } from '../api/types.ts';
import { createOutbox, type OutboxService } from '../features/chat/outbox.ts';
import { createTimetables, type Timetables } from '../features/timetable/timetables.ts';
import { createMedia, type Media } from '../matrix/media.ts';
import type { Connection, ConnectionStatus, RoomSummary } from '../matrix/types.ts';
import { createResource, type Resource } from './resource.ts';
import type { Session } from './session.ts';
import type { Storage } from './storage.ts';
import { createStore, type ReadableStore } from './store.ts';

export interface Account {
  readonly session: Session;
  readonly me: Resource<Me>;
  /** The direct rooms of Parta, for the list of chats. */
  readonly directRooms: Resource<MyDirectRoom[]>;
  /** Those in which the person is guardian or child. */
  readonly guardianships: Resource<Guardianship[]>;
  readonly outbox: OutboxService;
  readonly media: Media;
  /** Null until the SDK is loaded and has begun. */
  readonly connection: ReadableStore<Connection | null>;
  readonly status: ReadableStore<ConnectionStatus>;
  /** As last seen on this device until the connection knows better. */
  readonly rooms: ReadableStore<ReadonlyMap<string, RoomSummary>>;
  readonly timetables: Timetables;
  people(classId: string): Resource<ClassPerson[]>;
  stop(): Promise<void>;
}

interface Dependencies {
  readonly session: Session;
  readonly api: Api;
  readonly storage: Storage;
  readonly onLoggedOut: () => void;
}

const ROOMS_KEY = 'rooms';
/** Between two writes of the list of rooms to the device. Milliseconds. */
const KEEP_ROOMS_EVERY = 2_000;
const CONNECT_AGAIN = 5_000;
/** Between two questions whether a teacher has let the person in. Milliseconds. */
const WAITING_POLL = 4_000;

export const asFailure = (error: unknown): Failure =>
  error instanceof Failure ? error : new Failure('server', { cause: error });

export function openAccount({ session, api, storage, onLoggedOut }: Dependencies): Account {
  const me = createResource(storage.answers, 'me', () => api.me(), asFailure);
  const directRooms = createResource(storage.answers, 'direct-rooms', () => api.directRooms(), asFailure);
  const guardianships = createResource(
    storage.answers,
    'guardianships',
    () => api.myGuardianships(),
    asFailure,
  );
  const outbox = createOutbox({ userId: session.userId, deviceId: session.deviceId, store: storage.outbox });
  const media = createMedia(session);
  const timetables = createTimetables({ api, kept: storage.answers, asFailure });
  const connection = createStore<Connection | null>(null);
  const status = createStore<ConnectionStatus>('starting');
  const rooms = createStore<ReadonlyMap<string, RoomSummary>>(new Map());
  const people = new Map<string, Resource<ClassPerson[]>>();
  const ended = new AbortController();
  let keepTimer: ReturnType<typeof setTimeout> | undefined;

  void storage.answers
    .get(ROOMS_KEY)
    .then((kept) => {
      if (kept instanceof Map && rooms.get().size === 0) rooms.set(kept as Map<string, RoomSummary>);
    })
    .catch(() => {});

  async function connect(): Promise<void> {
    const { connect: open } = await import('../matrix/connection.ts').catch(() => {
      throw new Failure('offline');
    });
    const opened = await open(session, { pages: storage.pages, onLoggedOut });
    if (ended.signal.aborted) return opened.stop();
    connection.set(opened);
    follow(opened);
    outbox.use(opened, media, status);
  }

  /** The SDK's code may be out of reach on a first visit with a bad connection. */
  async function connectUntilDone(): Promise<void> {
    try {
      await connect();
    } catch {
      status.set('offline');
      setTimeout(() => {
        if (!ended.signal.aborted) void connectUntilDone();
      }, CONNECT_AGAIN);
    }
  }

  function follow(opened: Connection): void {
    // The browser knows of a lost network long before a request has failed.
    const copyStatus = (): void => status.set(navigator.onLine ? opened.status.get() : 'offline');
    opened.status.subscribe(copyStatus);
    window.addEventListener('offline', copyStatus, { signal: ended.signal });
    window.addEventListener(
      'online',
      () => {
        opened.retryNow();
        copyStatus();
      },
      { signal: ended.signal },
    );
    copyStatus();
    const copyRooms = (): void => {
      // An empty list before anything was heard would wipe the one of last time.
      if (
        opened.status.get() === 'starting' ||
        (opened.status.get() === 'offline' && opened.rooms.get().size === 0)
      )
        return;
      const before = memberships(rooms.get());
      rooms.set(opened.rooms.get());
      // Whoever was let in or moved to another class sees it at once.
      if (memberships(rooms.get()) !== before) {
        void me.refresh();
        void directRooms.refresh();
      }
      keepTimer ??= setTimeout(() => {
        keepTimer = undefined;
        void storage.answers.put(ROOMS_KEY, rooms.get()).catch(() => {});
      }, KEEP_ROOMS_EVERY);
    };
    opened.rooms.subscribe(copyRooms);
    opened.status.subscribe(copyRooms);
    copyRooms();
  }

  const refreshWhenSeen = (): void => {
    if (document.visibilityState !== 'visible') return;
    void me.refresh();
    void guardianships.refresh();
  };
  document.addEventListener('visibilitychange', refreshWhenSeen, { signal: ended.signal });
  window.addEventListener('online', () => void me.refresh(), { signal: ended.signal });
  const poll = setInterval(() => {
    if ((me.get().value?.waiting.length ?? 0) > 0 && document.visibilityState === 'visible')
      void me.refresh();
  }, WAITING_POLL);
  void me.refresh();
  // After the first paint: the SDK is most of the code.
  requestAnimationFrame(() => setTimeout(() => void connectUntilDone(), 0));

  return {
    session,
    me,
    directRooms,
    guardianships,
    outbox,
    media,
    connection,
    status,
    rooms,
    timetables,
    people(classId) {
      let resource = people.get(classId);
      if (resource === undefined) {
        resource = createResource(
          storage.answers,
          `people ${classId}`,
          () => api.classPeople(classId),
          asFailure,
        );
        people.set(classId, resource);
        void resource.refresh();
      }
      return resource;
    },
    async stop() {
      ended.abort();
      clearInterval(poll);
      clearTimeout(keepTimer);
      outbox.stop();
      await connection.get()?.stop();
    },
  };
}

function memberships(rooms: ReadonlyMap<string, RoomSummary>): string {
  return [...rooms.values()]
    .map(({ roomId, membership }) => `${roomId} ${membership}`)
    .sort()
    .join();
}
