/** The count of a poll as people read it: as text, and as a table for spreadsheet programs. Pure. */
import type { PollQuestion } from '@parta/protocol';
import { csvTable } from '../i18n/csv.ts';
import { toLocal } from '../schedule/local-time.ts';
import type { Locale } from '../school/model.ts';
import { pollText } from './messages.ts';
import type { PollResult } from './store.ts';

/** Percent of the voters, whole. */
export function shareOf(votes: number, voters: number): number {
  return voters === 0 ? 0 : Math.round((100 * votes) / voters);
}

/** One line for each answer, and how many voted. */
export function resultLines(
  { answers }: PollQuestion,
  { votes, voters }: PollResult,
  per: 'person' | 'child',
  locale: Locale,
): string[] {
  const lines = answers.map(({ id, text }) => {
    const count = votes?.[id] ?? 0;
    return pollText(locale, 'line', { answer: text, votes: count, share: shareOf(count, voters) });
  });
  return [
    ...(votes === null ? [pollText(locale, 'too_few')] : voters === 0 ? [] : lines),
    pollText(locale, `voters_${per}`, { count: voters }),
  ];
}

/** The end in one sentence, for clients that know no polls. */
export function endSentence({ answers }: PollQuestion, { votes }: PollResult, locale: Locale): string {
  const most = Math.max(0, ...Object.values(votes ?? {}));
  if (most === 0) return pollText(locale, 'ended_none');
  const best = answers.filter(({ id }) => votes![id] === most).map(({ text }) => text);
  return best.length === 1
    ? pollText(locale, 'ended_best', { answer: best[0]!, votes: most })
    : pollText(locale, 'ended_tie', { answers: best.join(', '), votes: most });
}

/** Whose vote it is, and what it says. */
export interface NamedVote {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly answers: readonly string[];
}

/** The counts, and below them who answered what; nobody in an anonymous poll. */
export function resultsCsv(
  { question, answers }: PollQuestion,
  { votes, voters }: PollResult,
  people: readonly NamedVote[],
  { locale, timeZone }: { locale: Locale; timeZone: string },
): string {
  const texts = new Map(answers.map(({ id, text }) => [id, text]));
  const head = (...keys: ('answer' | 'votes' | 'share' | 'name' | 'answers' | 'time')[]): string[] =>
    keys.map((key) => pollText(locale, `column_${key}`));
  const counts =
    votes === null
      ? [[pollText(locale, 'too_few')]]
      : answers.map(({ id, text }) => [
          text,
          String(votes[id] ?? 0),
          String(shareOf(votes[id] ?? 0, voters)),
        ]);
  const named = people.map(({ name, at, answers: chosen }) => [
    ...[name, chosen.map((id) => texts.get(id) ?? '').join('; ')],
    toLocal(at, timeZone).replace('T', ' '),
  ]);
  const rows = [[question], head('answer', 'votes', 'share'), ...counts];
  return csvTable(
    named.length === 0 ? rows : [...rows, [], head('name', 'answers', 'time'), ...named],
    locale,
  );
}
