/** Roles in any client: `!parta role …`, `!parta move …`; for administrators. */
import { accountText } from '../accounts/messages.ts';
import { UsageError, type Asker, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import { fold } from '../schedule/import/names.ts';
import type { ClassId, Locale, PersonId, Role, SchoolId } from '../school/model.ts';
import { administeredSchools, indexState } from '../school/rules.ts';
import { roleText, type RoleMessage } from './messages.ts';
import type { HeldRole, RoleAt, Roles } from './roles.ts';
import { PLACE_OF } from './rules.ts';

const IN_RUSSIAN: { readonly [word: string]: Role } = {
  ученик: 'pupil',
  родитель: 'parent',
  учитель: 'teacher',
  классный: 'class_teacher',
  сотрудник: 'staff',
  администратор: 'school_admin',
};

export function roleCommands({
  roles,
  now = () => new Date(),
}: {
  roles: Roles;
  now?: () => Date;
}): Command[] {
  async function administered(asker: Asker): Promise<SchoolId[]> {
    const { personId } = asker;
    if (personId === null) return [];
    return administeredSchools(await asker.school(), personId, now()).map(({ id }) => id);
  }
  const allowed = async (asker: Asker): Promise<boolean> => (await administered(asker)).length > 0;

  async function personNamed(asker: Asker, name = ''): Promise<PersonId> {
    if (name.trim() === '') throw usage('person_missing');
    const found = await roles.named(asker.personId!, name);
    const shown = { name: name.slice(0, 60), count: found.length };
    if (found.length !== 1) throw usage(found.length === 0 ? 'person_unknown' : 'person_several', shown);
    return found[0]!;
  }

  /** Of the schools that the asker administers the one that was named, or the only one. */
  async function schoolNamed({ asker, line, place }: CommandCall): Promise<SchoolId> {
    const { schools } = indexState(await asker.school());
    const ids = await administered(asker);
    const wanted = line.options.get('school');
    const found =
      wanted === undefined
        ? place.schoolId !== null && ids.includes(place.schoolId)
          ? [place.schoolId]
          : ids
        : ids.filter((id) => fold(schools.get(id)!.name) === fold(wanted));
    if (found.length === 1) return found[0]!;
    throw usage('school_unknown', { schools: ids.map((id) => schools.get(id)!.name).join(', ') });
  }

  async function classNamed({ asker, line }: CommandCall, title: string): Promise<ClassId> {
    const state = await asker.school();
    const ids = await administered(asker);
    const wanted = line.options.get('school');
    const { schools } = indexState(state);
    const found = state.classes.filter(
      (one) =>
        !one.archived &&
        ids.includes(one.schoolId) &&
        fold(one.title) === fold(title) &&
        (wanted === undefined || fold(schools.get(one.schoolId)!.name) === fold(wanted)),
    );
    if (found.length === 1) return found[0]!.id;
    throw usage(found.length === 0 ? 'class_unknown' : 'class_several', { title: title.slice(0, 50) });
  }

  async function roleIn(call: CommandCall, word = ''): Promise<RoleAt> {
    const said = word.toLowerCase();
    const role = IN_RUSSIAN[said] ?? (Object.keys(PLACE_OF) as Role[]).find((one) => one === said);
    if (role === undefined) throw usage('role_unknown', { role: word.slice(0, 30) });
    const title = call.line.options.get('class');
    if (title !== undefined) return { role, classId: await classNamed(call, title) };
    return { role, schoolId: PLACE_OF[role] === 'district' ? null : await schoolNamed(call) };
  }

  function described(held: readonly HeldRole[], name: string, locale: Locale): string {
    if (held.length === 0) return roleText(locale, 'none', { name });
    const line = (one: HeldRole): string =>
      roleText(locale, 'line', {
        role: accountText(locale, 'role', { role: one.role }),
        place: [one.school_name, one.class_title].filter((part) => part !== null).join(', ') || 'none',
        from: one.begins_on ?? 'none',
        to: one.ends_on ?? 'none',
        force: one.in_force ? 'yes' : 'no',
      });
    return [roleText(locale, 'done', { name }), ...held.map(line)].join('\n');
  }

  async function role(call: CommandCall): Promise<Reply> {
    const { asker, line, place } = call;
    const [action = 'list', name, word] = line.words;
    const personId = await personNamed(asker, name);
    const askerId = asker.personId!;
    const held = await (async () => {
      switch (action.toLowerCase()) {
        case 'list':
          return roles.list(askerId, personId);
        case 'grant':
        case 'give': {
          const [from, to] = [line.options.get('from') ?? null, line.options.get('to') ?? null];
          return roles.give(askerId, personId, { ...(await roleIn(call, word)), beginsOn: from, endsOn: to });
        }
        case 'end':
          return roles.end(askerId, personId, await roleIn(call, word));
        default:
          throw usage('action_unknown', { word: action.slice(0, 30) });
      }
    })();
    const text = described(held, name!, asker.locale);
    // What somebody is elsewhere concerns nobody else in a room.
    return place.direct ? { text } : { text: roleText(asker.locale, 'role_help'), privately: text };
  }

  async function move(call: CommandCall): Promise<Reply> {
    const { asker, line } = call;
    const [name, title] = line.words;
    const personId = await personNamed(asker, name);
    if (title === undefined) throw usage('class_needed');
    const from = line.options.get('from');
    await roles.move(asker.personId!, personId, {
      toClassId: await classNamed(call, title),
      fromClassId: from === undefined ? null : await classNamed(call, from),
    });
    return { text: roleText(asker.locale, 'moved', { name: name!, title }) };
  }

  return [
    {
      name: 'role',
      help: (locale) => roleText(locale, 'role_help'),
      usage: (locale) => roleText(locale, 'role_usage'),
      allowed,
      run: role,
    },
    {
      name: 'move',
      help: (locale) => roleText(locale, 'move_help'),
      usage: (locale) => roleText(locale, 'move_usage'),
      allowed,
      run: move,
    },
  ];
}

function usage(key: RoleMessage, values: Record<string, string | number> = {}): UsageError {
  return new UsageError((locale) => roleText(locale, key, values));
}
