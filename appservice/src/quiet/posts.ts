/**
 * Posts that Parta sends for their authors: in the morning, when it is quiet for nobody any more who reads them, or at once and urgent, with
 * a reason that goes to the audit log and rings. They wait in PostgreSQL. A post is sent while its row is held, under a transaction id made from
 * its own id; a process that dies between sending and noting has it sent again under the same id, which homeservers answer with the first event.
 */
import { namesOf } from '../store/school-store.ts';
import { audit } from '../audit/audit.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { ApiError } from '../http/api-error.ts';
import type { Log } from '../log.ts';
import {
  isJoined,
  HomeserverError,
  type AuthorSender,
  type EventId,
  type MessageSender,
  type StateReader,
} from '../matrix/homeserver.ts';
import { ifFree } from '../reconcile/locks.ts';
import type { Locale, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import { holdName, type Database, type Sql } from '../store/database.ts';
import { stillReleasing } from './accounts-store.ts';
import { behalfContent, ownContent, ringContent } from './content.ts';
import { quietText, type QuietMessage } from './messages.ts';
import {
  cancelPost,
  changePost,
  countPosts,
  duePosts,
  forgetPosts,
  holdPost,
  insertPost,
  postByKey,
  postDone,
  postpone,
  postsOf,
  type Post,
} from './posts-store.ts';
import type { QuietRoom, QuietRooms } from './rooms.ts';
import { MOST_URGENT_A_DAY, MOST_WAITING, type Refusal } from './rules.ts';

export interface Author {
  readonly personId: PersonId;
  readonly userId: UserId;
}

export interface PostRequest {
  readonly roomId: RoomId;
  readonly kind: Post['kind'];
  /** Of an urgent one. */
  readonly reason: string | null;
  /** Empty: what is urgent is the message `replyTo`. */
  readonly body: string;
  readonly formattedBody: string | null;
  readonly replyTo: EventId | null;
  /** The same again makes no second post. */
  readonly key: string;
}

export interface Posts {
  /** @throws ApiError for who may not, when it is not quiet, and when too much waits */
  create(author: Author, request: PostRequest): Promise<Post>;
  /** What waits of an author, and what was refused in the last days. */
  list(personId: PersonId): Promise<Post[]>;
  /** @throws ApiError 404 when it does not wait any more */
  change(personId: PersonId, id: string, said: { body: string; formattedBody: string | null }): Promise<Post>;
  cancel(personId: PersonId, id: string): Promise<void>;
  /** Sends what is due. */
  sendDue(signal: AbortSignal): Promise<void>;
  forgetOld(): Promise<void>;
}

export interface PostsDependencies {
  readonly database: Database;
  readonly rooms: QuietRooms;
  readonly homeserver: AuthorSender &
    MessageSender &
    Pick<StateReader, 'readStateEvent'> & { isOwnUser(userId: UserId): boolean };
  readonly messages: DirectMessages;
  readonly localeOf: (schoolId: SchoolId | null) => Promise<Locale>;
  readonly now: () => Date;
  readonly log: Log;
}

/** So long the morning's posts wait at most for the last ones whose pushes are still held. */
const RELEASE_MS = 15 * 60_000;

export function createPosts(dependencies: PostsDependencies): Posts {
  const { database, rooms, homeserver, messages, localeOf, now, log } = dependencies;

  /** Why somebody may not post in a room any more; null when they may. */
  async function refusalOf(post: Post, room: QuietRoom | null): Promise<Refusal | null> {
    if (room?.staff !== true) return 'no_right';
    if (room.closed) return 'closed';
    return (await isJoined(homeserver, post.roomId, post.authorUser)) ? null : 'not_in_room';
  }

  /** The event that says it, sent by the author where Parta may act for them. */
  async function say(post: Post, name: string, locale: Locale): Promise<EventId> {
    if (post.body === '') return post.replyTo!;
    return homeserver.isOwnUser(post.authorUser)
      ? homeserver.sendMessageAs(post.authorUser, post.roomId, `post-${post.id}`, ownContent(post))
      : homeserver.sendMessage(
          post.roomId,
          `post-${post.id}`,
          behalfContent(post, post.authorUser, name, locale),
        );
  }

  async function deliver(tx: Sql, post: Post): Promise<void> {
    const name = (await namesOf(tx, [post.authorId])).get(post.authorId) ?? '';
    const locale = await localeOf(post.schoolId);
    const eventId = await say(post, name, locale);
    const ringsItself = post.body !== '' && !homeserver.isOwnUser(post.authorUser);
    if (post.kind === 'urgent' && !ringsItself) {
      const content = ringContent(post, eventId, name, locale);
      await homeserver.sendMessage(post.roomId, `ring-${post.id}`, content);
    }
    await postDone(tx, post.id, { eventId });
    if (post.kind === 'urgent') {
      await audit(tx, {
        action: 'quiet.urgent',
        actorId: post.authorId,
        schoolId: post.schoolId,
        details: { room: post.roomId, event: eventId, reason: post.reason },
      });
    }
  }

  async function refuse(tx: Sql, post: Post, refusal: Refusal): Promise<void> {
    await postDone(tx, post.id, { refusal });
    log.info({ roomId: post.roomId, refusal }, 'a waiting post was not sent');
    await messages.send(post.authorId, `post ${post.id}`, (locale) =>
      quietText(locale, 'told_refused', { why: quietText(locale, `refusal_${refusal}`) }),
    );
  }

  async function send(id: string): Promise<void> {
    await database.transaction(async (tx) => {
      const post = await holdPost(tx, id);
      if (post === null) return;
      const room = await rooms.look(post.authorId, post.roomId);
      const refusal = await refusalOf(post, room);
      if (refusal !== null) return refuse(tx, post, refusal);
      // The hours were changed meanwhile, or a day off was added.
      if (post.kind === 'morning' && room!.until !== null) return postpone(tx, id, room!.until);
      try {
        await deliver(tx, post);
      } catch (error) {
        if (!(error instanceof HomeserverError) || error.status !== 403) throw error;
        await refuse(tx, post, 'refused');
      }
    });
  }

  /** What waits for the morning waits also until pushes are let through again, or nobody would hear of it. */
  async function dueNow(): Promise<string[]> {
    const at = now();
    const urgent = await duePosts(database, at, 'urgent');
    const releasing = await stillReleasing(database, at);
    const latest = releasing ? new Date(at.getTime() - RELEASE_MS) : at;
    return [...urgent, ...(await duePosts(database, latest, 'morning'))];
  }

  async function sendAll(signal: AbortSignal): Promise<void> {
    for (const id of await dueNow()) {
      if (signal.aborted) return;
      await send(id).catch((error: unknown) => {
        log.warn({ error: (error as Error).name }, 'a waiting post could not be sent just now');
      });
    }
  }

  function check(room: QuietRoom | null, { kind }: PostRequest): asserts room is QuietRoom {
    if (room === null) throw denied(404, 'M_NOT_FOUND', 'no_such_room');
    if (!room.staff) throw denied(403, 'M_FORBIDDEN', 'staff_only');
    if (room.closed) throw denied(403, 'M_FORBIDDEN', 'refusal_closed');
    if (room.until === null)
      throw denied(409, 'quiet.not_now', kind === 'urgent' ? 'not_quiet_urgent' : 'not_quiet');
  }

  return {
    async create({ personId, userId }, request) {
      const known = await postByKey(database, personId, request.key);
      if (known !== null) return known;
      const room = await rooms.look(personId, request.roomId);
      check(room, request);
      if (!(await isJoined(homeserver, request.roomId, userId)))
        throw denied(403, 'M_FORBIDDEN', 'refusal_not_in_room');
      const urgent = request.kind === 'urgent';
      return database.transaction(async (tx) => {
        await holdName(tx, `posts of ${personId}`);
        const again = await postByKey(tx, personId, request.key);
        if (again !== null) return again;
        const { waiting, urgentToday } = await countPosts(tx, personId);
        if (waiting >= MOST_WAITING) throw denied(429, 'M_LIMIT_EXCEEDED', 'too_many_waiting');
        if (urgent && urgentToday >= MOST_URGENT_A_DAY)
          throw denied(429, 'M_LIMIT_EXCEEDED', 'too_many_urgent');
        return insertPost(tx, {
          ...request,
          authorId: personId,
          authorUser: userId,
          schoolId: room.schoolId,
          sendAt: urgent ? now() : room.until!,
        });
      });
    },

    list: (personId) => postsOf(database, personId),

    async change(personId, id, said) {
      const post = await changePost(database, personId, id, said);
      if (post === null) throw denied(404, 'M_NOT_FOUND', 'no_such_post');
      return post;
    },

    async cancel(personId, id) {
      if (!(await cancelPost(database, personId, id))) throw denied(404, 'M_NOT_FOUND', 'no_such_post');
    },

    async sendDue(signal) {
      if ((await dueNow()).length > 0) await ifFree(database, 'quiet posts', () => sendAll(signal));
    },

    forgetOld: () => forgetPosts(database),
  };
}

function denied(status: number, errcode: string, key: QuietMessage): ApiError {
  return new ApiError(status, errcode, (locale) =>
    quietText(locale, key, { most: MOST_WAITING, urgent: MOST_URGENT_A_DAY }),
  );
}
