/** For tests: school registers in a few words, and rooms that obey plans without a homeserver. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../matrix/homeserver.ts';
import type {
  ClassRole,
  Enrollment,
  Guardianship,
  MatrixAccount,
  RoleGrant,
  SchoolRole,
  SchoolState,
} from '../school/model.ts';
import { CLASS_ROLES } from '../school/model.ts';
import type { Action, Plan } from './action.ts';
import type { Actual, ActualMember, ActualRoom } from './actual.ts';
import { isPending } from './desired.ts';
import { roomCreation, withRealRooms, withRealUsers } from './room-content.ts';
import type { RoomKey } from './room-key.ts';
import { readTemplates } from './templates.ts';

export const SERVER = 'school.test';
export const BOT = `@parta:${SERVER}`;
export const DEPLOYMENT = '11111111-2222-3333-4444-555555555555';

const TEMPLATES_FILE = new URL('../../../config/room-templates.yaml', import.meta.url).pathname;
/** The templates that Parta ships. */
export const shippedTemplates = readTemplates(readFileSync(TEMPLATES_FILE, 'utf8'), TEMPLATES_FILE);

export interface SketchClass {
  readonly title: string;
  readonly archived?: boolean;
  readonly group?: boolean;
  readonly school?: string;
}

/** A register in a few words; ids are the keys. */
export interface Sketch {
  /** Names by id; one school `s12` if left out. */
  readonly schools?: { readonly [id: string]: string };
  /** Of the first school unless said otherwise. */
  readonly classes?: { readonly [id: string]: string | SketchClass };
  /**
   * What people are: `pupil of 7b`, `class_teacher of 7b`, `school_admin` (of the first school), `teacher at s13`,
   * `district_admin`, `guardian of kolya`, `inactive`. Each has an account `@parta_<id>` unless `without account`;
   * `linked @kolya:elsewhere.test` is another.
   */
  readonly people: { readonly [id: string]: readonly string[] };
}

export function sketchState(sketch: Sketch): SchoolState {
  const schools = Object.entries(sketch.schools ?? { s12: 'Школа № 12' });
  const firstSchool = schools[0]![0];
  const roles: RoleGrant[] = [];
  const enrollments: Enrollment[] = [];
  const guardianships: Guardianship[] = [];
  const accounts: MatrixAccount[] = [];
  const always = { beginsOn: null, endsOn: null };

  for (const [personId, words] of Object.entries(sketch.people)) {
    if (!words.includes('without account')) {
      accounts.push({ userId: `@parta_${personId}:${SERVER}`, personId, origin: 'created' });
    }
    for (const word of words) {
      const [what = '', , whom = ''] = word.split(' ');
      if (word === 'inactive' || word === 'without account') continue;
      if (what === 'linked') accounts.push({ userId: word.split(' ')[1]!, personId, origin: 'linked' });
      else if (what === 'guardian')
        guardianships.push({ guardianId: personId, childId: whom, relation: 'parent' });
      else if (word.includes(' of ') && (CLASS_ROLES as readonly string[]).includes(what)) {
        enrollments.push({ personId, classId: whom, role: what as ClassRole, ...always });
      } else {
        const schoolId = what === 'district_admin' ? null : whom || firstSchool;
        roles.push({ personId, schoolId, role: what as SchoolRole, ...always });
      }
    }
  }

  return {
    schools: schools.map(([id, name]) => ({ id, name, locale: 'ru', timeZone: 'Europe/Moscow' })),
    years: schools.map(([id]) => ({
      id: `${id}-2026`,
      schoolId: id,
      title: '2026/27',
      beginsOn: '2026-09-01',
      endsOn: '2027-06-30',
    })),
    classes: Object.entries(sketch.classes ?? {}).map(([id, value]) => {
      const {
        title,
        archived = false,
        group = false,
        school = firstSchool,
      } = typeof value === 'string' ? { title: value } : value;
      return {
        id,
        schoolId: school,
        schoolYearId: `${school}-2026`,
        title,
        kind: group ? 'group' : 'homeroom',
        archived,
      };
    }),
    persons: Object.entries(sketch.people).map(([id, words]) => ({
      id,
      givenName: id,
      familyName: 'Тестова',
      middleName: '',
      locale: null,
      active: !words.includes('inactive'),
    })),
    roles,
    enrollments,
    guardianships,
    accounts,
  };
}

type MutableRoom = {
  roomId: string;
  state: Map<string, Map<string, JsonObject>>;
  members: Map<string, ActualMember>;
};

/** Rooms in memory that do what a homeserver does with the actions of a plan. */
export class SimulatedRooms implements Actual {
  readonly rooms = new Map<RoomKey, MutableRoom>();
  readonly blocked = new Map<RoomKey, string>();
  /** Every write, by action. */
  writes = 0;

  set(key: RoomKey, type: string, stateKey: string, content: JsonObject): void {
    const { state } = this.rooms.get(key)!;
    state.set(type, (state.get(type) ?? new Map<string, JsonObject>()).set(stateKey, content));
  }

  /** @param name in this room; the profile's if left out, which is the user's own ID */
  member(key: RoomKey, user: string, membership: string, bySelf: boolean, name: string = user): void {
    this.rooms.get(key)!.members.set(user, { membership, bySelf, name });
  }

  get(key: RoomKey): ActualRoom | undefined {
    return this.rooms.get(key);
  }

  /** Throws where a homeserver would refuse. */
  carryOut(plan: Plan): void {
    const done = new Set<string>();
    const ids = new Set(plan.actions.map(({ id }) => id));
    for (const action of plan.actions) {
      for (const need of action.needs) {
        if (ids.has(need) && !done.has(need)) throw new Error(`${action.id} comes before ${need}`);
      }
      this.#act(action, plan);
      this.writes += 1;
      done.add(action.id);
    }
  }

  #act(action: Action, plan: Plan): void {
    const userOf = (user: string): string => (isPending(user) ? `@parta_${user.slice(13)}:${SERVER}` : user);
    const idOf = (key: RoomKey): string => {
      const room = this.rooms.get(key);
      if (room === undefined) throw new Error(`${action.id}: no room ${key}`);
      return room.roomId;
    };
    switch (action.type) {
      case 'create_account':
        return;
      case 'create_room': {
        const room = plan.rooms.get(action.room)!;
        if (this.rooms.has(room.key)) throw new Error(`${room.key} exists twice`);
        const creation = roomCreation(room, {
          roomVersion: '12',
          aliasLocalpart: '',
          serverName: SERVER,
          parentId: room.parent === null ? null : idOf(room.parent),
          userOf,
        });
        const members = new Map([[BOT, { membership: 'join', bySelf: true }]]);
        this.rooms.set(room.key, { roomId: `!${room.key}`, state: new Map(), members });
        this.set(room.key, 'm.room.create', '', { room_version: '12' });
        this.set(room.key, 'm.room.name', '', { name: creation.name });
        this.set(room.key, 'm.room.topic', '', { topic: creation.topic });
        this.#setLevels(room.key, creation.powerLevels);
        for (const { type, state_key: stateKey, content } of creation.initialState) {
          this.set(room.key, type, stateKey, content);
        }
        return;
      }
      case 'set_state': {
        const { type, state_key: stateKey, content } = withRealRooms(action.event, idOf);
        return this.set(action.room, type, stateKey, content);
      }
      case 'set_power_levels':
        return this.#setLevels(action.room, withRealUsers(action.content, userOf));
      case 'add_child':
        return this.set(action.room, 'm.space.child', idOf(action.child), action.content);
      case 'remove_child':
        return this.set(action.room, 'm.space.child', action.childId, {});
      case 'kick':
        return this.member(action.room, action.user, 'leave', false);
      case 'invite':
        return this.member(action.room, userOf(action.user), 'invite', false);
      case 'join':
        return this.#join(action.room, userOf(action.user), action.name);
      case 'set_name':
        return this.member(action.room, action.user, 'join', true, action.name);
    }
  }

  #setLevels(key: RoomKey, content: JsonObject): void {
    // Room version 12: creators stand above all and may not be listed.
    if (BOT in (content.users as object)) throw new Error(`${key}: the creator is in users`);
    this.set(key, 'm.room.power_levels', '', content);
  }

  #join(key: RoomKey, user: string, name?: string): void {
    const room = this.rooms.get(key)!;
    const invited = room.members.get(user)?.membership === 'invite';
    const rule = room.state.get('m.room.join_rules')!.get('')! as { allow?: { room_id: string }[] };
    const inParent = (rule.allow ?? []).some(({ room_id: id }) =>
      [...this.rooms.values()].some(
        (one) => one.roomId === id && one.members.get(user)?.membership === 'join',
      ),
    );
    if (!invited && !inParent) throw new Error(`${user} may not join ${key}`);
    this.member(key, user, 'join', true, name);
  }
}
