/** Invite links into a class: made by teachers and administrators, redeemed by anybody who holds the code. */
import type { components } from '@parta/protocol';
import type { Accounts } from '../accounts/accounts.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import { schoolOf } from '../accounts/directory.ts';
import { loggedIn, type LoggedIn } from '../accounts/logged-in.ts';
import { checkName, MAX_NAME_LENGTH } from '../accounts/names.ts';
import {
  derivedCode,
  describeLink,
  hashCode,
  newCode,
  normaliseCode,
  type CreatedLink,
} from '../accounts/secret-code.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import type { ClassId, Locale, PersonId, RoomId, School, UserId } from '../school/model.ts';
import { mayInvite, today, type InviteRole } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { inviteText } from './messages.ts';
import { admit, createRedemption, problem, refusal, type Redeemed } from './redemption.ts';
import * as store from './store.ts';

type Schemas = components['schemas'];
export type Invite = Schemas['Invite'];
export type InviteUse = Schemas['InviteUse'];
export type InvitePreview = Schemas['InvitePreview'];

export interface InviteTerms {
  readonly classId: ClassId;
  readonly role: InviteRole;
  readonly maxUses: number;
  readonly expiresInSeconds: number;
  readonly needsApproval: boolean;
}

export const DEFAULT_TERMS = { maxUses: 40, expiresInSeconds: 7 * 86_400, needsApproval: false } as const;

export interface Invites {
  /**
   * Makes an invite. With a `seed` the same invite is found again instead of making a second one.
   * Throws 403 when the asker may not invite so, 404 for a class that is not there.
   */
  create(
    askerId: PersonId,
    terms: InviteTerms,
    seed?: string,
  ): Promise<{ invite: Invite; link: CreatedLink }>;
  /** The invites of a class that the asker may manage: those that give roles they may give. */
  list(askerId: PersonId, classId: ClassId): Promise<Invite[]>;
  /** Ends an invite; those who came stay. */
  revoke(askerId: PersonId, inviteId: string): Promise<Invite>;
  /** Who came by an invite, newest first. */
  uses(askerId: PersonId, inviteId: string): Promise<InviteUse[]>;
  /** Approves or declines somebody who waits. The same decision again is harmless; another one is refused (409). */
  decide(
    askerId: PersonId,
    inviteId: string,
    useId: string,
    status: 'approved' | 'declined',
  ): Promise<InviteUse>;
  /** Where a code leads, before anything is asked. */
  preview(code: string): Promise<InvitePreview>;
  /** Makes a new account and logs it in. Throws as `Redemption.redeem`, and 400 for a name that cannot be. */
  redeem(request: { code: string; name: string; locale: Locale; idempotencyKey: string }): Promise<LoggedIn>;
  /** Lets the holder of a Matrix account in, who has proven it by writing to the bot. */
  redeemFor(
    account: { userId: UserId; name: string; locale: Locale | null },
    code: string,
    idempotencyKey: string,
  ): Promise<Redeemed>;
  /** What a person waits for. */
  waitingOf(personId: PersonId): Promise<InvitePreview[]>;
}

export interface InvitesDependencies {
  readonly database: Database;
  readonly accounts: Accounts;
  readonly arrivals: Arrivals;
  readonly rooms: { listForClass(classId: ClassId): Promise<readonly { roomId: RoomId; kind: string }[]> };
  readonly config: {
    readonly web: { readonly public_url: string };
    readonly homeserver: { readonly public_url: string };
  };
  /** Keeps codes made from a seed secret: a secret of this deployment that lives as long as its registration. */
  readonly codeKey: string;
  /** Called in the transaction in which somebody begins to wait for approval (waiting.ts). */
  readonly onWaiting?: (tx: Sql, classId: ClassId) => Promise<void>;
  readonly now?: () => Date;
}

/** So long a client may repeat a redemption whose answer it lost. The key opens the account, so not for ever. */
const REPEAT_MS = 24 * 3_600_000;

export function createInvites(dependencies: InvitesDependencies): Invites {
  const { database, accounts, arrivals, rooms, config, codeKey, now = () => new Date() } = dependencies;
  const { onWaiting = () => Promise.resolve() } = dependencies;
  const redemption = createRedemption({ database, accounts, arrivals, onWaiting, now });

  /** The school of a class, if there is one, and the roles that the asker may give there. */
  async function rightsIn(
    askerId: PersonId,
    classId: ClassId,
  ): Promise<{ school: School | null; roles: readonly InviteRole[] }> {
    const state = await accounts.directory.aroundPerson(askerId, { classId });
    const school = schoolOf(state, classId);
    return {
      school,
      roles: school === null ? [] : mayInvite(state, askerId, classId, today(school.timeZone, now())),
    };
  }

  /** The invite, if the asker may manage it. */
  async function managed(askerId: PersonId, inviteId: string): Promise<store.InviteRow> {
    const invite = await store.findInvite(database, inviteId);
    if (invite === null || !(await rightsIn(askerId, invite.classId)).roles.includes(invite.role)) {
      throw new ApiError(404, 'M_NOT_FOUND', (locale) => inviteText(locale, 'no_such_invite'));
    }
    return invite;
  }

  async function firstRoom({ destination, status }: Redeemed): Promise<RoomId | null> {
    if (status !== 'approved') return null;
    const kind = destination.role === 'parent' ? 'parents_chat' : 'class_chat';
    const found = await rooms.listForClass(destination.classId);
    return found.find((room) => room.kind === kind)?.roomId ?? null;
  }

  return {
    async create(askerId, terms, seed) {
      const { classId, role, maxUses, expiresInSeconds, needsApproval } = terms;
      const { school, roles } = await rightsIn(askerId, classId);
      if (school === null || !roles.includes(role)) throw mayNotInvite();
      const code = seed === undefined ? newCode('invite') : derivedCode('invite', codeKey, seed);
      const secretHash = hashCode(code, 'invite');
      await database.transaction(async (tx) => {
        const id = await store.insertInvite(tx, {
          secretHash,
          classId,
          role,
          maxUses,
          expiresInSeconds,
          needsApproval,
          createdBy: askerId,
        });
        if (id === null) return;
        await audit(tx, {
          action: 'invite.create',
          actorId: askerId,
          schoolId: school.id,
          details: {
            invite_id: id,
            class_id: classId,
            role,
            max_uses: maxUses,
            needs_approval: needsApproval,
          },
        });
      });
      const invite = (await store.findInviteBySecret(database, secretHash))!;
      return {
        invite: asInvite(invite),
        link: await describeLink(config.web.public_url, code, 'invite', invite.expiresAt),
      };
    },

    async list(askerId, classId) {
      const { roles } = await rightsIn(askerId, classId);
      if (roles.length === 0) throw mayNotInvite();
      return (await store.listInvites(database, classId, roles)).map(asInvite);
    },

    async revoke(askerId, inviteId) {
      const { schoolId } = await managed(askerId, inviteId);
      await database.transaction(async (tx) => {
        if (!(await store.revokeInvite(tx, inviteId))) return;
        await audit(tx, {
          action: 'invite.revoke',
          actorId: askerId,
          schoolId,
          details: { invite_id: inviteId },
        });
      });
      return asInvite((await store.findInvite(database, inviteId))!);
    },

    async uses(askerId, inviteId) {
      await managed(askerId, inviteId);
      return (await store.listUses(database, inviteId)).map(asUse);
    },

    async decide(askerId, inviteId, useId, status) {
      await managed(askerId, inviteId);
      const decided = await database.transaction(async (tx) => {
        const use = await store.findUseById(tx, inviteId, useId, true);
        if (use === null)
          throw new ApiError(404, 'M_NOT_FOUND', (locale) => inviteText(locale, 'no_such_use'));
        if (use.status === status) return use;
        if (use.status !== 'waiting') {
          throw new ApiError(409, 'ORG.PARTA.ALREADY_DECIDED', (locale) =>
            inviteText(locale, 'already_decided'),
          );
        }
        const destination = (await store.findDestination(tx, { inviteId }))!;
        await store.decideUse(tx, useId, status, askerId);
        if (status === 'approved') {
          await admit(tx, destination, use.personId);
          await arrivals.queue(tx, use.personId);
        } else {
          await store.closeDeclined(tx, use.personId);
        }
        await audit(tx, {
          action: status === 'approved' ? 'invite.approve' : 'invite.decline',
          actorId: askerId,
          schoolId: destination.schoolId,
          details: { invite_id: inviteId, use_id: useId, person_id: use.personId },
        });
        return { ...use, status };
      });
      if (status === 'approved') await arrivals.bring(decided.personId);
      return asUse(decided);
    },

    async preview(typed) {
      const code = normaliseCode(typed, 'invite');
      const found =
        code === null
          ? null
          : await store.findDestination(database, { secretHash: hashCode(code, 'invite') });
      if (found === null) throw problem(404, 'INVITE_UNKNOWN');
      if (found.status !== 'active') throw refusal(found.status);
      return asPreview(found);
    },

    async redeem({ code, name, locale, idempotencyKey }) {
      const checked = checkName(name);
      if ('problem' in checked) throw nameError(checked.problem);
      const redeemed = await redemption.redeem(code, { name: checked.name, locale }, idempotencyKey);
      if (now().getTime() - redeemed.usedAt.getTime() > REPEAT_MS)
        throw problem(409, 'INVITE_ALREADY_REDEEMED');

      const login = await arrivals.welcome(redeemed.personId);
      return loggedIn(login, config.homeserver.public_url, {
        status: redeemed.status === 'approved' ? 'joined' : 'waiting_for_approval',
        roomId: await firstRoom(redeemed),
      });
    },

    async redeemFor(account, code, idempotencyKey) {
      const redeemed = await redemption.redeem(code, account, idempotencyKey);
      if (redeemed.status === 'approved') await arrivals.bring(redeemed.personId);
      return redeemed;
    },

    async waitingOf(personId) {
      return (await store.listWaiting(database, personId)).map(asPreview);
    },
  };
}

function mayNotInvite(): ApiError {
  return new ApiError(403, 'M_FORBIDDEN', (locale) => inviteText(locale, 'may_not_invite'));
}

function nameError(what: 'empty' | 'too_long' | 'forbidden_characters'): ApiError {
  const say = (locale: Locale): string => inviteText(locale, `name_${what}`, { max: MAX_NAME_LENGTH });
  return new ApiError(400, 'ORG.PARTA.BAD_NAME', say, { details: [{ path: '/name', message: what }] });
}

function asInvite(row: store.InviteRow): Invite {
  return {
    invite_id: row.id,
    class_id: row.classId,
    role: row.role,
    max_uses: row.maxUses,
    uses: row.uses,
    waiting: row.waiting,
    expires_at: row.expiresAt.toISOString(),
    needs_approval: row.needsApproval,
    status: row.status,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
  };
}

function asUse(row: store.UseRow): InviteUse {
  return {
    use_id: row.id,
    display_name: row.displayName,
    user_id: row.userId,
    used_at: row.usedAt.toISOString(),
    status: row.status,
  };
}

function asPreview(destination: store.Destination): InvitePreview {
  return {
    school_name: destination.schoolName,
    class_title: destination.classTitle,
    role: destination.role,
    needs_approval: destination.needsApproval,
    locale: destination.schoolLocale,
  };
}
