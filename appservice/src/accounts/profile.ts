/** What a person sees of themselves and of the people of a class. */
import type { components } from '@parta/protocol';
import { ApiError } from '../http/api-error.ts';
import type { Caller } from '../http/auth.ts';
import type { ManagedRoom, ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { RoomTemplates } from '../reconcile/templates.ts';
import {
  covers,
  displayName,
  type ClassId,
  type ClassRole,
  type Locale,
  type PersonId,
  type Role,
  type School,
  type SchoolState,
  type UserId,
} from '../school/model.ts';
import {
  administers,
  childrenOf,
  classesOf,
  classMembers,
  indexState,
  mayInvite,
  rolesInSchool,
  teaches,
  today,
} from '../school/rules.ts';
import type { Database } from '../store/database.ts';
import { schoolOf, type Directory } from './directory.ts';
import { accountText } from './messages.ts';

type Schemas = components['schemas'];
type MySchool = Schemas['MySchool'];
type MyClass = Schemas['MyClass'];
type MyRoom = Schemas['MyRoom'];
export type Me = Schemas['Me'];
export type ClassPerson = Schemas['ClassPerson'];

export interface Profile {
  /** Who asks, with schools, classes and rooms. */
  me(caller: Caller): Promise<Me>;
  /** Sets the person's own language. */
  setLocale(caller: Caller, locale: Locale): Promise<void>;
  /**
   * The people of a class, class teachers first, then by name. Throws 404 for a class that is not there or that the
   * caller neither belongs to nor administers.
   */
  classPeople(caller: Caller, classId: ClassId, locale: Locale): Promise<ClassPerson[]>;
}

export interface ProfileDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly rooms: Pick<ManagedRooms, 'listForSchool'>;
  /** Whose members are people of which roles (reconcile/templates.ts). */
  readonly templates: RoomTemplates;
  readonly homeserver: { isOwnUser(userId: UserId): boolean };
  /** The person's invites that wait for approval (invites/). */
  readonly waitingOf: (personId: PersonId) => Promise<Me['waiting']>;
  /** Whether parents may come by a link for all of a class; else by one bound to their child. */
  readonly classLinks: boolean;
  /** Minutes before lessons at which somebody is reminded (schedule/). */
  readonly reminders: { minutesOf(personId: PersonId): Promise<number | null> };
  readonly defaultLocale: Locale;
  readonly now?: () => Date;
}

/** Somebody with several roles in a class is listed by the first of these. */
const BY_RANK: readonly ClassRole[] = ['class_teacher', 'teacher', 'parent', 'pupil'];

export function createProfile({
  database,
  directory,
  rooms,
  templates,
  homeserver,
  waitingOf,
  classLinks,
  reminders,
  defaultLocale,
  now = () => new Date(),
}: ProfileDependencies): Profile {
  const membersOf = new Map(templates.rooms.map(({ kind, members }) => [kind, members]));

  function asMine(found: readonly ManagedRoom[], roles: ReadonlySet<Role>): MyRoom[] {
    return found
      .filter(({ kind }) => [...roles].some((role) => membersOf.get(kind)?.has(role) === true))
      .map(({ roomId, kind }) => ({ room_id: roomId, kind }));
  }

  async function mySchool(state: SchoolState, personId: PersonId, school: School): Promise<MySchool | null> {
    const day = today(school.timeZone, now());
    const roles = rolesInSchool(state, personId, school.id, day);
    if (roles.size === 0) return null;
    const isAdministrator = administers(roles);
    const mine = classesOf(state, personId, day);
    const { years, classesBySchool } = indexState(state);
    const shown = (classesBySchool.get(school.id) ?? []).filter(
      ({ id, archived }) => !archived && (isAdministrator || mine.has(id)),
    );
    const found = Map.groupBy(await rooms.listForSchool(school.id), ({ classId }) => classId);
    const classes = shown.map(({ id, title, schoolYearId }): MyClass => {
      const classRoles = mine.get(id) ?? new Set<ClassRole>();
      return {
        class_id: id,
        title,
        school_year: years.get(schoolYearId)?.title ?? '',
        roles: [...classRoles],
        may_invite: mayInvite(state, personId, id, day).filter((role) => role !== 'parent' || classLinks),
        rooms: asMine(found.get(id) ?? [], classRoles),
      };
    });
    return {
      school_id: school.id,
      name: school.name,
      time_zone: school.timeZone,
      roles: [...roles],
      rooms: asMine(found.get(null) ?? [], roles),
      classes: classes.sort((a, b) => byName(school.locale)(a.title, b.title)),
    };
  }

  function myChildren(state: SchoolState, personId: PersonId, locale: Locale): Me['children'] {
    const { persons, enrollmentsByPerson, classes, schools } = indexState(state);
    const day = today(state.schools[0]?.timeZone ?? 'UTC', now());
    return childrenOf(state, personId, day)
      .map((childId) => persons.get(childId)!)
      .map((child) => ({
        person_id: child.id,
        display_name: displayName(child),
        classes: (enrollmentsByPerson.get(child.id) ?? [])
          .filter(({ role }) => role === 'pupil')
          .flatMap((one) => {
            const found = classes.get(one.classId);
            const school = schools.get(found?.schoolId ?? '');
            if (found === undefined || found.archived || school === undefined) return [];
            return covers(one, today(school.timeZone, now())) ? [{ id: found.id, title: found.title }] : [];
          }),
      }))
      .sort((a, b) => byName(locale)(a.display_name, b.display_name));
  }

  return {
    async me({ personId, userId }) {
      const [state, waiting, minutes] = await Promise.all([
        directory.aroundPerson(personId, { administered: true }),
        waitingOf(personId),
        reminders.minutesOf(personId),
      ]);
      const person = indexState(state).persons.get(personId)!;
      const schools = await Promise.all(state.schools.map((school) => mySchool(state, personId, school)));
      const locale = person.locale ?? state.schools[0]?.locale ?? defaultLocale;
      return {
        person_id: personId,
        user_id: userId,
        display_name: displayName(person),
        locale,
        has_own_account: homeserver.isOwnUser(userId),
        waiting,
        reminder_minutes: minutes,
        children: myChildren(state, personId, locale),
        schools: schools.filter((school) => school !== null).sort((a, b) => byName(locale)(a.name, b.name)),
      };
    },

    async setLocale({ personId }, locale) {
      await database.query('update person set locale = $2 where id = $1', [personId, locale]);
    },

    async classPeople({ personId }, classId, locale) {
      const [state, arrived] = await Promise.all([
        directory.aroundClass(classId, personId),
        database.query<{ person_id: PersonId }>(
          `select distinct a.person_id from matrix_account a
            where (a.origin = 'linked' or a.arrived_at is not null) and a.person_id in (
              select person_id from enrollment where class_id = $1
              union select g.guardian_id from guardianship_in_force g join enrollment e on e.person_id = g.child_id
                     where e.class_id = $1)`,
          [classId],
        ),
      ]);
      const school = schoolOf(state, classId);
      if (school === null) throw noSuchClass();
      const day = today(school.timeZone, now());
      const members = classMembers(state, classId, day);
      const schoolRoles = rolesInSchool(state, personId, school.id, day);
      const isAdministrator = administers(schoolRoles);
      const own = members.get(personId);
      if (own === undefined && !isAdministrator) throw noSuchClass();

      const seesArrival = isAdministrator || (own !== undefined && teaches(own));
      // Parents are there for their own children: whose parents the other pupils have is none of their affair, nor who those are.
      const onlyParent = !isAdministrator && own !== undefined && [...own].every((role) => role === 'parent');
      const mine = new Set(childrenOf(state, personId, day));
      const come = new Set(arrived.rows.map(({ person_id }) => person_id));
      const { persons, accountsByPerson } = indexState(state);
      const compare = byName(locale);
      return [...members]
        .filter(([id, roles]) => !onlyParent || mine.has(id) || [...roles].some((role) => role !== 'pupil'))
        .map(([id, roles]): ClassPerson => ({
          person_id: id,
          display_name: displayName(persons.get(id)!),
          role: BY_RANK.find((role) => roles.has(role))!,
          user_ids: (accountsByPerson.get(id) ?? []).map(({ userId }) => userId),
          arrived: !seesArrival || come.has(id),
        }))
        .sort(
          (a, b) =>
            Number(b.role === 'class_teacher') - Number(a.role === 'class_teacher') ||
            compare(a.display_name, b.display_name),
        );
    },
  };
}

function byName(locale: Locale): (a: string, b: string) => number {
  return new Intl.Collator(locale, { numeric: true }).compare;
}

function noSuchClass(): ApiError {
  return new ApiError(404, 'M_NOT_FOUND', (locale) => accountText(locale, 'no_such_class'));
}
