/** Which accounts are those of pupils, by the register. */
import type { PersonId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { covers } from './store.ts';

/** What an account of a person is to the invite rules. People who are not active keep what they have. */
export interface PupilAccount {
  readonly userId: UserId;
  readonly personId: PersonId;
  readonly active: boolean;
  readonly pupil: boolean;
}

const SELECT = `
  select a.user_id as "userId", p.id as "personId", p.active,
         p.active and (
           exists (select 1 from role_grant r join school s on s.id = r.school_id
                    where r.person_id = p.id and r.role = 'pupil' and ${covers('r')})
           or exists (select 1 from enrollment e join class c on c.id = e.class_id and not c.archived
                       join school s on s.id = c.school_id
                       where e.person_id = p.id and e.role = 'pupil' and ${covers('e')})) as pupil
    from matrix_account a join person p on p.id = a.person_id`;

/** The accounts of some people. */
export async function accountsOf(sql: Sql, personIds: readonly PersonId[]): Promise<PupilAccount[]> {
  return (await sql.query<PupilAccount>(`${SELECT} where p.id = any($1) order by 1`, [personIds])).rows;
}

/** Those of some Matrix IDs that belong to people here. */
export async function accountsAmong(sql: Sql, userIds: readonly UserId[]): Promise<PupilAccount[]> {
  return (await sql.query<PupilAccount>(`${SELECT} where a.user_id = any($1) order by 1`, [userIds])).rows;
}
