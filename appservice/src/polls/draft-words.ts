/** A poll as it is typed: question and answers as words, `--until 18:00 --several 2 --closed --anonymous --per child`. Pure. */
import type { CommandLine } from '../bot/parser.ts';
import { readDuration } from '../moderation/duration.ts';
import { addDays, readDay, readLocal, toInstant, toLocal } from '../schedule/local-time.ts';
import type { PollDraft } from './draft.ts';
import { refuse } from './messages.ts';

/** Phones make one long dash of two short ones. */
const OPTION = /^(?:--|—|–)(\p{L}+)$/u;

type Options = Pick<PollDraft, 'maxSelections' | 'disclosed' | 'anonymous' | 'per' | 'closesAt'>;

/** Throws ApiError 400 that says what is not understood. */
export function readDraft(
  line: Pick<CommandLine, 'words' | 'options'>,
  timeZone: string,
  now: Date,
): PollDraft {
  // `until=18:00` is the same as `--until 18:00`.
  const words = [...line.words, ...[...line.options].flatMap(([key, value]) => [`--${key}`, value])];
  const texts: string[] = [];
  let options: Options = {
    ...{ maxSelections: 1, disclosed: true, anonymous: false, per: 'person', closesAt: null },
  };
  const next = (): string => words.shift() ?? '';
  while (words.length > 0) {
    const word = next();
    const option = OPTION.exec(word)?.[1]?.toLowerCase();
    if (option === undefined) texts.push(word);
    else if (option === 'until' || option === 'до') {
      const clock = readDay(words[0] ?? '') !== null && /^\d{1,2}:\d{2}$/.test(words[1] ?? '');
      const when = clock ? `${next()} ${next()}` : next();
      options = { ...options, closesAt: readUntil(when, timeZone, now) };
    } else options = { ...options, ...readOption(option, word, next) };
  }
  const [question = '', ...answers] = texts;
  return { question, answers, ...options };
}

function readOption(option: string, word: string, next: () => string): Partial<Options> {
  switch (option) {
    case 'closed':
    case 'закрытый':
      return { disclosed: false };
    case 'anonymous':
    case 'анонимно':
    case 'анонимный':
      return { anonymous: true };
    case 'several':
    case 'несколько': {
      const count = next();
      return { maxSelections: /^\d{1,3}$/.test(count) ? Number(count) : 0 };
    }
    case 'per': {
      const per = next().toLowerCase();
      if (per === 'child' || per === 'person') return { per };
      throw refuse(400, 'M_INVALID_PARAM', 'option_unknown', { word: `${word} ${per}`.slice(0, 30) });
    }
    default:
      throw refuse(400, 'M_INVALID_PARAM', 'option_unknown', { word: word.slice(0, 30) });
  }
}

/** A duration, a time of today or, when that is over, of tomorrow, a day (its end), or a day and a time. */
function readUntil(text: string, timeZone: string, now: Date): Date {
  const seconds = /^\d+\p{L}+$/u.test(text) ? readDuration(text) : null;
  if (seconds !== null) return new Date(now.getTime() + seconds * 1000);
  const today = toLocal(now.getTime(), timeZone).slice(0, 10);
  const at = (day: string, clock: string): Date | null => {
    const local = readLocal(`${day}T${clock.padStart(5, '0')}`);
    return local === null ? null : new Date(toInstant(local, timeZone));
  };
  const [first = '', clock = '23:59'] = text.split(/[ T]/);
  const found = /^\d{1,2}:\d{2}$/.test(first)
    ? [at(today, first), at(addDays(today, 1), first)].find((one) => one !== null && one > now)
    : at(first, clock);
  if (found == null) throw refuse(400, 'M_INVALID_PARAM', 'until_wrong', { word: text.slice(0, 30) });
  return found;
}
