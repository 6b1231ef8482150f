/**
 * Polls as Matrix clients speak of them (MSC3381), read and counted the same way by the appservice and the web client. Pure; trusts no
 * field of an event.
 *
 * Element, Element X and FluffyChat send the unstable names, in the shape that the proposal had when they were built; Cinny shows no
 * polls. So the unstable names are sent, and both are read, the stable ones in the shape that the proposal has at last.
 */
import type { PollRules } from './types/events.ts';

export const POLL_START = 'org.matrix.msc3381.poll.start';
export const POLL_RESPONSE = 'org.matrix.msc3381.poll.response';
export const POLL_END = 'org.matrix.msc3381.poll.end';
export const POLL_STARTS: readonly string[] = [POLL_START, 'm.poll.start'];
export const POLL_RESPONSES: readonly string[] = [POLL_RESPONSE, 'm.poll.response'];
export const POLL_ENDS: readonly string[] = [POLL_END, 'm.poll.end'];
/** What Parta adds to the content of a poll's first event: `schemas/org.parta.poll.json`. */
export const POLL_RULES = 'org.parta.poll';

/** MSC3381 allows so many answers; clients drop the rest. */
export const MOST_ANSWERS = 20;
export const LONGEST_QUESTION = 340;
export const LONGEST_ANSWER = 200;

const TEXT = 'org.matrix.msc1767.text';
const KIND = { open: 'org.matrix.msc3381.poll.disclosed', closed: 'org.matrix.msc3381.poll.undisclosed' };
const CLOSED: ReadonlySet<unknown> = new Set([KIND.closed, 'm.poll.undisclosed', 'm.undisclosed']);

export interface PollAnswer {
  readonly id: string;
  readonly text: string;
}

export interface PollQuestion {
  readonly question: string;
  readonly answers: readonly PollAnswer[];
  readonly maxSelections: number;
  /** Whether the numbers may be shown before the end. */
  readonly disclosed: boolean;
}

/** A vote as it came; answers are null when they are none. */
export interface PollVote {
  readonly voter: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly answers: readonly string[] | null;
}

export interface PollCount {
  /** Answers by id, in the order of the question. */
  readonly votes: ReadonlyMap<string, number>;
  /** The vote that counts for each voice: a person, or a child. */
  readonly voices: ReadonlyMap<string, PollVote & { readonly answers: readonly string[] }>;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

const firstOf = (content: Fields, names: readonly string[]): Fields | null => {
  const found = names.find((name) => typeof content[name] === 'object' && content[name] !== null);
  return found === undefined ? null : fields(content[found]);
};

/** The text of an extensible event (MSC1767), in any of its shapes. */
function textOf(value: unknown): string {
  const { [TEXT]: unstable, 'm.text': stable, body } = fields(value);
  for (const text of [unstable, stable, body]) {
    if (typeof text === 'string' && text !== '') return text;
    const plain = Array.isArray(text) ? fields(text[0])['body'] : undefined;
    if (typeof plain === 'string' && plain !== '') return plain;
  }
  return '';
}

/** The question of a poll's first event; null when it is none. More answers than are allowed are left out, as every client does. */
export function readQuestion(content: Fields): PollQuestion | null {
  const start = firstOf(content, [...POLL_STARTS, 'm.poll']);
  if (start === null) return null;
  const question = textOf(start['question']);
  const answers = new Map<string, PollAnswer>();
  for (const answer of listedAnswers(start)) {
    const { id: unstable, 'm.id': stable } = fields(answer);
    const id = unstable ?? stable;
    const text = textOf(answer);
    if (typeof id === 'string' && text !== '' && !answers.has(id)) answers.set(id, { id, text });
    if (answers.size === MOST_ANSWERS) break;
  }
  if (question === '' || answers.size === 0) return null;
  const most = start['max_selections'];
  return {
    question,
    answers: [...answers.values()],
    maxSelections: typeof most === 'number' && Number.isInteger(most) && most > 0 ? most : 1,
    disclosed: !CLOSED.has(start['kind']),
  };
}

/** How many answers a poll's first event lists, those that are left out too. */
export function countAnswers(content: Fields): number {
  return listedAnswers(firstOf(content, [...POLL_STARTS, 'm.poll']) ?? {}).length;
}

function listedAnswers(start: Fields): readonly unknown[] {
  return Array.isArray(start['answers']) ? start['answers'] : [];
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** What Parta is asked to do about a poll, or says of it: of a field that anybody can write, what is right in it. */
export function readRules(content: Fields): PollRules {
  const { per, closes_at: closesAt, anonymous, asked_by: askedBy } = fields(content[POLL_RULES]);
  const isInstant = typeof closesAt === 'string' && INSTANT.test(closesAt) && !isNaN(Date.parse(closesAt));
  return {
    per: per === 'child' ? 'child' : 'person',
    ...(anonymous === true && { anonymous }),
    ...(isInstant && { closes_at: closesAt }),
    ...(typeof askedBy === 'string' && { asked_by: askedBy }),
  };
}

/** The poll that a vote or an end is about. */
export function pollOf(content: Fields): string | null {
  const { rel_type: type, event_id: id } = fields(content['m.relates_to']);
  return type === 'm.reference' && typeof id === 'string' ? id : null;
}

/** What a vote says; null when it says nothing that can be read. */
export function readSelections(content: Fields): readonly string[] | null {
  const given = content['m.selections'] ?? firstOf(content, POLL_RESPONSES)?.['answers'];
  if (!Array.isArray(given)) return null;
  // Long before this many, the vote is spoilt or shortened.
  return given.slice(0, 1000).map((one: unknown) => (typeof one === 'string' ? one : ''));
}

/** What counts of one vote: none of it when one of its answers does not exist (MSC3381), and no more than are allowed. */
export function validSelections(
  { answers, maxSelections }: PollQuestion,
  given: readonly string[] | null,
): readonly string[] {
  const known = new Set(answers.map(({ id }) => id));
  const chosen = (given ?? []).slice(0, maxSelections);
  return chosen.every((id) => known.has(id)) ? [...new Set(chosen)] : [];
}

/**
 * Counts a poll. The last vote before the end counts for each voice; an empty or spoilt one takes back the one before it. A vote that was
 * deleted is not among `votes`, so the one before it counts again. Somebody who left the room has voted all the same.
 *
 * @param options.until votes after this moment do not count
 * @param options.voicesOf for whom somebody speaks: themselves unless told otherwise; whoever speaks for nobody is not counted
 */
export function countVotes(
  question: PollQuestion,
  votes: readonly PollVote[],
  {
    until = Infinity,
    voicesOf = (voter) => [voter],
  }: { until?: number; voicesOf?: (voter: string) => readonly string[] } = {},
): PollCount {
  const voices = new Map<string, PollVote & { answers: readonly string[] }>();
  for (const vote of votes.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)) {
    const answers = validSelections(question, vote.answers);
    for (const voice of voicesOf(vote.voter)) {
      if (answers.length === 0) voices.delete(voice);
      else voices.set(voice, { ...vote, answers });
    }
  }
  const counted = new Map(question.answers.map(({ id }) => [id, 0]));
  for (const { answers } of voices.values()) for (const id of answers) counted.set(id, counted.get(id)! + 1);
  return { votes: counted, voices };
}

/** Content of a new poll, with a text for clients that know no polls. */
export function pollContent(
  question: string,
  answers: readonly string[],
  options: { disclosed?: boolean; maxSelections?: number; rules?: PollRules } = {},
): Record<string, unknown> {
  const { disclosed = true, maxSelections = 1, rules } = options;
  return {
    [POLL_START]: {
      question: { [TEXT]: question, body: question, msgtype: 'm.text' },
      kind: disclosed ? KIND.open : KIND.closed,
      max_selections: maxSelections,
      answers: answers.map((text, index) => ({ id: String(index + 1), [TEXT]: text })),
    },
    [TEXT]: [question, ...answers.map((text, index) => `${index + 1}. ${text}`)].join('\n'),
    ...(rules !== undefined && { [POLL_RULES]: rules }),
  };
}

/** Content of a vote; no answers take it back. */
export const voteContent = (pollId: string, answers: readonly string[]): Record<string, unknown> => ({
  'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
  [POLL_RESPONSE]: { answers },
});

/** Content of the end, with a text for clients that know no polls. */
export const pollEndContent = (pollId: string, text: string): Record<string, unknown> => ({
  'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
  [POLL_END]: {},
  [TEXT]: text,
  body: text,
});
