/**
 * The room templates (config/room-templates.yaml): which rooms a school and a class have, what they are called, who is
 * in them and with what power. Checked completely when loaded, so that nothing later has to doubt them.
 */
import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import type { RoomKind } from '@parta/protocol';
import schema from '../../../config/room-templates.schema.json' with { type: 'json' };
import { ConfigError, type ConfigProblem } from '../config/config-error.ts';
import { parseYaml } from '../config/yaml.ts';
import { createText, LOCALES } from '../i18n/text.ts';
import { placeOf, sayViolation } from '../i18n/violation.ts';
import type { JsonObject } from '../matrix/homeserver.ts';
import type { Locale, Role, UserId } from '../school/model.ts';

export interface StateTemplate {
  readonly type: string;
  readonly state_key: string;
  readonly content: JsonObject;
}

export interface RoomTemplate {
  readonly kind: RoomKind;
  /** Whether every school or every class has one. */
  readonly of: 'school' | 'class';
  readonly space: boolean;
  readonly parent: RoomKind | null;
  /** Its place among the rooms of the parent (`m.space.child`). */
  readonly order: string | null;
  /** `parent`: everybody who is in the parent Space may join. */
  readonly join: 'invite' | 'parent';
  /** Whether people with an account elsewhere are invited, or find the room in its parent. */
  readonly inviteLinked: boolean;
  readonly members: ReadonlySet<Role>;
  /** The highest level of a member's roles counts; roles that are not here have `users_default`. */
  readonly levels: ReadonlyMap<Role, number>;
  /** Content of `m.room.power_levels` without `users`. */
  readonly powerLevels: JsonObject & { readonly users_default: number };
  /** Further state events that are kept as they are here. */
  readonly state: readonly StateTemplate[];
  name(locale: Locale, values: { school: string; class: string }): string;
  topic(locale: Locale): string;
}

export interface RoomTemplates {
  readonly roomVersion: string;
  /** Left alone wherever they are. */
  readonly keepMembers: ReadonlySet<UserId>;
  /** Every Space before the rooms in it; in the order of the file otherwise. */
  readonly rooms: readonly RoomTemplate[];
}

type Levels = {
  readonly roles?: { readonly [role in Role]?: number };
  readonly events?: { readonly [type: string]: number };
  readonly users_default?: number;
};
interface RoomSource {
  readonly of: 'school' | 'class';
  readonly space: boolean;
  readonly parent?: RoomKind;
  readonly order?: string;
  readonly name: { readonly [L in Locale]: string };
  readonly topic: { readonly [L in Locale]: string };
  readonly join: 'invite' | 'parent';
  readonly invite_linked: boolean;
  readonly members: readonly Role[];
  readonly power_levels?: Levels;
  readonly state: readonly StateTemplate[];
}
interface Source {
  readonly room_version: string;
  readonly keep_members: readonly UserId[];
  readonly power_levels: Levels & { readonly users_default: number };
  readonly rooms: { readonly [kind in RoomKind]?: RoomSource };
}

const ajv = new Ajv({ allErrors: true, useDefaults: true });
const validate = ajv.compile<Source>(schema);

/** Reads the templates. Throws ConfigError with every problem found and where it is. */
export async function loadTemplates(path: string): Promise<RoomTemplates> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = `cannot be read (${error.code ?? error.message}): check rooms.templates in the configuration`;
    throw new ConfigError(path, [{ path: '', message }]);
  });
  return readTemplates(text, path);
}

/** Like `loadTemplates`, for a text that is already read; `file` is for the error alone. */
export function readTemplates(text: string, file: string): RoomTemplates {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new ConfigError(file, parsed.problems);
  const source = parsed.value;
  if (!validate(source)) throw new ConfigError(file, (validate.errors ?? []).map(explain));
  const kinds = Object.keys(source.rooms) as RoomKind[];
  const problems = kinds.flatMap((kind) => check(kind, source));
  if (problems.length > 0) throw new ConfigError(file, problems);
  return {
    roomVersion: source.room_version,
    keepMembers: new Set(source.keep_members),
    rooms: parentsFirst(kinds, source).map((kind) => template(kind, source)),
  };
}

function explain(error: ErrorObject): ConfigProblem {
  const key = error.propertyName === undefined ? [] : [error.propertyName];
  return { path: [...placeOf(error), ...key].join('.'), message: sayViolation('en', error) };
}

/** What the schema cannot say. */
function check(kind: RoomKind, { rooms }: Source): ConfigProblem[] {
  const room = rooms[kind]!;
  const at = `rooms.${kind}`;
  const problems: ConfigProblem[] = [];
  const parent = room.parent === undefined ? undefined : rooms[room.parent];
  if (room.parent !== undefined) {
    if (parent === undefined) {
      problems.push({
        path: `${at}.parent`,
        message: `names ${room.parent}, which is not among the rooms: add it`,
      });
    } else if (!parent.space) {
      problems.push({
        path: `${at}.parent`,
        message: `names ${room.parent}, which is no Space: set its space to true`,
      });
    } else if (room.of === 'school' && parent.of === 'class') {
      problems.push({
        path: `${at}.parent`,
        message: 'is of a class, but a school has many: name a Space of the school',
      });
    } else if (ancestors(kind, rooms).includes(kind)) {
      problems.push({ path: `${at}.parent`, message: 'leads back to the room itself: break the circle' });
    }
  }
  if (room.join === 'parent') {
    if (room.parent === undefined) {
      problems.push({
        path: `${at}.join`,
        message: 'is parent, but the room has none: add a parent or use invite',
      });
    } else if (parent !== undefined && parent.of === room.of) {
      const outside = room.members.filter((role) => !parent.members.includes(role));
      if (outside.length > 0) {
        const message = `holds ${outside.join(', ')}, who are not in ${room.parent} and so could not join: add them there or use join: invite`;
        problems.push({ path: `${at}.members`, message });
      }
    } else if (parent !== undefined) {
      problems.push({
        path: `${at}.join`,
        message: `is parent, but ${room.parent} is the whole school's: use invite`,
      });
    }
  }
  const placeholders = room.of === 'class' ? '{school} and {class}' : '{school}';
  for (const locale of LOCALES) {
    try {
      const text = createText({ ru: room.name, en: room.name });
      text(locale, locale, room.of === 'class' ? { school: 'S', class: 'C' } : { school: 'S' });
    } catch {
      problems.push({
        path: `${at}.name.${locale}`,
        message: `is no ICU message: it may use ${placeholders}`,
      });
    }
  }
  return problems;
}

/** The Spaces above a room, nearest first; ends where a circle closes. */
function ancestors(kind: RoomKind, rooms: Source['rooms']): RoomKind[] {
  const found: RoomKind[] = [];
  for (let at = rooms[kind]?.parent; at !== undefined && !found.includes(at); at = rooms[at]?.parent)
    found.push(at);
  return found;
}

function parentsFirst(kinds: readonly RoomKind[], { rooms }: Source): RoomKind[] {
  return kinds.toSorted((a, b) => ancestors(a, rooms).length - ancestors(b, rooms).length);
}

function template(kind: RoomKind, { rooms, power_levels: common }: Source): RoomTemplate {
  const room = rooms[kind]!;
  const { roles, ...levels } = { ...common, ...room.power_levels };
  const name = createText({ ru: { name: room.name.ru }, en: { name: room.name.en } });
  return {
    kind,
    of: room.of,
    space: room.space,
    parent: room.parent ?? null,
    order: room.order ?? null,
    join: room.join,
    // Nobody comes into an invite-only room in another way.
    inviteLinked: room.invite_linked || room.join === 'invite',
    members: new Set(room.members),
    levels: new Map(Object.entries({ ...common.roles, ...roles }) as [Role, number][]),
    powerLevels: { ...levels, events: { ...common.events, ...levels.events } },
    state: room.state,
    name: (locale, values) => name(locale, 'name', values),
    topic: (locale) => room.topic[locale],
  };
}
