/** Who may come into question for a list of people: found by index, decided elsewhere. */
import { nameSql } from '../store/school-store.ts';
import type { ClassId, PersonId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

/** Where around somebody people are looked for. */
export interface Circle {
  readonly personId: PersonId;
  /** Their own classes and those of their children. */
  readonly classIds: readonly ClassId[];
  /** Schools whose staff is looked at. */
  readonly schoolIds: readonly SchoolId[];
  /** Schools of which everybody is looked at; null: all schools. */
  readonly wholeSchoolIds: readonly SchoolId[] | null;
}

export interface Candidate {
  readonly personId: PersonId;
  readonly userId: UserId;
  readonly name: string;
}

const IN_WHOLE = '($4::uuid[] is null or c.school_id = any($4))';

/** Nobody here says what a date or a role allows: whoever is looked at is decided by the policy. */
const AROUND = `
  select guardian_id as id, 0 as rank from guardianship where child_id = $1
  union all select child_id, 0 from guardianship where guardian_id = $1
  union all select person_id, case when role in ('class_teacher', 'teacher') then 1 else 2 end
              from enrollment where class_id = any($2::uuid[])
  union all select g.guardian_id, 3 from guardianship g join enrollment e on e.person_id = g.child_id and e.role = 'pupil'
             where e.class_id = any($2::uuid[])
  union all select person_id, 4 from role_grant
             where role in ('teacher', 'staff', 'school_admin') and (school_id = any($3::uuid[]) or $4::uuid[] is null)
  union all select person_id, 5 from role_grant where role = 'district_admin' and cardinality($3::uuid[]) > 0
  union all select e.person_id, 4 from enrollment e join class c on c.id = e.class_id and not c.archived
             where e.role in ('class_teacher', 'teacher') and (c.school_id = any($3::uuid[]) or $4::uuid[] is null)
  union all select g.guardian_id, 6 from guardianship g join enrollment e on e.person_id = g.child_id and e.role = 'pupil'
              join class c on c.id = e.class_id and not c.archived where ${IN_WHOLE}
  union all select e.person_id, 7 from enrollment e join class c on c.id = e.class_id and not c.archived where ${IN_WHOLE}`;

/** The account by which somebody is best reached: where they were last seen, else one of their own, else the one made here. */
const BEST_ACCOUNT = `select a.user_id from matrix_account a where a.person_id = p.id
  order by a.arrived_at desc nulls last, a.origin = 'linked' desc, a.created_at limit 1`;

/** @param words that the name has to contain */
export async function candidatesAround(
  sql: Sql,
  { personId, classIds, schoolIds, wholeSchoolIds }: Circle,
  { words, after, limit }: { words: readonly string[]; after: PersonId | null; limit: number },
): Promise<Candidate[]> {
  const { rows } = await sql.query<Candidate>(
    `with around as (${AROUND}), ranked as (
       select p.id, min(around.rank) as rank, p.family_name || ' ' || p.given_name as sorted,
              ${nameSql('p')} as name
         from around join person p on p.id = around.id and p.active where p.id <> $1
          and concat_ws(' ', p.given_name, p.middle_name, p.family_name) ~ all ($5::text[])
        group by p.id)
     select p.id as "personId", best.user_id as "userId", p.name from ranked p, lateral (${BEST_ACCOUNT}) best
      where $6::uuid is null or (p.rank, p.sorted, p.id) > (select r.rank, r.sorted, r.id from ranked r where r.id = $6)
      order by p.rank, p.sorted, p.id limit $7`,
    [personId, classIds, schoolIds, wholeSchoolIds, words.map(asPattern), after, limit],
  );
  return rows;
}

/** The words of a name that somebody types. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean).slice(0, 5);

/** A regular expression for a word in either case: what `lower` does to letters depends on how the database was made. */
function asPattern(word: string): string {
  const cases = (letter: string): string =>
    /[её]/i.test(letter) ? 'еёЕЁ' : letter.toLowerCase() + letter.toUpperCase();
  return [...word].map((sign) => (/[\p{L}\p{N}]/u.test(sign) ? `[${cases(sign)}]` : `\\${sign}`)).join('');
}

export async function bestAccountOf(sql: Sql, personId: PersonId): Promise<UserId | null> {
  const { rows } = await sql.query<{ user_id: UserId }>(
    `select best.user_id from person p, lateral (${BEST_ACCOUNT}) best where p.id = $1 and p.active`,
    [personId],
  );
  return rows[0]?.user_id ?? null;
}

/** The rooms that somebody has with some people, unless they are closed. */
export async function roomsWith(
  sql: Sql,
  personId: PersonId,
  others: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, string>> {
  const { rows } = await sql.query<{ other: PersonId; roomId: string }>(
    `select case when one_person = $1 then other_person else one_person end as other, room_id as "roomId"
       from direct_room where room_id is not null and status <> 'closed'
        and ((one_person = $1 and other_person = any($2::uuid[])) or (other_person = $1 and one_person = any($2::uuid[])))`,
    [personId, others],
  );
  return new Map(rows.map(({ other, roomId }) => [other, roomId]));
}
