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
import type { Guardians } from '../guardians/guardians.ts';
import { guardianText } from '../guardians/messages.ts';
import { ApiError } from '../http/api-error.ts';
import { fold, personKeys } from '../schedule/import/names.ts';
import type { ClassId, Locale, Person, PersonId, RoomId, School, SchoolId, UserId } from '../school/model.ts';
import { classMembers, indexState, mayInvite, today, type InviteRole } from '../school/rules.ts';
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
  /** The pupil of the class whose guardian it makes; for the role parent. */
  readonly childId?: PersonId | null;
}

/** A child's parents, and one more try. */
export const USES_OF_CHILD = 3;

export const DEFAULT_TERMS = { maxUses: 40, expiresInSeconds: 7 * 86_400, needsApproval: false } as const;

export interface Invites {
  /**
   * Makes an invite. With a `seed` the same invite is found again instead of making a second one.
   * Throws 403 when the asker may not invite so, 404 for a child that is no pupil of the class. Parents come by a link bound to their child,
   * unless the configuration allows links for all of a class.
   */
  create(
    askerId: PersonId,
    terms: InviteTerms,
    seed?: string,
  ): Promise<{ invite: Invite; link: CreatedLink }>;
  /** A pupil makes a link for a parent of their own: for one person, and the school confirms. Throws 403 for others, 429 for too many. */
  createByChild(childId: PersonId, seed?: string): Promise<{ invite: Invite; link: CreatedLink }>;
  /** The pupils of a class that a name fits, for who may invite their parents. */
  pupilsNamed(askerId: PersonId, classId: ClassId, name: string): Promise<PersonId[]>;
  /** A guardianship that a link had made to wait was decided. */
  onGuardianDecided(
    tx: Sql,
    one: { guardianId: PersonId; childId: PersonId; status: 'approved' | 'declined'; by: PersonId },
  ): Promise<void>;
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
  redeem(request: {
    code: string;
    name: string;
    locale: Locale;
    idempotencyKey: string;
    /** Who is logged in in the browser that asks, and what tells the browser apart. */
    sessionId?: PersonId | null;
    deviceKey?: string | undefined;
  }): Promise<LoggedIn>;
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
  readonly guardians: Guardians;
  readonly rooms: { listForClass(classId: ClassId): Promise<readonly { roomId: RoomId; kind: string }[]> };
  readonly config: {
    readonly web: { readonly public_url: string };
    readonly homeserver: { readonly public_url: string };
    readonly guardians: { readonly class_links: 'refuse' | 'allow' };
  };
  /** Keeps codes made from a seed secret: a secret of this deployment that lives as long as its registration. */
  readonly codeKey: string;
  /** Called in the transaction in which somebody begins to wait for approval (waiting.ts). */
  readonly onWaiting?: (tx: Sql, classId: ClassId) => Promise<void>;
  /** Whether a class lets nobody in by invites just now (moderation/). */
  readonly isPaused?: (tx: Sql, classId: ClassId) => Promise<boolean>;
  readonly now?: () => Date;
}

/** So many links for a parent a child may have open. */
const MOST_OF_CHILD = 3;
/** So long a client may repeat a redemption whose answer it lost. The key opens the account, so not for ever. */
const REPEAT_MS = 24 * 3_600_000;

export function createInvites(dependencies: InvitesDependencies): Invites {
  const { database, accounts, arrivals, guardians, rooms, config, codeKey } = dependencies;
  const { now = () => new Date() } = dependencies;
  const { onWaiting = () => Promise.resolve() } = dependencies;
  const { devices, directory } = accounts;
  const { isPaused } = dependencies;
  const redemption = createRedemption({
    ...{ database, accounts, arrivals, guardians, devices, onWaiting, now },
    ...(isPaused !== undefined && { isPaused }),
  });

  /** The school of a class, if there is one, and the roles that the asker may give there. */
  async function rightsIn(
    askerId: PersonId,
    classId: ClassId,
  ): Promise<{ school: School | null; roles: readonly InviteRole[] }> {
    const state = await directory.aroundPerson(askerId, { classId });
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

  /** The pupils of a class today. */
  async function pupilsOf(askerId: PersonId, classId: ClassId): Promise<Person[]> {
    const state = await directory.aroundClass(classId, askerId);
    const school = schoolOf(state, classId);
    if (school === null) return [];
    const { persons } = indexState(state);
    return [...classMembers(state, classId, today(school.timeZone, now()))].flatMap(([id, roles]) =>
      roles.has('pupil') ? [persons.get(id)!] : [],
    );
  }

  /** Stores the invite, unless one of the same seed is there, and describes its link. */
  async function make(
    askerId: PersonId,
    schoolId: SchoolId,
    terms: InviteTerms,
    seed?: string,
  ): Promise<{ invite: Invite; link: CreatedLink }> {
    const { classId, role, maxUses, expiresInSeconds, needsApproval, childId = null } = terms;
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
        childId,
      });
      if (id === null) return;
      await audit(tx, {
        action: 'invite.create',
        actorId: askerId,
        schoolId,
        details: {
          invite_id: id,
          class_id: classId,
          role,
          max_uses: maxUses,
          needs_approval: needsApproval,
          ...(childId === null ? {} : { child_id: childId }),
        },
      });
    });
    const invite = (await store.findInviteBySecret(database, secretHash))!;
    return {
      invite: asInvite(invite),
      link: await describeLink(config.web.public_url, code, 'invite', invite.expiresAt),
    };
  }

  async function firstRoom({ destination, status }: Redeemed): Promise<RoomId | null> {
    if (status !== 'approved') return null;
    const kind = destination.role === 'parent' ? 'parents_chat' : 'class_chat';
    const found = await rooms.listForClass(destination.classId);
    return found.find((room) => room.kind === kind)?.roomId ?? null;
  }

  return {
    async create(askerId, terms, seed) {
      const { classId, role, childId = null } = terms;
      const { school, roles } = await rightsIn(askerId, classId);
      if (school === null || !roles.includes(role)) throw mayNotInvite();
      if (childId !== null) {
        if (role !== 'parent') throw childError(400, 'child_of_parent');
        const pupils = await pupilsOf(askerId, classId);
        if (!pupils.some(({ id }) => id === childId)) throw childError(404, 'no_such_child');
      } else if (role === 'parent' && config.guardians.class_links === 'refuse') {
        throw childError(403, 'child_missing');
      }
      return make(askerId, school.id, terms, seed);
    },

    async createByChild(childId, seed) {
      const classId = await guardians.classOfPupil(childId);
      const school = schoolOf(await directory.aroundPerson(childId), classId);
      if (school === null) throw mayNotInvite();
      // One that the same message made before is found again.
      const known =
        seed !== undefined &&
        (await store.findInviteBySecret(
          database,
          hashCode(derivedCode('invite', codeKey, seed), 'invite'),
        )) !== null;
      if (!known && (await store.countOpenOfChild(database, childId)) >= MOST_OF_CHILD) {
        throw new ApiError(429, 'M_LIMIT_EXCEEDED', (locale) =>
          guardianText(locale, 'too_many_links', { max: MOST_OF_CHILD }),
        );
      }
      const { expiresInSeconds } = DEFAULT_TERMS;
      const terms = { classId, role: 'parent', maxUses: 1, expiresInSeconds, needsApproval: true } as const;
      return make(childId, school.id, { ...terms, childId }, seed);
    },

    async pupilsNamed(askerId, classId, name) {
      const { roles } = await rightsIn(askerId, classId);
      if (!roles.includes('parent')) return [];
      const wanted = fold(name);
      return (await pupilsOf(askerId, classId))
        .filter((one) => personKeys(one).includes(wanted) || fold(one.givenName) === wanted)
        .map(({ id }) => id);
    },

    onGuardianDecided: async (tx, one) => {
      await store.decideUsesOfChild(tx, one);
      if (one.status === 'approved') await arrivals.queue(tx, one.guardianId);
      else await store.closeDeclined(tx, one.guardianId);
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
        const { childId } = destination;
        if (childId !== null) {
          await guardians.decide(tx, {
            guardianId: use.personId,
            childId,
            yes: status === 'approved',
            by: askerId,
          });
        }
        if (status === 'approved') {
          if (childId === null) await admit(tx, destination, use.personId);
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

    async redeem({ code, name, locale, idempotencyKey, sessionId = null, deviceKey }) {
      const checked = checkName(name);
      if ('problem' in checked) throw nameError(checked.problem);
      const redeemed = await redemption.redeem(
        code,
        { name: checked.name, locale, sessionId, deviceKey },
        idempotencyKey,
      );
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

function childError(status: number, key: 'child_of_parent' | 'child_missing' | 'no_such_child'): ApiError {
  const errcode =
    status === 404 ? 'M_NOT_FOUND' : status === 400 ? 'M_INVALID_PARAM' : 'ORG.PARTA.CHILD_MISSING';
  return new ApiError(status, errcode, (locale) => inviteText(locale, key));
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
    child: row.childId === null ? null : { person_id: row.childId, display_name: row.childName ?? '' },
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
    // The given name only: whoever has the link learns no more than a parent needs to see that it is the right one.
    child_name: destination.childName,
  };
}
