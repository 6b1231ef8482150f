/** The days off of school calendars, for other features. */
import type { IsoDate, SchoolId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

export interface SchoolDayOff {
  readonly schoolId: SchoolId;
  readonly beginsOn: IsoDate;
  readonly endsOn: IsoDate;
}

/** Those of some schools that are not over before a day. */
export async function daysOffOf(
  sql: Sql,
  schoolIds: readonly SchoolId[],
  from: IsoDate,
): Promise<SchoolDayOff[]> {
  const { rows } = await sql.query<SchoolDayOff>(
    `select school_id as "schoolId", begins_on as "beginsOn", ends_on as "endsOn" from day_off
      where school_id = any($1::uuid[]) and ends_on > $2 order by begins_on`,
    [schoolIds, from],
  );
  return rows;
}
