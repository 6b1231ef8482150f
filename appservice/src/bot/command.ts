/** What a feature implements to answer a bot command. */
import type { EventId } from '../matrix/homeserver.ts';
import type { ClassId, Locale, PersonId, RoomId, SchoolId, SchoolState, UserId } from '../school/model.ts';
import type { Choice } from './buttons.ts';
import type { CommandLine } from './parser.ts';

export interface Asker {
  readonly userId: UserId;
  /** Null for somebody whom Parta does not know. */
  readonly personId: PersonId | null;
  readonly locale: Locale;
  /** Everything around the person, with the classes they administer; an empty state for a stranger. Loaded once. */
  school(): Promise<SchoolState>;
}

/** Where the command was written. */
export interface Place {
  readonly roomId: RoomId;
  /** Nobody but the asker reads here. */
  readonly direct: boolean;
  /** Of a room of Parta; null in a direct chat with the bot. */
  readonly schoolId: SchoolId | null;
  readonly classId: ClassId | null;
}

export interface CommandCall {
  readonly asker: Asker;
  readonly place: Place;
  readonly line: CommandLine;
  /** The same when the command is delivered again: make secrets and keys from it. */
  readonly eventId: EventId;
  /** The event that the command was a reply to. */
  readonly repliesTo: EventId | null;
  /** Whom the command mentions (`m.mentions`); what a client wrote, so no proof of anything. */
  readonly mentions: readonly UserId[];
}

export interface Reply {
  /** Answers in the room of the command. `code` in backticks is set as code; the rest is plain text. */
  readonly text: string;
  /** Sent in the direct chat with the asker. In a direct chat it follows `text` there. */
  readonly privately?: string;
  /** Offered as buttons below the answer in a direct chat. */
  readonly choices?: readonly Choice[];
  /** Others are not to see that this was asked: the command is taken out of the room, and `text` goes to the direct chat. */
  readonly hidden?: boolean;
}

export interface Command {
  /** As it is typed after `!parta`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly help: (locale: Locale) => string;
  /** How to write it, e.g. `!parta invite ROLE [CLASS] [uses=N]`. */
  readonly usage: (locale: Locale) => string;
  /** Whether the asker may use it at all: decides what help lists and whether `run` is called. */
  allowed(asker: Asker): boolean | Promise<boolean>;
  /**
   * Does it. May run twice for one message. Throws ApiError for what the asker should be told,
   * `UsageError` when the command was written wrongly, and anything else to be run again later.
   */
  run(call: CommandCall): Promise<Reply>;
}

/** What a command does for its first word: so that several features can share one command. */
export interface CommandAction {
  /** As they are typed, in lower case. */
  readonly names: readonly string[];
  /** @param words those after the first */
  run(call: CommandCall, words: readonly string[]): Promise<Reply>;
}

/** The command was written wrongly; the bot answers with what is wrong and how to write it. */
export class UsageError extends Error {
  readonly say: (locale: Locale) => string;
  constructor(say: (locale: Locale) => string) {
    super('usage');
    this.name = 'UsageError';
    this.say = say;
  }
}
