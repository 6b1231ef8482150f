/** The polls of a room's events, counted as the appservice counts them (@parta/protocol). Pure; trusts no field of an event. */
import {
  countVotes,
  POLL_ENDS,
  POLL_RESPONSES,
  POLL_RULES,
  POLL_STARTS,
  pollOf,
  readQuestion,
  readRules,
  readSelections,
  type PollQuestion,
} from '@parta/protocol';
import type { RawEvent } from '../../matrix/types.ts';

export interface PollAnswer {
  readonly id: string;
  readonly text: string;
  readonly votes: number;
}

export interface Poll {
  readonly eventId: string;
  readonly sender: string;
  readonly ts: number;
  readonly question: string;
  readonly answers: readonly PollAnswer[];
  readonly maxSelections: number;
  /** How many people have voted. */
  readonly voters: number;
  /** Answers that this person has chosen. */
  readonly mine: readonly string[];
  readonly ended: boolean;
  /** Whether the numbers may be shown: always in a disclosed poll, else after its end. */
  readonly showsResults: boolean;
  /** Whose vote counts once: of a child's, only Parta knows the count. */
  readonly per: 'person' | 'child';
  /** When Parta ends it: milliseconds since the epoch. */
  readonly closesAt: number | null;
}

function target(event: RawEvent): string | null {
  const { event_id: id } = (event.content['m.relates_to'] ?? {}) as { event_id?: unknown };
  return typeof id === 'string' ? id : null;
}

const isEdit = (event: RawEvent): boolean =>
  (event.content['m.relates_to'] as { rel_type?: unknown } | undefined)?.rel_type === 'm.replace';

/** Whether a message announces an anonymous poll: whether it really is one, Parta says. */
export const isBallot = (content: RawEvent['content']): boolean =>
  content[POLL_RULES] !== undefined && readRules(content).anonymous === true;

/**
 * All polls of a room's events, the latest last.
 * @param mayEnd whether somebody other than its author may end a poll: whoever may delete others' messages
 */
export function readPolls(
  events: readonly RawEvent[],
  me: string,
  mayEnd: (userId: string) => boolean = () => false,
): Poll[] {
  const gone = new Set(
    events.flatMap((event) => {
      if (event.type !== 'm.room.redaction') return [];
      const id = event.redacts ?? event.content['redacts'];
      return typeof id === 'string' ? [id] : [];
    }),
  );
  const isHere = (event: RawEvent): boolean =>
    !gone.has(event.event_id) && event.unsigned?.['redacted_because'] === undefined;
  const related = (types: readonly string[], id: string): RawEvent[] =>
    events.filter((event) => types.includes(event.type) && isHere(event) && pollOf(event.content) === id);

  /** The question as its author put it right before anybody had voted. */
  function questionOf(event: RawEvent, responses: readonly RawEvent[]): PollQuestion | null {
    const firstVote = Math.min(...responses.map(({ origin_server_ts: ts }) => ts));
    const edit = events.findLast(
      (one) =>
        POLL_STARTS.includes(one.type) &&
        one.sender === event.sender &&
        isEdit(one) &&
        target(one) === event.event_id &&
        isHere(one) &&
        one.origin_server_ts <= firstVote,
    );
    const changed = edit?.content['m.new_content'];
    const corrected = typeof changed === 'object' && changed !== null ? readQuestion({ ...changed }) : null;
    return corrected ?? readQuestion(event.content);
  }

  return events.flatMap((event) => {
    if (!POLL_STARTS.includes(event.type) || !isHere(event) || isEdit(event)) return [];
    const responses = related(POLL_RESPONSES, event.event_id);
    const asked = questionOf(event, responses);
    if (asked === null) return [];
    const { per, closes_at: closesAt } = readRules(event.content);
    const end = related(POLL_ENDS, event.event_id)
      .filter(({ sender }) => sender === event.sender || mayEnd(sender))
      .sort((a, b) => a.origin_server_ts - b.origin_server_ts)[0];
    const { votes, voices } = countVotes(
      asked,
      responses.map(({ sender, origin_server_ts: at, content }) => ({
        ...{ voter: sender, at, answers: readSelections(content) },
      })),
      end === undefined ? {} : { until: end.origin_server_ts },
    );
    return [
      {
        eventId: event.event_id,
        sender: event.sender,
        ts: event.origin_server_ts,
        question: asked.question,
        answers: asked.answers.map(({ id, text }) => ({ id, text, votes: votes.get(id) ?? 0 })),
        maxSelections: asked.maxSelections,
        voters: voices.size,
        mine: voices.get(me)?.answers ?? [],
        ended: end !== undefined,
        showsResults: asked.disclosed || end !== undefined,
        per,
        closesAt: closesAt === undefined ? null : Date.parse(closesAt),
      },
    ];
  });
}
