/** The bot commands about accounts. */
import type { Command, Place } from '../bot/command.ts';
import { displayName, type Locale, type PersonId, type Role, type SchoolState } from '../school/model.ts';
import { classesOf, indexState, rolesInSchool, today } from '../school/rules.ts';
import { accountText } from './messages.ts';

export function accountCommands({ now = () => new Date() }: { now?: () => Date } = {}): Command[] {
  return [
    {
      name: 'whoami',
      help: (locale) => accountText(locale, 'whoami_help'),
      usage: () => '!parta whoami',
      allowed: () => true,
      async run({ asker, place }) {
        const { locale, personId, userId } = asker;
        const state = await asker.school();
        const person = personId === null ? undefined : indexState(state).persons.get(personId);
        if (person === undefined) return { text: accountText(locale, 'whoami_stranger') };
        const name = displayName(person);
        return {
          text: [
            accountText(locale, 'whoami', { name, userId }),
            ...schoolLines(state, person.id, place, locale, now()),
          ].join('\n'),
        };
      },
    },
  ];
}

/** In a room of a school only that school is named: what somebody is elsewhere concerns nobody there. */
function schoolLines(
  state: SchoolState,
  personId: PersonId,
  place: Place,
  locale: Locale,
  now: Date,
): string[] {
  const { classes } = indexState(state);
  return state.schools
    .filter(({ id }) => place.direct || id === place.schoolId)
    .flatMap(({ id, name, timeZone }) => {
      const day = today(timeZone, now);
      const roles = rolesInSchool(state, personId, id, day);
      if (roles.size === 0) return [];
      const own = [...classesOf(state, personId, day)].flatMap(([classId, classRoles]) => {
        const found = classes.get(classId);
        if (found === undefined || found.archived || found.schoolId !== id) return [];
        return [
          accountText(locale, 'whoami_class', { title: found.title, roles: roleNames(classRoles, locale) }),
        ];
      });
      return [
        accountText(locale, 'whoami_school', { school: name, roles: roleNames(roles, locale) }),
        ...own,
      ];
    });
}

function roleNames(roles: ReadonlySet<Role>, locale: Locale): string {
  const names = [...roles].map((role) => accountText(locale, 'role', { role }));
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
}
