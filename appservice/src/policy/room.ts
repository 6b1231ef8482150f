/** Why somebody is or is not in a room that Parta manages, and what they can do there. Pure. */
import { isIP } from 'node:net';
import type { JsonObject } from '../matrix/homeserver.ts';
import type { RoomTemplate } from '../reconcile/templates.ts';
import type { ClassId, PersonId, Role, SchoolId, SchoolState, UserId } from '../school/model.ts';
import { administers, indexState, rolesInClass, rolesInSchool, today } from '../school/rules.ts';

/** Why not, in the order in which it is asked: the first that applies is the answer. */
export const ROOM_RULES = [
  'unknown_account',
  'inactive',
  /** Banned by somebody in the room. */
  'banned',
  /** The room's own server ACL refuses the homeserver of the account. */
  'server_refused',
  /** None of their roles belongs in there. */
  'not_for_them',
  /** Invited, and has not said yes. */
  'invited',
  /** Belongs there and is not in yet: Parta is about to bring them in, or they join by themselves. */
  'not_joined',
  /** They are in. */
  'joined',
] as const;
export type RoomRule = (typeof ROOM_RULES)[number];

export interface RoomFacts {
  readonly userId: UserId;
  /** Whose account it is; null when nobody's. */
  readonly person: { readonly active: boolean; readonly belongs: boolean } | null;
  /** `membership` of their `m.room.member`; null when there is none. */
  readonly membership: string | null;
  /** Content of `m.room.server_acl`; null when there is none. */
  readonly serverAcl: JsonObject | null;
}

export interface RoomDecision {
  readonly can: boolean;
  readonly rule: RoomRule;
}

export function decideRoom({ userId, person, membership, serverAcl }: RoomFacts): RoomDecision {
  const no = (rule: RoomRule): RoomDecision => ({ can: false, rule });
  if (person === null) return no('unknown_account');
  if (!person.active) return no('inactive');
  if (membership === 'ban') return no('banned');
  if (!serverAllowed(serverAcl, serverOf(userId))) return no('server_refused');
  // Whoever is in and does not belong there is about to be removed.
  if (!person.belongs) return no('not_for_them');
  if (membership === 'join') return { can: true, rule: 'joined' };
  return no(membership === 'invite' ? 'invited' : 'not_joined');
}

/** Whether a person belongs in a room by its template, as the reconciler has it. */
export function belongs(
  state: SchoolState,
  personId: PersonId,
  room: { readonly schoolId: SchoolId; readonly classId: ClassId | null },
  template: Pick<RoomTemplate, 'members'>,
  at: Date,
): boolean {
  const { schools, classes } = indexState(state);
  const school = schools.get(room.schoolId);
  if (school === undefined) return false;
  const day = today(school.timeZone, at);
  const inSchool = rolesInSchool(state, personId, school.id, day);
  const roles = new Set<Role>();
  if (room.classId === null) for (const role of inSchool) roles.add(role);
  else if (classes.get(room.classId)?.archived === false) {
    for (const role of rolesInClass(state, personId, room.classId, day)) roles.add(role);
    // Administrators of the school are so in the rooms of a class of whose people they are.
    if (roles.size > 0 && administers(inSchool)) roles.add('school_admin');
  }
  return [...roles].some((role) => template.members.has(role));
}

/** The homeserver of an account. */
export function serverOf(userId: UserId): string {
  return userId.slice(userId.indexOf(':') + 1);
}

/** Client-Server API, m.room.server_acl: no event allows everybody; what is denied is denied; what is not allowed is denied. */
export function serverAllowed(acl: JsonObject | null, serverName: string): boolean {
  if (acl === null) return true;
  const host = serverName.replace(/:\d+$/, '').toLowerCase();
  const literal = isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
  if (literal && acl['allow_ip_literals'] === false) return false;
  const listed = (list: unknown): boolean =>
    Array.isArray(list) && list.some((glob) => typeof glob === 'string' && matches(glob.toLowerCase(), host));
  return !listed(acl['deny']) && listed(acl['allow']);
}

/** `*` is any number of characters, `?` one. Without backtracking over the whole: globs come from strangers. */
function matches(glob: string, text: string): boolean {
  let [g, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (glob[g] === '*') [star, mark] = [g++, t];
    else if (glob[g] === '?' || glob[g] === text[t]) [g, t] = [g + 1, t + 1];
    else if (star >= 0) [g, t] = [star + 1, ++mark];
    else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}
