/** The school register as it is, for comparing before and after. */
import type { Sql } from '../../appservice/src/store/database.ts';

const TABLES = ['school', 'school_year', 'class', 'person', 'role_grant', 'enrollment', 'guardianship'];

/** Every row of the register by its table, each as the text PostgreSQL shows it as. */
export async function registerContents(sql: Sql): Promise<string[]> {
  const selects = TABLES.map((table) => `select '${table} ' || ${table}::text as line from ${table}`);
  const { rows } = await sql.query<{ line: string }>(`${selects.join(' union all ')} order by 1`);
  return rows.map(({ line }) => line);
}
