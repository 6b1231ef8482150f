/** What people teach. */
import type { ClassId, PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

/** The titles of lessons that some people teach, by class; not of what is over for good. */
export async function subjectsTaught(
  sql: Sql,
  personIds: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, ReadonlyMap<ClassId, readonly string[]>>> {
  const { rows } = await sql.query<{ personId: PersonId; classId: ClassId; titles: string[] }>(
    `select t.person_id as "personId", c.class_id as "classId", array_agg(distinct l.title order by l.title) as titles
       from lesson_teacher t join lesson l on l.id = t.lesson_id and l.status = 'confirmed'
        and (l.extent_ends is null or l.extent_ends > now())
       join lesson_class c on c.lesson_id = l.id
      where t.person_id = any($1::uuid[]) group by 1, 2`,
    [personIds],
  );
  const found = new Map<PersonId, Map<ClassId, readonly string[]>>();
  for (const { personId, classId, titles } of rows) {
    found.set(personId, (found.get(personId) ?? new Map<ClassId, readonly string[]>()).set(classId, titles));
  }
  return found;
}
