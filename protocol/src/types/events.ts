/* Made from protocol/schemas by `npm run generate`: change it there. */

/**
 * Content of the state event `org.parta.class` (state key empty) in a class's Space and its parents' Space: which class this is.
 */
export interface ClassContent {
  /**
   * Id of the class in its deployment.
   */
  class_id: string;
  /**
   * Id of the school it belongs to.
   */
  school_id: string;
  /**
   * As people say it, e.g. `7Б`.
   */
  title: string;
  /**
   * Title of the school year that bounds the class, e.g. `2026/27`.
   */
  school_year: string;
}


/**
 * Content of the state event `org.parta.direct` (state key empty): this room is a direct chat of two people that Parta made, and how it stands. Whoever sees `supervised` is to be shown that a second adult reads along.
 */
export interface DirectContent {
  /**
   * Id of the deployment that manages the room; others leave it alone.
   */
  deployment: string;
  /**
   * Names the room within its deployment. Opaque to others: it does not tell who the two are.
   */
  key: string;
  /**
   * `read_only`: the second adult is missing, and nobody writes until there is one; `closed`: the rules do not allow the two a room any more, what was said stays readable.
   */
  status: "open" | "read_only" | "closed";
  /**
   * Whether the two may talk only with a second adult in the room.
   */
  supervised: boolean;
  /**
   * Matrix ID of the second adult. Left out while there is none.
   */
  second_adult?: string;
  /**
   * Version of this content.
   */
  version: 1;
}


export type Instant = string;

/**
 * Content of the state event `org.parta.lesson` (state key empty) in a lesson room or broadcast hall: whether a lesson is held in it now. Instants are RFC 3339 in UTC. Names of people are not in it.
 */
export interface LessonContent {
  /**
   * Whether people may enter the call.
   */
  state: "open" | "closed";
  /**
   * The subject, as people read it.
   */
  title?: string;
  /**
   * UID of the timetable's lesson (RFC 5545); absent for a lesson that was opened by hand.
   */
  uid?: string;
  /**
   * Which of the lesson's occurrences, local to its time zone.
   */
  recurrence_id?: string;
  begins?: Instant;
  ends?: Instant;
  opens_at?: Instant;
  closes_at?: Instant;
  /**
   * What pupils may publish: camera and microphone, nothing, camera only; `broadcast`: viewers only watch.
   */
  profile?: "discussion" | "listen" | "test" | "broadcast";
}


/**
 * The field `org.parta.poll` in the content of an event that begins a poll: of a poll by MSC3381, written by whoever asks; of the bot's message that announces an anonymous poll, written by Parta. Clients that do not know it show the poll all the same. Names of people are not in it.
 */
export interface PollRules {
  /**
   * Whose vote counts once: each person's, or each child's, for whom the last vote of any of their guardians counts. Parta counts so; clients that do not know the field show every vote.
   */
  per: "person" | "child";
  /**
   * When Parta ends the poll, in UTC; without it somebody does.
   */
  closes_at?: string;
  /**
   * Votes go to Parta and are in no room. Only in a message of the bot, never in a poll by MSC3381, where every vote is an event that shows who sent it.
   */
  anonymous?: true;
  /**
   * Matrix ID of the person for whom the bot asks.
   */
  asked_by?: string;
}


/**
 * The field `org.parta.post` in the content of a message (`m.room.message`): how it came to be there in somebody's quiet hours. Not a state event. Clients show `urgent` with its reason; a client that does not know the field shows an ordinary message.
 */
export interface PostContent {
  /**
   * `morning`: waited for the end of quiet hours; `now`: written in quiet hours, knowingly and without ringing; `urgent`: for a reason that is logged; `reminder`: something that the receiver asked to be reminded of.
   */
  kind: "morning" | "now" | "urgent" | "reminder";
  /**
   * Of an urgent one: why it could not wait, in the author's words.
   */
  reason?: string;
  /**
   * Rings in quiet hours as well. Push rules of Parta (`org.parta.urgent`) heed this in messages of the deployment's bot only.
   */
  rings?: true;
  /**
   * Of what rings: the event that is urgent.
   */
  about?: string;
  /**
   * Who wrote it, where the bot posts on somebody's behalf.
   */
  author?: string;
  /**
   * Version of this content.
   */
  version: 1;
}


/**
 * Content of the state event `org.parta.room` (state key empty): what this room is, and which deployment manages it. Parta touches no room without it.
 */
export interface RoomContent {
  /**
   * Id of the deployment that manages the room; others leave it alone.
   */
  deployment: string;
  /**
   * Names the room within its deployment, the same over every repair: two rooms never share it. Opaque to others.
   */
  key: string;
  /**
   * What the room is for.
   */
  kind:
    | "school_space"
    | "announcements"
    | "staff_room"
    | "broadcast_hall"
    | "class_space"
    | "class_chat"
    | "lesson_room"
    | "parents_space"
    | "parents_chat";
  /**
   * Version of this content.
   */
  version: 1;
}


/**
 * Content of the state event `org.parta.school` (state key empty) in a school's Space: which school this is.
 */
export interface SchoolContent {
  /**
   * Id of the school in its deployment.
   */
  school_id: string;
  /**
   * The school's language.
   */
  locale: "ru" | "en";
  /**
   * IANA time zone in which the school's dates and times are meant, e.g. `Europe/Moscow`.
   */
  time_zone: string;
}


/**
 * Local to the time zone of the lesson.
 */
export type LocalTime = string;

/**
 * Content of the state event `org.parta.timetable` (state key empty) in a class's Space: the lessons of the class in the words of RFC 5545. Names of people are not in it.
 */
export interface TimetableContent {
  /**
   * Id of the class in its deployment.
   */
  class_id: string;
  /**
   * IANA time zone of the school.
   */
  time_zone: string;
  /**
   * Lessons that are not over.
   *
   * @maxItems 1000
   */
  lessons: Lesson[];
  /**
   * Dates on which repeated lessons are not held; `ends_on` is exclusive.
   *
   * @maxItems 200
   */
  days_off: {
    begins_on: string;
    ends_on: string;
  }[];
  /**
   * False when not everything fits into one event: what begins latest was left out.
   */
  complete: boolean;
}
export interface Lesson {
  uid: string;
  sequence: number;
  summary: string;
  dtstart: LocalTime;
  /**
   * When it is not that of the school.
   */
  tzid?: string;
  duration: string;
  rrule?: string;
  exdate?: LocalTime[];
  location?: string;
  /**
   * Matrix IDs.
   */
  teachers?: string[];
  status?: "CONFIRMED" | "CANCELLED";
  overrides?: Override[];
}
/**
 * What differs in one occurrence.
 */
export interface Override {
  recurrence_id: LocalTime;
  status?: "CONFIRMED" | "CANCELLED";
  summary?: string;
  dtstart?: LocalTime;
  duration?: string;
  location?: string;
  teachers?: string[];
}
