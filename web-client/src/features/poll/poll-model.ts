/** Polls (MSC3381, by the unstable names that clients send today). Pure; trusts no field of an event. */
import type { RawEvent } from '../../matrix/types.ts';

export const POLL_START = 'org.matrix.msc3381.poll.start';
export const POLL_RESPONSE = 'org.matrix.msc3381.poll.response';
export const POLL_END = 'org.matrix.msc3381.poll.end';
const TEXT = 'org.matrix.msc1767.text';
const DISCLOSED = 'org.matrix.msc3381.poll.disclosed';
const UNDISCLOSED = 'org.matrix.msc3381.poll.undisclosed';
/** MSC3381 allows so many answers and drops the rest. */
export const MOST_ANSWERS = 20;

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
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

function textOf(value: unknown): string {
  const { [TEXT]: text, body } = fields(value);
  if (typeof text === 'string') return text;
  return typeof body === 'string' ? body : '';
}

function target(event: RawEvent): string | null {
  const { rel_type: type, event_id: id } = fields(event.content['m.relates_to']);
  return type === 'm.reference' && typeof id === 'string' ? id : null;
}

interface Question {
  readonly question: string;
  readonly answers: readonly { readonly id: string; readonly text: string }[];
  readonly maxSelections: number;
  readonly disclosed: boolean;
}

/** The question of a poll's first event; null when it is none. */
export function readQuestion(content: RawEvent['content']): Question | null {
  const start = fields(content[POLL_START]);
  const question = textOf(start['question']);
  const answers = (Array.isArray(start['answers']) ? start['answers'] : [])
    .flatMap((answer: unknown) => {
      const { id } = fields(answer);
      const text = textOf(answer);
      return typeof id === 'string' && text !== '' ? [{ id, text }] : [];
    })
    .slice(0, MOST_ANSWERS);
  if (question === '' || answers.length === 0) return null;
  const most = start['max_selections'];
  return {
    question,
    answers,
    maxSelections: typeof most === 'number' && Number.isInteger(most) && most > 0 ? most : 1,
    disclosed: start['kind'] !== UNDISCLOSED,
  };
}

/** Everybody's last vote counts, of those given before the end. */
function votesOf(
  { answers, maxSelections }: Question,
  responses: readonly RawEvent[],
  endedAt: number,
): Map<string, readonly string[]> {
  const known = new Set(answers.map(({ id }) => id));
  const votes = new Map<string, { readonly ts: number; readonly ids: readonly string[] }>();
  for (const response of responses) {
    const before = votes.get(response.sender);
    if (response.origin_server_ts > endedAt) continue;
    if (before !== undefined && before.ts > response.origin_server_ts) continue;
    const given = fields(response.content[POLL_RESPONSE])['answers'];
    const ids = Array.isArray(given) ? given.slice(0, maxSelections) : [];
    // One answer that does not exist spoils the vote (MSC3381).
    const valid = ids.every((id): id is string => typeof id === 'string' && known.has(id));
    votes.set(response.sender, {
      ts: response.origin_server_ts,
      ids: valid ? [...new Set(ids)] : [],
    });
  }
  return new Map([...votes].map(([sender, { ids }]) => [sender, ids]));
}

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
  const related = (type: string, id: string): RawEvent[] =>
    events.filter((event) => event.type === type && isHere(event) && target(event) === id);
  return events.flatMap((event) => {
    if (event.type !== POLL_START || !isHere(event)) return [];
    const asked = readQuestion(event.content);
    if (asked === null) return [];
    const end = related(POLL_END, event.event_id)
      .filter(({ sender }) => sender === event.sender || mayEnd(sender))
      .sort((a, b) => a.origin_server_ts - b.origin_server_ts)[0];
    const votes = votesOf(
      asked,
      related(POLL_RESPONSE, event.event_id),
      end?.origin_server_ts ?? Number.POSITIVE_INFINITY,
    );
    const cast = [...votes.values()].filter((ids) => ids.length > 0);
    return [
      {
        eventId: event.event_id,
        sender: event.sender,
        ts: event.origin_server_ts,
        question: asked.question,
        answers: asked.answers.map(({ id, text }) => ({
          id,
          text,
          votes: cast.filter((ids) => ids.includes(id)).length,
        })),
        maxSelections: asked.maxSelections,
        voters: cast.length,
        mine: votes.get(me) ?? [],
        ended: end !== undefined,
        showsResults: asked.disclosed || end !== undefined,
      },
    ];
  });
}

/** Content of a new poll, with a text for clients that know no polls. */
export function pollContent(question: string, answers: readonly string[], disclosed: boolean): object {
  return {
    [POLL_START]: {
      question: { [TEXT]: question, body: question, msgtype: 'm.text' },
      kind: disclosed ? DISCLOSED : UNDISCLOSED,
      max_selections: 1,
      answers: answers.map((text, index) => ({ id: String(index + 1), [TEXT]: text })),
    },
    [TEXT]: [question, ...answers.map((text, index) => `${index + 1}. ${text}`)].join('\n'),
  };
}

export const voteContent = (pollId: string, answers: readonly string[]): object => ({
  'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
  [POLL_RESPONSE]: { answers },
});

export const pollEndContent = (pollId: string, text: string): object => ({
  'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
  [POLL_END]: {},
  [TEXT]: text,
});
