/** What can be asked. Pure. */
import { LONGEST_ANSWER, LONGEST_QUESTION, MOST_ANSWERS, type RoomKind } from '@parta/protocol';
import { refuse, type PollMessage } from './messages.ts';
import { FOR_FAMILIES } from './rights.ts';

/** A poll as somebody asks Parta for it. */
export interface PollDraft {
  readonly question: string;
  readonly answers: readonly string[];
  readonly maxSelections: number;
  readonly disclosed: boolean;
  readonly anonymous: boolean;
  readonly per: 'person' | 'child';
  readonly closesAt: Date | null;
}

const YEAR_MS = 366 * 86_400_000;

/** The draft without blanks around its words; throws ApiError 400 that says what is wrong with it. */
export function checkDraft(draft: PollDraft, kind: RoomKind, now: Date): PollDraft {
  const question = draft.question.trim();
  const answers = draft.answers.map((answer) => answer.trim()).filter((answer) => answer !== '');
  const wrong = (key: PollMessage, values: Record<string, string | number> = {}): never => {
    throw refuse(400, 'M_INVALID_PARAM', key, values);
  };
  if (question === '' || answers.length < 2) wrong('question_missing');
  if (answers.length > MOST_ANSWERS) wrong('too_many_answers', { count: answers.length, most: MOST_ANSWERS });
  if (question.length > LONGEST_QUESTION || answers.some((answer) => answer.length > LONGEST_ANSWER))
    wrong('too_long', { question: LONGEST_QUESTION, answer: LONGEST_ANSWER });
  if (new Set(answers).size < answers.length) wrong('twice');
  const { maxSelections, closesAt, per } = draft;
  if (!Number.isInteger(maxSelections) || maxSelections < 1 || maxSelections > answers.length)
    wrong('several_wrong', { most: answers.length });
  const left = closesAt === null ? 1 : closesAt.getTime() - now.getTime();
  if (!(left > 0 && left <= YEAR_MS)) wrong('until_past');
  if (per === 'child' && !FOR_FAMILIES.has(kind)) wrong('child_where');
  return { ...draft, question, answers };
}
