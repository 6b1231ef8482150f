/** What a plan consists of. */
import type { JsonObject } from '../matrix/homeserver.ts';
import type { PersonId, RoomId, UserId } from '../school/model.ts';
import type { DesiredRoom, DesiredState, UserRef } from './desired.ts';
import type { RoomKey } from './room-key.ts';

export type ActionId = string;

interface Step {
  /** Unique within its plan, and the same in every plan that wants the same. */
  readonly id: ActionId;
  /** What must have been done before; when one of these fails, this one is skipped. */
  readonly needs: readonly ActionId[];
}
interface RoomStep extends Step {
  readonly room: RoomKey;
}

export type Action =
  | (Step & { readonly type: 'create_account'; readonly personId: PersonId })
  | (RoomStep & { readonly type: 'create_room' })
  | (RoomStep & { readonly type: 'set_state'; readonly event: DesiredState })
  | (RoomStep & {
      readonly type: 'set_power_levels';
      readonly content: JsonObject;
      /** What they were when the plan was made. */
      readonly replaces: JsonObject;
    })
  /** Shows a room in the Space `room`. */
  | (RoomStep & { readonly type: 'add_child'; readonly child: RoomKey; readonly content: JsonObject })
  | (RoomStep & { readonly type: 'remove_child'; readonly childId: RoomId })
  | (RoomStep & { readonly type: 'kick'; readonly user: UserId })
  | (RoomStep & { readonly type: 'invite'; readonly user: UserRef })
  | (RoomStep & {
      readonly type: 'join';
      readonly user: UserRef;
      /** Not given: as their profile says. */
      readonly name?: string;
    })
  /** Renames somebody who is in the room. */
  | (RoomStep & { readonly type: 'set_name'; readonly user: UserId; readonly name: string });

export type ActionType = Action['type'];
export type ActionOf<Type extends ActionType> = Extract<Action, { type: Type }>;

/** Something that keeps a room from being brought into line and that a plan cannot mend. */
export interface Problem {
  readonly room: RoomKey;
  readonly message: string;
}

export interface Plan {
  /** In an order in which they can be carried out one after the other. */
  readonly actions: readonly Action[];
  readonly problems: readonly Problem[];
  /** The rooms that the actions are about. */
  readonly rooms: ReadonlyMap<RoomKey, DesiredRoom>;
}

/** How many actions of each type a plan has; types that it has none of are left out. */
export function countActions(actions: readonly Action[]): Partial<Record<ActionType, number>> {
  const counts: Partial<Record<ActionType, number>> = {};
  for (const { type } of actions) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

export interface PlanOptions {
  /** Our homeserver, through which the rooms are found. */
  readonly serverName: string;
  readonly botUserId: UserId;
  /** Matrix IDs that stay where they are, with the power they have. */
  readonly keepMembers: ReadonlySet<UserId>;
  /** Only the memberships and power of these people; rooms that do not exist yet are left for a whole run. */
  readonly onlyUsers?: ReadonlySet<UserRef>;
  /** Only the power levels of everybody, in rooms that exist. */
  readonly onlyLevels?: boolean;
  /** Also invite those who declined or left by themselves: they have just asked to come. */
  readonly inviteAgain?: boolean;
}

export const accountId = (personId: PersonId): ActionId => `create_account ${personId}`;
export const creationId = (room: RoomKey): ActionId => `create_room ${room}`;
