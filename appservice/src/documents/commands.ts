/** The bot's commands about documents, for every client. */
import type { Command, CommandCall, Reply } from '../bot/command.ts';
import { ApiError } from '../http/api-error.ts';
import type { ClassId, Locale } from '../school/model.ts';
import type { Library } from './library.ts';
import { documentText } from './messages.ts';
import type { Tasks, TaskView } from './tasks.ts';

const MOST = 20;

export function documentCommands({
  library,
  tasks,
  publicUrl,
}: {
  readonly library: Library;
  readonly tasks: Tasks;
  readonly publicUrl: string;
}): readonly Command[] {
  async function classesFor({ asker, place, line }: CommandCall): Promise<{ id: ClassId; title: string }[]> {
    const { classes } = await asker.school();
    const title = line.words[0]?.toLowerCase();
    return classes.filter((one) =>
      title === undefined
        ? place.classId === null || one.id === place.classId
        : one.title.toLowerCase() === title,
    );
  }

  async function showDocuments(call: CommandCall): Promise<Reply> {
    const { locale, personId } = call.asker;
    const parts: string[] = [];
    for (const { id, title } of await classesFor(call)) {
      const list = await library.ofClass(personId!, id).catch((error: unknown) => {
        if (error instanceof ApiError) return null;
        throw error;
      });
      if (list === null) continue;
      const names = list.documents
        .slice(0, MOST)
        .map(({ folder, name }) => `• ${folder === '' ? '' : `${folder}/`}${name}`);
      parts.push(
        [
          documentText(locale, 'library_of', { title, count: list.documents.length }),
          ...names,
          documentText(locale, 'open_here', { url: `${publicUrl}/classes/${id}/documents` }),
        ].join('\n'),
      );
    }
    return { text: parts.length === 0 ? documentText(locale, 'no_class') : parts.join('\n\n') };
  }

  async function showTasks({ asker, place }: CommandCall): Promise<Reply> {
    const { locale, personId } = asker;
    const { tasks: all } = await tasks.mine(personId!);
    const lines = all
      .slice(0, MOST)
      .map((task) => `• ${lineOf(locale, task)}\n${publicUrl}/tasks/${task.task_id}`);
    const text = lines.length === 0 ? documentText(locale, 'nothing_to_hand_in') : lines.join('\n');
    // How somebody's work stands is not for the class.
    return place.direct ? { text } : { text: documentText(locale, 'handin_help'), privately: text };
  }

  const known = { allowed: ({ personId }: CommandCall['asker']) => personId !== null };
  return [
    {
      name: 'documents',
      help: (locale) => documentText(locale, 'documents_help'),
      usage: (locale) => documentText(locale, 'documents_usage'),
      ...known,
      run: showDocuments,
    },
    {
      name: 'handin',
      help: (locale) => documentText(locale, 'handin_help'),
      usage: () => '!parta handin',
      ...known,
      run: showTasks,
    },
  ];
}

function lineOf(locale: Locale, { title, class_title: of, due_at: due, slots }: TaskView): string {
  const only = slots.length === 1 ? slots[0]! : null;
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return documentText(locale, 'task_line', {
    title,
    class: of,
    due: due === null ? 'none' : when.format(new Date(due)),
    standing: only?.standing ?? 'several',
    handed: slots.filter(({ handed_in_at: at }) => at !== null).length,
  });
}
