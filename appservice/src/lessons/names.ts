/** Names of people, for answers that people read. */
import { displayName, type PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

export async function namesOf(sql: Sql, ids: readonly PersonId[]): Promise<Map<PersonId, string>> {
  const { rows } = await sql.query<{ id: PersonId; givenName: string; familyName: string }>(
    `select id, given_name as "givenName", family_name as "familyName" from person where id = any($1::uuid[])`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, displayName(row)]));
}
