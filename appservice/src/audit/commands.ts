/** `!parta audit [n]`: the newest entries of the log, for administrators. */
import { UsageError, type Asker, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Locale, School } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { AuditLog, AuditPage } from './log.ts';
import { auditText } from './messages.ts';
import { mayReadLog } from './rules.ts';

const DEFAULT = 10;
const MOST = 50;

export function auditCommands({
  log,
  now = () => new Date(),
}: {
  log: AuditLog;
  now?: () => Date;
}): Command[] {
  async function readable(asker: Asker): Promise<School[]> {
    const { personId } = asker;
    if (personId === null) return [];
    const state = await asker.school();
    return state.schools.filter(({ id, timeZone }) =>
      mayReadLog(state, personId, id, today(timeZone, now())),
    );
  }

  async function show({ asker, place, line }: CommandCall): Promise<Reply> {
    const [word] = line.words;
    const limit = word === undefined ? DEFAULT : /^\d{1,3}$/.test(word) ? Number(word) : 0;
    if (limit < 1 || limit > MOST) {
      throw new UsageError((locale) => auditText(locale, 'count_wrong', { max: MOST }));
    }
    const schools = await readable(asker);
    const here = schools.filter(({ id }) => id === place.schoolId);
    const parts: string[] = [];
    for (const school of here.length > 0 ? here : schools.slice(0, 3)) {
      const page = await log.read(asker.personId!, school.id, { limit }, asker.locale);
      parts.push(describe(page, school, asker.locale));
    }
    return { text: auditText(asker.locale, 'help'), privately: parts.join('\n\n') };
  }

  return [
    {
      name: 'audit',
      help: (locale) => auditText(locale, 'help'),
      usage: () => '!parta audit [10]',
      allowed: async (asker) => (await readable(asker)).length > 0,
      run: show,
    },
  ];
}

function describe({ entries, people }: AuditPage, school: School, locale: Locale): string {
  if (entries.length === 0) return auditText(locale, 'empty', { school: school.name });
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: school.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const lines = entries.map(({ seq, at, actor_id: actor, text }) =>
    auditText(locale, 'line', {
      // As text: a number would be grouped, and is not found by its number then.
      seq: String(seq),
      at: format.format(new Date(at)),
      who: actor === null ? auditText(locale, 'parta') : (people[actor] ?? actor.slice(0, 8)),
      what: text,
    }),
  );
  return [auditText(locale, 'title', { school: school.name }), ...lines].join('\n');
}
