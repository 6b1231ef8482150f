/** Documents: class libraries, work that is handed in, personal stores. */
import type { Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import type { Command } from '../bot/command.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { Config } from '../config/config.ts';
import type { SessionFinder } from '../http/auth.ts';
import type { Log } from '../log.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import { createMediaStore } from '../matrix/media-store.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Database } from '../store/database.ts';
import { tasksOfLater, type Jobs, type JobTask } from '../store/jobs.ts';
import { createS3Store, type BlobStore } from './blob-store.ts';
import { documentCommands } from './commands.ts';
import { createLibrary } from './library.ts';
import { createReceiver } from './receive.ts';
import { documentRoutes } from './routes.ts';
import { createScanner } from './scanner.ts';
import { createTasks } from './tasks.ts';
import { createTelling, REMIND_TASK, RETURNED_TASK, TELL_TASK } from './telling.ts';
import { uploadRoutes } from './upload-routes.ts';
import { createUploads, RECEIVE_TASK } from './uploads.ts';

export interface DocumentsDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly homeserver: Homeserver;
  readonly messages: DirectMessages;
  readonly rooms: ManagedRooms;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly sessions: SessionFinder;
  readonly config: Pick<Config, 'documents' | 'homeserver' | 'web'>;
  /** Of the registration: the homeserver's media repository is written by the bot. */
  readonly asToken: string;
  readonly log: Log;
  readonly now?: () => Date;
}

export interface Documents {
  readonly routes: Router;
  /** Of what is no JSON. */
  readonly bytes: Router;
  readonly commands: readonly Command[];
  readonly tasks: { readonly [name in (typeof TASKS)[number]]: JobTask };
}

const TIDY_TASK = 'documents.tidy';
const TASKS = [RECEIVE_TASK, TELL_TASK, RETURNED_TASK, REMIND_TASK, TIDY_TASK] as const;

export function createDocuments(dependencies: DocumentsDependencies): Documents {
  const { database, directory, homeserver, messages, rooms, jobs, sessions, config, log } = dependencies;
  const { now = () => new Date() } = dependencies;
  const settings = config.documents;
  const publicUrl = config.web.public_url;
  const blobs = storeOf(dependencies);
  const uploads = createUploads({ database, jobs, limits: settings, storeTakes: () => blobs.maxBytes() });
  const telling = createTelling({ database, directory, homeserver, messages, rooms, jobs, publicUrl, now });
  const library = createLibrary({
    database,
    directory,
    homeserver,
    uploads,
    shareDays: settings.share_days,
    now,
  });
  const tasks = createTasks({
    database,
    directory,
    onNew: (tx, classId) => telling.queue(tx, classId),
    onReturned: (tx, one) => telling.queueReturned(tx, one),
    now,
  });
  const receiver = createReceiver({
    database,
    blobs,
    scan: settings.scanner === undefined ? null : createScanner(settings.scanner),
    maxMegapixels: settings.max_megapixels,
    onNew: (tx, classId) => telling.queue(tx, classId),
    log,
  });
  return {
    routes: documentRoutes({ library, tasks, blobs, publicUrl, log }),
    bytes: uploadRoutes({ uploads, sessions }),
    commands: documentCommands({ library, tasks, publicUrl }),
    tasks: {
      [RECEIVE_TASK]: (payload) => receiver.receive(payload),
      [TELL_TASK]: (payload) => telling.tell(payload),
      [RETURNED_TASK]: (payload) => telling.tellReturned(payload),
      [REMIND_TASK]: () => telling.remind(),
      [TIDY_TASK]: async () => {
        await uploads.forgetInterrupted();
        await receiver.forgetOrphans();
        await database.query('delete from document_ticket where expires_at < now()');
        await database.query('delete from document_share where expires_at < now()');
      },
    },
  };
}

function storeOf({ config, asToken }: DocumentsDependencies): BlobStore {
  const { storage, s3 } = config.documents;
  if (storage === 's3') {
    if (s3 === undefined) throw new Error('documents.storage is s3, so documents.s3 must say where it is');
    return createS3Store(s3);
  }
  const { url, admin_token: adminToken, request_timeout_ms: timeoutMs } = config.homeserver;
  return createMediaStore({ url, accessToken: asToken, adminToken, timeoutMs });
}

/** The tasks by name before the feature itself is there, and when they run by themselves (crontab patterns, UTC). */
export function documentTasks(documents: () => Documents): {
  readonly tasks: { readonly [name: string]: JobTask };
  readonly schedule: { readonly [name: string]: string };
} {
  return {
    tasks: tasksOfLater(TASKS, documents),
    schedule: { [REMIND_TASK]: '10 * * * *', [TIDY_TASK]: '40 2 * * *' },
  };
}
