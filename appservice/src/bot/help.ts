import type { Asker, Command } from './command.ts';
import { botText } from './messages.ts';

/** `help`: made from the registry, and only what the asker may do. */
export function helpCommand(registry: () => readonly Command[]): Command {
  return {
    name: 'help',
    help: (locale) => botText(locale, 'help_help'),
    usage: () => '!parta help',
    allowed: () => true,
    async run({ asker }) {
      const { locale } = asker;
      const lines = (await usable(registry(), asker)).map((command) =>
        botText(locale, 'help_line', { usage: command.usage(locale), help: command.help(locale) }),
      );
      return { text: [botText(locale, 'help_title'), ...lines, botText(locale, 'help_more')].join('\n') };
    },
  };
}

async function usable(commands: readonly Command[], asker: Asker): Promise<Command[]> {
  const allowed = await Promise.all(commands.map(async (command) => command.allowed(asker)));
  return commands.filter((_, at) => allowed[at]).sort((a, b) => a.name.localeCompare(b.name));
}
