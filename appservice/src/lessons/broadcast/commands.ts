/** Asking from any client: `!parta ask …` in a direct chat with the bot. */
import type { Command, CommandCall, Reply } from '../../bot/command.ts';
import { broadcastText } from './messages.ts';
import { problem, type Questions } from './questions.ts';

export function questionCommands(questions: Questions): Command[] {
  async function ask({ asker, place, line, eventId }: CommandCall): Promise<Reply> {
    const { locale } = asker;
    if (!place.direct) return { text: broadcastText(locale, 'in_public') };
    const text = line.words.join(' ').trim();
    if (text === '') throw problem(400, 'M_INVALID_PARAM', 'blank');
    const wanted = line.options.get('school')?.trim().toLowerCase();
    const halls = (await questions.running((await asker.school()).schools.map(({ id }) => id))).filter(
      ({ schoolName }) => wanted === undefined || schoolName.toLowerCase() === wanted,
    );
    if (halls.length === 0) throw problem(409, 'lesson.closed', 'no_broadcast');
    if (halls.length > 1) throw problem(409, 'M_INVALID_PARAM', 'several');
    const named = ['yes', 'да'].includes(line.options.get('name')?.toLowerCase() ?? '');
    await questions.ask(asker.personId!, halls[0]!.roomId, { text, named }, eventId);
    return { text: broadcastText(locale, 'asked', { named: named ? 'yes' : 'no' }) };
  }

  return [
    {
      name: 'ask',
      help: (locale) => broadcastText(locale, 'ask_help'),
      usage: () => '!parta ask "…" [name=yes] [school="…"]',
      allowed: ({ personId }) => personId !== null,
      run: ask,
    },
  ];
}
