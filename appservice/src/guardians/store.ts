/** Guardianships in PostgreSQL. */
import { nameSql } from '../store/school-store.ts';
import type { ClassId, IsoDate, PersonId, SchoolId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

export type GuardianshipStatus = 'pending' | 'active' | 'ended';
export type Contact = 'allowed' | 'restricted';

export interface GuardianshipRow {
  readonly id: string;
  readonly guardianId: PersonId;
  readonly guardianName: string;
  readonly childId: PersonId;
  readonly childName: string;
  readonly relation: string;
  readonly status: GuardianshipStatus;
  readonly accepted: boolean;
  readonly confirmed: boolean;
  readonly contact: Contact;
  readonly consent: boolean | null;
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

const ROW = `
  select g.id, g.guardian_id as "guardianId", g.child_id as "childId", g.relation, g.status, g.contact, g.consent,
         g.accepted_at is not null as accepted, g.confirmed_at is not null as confirmed, g.begins_on as "beginsOn", g.ends_on as "endsOn",
         ${nameSql('p')} as "guardianName",
         ${nameSql('k')} as "childName"
    from guardianship g join person p on p.id = g.guardian_id join person k on k.id = g.child_id`;

const ORDER = `order by (g.status = 'pending') desc, "childName", "guardianName", g.id`;

/** A guardianship; with `lock` nobody else changes it until the transaction ends. */
export async function find(sql: Sql, id: string, lock = false): Promise<GuardianshipRow | null> {
  const { rows } = await sql.query<GuardianshipRow>(
    `${ROW} where g.id = $1 ${lock ? 'for update of g' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

export async function findBetween(
  sql: Sql,
  guardianId: PersonId,
  childId: PersonId,
): Promise<GuardianshipRow | null> {
  const { rows } = await sql.query<GuardianshipRow>(`${ROW} where g.guardian_id = $1 and g.child_id = $2`, [
    guardianId,
    childId,
  ]);
  return rows[0] ?? null;
}

/** Those in which a person is guardian or child, pending ones first; without those that ended. */
export async function listOf(sql: Sql, personId: PersonId): Promise<GuardianshipRow[]> {
  const { rows } = await sql.query<GuardianshipRow>(
    `${ROW} where $1 in (g.guardian_id, g.child_id) and g.status <> 'ended' ${ORDER}`,
    [personId],
  );
  return rows;
}

/** Those of the children who are or were pupils of a class, pending ones first; of those that ended only what a court still restricts. */
export async function listOfChildren(sql: Sql, childIds: readonly PersonId[]): Promise<GuardianshipRow[]> {
  const { rows } = await sql.query<GuardianshipRow>(
    `${ROW} where g.child_id = any($1::uuid[]) and (g.status <> 'ended' or g.contact = 'restricted') ${ORDER}`,
    [childIds],
  );
  return rows;
}

/**
 * Notes the word of the sides; `null` leaves what is on record. Whoever was ended before needs the word of both anew, so that somebody whom a
 * school has sent away does not come back by a link meant for another.
 */
export async function save(
  tx: Sql,
  one: {
    readonly guardianId: PersonId;
    readonly childId: PersonId;
    readonly relation: string | null;
    readonly source: string;
    readonly accepted: boolean;
    /** Who speaks for the school. */
    readonly confirmedBy: PersonId | null;
  },
): Promise<{ id: string; status: GuardianshipStatus }> {
  const { rows } = await tx.query<{ id: string; status: GuardianshipStatus }>(
    `insert into guardianship (guardian_id, child_id, relation, source, accepted_at, confirmed_at, confirmed_by)
     values ($1, $2, coalesce($3, 'guardian'), $4, case when $5 then now() end, case when $6::uuid is not null then now() end, $6)
     on conflict (guardian_id, child_id) do update set
       relation = coalesce($3, guardianship.relation),
       accepted_at = case when $5 then now() when guardianship.ended_at is not null then null else guardianship.accepted_at end,
       confirmed_at = case when guardianship.ended_at is not null and $5 then null
                           when $6::uuid is not null then now() else guardianship.confirmed_at end,
       confirmed_by = coalesce($6, guardianship.confirmed_by),
       ended_at = null
     returning id, status`,
    [one.guardianId, one.childId, one.relation, one.source, one.accepted, one.confirmedBy],
  );
  return rows[0]!;
}

/** What is undefined stays. */
export interface GuardianshipChange {
  readonly relation?: string | undefined;
  readonly contact?: Contact | undefined;
  readonly consent?: boolean | null | undefined;
  readonly beginsOn?: IsoDate | null | undefined;
  readonly endsOn?: IsoDate | null | undefined;
}

export async function change(tx: Sql, id: string, given: GuardianshipChange): Promise<void> {
  const { relation, contact, consent, beginsOn, endsOn } = given;
  await tx.query(
    `update guardianship set
       -- the export's own word is kept beside, so that the next import does not take the better one back
       exported_relation = case when $2::text is null then exported_relation else coalesce(exported_relation, relation) end,
       relation = coalesce($2, relation),
       contact = coalesce($3, contact),
       consent = case when $4 then $5::boolean else consent end,
       consent_at = case when $4 then now() else consent_at end,
       begins_on = case when $6 then $7::date else begins_on end,
       ends_on = case when $8 then $9::date else ends_on end
      where id = $1`,
    [
      id,
      relation ?? null,
      contact ?? null,
      consent !== undefined,
      consent ?? null,
      beginsOn !== undefined,
      beginsOn ?? null,
      endsOn !== undefined,
      endsOn ?? null,
    ],
  );
}

export async function end(tx: Sql, id: string): Promise<void> {
  await tx.query('update guardianship set ended_at = now() where id = $1', [id]);
}

/** The school of a child, for the audit trail: that of a class it is in, the newest first. */
export async function schoolOfChild(sql: Sql, childId: PersonId): Promise<SchoolId | null> {
  const { rows } = await sql.query<{ id: SchoolId }>(
    `select c.school_id as id from enrollment e join class c on c.id = e.class_id
      where e.person_id = $1 and e.role = 'pupil' order by e.ends_on desc nulls first, c.archived limit 1`,
    [childId],
  );
  return rows[0]?.id ?? null;
}

/** Those of some people who are a pupil of a class that is not archived, today or later. */
export async function pupilsAmong(
  sql: Sql,
  personIds: readonly PersonId[],
  day: IsoDate,
): Promise<Set<PersonId>> {
  const { rows } = await sql.query<{ id: PersonId }>(
    `select distinct e.person_id as id from enrollment e join class c on c.id = e.class_id and not c.archived
      where e.person_id = any($1::uuid[]) and e.role = 'pupil' and (e.ends_on is null or e.ends_on > $2)`,
    [personIds, day],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The homeroom, else any class, in which a person is a pupil on a day. */
export async function classOfPupil(sql: Sql, personId: PersonId, day: IsoDate): Promise<ClassId | null> {
  const { rows } = await sql.query<{ id: ClassId }>(
    `select c.id from enrollment e join class c on c.id = e.class_id and not c.archived
      where e.person_id = $1 and e.role = 'pupil' and (e.begins_on is null or e.begins_on <= $2)
        and (e.ends_on is null or e.ends_on > $2) order by c.kind = 'homeroom' desc, c.title limit 1`,
    [personId, day],
  );
  return rows[0]?.id ?? null;
}
