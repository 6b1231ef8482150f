/** Invites and their uses in PostgreSQL. */
import { nameSql } from '../store/school-store.ts';
import type { ClassId, Locale, PersonId, SchoolId, UserId } from '../school/model.ts';
import type { InviteRole } from '../school/rules.ts';
import type { Sql } from '../store/database.ts';

export type InviteStatus = 'active' | 'expired' | 'used_up' | 'revoked';
export type UseStatus = 'approved' | 'waiting' | 'declined';

/** What an invite leads to. */
export interface Destination {
  readonly inviteId: string;
  readonly classId: ClassId;
  readonly classTitle: string;
  readonly schoolId: SchoolId;
  readonly schoolName: string;
  readonly schoolLocale: Locale;
  readonly schoolTimeZone: string;
  readonly role: InviteRole;
  readonly needsApproval: boolean;
  readonly createdBy: PersonId;
  /** Whose guardian the invite makes; null for one that leads into the class as such. */
  readonly childId: PersonId | null;
  readonly childName: string | null;
}

export interface InviteRow {
  readonly childId: PersonId | null;
  readonly childName: string | null;
  readonly id: string;
  readonly classId: ClassId;
  readonly schoolId: SchoolId;
  readonly role: InviteRole;
  readonly maxUses: number;
  readonly uses: number;
  readonly waiting: number;
  readonly expiresAt: Date;
  readonly needsApproval: boolean;
  readonly status: InviteStatus;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface UseRow {
  readonly id: string;
  readonly inviteId: string;
  readonly personId: PersonId;
  readonly userId: UserId;
  readonly displayName: string;
  readonly usedAt: Date;
  readonly status: UseStatus;
}

const DESTINATION = `
  i.id as "inviteId", i.class_id as "classId", c.title as "classTitle", i.role, i.needs_approval as "needsApproval",
  s.id as "schoolId", s.name as "schoolName", s.locale as "schoolLocale", s.time_zone as "schoolTimeZone",
  i.created_by as "createdBy", i.child_id as "childId", (select given_name from person where id = i.child_id) as "childName"`;

// The first reason that applies is the one that people are told.
const STATUS = `
  case when i.revoked_at is not null then 'revoked'
       when i.expires_at <= now() or c.archived then 'expired'
       when i.uses >= i.max_uses then 'used_up'
       else 'active' end`;

const INVITE = `
  select i.id, i.class_id as "classId", c.school_id as "schoolId", i.role, i.max_uses as "maxUses", i.uses, i.expires_at as "expiresAt",
         i.needs_approval as "needsApproval", i.created_at as "createdAt", ${STATUS} as status,
         ${nameSql('p')} as "createdBy",
         (select count(*)::integer from invite_use u where u.invite_id = i.id and u.status = 'waiting') as waiting,
         i.child_id as "childId",
         (select ${nameSql('k')} from person k where k.id = i.child_id) as "childName"
    from invite i join class c on c.id = i.class_id join person p on p.id = i.created_by`;

const USE = `
  select u.id, u.invite_id as "inviteId", u.person_id as "personId", u.user_id as "userId", u.used_at as "usedAt",
         u.status, ${nameSql('p')} as "displayName"
    from invite_use u join person p on p.id = u.person_id`;

export interface NewInvite {
  readonly secretHash: Buffer;
  readonly classId: ClassId;
  readonly role: InviteRole;
  readonly maxUses: number;
  readonly expiresInSeconds: number;
  readonly needsApproval: boolean;
  readonly createdBy: PersonId;
  readonly childId: PersonId | null;
}

/** Stores an invite and returns its id; null when one with this secret is there already. */
export async function insertInvite(sql: Sql, invite: NewInvite): Promise<string | null> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into invite (secret_hash, class_id, role, max_uses, expires_at, needs_approval, created_by, child_id)
     values ($1, $2, $3, $4, now() + make_interval(secs => $5), $6, $7, $8)
     on conflict (secret_hash) do nothing returning id`,
    [
      invite.secretHash,
      invite.classId,
      invite.role,
      invite.maxUses,
      invite.expiresInSeconds,
      invite.needsApproval,
      invite.createdBy,
      invite.childId,
    ],
  );
  return rows[0]?.id ?? null;
}

export async function findInvite(sql: Sql, inviteId: string): Promise<InviteRow | null> {
  return (await sql.query<InviteRow>(`${INVITE} where i.id = $1`, [inviteId])).rows[0] ?? null;
}

export async function findInviteBySecret(sql: Sql, secretHash: Buffer): Promise<InviteRow | null> {
  return (await sql.query<InviteRow>(`${INVITE} where i.secret_hash = $1`, [secretHash])).rows[0] ?? null;
}

/** Invites of a class that give one of these roles, newest first. */
export async function listInvites(
  sql: Sql,
  classId: ClassId,
  roles: readonly InviteRole[],
): Promise<InviteRow[]> {
  const { rows } = await sql.query<InviteRow>(
    `${INVITE} where i.class_id = $1 and i.role = any($2) order by i.created_at desc, i.id limit 500`,
    [classId, roles],
  );
  return rows;
}

/** Ends an invite; false when it was revoked before. */
export async function revokeInvite(sql: Sql, inviteId: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    'update invite set revoked_at = now() where id = $1 and revoked_at is null',
    [inviteId],
  );
  return rowCount === 1;
}

/** Where an invite leads and whether the way is open; null when there is no such invite. */
export async function findDestination(
  sql: Sql,
  by: { readonly secretHash: Buffer } | { readonly inviteId: string },
): Promise<(Destination & { readonly status: InviteStatus }) | null> {
  const [column, value] = 'secretHash' in by ? ['i.secret_hash', by.secretHash] : ['i.id', by.inviteId];
  const { rows } = await sql.query<Destination & { status: InviteStatus }>(
    `select ${DESTINATION}, ${STATUS} as status
       from invite i join class c on c.id = i.class_id join school s on s.id = c.school_id where ${column} = $1`,
    [value],
  );
  return rows[0] ?? null;
}

/**
 * Counts one use, if the invite still allows one: the row's lock makes rivals wait for each other, and the condition
 * is checked again after the wait (PostgreSQL, "Read Committed Isolation Level"). Null when it does not allow one.
 */
export async function countUse(tx: Sql, secretHash: Buffer): Promise<Destination | null> {
  const { rows } = await tx.query<Destination>(
    `update invite i set uses = i.uses + 1 from class c join school s on s.id = c.school_id
      where i.secret_hash = $1 and c.id = i.class_id and not c.archived
        and i.revoked_at is null and i.expires_at > now() and i.uses < i.max_uses
      returning ${DESTINATION}`,
    [secretHash],
  );
  return rows[0] ?? null;
}

export interface NewUse {
  readonly inviteId: string;
  readonly personId: PersonId;
  readonly userId: UserId;
  readonly status: UseStatus;
  readonly keyHash: Buffer;
}

export async function insertUse(tx: Sql, use: NewUse): Promise<void> {
  await tx.query(
    'insert into invite_use (invite_id, person_id, user_id, status, key_hash) values ($1, $2, $3, $4, $5)',
    [use.inviteId, use.personId, use.userId, use.status, use.keyHash],
  );
}

/** An earlier use of the invite behind a secret, by the client's key or by the person. */
export async function findUse(
  sql: Sql,
  secretHash: Buffer,
  by: { readonly keyHash: Buffer } | { readonly personId: PersonId },
): Promise<UseRow | null> {
  const [column, value] = 'keyHash' in by ? ['u.key_hash', by.keyHash] : ['u.person_id', by.personId];
  const { rows } = await sql.query<UseRow>(
    `${USE} join invite i on i.id = u.invite_id where i.secret_hash = $1 and ${column} = $2`,
    [secretHash, value],
  );
  return rows[0] ?? null;
}

export async function listUses(sql: Sql, inviteId: string): Promise<UseRow[]> {
  return (await sql.query<UseRow>(`${USE} where u.invite_id = $1 order by u.used_at desc, u.id`, [inviteId]))
    .rows;
}

/** A use of an invite; with `lock` nobody else decides about it until the transaction ends. */
export async function findUseById(
  tx: Sql,
  inviteId: string,
  useId: string,
  lock = false,
): Promise<UseRow | null> {
  const { rows } = await tx.query<UseRow>(
    `${USE} where u.invite_id = $1 and u.id = $2 ${lock ? 'for update of u' : ''}`,
    [inviteId, useId],
  );
  return rows[0] ?? null;
}

export async function decideUse(
  tx: Sql,
  useId: string,
  status: UseStatus,
  decidedBy: PersonId,
): Promise<void> {
  await tx.query('update invite_use set status = $2, decided_by = $3, decided_at = now() where id = $1', [
    useId,
    status,
    decidedBy,
  ]);
}

/**
 * Closes the account of somebody who came by an invite only, was declined, and has nothing else here. People who
 * linked an account of their own keep it known: another invite may yet let them in.
 */
export async function closeDeclined(tx: Sql, personId: PersonId): Promise<void> {
  await tx.query(
    `update person set active = false where id = $1 and source = 'invite'
        and not exists (select 1 from matrix_account where person_id = $1 and origin = 'linked')
        and not exists (select 1 from role_grant where person_id = $1)
        and not exists (select 1 from enrollment where person_id = $1)
        and not exists (select 1 from guardianship where (guardian_id = $1 or child_id = $1) and status <> 'ended')
        and not exists (select 1 from invite_use where person_id = $1 and status = 'waiting')`,
    [personId],
  );
}

/** Somebody who waits and of whom nobody was told yet. */
export interface UntoldUse {
  readonly id: string;
  readonly displayName: string;
  readonly role: InviteRole;
  readonly classTitle: string;
  /** Who made the invite. */
  readonly createdBy: PersonId;
  /** Whose guardian they want to be. */
  readonly childName: string | null;
}

export async function untoldUses(sql: Sql, classId: ClassId): Promise<UntoldUse[]> {
  const { rows } = await sql.query<UntoldUse>(
    `select u.id, ${nameSql('p')} as "displayName", i.role, c.title as "classTitle",
            i.created_by as "createdBy",
            (select ${nameSql('k')} from person k where k.id = i.child_id) as "childName"
       from invite_use u join invite i on i.id = u.invite_id join class c on c.id = i.class_id join person p on p.id = u.person_id
      where i.class_id = $1 and u.status = 'waiting' and u.told_at is null order by u.used_at, u.id limit 1000`,
    [classId],
  );
  return rows;
}

export async function markTold(sql: Sql, useIds: readonly string[]): Promise<void> {
  await sql.query('update invite_use set told_at = now() where id = any($1::uuid[])', [useIds]);
}

/** How many links for a parent a child has made that can still be used. */
export async function countOpenOfChild(sql: Sql, childId: PersonId): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::integer as count from invite where child_id = $1 and created_by = $1
        and revoked_at is null and expires_at > now() and uses < max_uses`,
    [childId],
  );
  return rows[0]!.count;
}

/** Decides what a guardian of a child waits for; whoever decides has done so about the guardianship itself. */
export async function decideUsesOfChild(
  tx: Sql,
  {
    guardianId,
    childId,
    status,
    by,
  }: { guardianId: PersonId; childId: PersonId; status: UseStatus; by: PersonId },
): Promise<void> {
  await tx.query(
    `update invite_use set status = $3, decided_by = $4, decided_at = now()
      where person_id = $1 and status = 'waiting' and invite_id in (select id from invite where child_id = $2)`,
    [guardianId, childId, status, by],
  );
}

/** Where a person waits to be approved. */
export async function listWaiting(sql: Sql, personId: PersonId): Promise<Destination[]> {
  const { rows } = await sql.query<Destination>(
    `select ${DESTINATION} from invite_use u join invite i on i.id = u.invite_id join class c on c.id = i.class_id
       join school s on s.id = c.school_id where u.person_id = $1 and u.status = 'waiting' order by u.used_at`,
    [personId],
  );
  return rows;
}
