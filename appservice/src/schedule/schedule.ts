/** The timetable as one feature: lessons and their changes, views, feeds, imports, and telling classes. */
import type { Directory } from '../accounts/directory.ts';
import type { Log } from '../log.ts';
import type { MessageSender, StateSender } from '../matrix/homeserver.ts';
import type { ClassId, Locale, RoomId, SchoolId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { createAnnouncer, type Announcer } from './announcer.ts';
import { createFeeds, type Feeds } from './feeds.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import { createImports, type Imports } from './imports.ts';
import { createLessons, type Lessons } from './lessons.ts';
import { createReminders, type Reminders } from './reminders.ts';
import { createSettings, type Settings } from './settings.ts';
import { listTeachers } from './settings-store.ts';
import type { Occurrence, Span } from './model.ts';
import { occurrencesOf } from './occurrences.ts';
import { ANY_NETWORK, PUBLIC_NETWORK } from './subscriptions/fetch.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions/subscriptions.ts';
import { createViews, type Views } from './views.ts';

export interface Schedule {
  readonly lessons: Lessons;
  readonly views: Views;
  readonly feeds: Feeds;
  readonly imports: Imports;
  readonly subscriptions: Subscriptions;
  readonly reminders: Reminders;
  readonly settings: Settings;
  readonly announcer: Announcer;
  /** What is held for a class in a window, cancelled lessons too, in order of time. */
  occurrencesOf(sql: Sql, classId: ClassId, window: Span): Promise<Occurrence[]>;
  /** The teachers of a school, to be found by name. */
  teachersOf(schoolId: SchoolId): ReturnType<typeof listTeachers>;
}

export interface ScheduleDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly homeserver: MessageSender & StateSender;
  readonly messages: DirectMessages;
  readonly rooms: {
    listForClass(classId: ClassId): Promise<readonly { roomId: RoomId; kind: string }[]>;
  };
  /** Its tasks must include those of tasks.ts. */
  readonly jobs: Pick<Jobs, 'add'>;
  readonly config: {
    readonly homeserver: { readonly server_name: string };
    readonly web: { readonly public_url: string };
    readonly district: { readonly default_locale: Locale };
    readonly timetable: { readonly private_networks: 'refuse' | 'allow' };
  };
  readonly log: Log;
  /** Told, in the transaction of a change, of classes whose lessons are not as they were. */
  readonly onChange?: (
    tx: Sql,
    of: { classIds: readonly ClassId[] } | { schoolId: SchoolId },
  ) => Promise<void>;
  readonly now?: () => Date;
}

export function createSchedule(dependencies: ScheduleDependencies): Schedule {
  const {
    database,
    directory,
    homeserver,
    messages,
    rooms,
    jobs,
    config,
    log,
    now = () => new Date(),
  } = dependencies;
  const serverName = config.homeserver.server_name;
  const announcer = createAnnouncer({ database, homeserver, rooms, jobs, log, now });
  const onChange: Announcer['queue'] = async (tx, classIds) => {
    await announcer.queue(tx, classIds);
    await dependencies.onChange?.(tx, { classIds });
  };
  const views = createViews({ database, directory, now });
  return {
    announcer,
    views,
    occurrencesOf,
    teachersOf: (schoolId) => listTeachers(database, schoolId),
    lessons: createLessons({ database, directory, serverName, onChange, now }),
    feeds: createFeeds({
      database,
      views,
      publicUrl: config.web.public_url,
      localeOf: async (personId) => (await directory.localeOf(personId)) ?? config.district.default_locale,
      now,
    }),
    imports: createImports({ database, directory, serverName, onChange, now }),
    subscriptions: createSubscriptions({
      database,
      directory,
      serverName,
      onChange,
      jobs,
      network: config.timetable.private_networks === 'allow' ? ANY_NETWORK : PUBLIC_NETWORK,
      log,
      now,
    }),
    reminders: createReminders({ database, directory, views, jobs, messages, log, now }),
    settings: createSettings({
      database,
      directory,
      onChange: async (tx, schoolId) => {
        await announcer.queueSchool(tx, schoolId);
        await dependencies.onChange?.(tx, { schoolId });
      },
      now,
    }),
  };
}
