/** Guardians in any client: `!parta guardian …`. */
import type { Choice } from '../bot/buttons.ts';
import { UsageError, type Asker, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Invites } from '../invites/invites.ts';
import { fold } from '../schedule/import/names.ts';
import type { Locale, PersonId } from '../school/model.ts';
import type { Guardians, Guardianship, GuardianshipPatch } from './guardians.ts';
import { guardianText, type GuardianMessage } from './messages.ts';
import { RELATIONS } from './rules.ts';

/** Ids are shown by their first characters. */
const SHORT = 8;
const MOST_LISTED = 60;

export function guardianCommands({
  guardians,
  invites,
}: {
  readonly guardians: Guardians;
  readonly invites: Pick<Invites, 'createByChild'>;
}): Command[] {
  /** The asker's own, and those of the classes that they teach or administer: of one if it is named. */
  async function listFor(asker: Asker, title?: string): Promise<Guardianship[]> {
    const personId = asker.personId!;
    const found = new Map<string, Guardianship>();
    const add = (list: readonly Guardianship[]): void => {
      for (const one of list) if (!found.has(one.guardianship_id)) found.set(one.guardianship_id, one);
    };
    const classes = (await asker.school()).classes.filter(
      (one) => !one.archived && (title === undefined || fold(one.title) === fold(title)),
    );
    if (title === undefined) add(await guardians.mine(personId));
    else if (classes.length === 0) throw usage('class_unknown', { title: title.slice(0, 50) });
    for (const { id } of classes) {
      // The asker sees some of these classes as a parent or pupil: those have nothing to show.
      add(await guardians.ofClass(personId, id).catch(() => []));
    }
    return [...found.values()];
  }

  async function list({ asker, place }: CommandCall, title?: string): Promise<Reply> {
    const { locale } = asker;
    const all = await listFor(asker, title ?? undefined);
    // Without a class those that wait for the asker, and their own.
    const shown = title === undefined ? all.filter((one) => isNear(one, asker.personId!)) : all;
    const text =
      shown.length === 0
        ? guardianText(locale, 'none')
        : shown
            .slice(0, MOST_LISTED)
            .map((one) => lineOf(one, locale))
            .join('\n');
    const choices = deciding(shown);
    return place.direct
      ? { text, choices }
      : { text: guardianText(locale, 'help'), privately: text, choices };
  }

  async function invite({ asker, eventId }: CommandCall): Promise<Reply> {
    const { locale } = asker;
    const { link } = await invites.createByChild(asker.personId!, eventId);
    const { url, code } = link;
    return {
      text: guardianText(locale, 'made'),
      privately: guardianText(locale, 'made_link', { url, code }),
    };
  }

  async function change(
    { asker }: CommandCall,
    number: string | undefined,
    patch: GuardianshipPatch,
  ): Promise<Reply> {
    const wanted = number?.toLowerCase() ?? '';
    if (!/^[0-9a-f]{8}/.test(wanted)) throw usage('id_missing');
    const found = (await listFor(asker)).filter((one) => one.guardianship_id.startsWith(wanted));
    if (found.length > 1) throw usage('id_several');
    if (found.length === 0) throw usage('no_such_guardianship');
    const after = await guardians.change(asker.personId!, found[0]!.guardianship_id, patch);
    return { text: guardianText(asker.locale, 'done', { line: lineOf(after, asker.locale) }) };
  }

  async function run(call: CommandCall): Promise<Reply> {
    const [word, number, value] = call.line.words;
    switch (word?.toLowerCase()) {
      case undefined:
        return list(call);
      case 'list':
        return list(call, number);
      case 'invite':
        return invite(call);
      case 'accept':
      case 'confirm':
        return change(call, number, { status: 'active' });
      case 'decline':
      case 'end':
        return change(call, number, { status: 'ended' });
      case 'restrict':
        return change(call, number, { contact: 'restricted' });
      case 'allow':
        return change(call, number, { contact: 'allowed' });
      case 'consent':
        return change(call, number, { consent: yesOrNo(value) });
      case 'kind':
        return change(call, number, { relation: kindIn(value) });
      default:
        throw usage('action_unknown', { word: word!.slice(0, 30) });
    }
  }

  return [
    {
      name: 'guardian',
      help: (locale) => guardianText(locale, 'help'),
      usage: (locale) => guardianText(locale, 'usage'),
      allowed: ({ personId }) => personId !== null,
      run,
    },
  ];
}

/** Where just one waits for the asker, it is decided by a touch. */
function deciding(shown: readonly Guardianship[]): Choice[] {
  const [one, ...more] = shown.filter(
    ({ status, may, accepted }) =>
      status === 'pending' && (may.includes('confirm') || (may.includes('accept') && !accepted)),
  );
  if (one === undefined || more.length > 0) return [];
  const id = one.guardianship_id.slice(0, SHORT);
  return [
    { key: '✅', command: `!parta guardian confirm ${id}` },
    { key: '❌', command: `!parta guardian decline ${id}` },
  ];
}

function isNear({ guardian, child, status }: Guardianship, personId: PersonId): boolean {
  return status === 'pending' || guardian.person_id === personId || child.person_id === personId;
}

function lineOf(one: Guardianship, locale: Locale): string {
  const { guardianship_id: id, guardian, child, relation, status, accepted, contact } = one;
  return guardianText(locale, 'line', {
    id: id.slice(0, SHORT),
    guardian: guardian.display_name,
    child: child.display_name,
    kind: guardianText(locale, 'relation', { relation }),
    status,
    step: status !== 'pending' ? 'none' : accepted ? 'confirm' : 'accept',
    contact: contact ?? 'allowed',
  });
}

function yesOrNo(word = ''): boolean {
  const said = word.toLowerCase();
  if (['yes', 'да'].includes(said)) return true;
  if (['no', 'нет'].includes(said)) return false;
  throw usage('consent_unknown');
}

const IN_RUSSIAN: { readonly [word: string]: string } = {
  мама: 'mother',
  папа: 'father',
  опекун: 'guardian',
  другой: 'other',
};

function kindIn(word = ''): NonNullable<GuardianshipPatch['relation']> {
  const said = IN_RUSSIAN[word.toLowerCase()] ?? word.toLowerCase();
  const found = RELATIONS.find((one) => one === said);
  if (found === undefined) throw usage('kind_unknown');
  return found;
}

function usage(key: GuardianMessage, values: Record<string, string> = {}): UsageError {
  return new UsageError((locale) => guardianText(locale, key, values));
}
