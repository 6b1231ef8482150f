/** The rooms that there should be: a pure function of the school register and the room templates. */
import { CLASS_EVENT, ROOM_EVENT, SCHOOL_EVENT, type EventContents, type RoomKind } from '@parta/protocol';
import { fullName, pupilName } from '../accounts/profile-names.ts';
import type { JsonObject } from '../matrix/homeserver.ts';
import type {
  ClassId,
  IsoDate,
  Locale,
  MatrixAccount,
  PersonId,
  Role,
  School,
  SchoolClass,
  SchoolId,
  SchoolRole,
  SchoolState,
} from '../school/model.ts';
import { classMembers, indexState, isOnlyPupil, schoolMembers, today } from '../school/rules.ts';
import { roomKey, type RoomKey } from './room-key.ts';
import type { RoomTemplate, RoomTemplates } from './templates.ts';

/** A Matrix ID, or what stands for it until the person gets an account while the plan is carried out. */
export type UserRef = string;

const PENDING_USER = 'pending-user:';
export const pendingUser = (personId: PersonId): UserRef => PENDING_USER + personId;
export const isPending = (user: UserRef): boolean => user.startsWith(PENDING_USER);

export interface DesiredMember {
  readonly user: UserRef;
  readonly personId: PersonId;
  /** `created` accounts are joined by Parta; `linked` ones can only be invited. */
  readonly origin: MatrixAccount['origin'];
  readonly level: number;
  /** How they are called in this room; null: as their profile says. */
  readonly name: string | null;
}

export interface DesiredState {
  readonly type: string;
  readonly state_key: string;
  readonly content: JsonObject;
}

export interface DesiredRoom {
  readonly key: RoomKey;
  readonly kind: RoomKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
  /** Of the school: for what people in the room read. */
  readonly locale: Locale;
  readonly space: boolean;
  readonly parent: RoomKey | null;
  readonly order: string | null;
  /** `parent`: restricted to the members of the parent Space. */
  readonly join: 'invite' | 'parent';
  /** Whether `linked` accounts are invited, or find the room in its parent. */
  readonly inviteLinked: boolean;
  readonly name: string;
  /** Given when the room is made and not kept after. */
  readonly topic: string;
  /** What is kept exactly so, apart from the name, the levels and what names other rooms. */
  readonly state: readonly DesiredState[];
  /** `m.room.power_levels` without `users`. */
  readonly powerLevels: RoomTemplate['powerLevels'];
  readonly members: readonly DesiredMember[];
}

export interface DesiredOptions {
  readonly deploymentId: string;
  /** Decides, in each school's own time zone, which day it is. */
  readonly now: Date;
  /** `roster`: people without an account get one; `arrival`: they are in no room until they come. */
  readonly provision: 'roster' | 'arrival';
}

/** Of the roles in the school, those that count in the rooms of its classes too. */
const ADMINISTRATORS: ReadonlySet<Role> = new Set<Role>(['school_admin', 'district_admin']);
type RolesOf = ReadonlyMap<PersonId, ReadonlySet<Role>>;

/**
 * The rooms of all schools of the state and of their homerooms, a Space always before the rooms in it. Archived
 * classes have none: their rooms stay as they are. Teaching groups get rooms of their own when lessons need them.
 */
export function desiredRooms(
  state: SchoolState,
  templates: RoomTemplates,
  options: DesiredOptions,
): DesiredRoom[] {
  return state.schools.flatMap((school) => schoolRooms(state, school, templates, options));
}

function schoolRooms(
  state: SchoolState,
  school: School,
  templates: RoomTemplates,
  options: DesiredOptions,
): DesiredRoom[] {
  const { classesBySchool } = indexState(state);
  const day = today(school.timeZone, options.now);
  const inSchool = schoolMembers(state, school.id, day);
  const classes = (classesBySchool.get(school.id) ?? []).filter(
    ({ kind, archived }) => kind === 'homeroom' && !archived,
  );
  const make = (template: RoomTemplate, owner: SchoolClass | null, roles: RolesOf): DesiredRoom => ({
    key: roomKey(template.kind, owner?.id ?? school.id),
    kind: template.kind,
    schoolId: school.id,
    classId: owner?.id ?? null,
    locale: school.locale,
    space: template.space,
    parent: parentKey(template, templates, school, owner),
    order: template.order,
    join: template.join,
    inviteLinked: template.inviteLinked,
    name: template.name(school.locale, { school: school.name, class: owner?.title ?? '' }),
    topic: template.topic(school.locale),
    state: roomState(state, template, school, owner, options.deploymentId),
    powerLevels: template.powerLevels,
    members: members(state, template, roles, options.provision, (personId) =>
      nameIn(state, school, owner, personId, inSchool),
    ),
  });

  return [
    ...templates.rooms.filter(({ of }) => of === 'school').map((template) => make(template, null, inSchool)),
    ...classes.flatMap((one) => {
      const roles = rolesInClassRooms(state, one, day, inSchool);
      return templates.rooms.filter(({ of }) => of === 'class').map((template) => make(template, one, roles));
    }),
  ];
}

/**
 * Nobody can be in a Matrix room unseen. In the rooms of a class everybody may know its pupils; in those of the whole school are
 * the parents of all the others, to whom they are just pupils.
 */
function nameIn(
  state: SchoolState,
  { locale }: School,
  owner: SchoolClass | null,
  personId: PersonId,
  inSchool: ReadonlyMap<PersonId, ReadonlySet<SchoolRole>>,
): string | null {
  if (!isOnlyPupil(inSchool.get(personId) ?? new Set())) return null;
  return owner === null ? pupilName(locale) : fullName(indexState(state).persons.get(personId)!);
}

/** Class roles, and for administrators among the people of the class that role too. */
function rolesInClassRooms(
  state: SchoolState,
  { id }: SchoolClass,
  day: IsoDate,
  inSchool: RolesOf,
): RolesOf {
  return new Map(
    [...classMembers(state, id, day)].map(([personId, roles]) => {
      const administrative = [...(inSchool.get(personId) ?? [])].filter((role) => ADMINISTRATORS.has(role));
      return [personId, new Set<Role>([...roles, ...administrative])];
    }),
  );
}

function parentKey(
  { parent }: RoomTemplate,
  { rooms }: RoomTemplates,
  school: School,
  owner: SchoolClass | null,
): RoomKey | null {
  if (parent === null) return null;
  const ofClass = rooms.some(({ kind, of }) => kind === parent && of === 'class');
  return roomKey(parent, ofClass && owner !== null ? owner.id : school.id);
}

function roomState(
  state: SchoolState,
  template: RoomTemplate,
  school: School,
  owner: SchoolClass | null,
  deployment: string,
): DesiredState[] {
  const event = <T extends keyof EventContents>(type: T, content: EventContents[T]): DesiredState => ({
    type,
    state_key: '',
    content: { ...content },
  });
  const key = roomKey(template.kind, owner?.id ?? school.id);
  return [
    event(ROOM_EVENT, { deployment, key, kind: template.kind, version: 1 }),
    ...(template.kind === 'school_space'
      ? [event(SCHOOL_EVENT, { school_id: school.id, locale: school.locale, time_zone: school.timeZone })]
      : []),
    ...(template.space && owner !== null
      ? [
          event(CLASS_EVENT, {
            class_id: owner.id,
            school_id: school.id,
            title: owner.title,
            school_year: indexState(state).years.get(owner.schoolYearId)?.title ?? '',
          }),
        ]
      : []),
    // Late joiners read what was said before them; only members read at all.
    { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'shared' } },
    { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
    ...template.state,
  ];
}

function members(
  state: SchoolState,
  template: RoomTemplate,
  rolesOf: RolesOf,
  provision: DesiredOptions['provision'],
  nameOf: (personId: PersonId) => string | null,
): DesiredMember[] {
  const { accountsByPerson } = indexState(state);
  const found: DesiredMember[] = [];
  for (const [personId, roles] of rolesOf) {
    if (![...roles].some((role) => template.members.has(role))) continue;
    const level = levelOf(template, roles);
    const accounts = accountsByPerson.get(personId) ?? [];
    const name = nameOf(personId);
    for (const { userId, origin } of accounts) {
      // The profile of somebody's own account is theirs.
      found.push({ user: userId, personId, origin, level, name: origin === 'created' ? name : null });
    }
    if (accounts.length === 0 && provision === 'roster') {
      found.push({ user: pendingUser(personId), personId, origin: 'created', level, name });
    }
  }
  // Any order will do as long as it is always the same: plans can then be compared.
  return found.sort((a, b) => (a.user < b.user ? -1 : 1));
}

function levelOf({ levels, powerLevels }: RoomTemplate, roles: ReadonlySet<Role>): number {
  const own = [...roles].map((role) => levels.get(role)).filter((level) => level !== undefined);
  return own.length === 0 ? powerLevels.users_default : Math.max(...own);
}
