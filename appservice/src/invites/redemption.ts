/**
 * Redeeming an invite: one transaction makes the person, counts the use, grants the role and queues the rest, or
 * does nothing at all. A client's key makes it repeatable: the same key leads to the same person without a second use.
 */
import type { Accounts } from '../accounts/accounts.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import type { Devices } from '../accounts/devices.ts';
import { accountText } from '../accounts/messages.ts';
import { hashCode, hashToken, normaliseCode } from '../accounts/secret-code.ts';
import { audit } from '../audit/audit.ts';
import type { Guardians } from '../guardians/guardians.ts';
import { ApiError } from '../http/api-error.ts';
import type { ClassId, Locale, PersonId, UserId } from '../school/model.ts';
import { rolesInClass, today, type InviteRole } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { enroll, grantRole, insertPerson } from '../store/school-store.ts';
import { inviteText } from './messages.ts';
import {
  countUse,
  findDestination,
  findUse,
  insertUse,
  type Destination,
  type InviteStatus,
  type UseStatus,
} from './store.ts';

export interface Redeemed {
  readonly destination: Destination;
  readonly personId: PersonId;
  readonly userId: UserId;
  readonly status: UseStatus;
  /** The person was in the class in this role before; no use was counted. */
  readonly already: boolean;
  readonly usedAt: Date;
}

/** Who redeems: somebody new, or the holder of a Matrix account who has proven it. */
export type Redeemer =
  | {
      readonly name: string;
      readonly locale: Locale;
      /** Who is logged in in the browser that asks. */
      readonly sessionId?: PersonId | null;
      /** Tells the browser apart from others (accounts/devices.ts). */
      readonly deviceKey?: string | undefined;
    }
  | { readonly userId: UserId; readonly name: string; readonly locale: Locale | null };

export interface Redemption {
  /**
   * Throws ApiError: 404 `ORG.PARTA.INVITE_UNKNOWN`; 410 `…_EXPIRED`, `…_USED_UP`, `…_REVOKED`; 403 `…_PAUSED` while
   * the class lets nobody in, `…_DECLINED` for a repeat after the decision; 403 `M_FORBIDDEN` for somebody whose access is closed; 403 `ORG.PARTA.GUARDIAN_…` for who cannot be the
   * guardian of the child that the invite is bound to.
   */
  redeem(code: string, redeemer: Redeemer, idempotencyKey: string): Promise<Redeemed>;
}

export interface RedemptionDependencies {
  readonly database: Database;
  readonly accounts: Pick<Accounts, 'reserve' | 'link' | 'directory'>;
  readonly arrivals: Pick<Arrivals, 'queue'>;
  readonly guardians: Pick<Guardians, 'refuseUnlessMayBecome' | 'accept' | 'isGuardian'>;
  readonly devices: Pick<Devices, 'seen'>;
  /** Called in the transaction in which somebody begins to wait for approval. */
  readonly onWaiting: (tx: Sql, classId: ClassId) => Promise<void>;
  /** Whether a class lets nobody in by invites just now. */
  readonly isPaused?: (tx: Sql, classId: ClassId) => Promise<boolean>;
  readonly now: () => Date;
}

export function createRedemption({
  database,
  accounts,
  arrivals,
  guardians,
  devices,
  onWaiting,
  isPaused = () => Promise.resolve(false),
  now,
}: RedemptionDependencies): Redemption {
  const { directory } = accounts;

  async function redeemOnce(
    tx: Sql,
    secretHash: Buffer,
    redeemer: Redeemer,
    known: PersonId | null,
    keyHash: Buffer,
  ): Promise<void> {
    const destination = await countUse(tx, secretHash);
    if (destination === null) throw await closed(tx, secretHash);
    const { inviteId, needsApproval, schoolId, classId, childId, createdBy } = destination;
    if (await isPaused(tx, classId)) throw problem(403, 'INVITE_PAUSED');

    const linked = 'userId' in redeemer;
    const personId =
      known ??
      (await insertPerson(tx, {
        source: 'invite',
        // A Matrix account is one person's, a browser's key makes one person.
        sourcedId: linked ? redeemer.userId : keyHash.toString('base64url'),
        givenName: redeemer.name,
        locale: redeemer.locale,
      }));
    if (linked && known === null) await accounts.link(tx, redeemer.userId, personId);
    const userId = linked ? redeemer.userId : await accounts.reserve(tx, personId);

    if (!linked) await devices.seen(personId, redeemer.deviceKey, tx);

    let waits = needsApproval;
    if (childId !== null) {
      // A teacher says yes by making the link, a child cannot.
      const accepted = await guardians.accept(tx, {
        guardianId: personId,
        childId,
        confirmedBy: needsApproval || createdBy === childId ? null : createdBy,
        source: createdBy === childId ? 'child' : 'invite',
      });
      waits = accepted === 'pending';
    }
    const status: UseStatus = waits ? 'waiting' : 'approved';
    await insertUse(tx, { inviteId, personId, userId, status, keyHash });
    if (status === 'waiting') await onWaiting(tx, classId);
    else if (childId === null) await admit(tx, destination, personId);
    await arrivals.queue(tx, personId);
    await audit(tx, {
      action: 'invite.redeem',
      actorId: personId,
      schoolId,
      details: { invite_id: inviteId, status },
    });
  }

  /** The outcome of an earlier use, if there is one: of the same key, or by the same person. */
  async function earlier(
    secretHash: Buffer,
    keyHash: Buffer,
    known: PersonId | null,
  ): Promise<Redeemed | null> {
    const byKey = await findUse(database, secretHash, { keyHash });
    const use = byKey ?? (known === null ? null : await findUse(database, secretHash, { personId: known }));
    if (use === null) return null;
    if (use.status === 'declined') throw problem(403, 'INVITE_DECLINED');
    const { personId, userId, status, usedAt } = use;
    const destination = (await findDestination(database, { secretHash }))!;
    return { destination, personId, userId, status, usedAt, already: byKey === null };
  }

  /** Somebody who is in the class in this role already, e.g. by the roster, needs no use of the invite. */
  async function alreadyIn(secretHash: Buffer, personId: PersonId, userId: UserId): Promise<Redeemed | null> {
    const destination = await findDestination(database, { secretHash });
    if (destination?.status !== 'active') return null;
    const { childId } = destination;
    if (childId !== null && !(await guardians.isGuardian(personId, childId))) return null;
    const state = await directory.aroundPerson(personId);
    const roles = rolesInClass(
      state,
      personId,
      destination.classId,
      today(destination.schoolTimeZone, now()),
    );
    if (childId === null && !holds(roles, destination.role)) return null;
    return { destination, personId, userId, status: 'approved', already: true, usedAt: now() };
  }

  return {
    async redeem(typed, redeemer, idempotencyKey) {
      const code = normaliseCode(typed, 'invite');
      if (code === null) throw problem(404, 'INVITE_UNKNOWN');
      const secretHash = hashCode(code, 'invite');
      // Together with the code: a key used for two invites makes two uses, not a conflict.
      const keyHash = hashToken(`${code}:${idempotencyKey}`);
      const holder = 'userId' in redeemer ? await directory.holderOf(redeemer.userId) : null;
      if (holder?.active === false) {
        throw new ApiError(403, 'M_FORBIDDEN', (locale) => accountText(locale, 'access_closed'));
      }
      const known = holder?.personId ?? null;

      const before = await earlier(secretHash, keyHash, known);
      if (before !== null) return before;
      const childId = (await findDestination(database, { secretHash }))?.childId ?? null;
      if (childId !== null) {
        const browser = 'userId' in redeemer ? {} : redeemer;
        await guardians.refuseUnlessMayBecome(childId, { ...browser, personId: known });
      }
      if (known !== null && 'userId' in redeemer) {
        const member = await alreadyIn(secretHash, known, redeemer.userId);
        if (member !== null) return member;
      }
      try {
        await database.transaction((tx) => redeemOnce(tx, secretHash, redeemer, known, keyHash));
      } catch (error) {
        // The same request may have run at the same time and won: then this one has nothing left to do.
        const rival = await earlier(secretHash, keyHash, known);
        if (rival === null) throw error;
        return rival;
      }
      return (await earlier(secretHash, keyHash, known))!;
    },
  };
}

/** Grants what an invite into a class gives. */
export async function admit(tx: Sql, destination: Destination, personId: PersonId): Promise<void> {
  const { schoolId, classId, role } = destination;
  await grantRole(tx, { source: 'invite', personId, schoolId, role });
  await enroll(tx, { source: 'invite', personId, classId, role });
}

/** Why an invite cannot be used. */
export async function closed(sql: Sql, secretHash: Buffer): Promise<ApiError> {
  const destination = await findDestination(sql, { secretHash });
  return destination === null ? problem(404, 'INVITE_UNKNOWN') : refusal(destination.status);
}

const REFUSALS: {
  readonly [status in InviteStatus]: 'INVITE_EXPIRED' | 'INVITE_USED_UP' | 'INVITE_REVOKED';
} = {
  expired: 'INVITE_EXPIRED',
  used_up: 'INVITE_USED_UP',
  revoked: 'INVITE_REVOKED',
  // It became usable between the two looks, which cannot happen; whoever tries again gets in.
  active: 'INVITE_EXPIRED',
};

export function refusal(status: InviteStatus): ApiError {
  return problem(410, REFUSALS[status]);
}

export function problem(
  status: number,
  code:
    | 'INVITE_UNKNOWN'
    | 'INVITE_EXPIRED'
    | 'INVITE_USED_UP'
    | 'INVITE_REVOKED'
    | 'INVITE_DECLINED'
    | 'INVITE_PAUSED'
    | 'INVITE_ALREADY_REDEEMED',
): ApiError {
  return new ApiError(status, `ORG.PARTA.${code}`, (locale) => inviteText(locale, code));
}

function holds(roles: ReadonlySet<string>, role: InviteRole): boolean {
  return roles.has(role) || (role === 'teacher' && roles.has('class_teacher'));
}
