/** Polls in any client: `!parta poll "Question" "A" "B"`, `!parta poll end`, `results`, `vote`. */
import { UsageError, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Locale } from '../school/model.ts';
import type { Asker } from './asking.ts';
import { readDraft } from './draft-words.ts';
import { pollText, refuse } from './messages.ts';
import type { PollName, Polls } from './polls.ts';
import { resultLines } from './results.ts';

export interface PollCommandsDependencies {
  readonly polls: Pick<Polls, 'ask' | 'view' | 'vote' | 'end' | 'newest'>;
  readonly timeZoneOf: (schoolId: string) => Promise<string>;
  readonly now: () => Date;
}

const END: ReadonlySet<string> = new Set(['end', 'конец', 'закончить']);
const RESULTS: ReadonlySet<string> = new Set(['results', 'result', 'итог', 'итоги']);
const VOTE: ReadonlySet<string> = new Set(['vote', 'голос']);

export function pollCommands({ polls, timeZoneOf, now }: PollCommandsDependencies): Command[] {
  const who = ({ asker }: CommandCall): Asker => ({ personId: asker.personId!, userId: asker.userId });

  /** The poll that the command answers, or the newest one of the room. */
  async function which({ place, repliesTo }: CommandCall, open: boolean): Promise<PollName> {
    if (place.direct) throw refuse(400, 'M_INVALID_PARAM', 'in_room');
    return repliesTo === null
      ? polls.newest(place.roomId, open)
      : { roomId: place.roomId, eventId: repliesTo };
  }

  async function ask(call: CommandCall): Promise<Reply> {
    const { asker, place, line, eventId } = call;
    if (place.schoolId === null) throw refuse(400, 'M_INVALID_PARAM', 'in_room');
    const draft = readDraft(line, await timeZoneOf(place.schoolId), now());
    await polls.ask(who(call), place.roomId, draft, `bot ${eventId}`);
    return said(asker.locale, 'asked');
  }

  async function end(call: CommandCall): Promise<Reply> {
    await polls.end(who(call), await which(call, true));
    return said(call.asker.locale, 'ending');
  }

  async function results(call: CommandCall): Promise<Reply> {
    const { locale } = call.asker;
    const { poll, votes, voters } = await polls.view(who(call), await which(call, false));
    const ended = poll.endedAt !== null;
    if (votes === null && !ended) throw refuse(409, 'ORG.PARTA.POLL_OPEN', 'not_yet');
    const title = pollText(locale, ended ? 'ended' : 'result_now', { question: poll.question.question });
    return { text: [title, ...resultLines(poll.question, { votes, voters }, poll.per, locale)].join('\n') };
  }

  /** In a room the command is taken out of it: others are not to see the answer. */
  async function vote(call: CommandCall, [code = '', ...numbers]: readonly string[]): Promise<Reply> {
    const { locale } = call.asker;
    const hidden = !call.place.direct;
    if (code === '' || !numbers.every((one) => /^\d{1,2}$/.test(one))) {
      return { text: pollText(locale, 'vote_how'), hidden };
    }
    const name = { code: code.toUpperCase() };
    const { poll } = await polls.view(who(call), name);
    const chosen = await polls.vote(who(call), name, numbers);
    const texts = poll.question.answers.filter(({ id }) => chosen.includes(id)).map(({ text }) => text);
    const text =
      texts.length === 0
        ? pollText(locale, 'vote_back')
        : pollText(locale, 'vote_done', { answers: texts.join(', ') });
    return { text, hidden };
  }

  return [
    {
      name: 'poll',
      help: (locale) => pollText(locale, 'help'),
      usage: () =>
        [
          '!parta poll "QUESTION" "A" "B" [--until 18:00] [--several N] [--closed] [--anonymous] [--per child]',
          '!parta poll end',
          '!parta poll results',
          '!parta poll vote CODE N',
        ].join(' | '),
      allowed: ({ personId }) => personId !== null,
      run(call) {
        const [first = '', ...rest] = call.line.words;
        const word = first.toLowerCase();
        if (END.has(word) && rest.length === 0) return end(call);
        if (RESULTS.has(word) && rest.length === 0) return results(call);
        if (VOTE.has(word)) return vote(call, rest);
        if (first === '') throw new UsageError((locale) => pollText(locale, 'question_missing'));
        return ask(call);
      },
    },
  ];
}

function said(locale: Locale, key: 'asked' | 'ending'): Reply {
  return { text: pollText(locale, key) };
}
