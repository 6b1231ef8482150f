/** A school of a thousand pupils in the register, with accounts, as an import would leave it: for measuring, so made in few statements. */
import type { Sql } from '../appservice/src/store/database.ts';
import { makeSchool } from '../test/support/school.ts';

export interface LargeSchool {
  readonly schoolId: string;
  readonly pupils: readonly string[];
  readonly parents: readonly string[];
  readonly teachers: readonly string[];
  /** The account of somebody. */
  readonly userIdOf: (personId: string) => string;
}

const CLASSES = 40;
const PUPILS_OF_A_CLASS = 25;
/** Each leads one class and teaches in two more. */
const TEACHERS = CLASSES;

export async function largeSchool(sql: Sql, serverName: string): Promise<LargeSchool> {
  const school = await makeSchool(sql);
  const classIds = [school.classId];
  while (classIds.length < CLASSES) classIds.push(await school.addClass(`${classIds.length}А`));
  const people = async (count: number, name: string): Promise<string[]> => {
    const { rows } = await sql.query<{ id: string }>(
      `insert into person (source, sourced_id, given_name, family_name)
       select 'bench', $1 || n, $1, 'Номер' || n from generate_series(1, $2::int) n returning id`,
      [name, count],
    );
    return rows.map(({ id }) => id);
  };
  const userIdOf = (personId: string): string => `@parta_${personId.replaceAll('-', '')}:${serverName}`;
  const pupils = await people(CLASSES * PUPILS_OF_A_CLASS, 'Ученик');
  const parents = await people(pupils.length, 'Родитель');
  const teachers = await people(TEACHERS, 'Учитель');
  const enrolled: { person: string; class: string; role: string }[] = [
    ...pupils.map((person, n) => ({ person, class: classIds[n % CLASSES]!, role: 'pupil' })),
    ...teachers.flatMap((person, n) =>
      [0, 1, 2].map((step) => ({
        person,
        class: classIds[(n + step) % CLASSES]!,
        role: step === 0 ? 'class_teacher' : 'teacher',
      })),
    ),
  ];
  await sql.query(
    `insert into enrollment (source, person_id, class_id, role)
     select 'bench', * from unnest($1::uuid[], $2::uuid[], $3::text[])`,
    [enrolled.map((one) => one.person), enrolled.map((one) => one.class), enrolled.map((one) => one.role)],
  );
  await sql.query(
    `insert into guardianship (guardian_id, child_id, relation, source, accepted_at, confirmed_at)
     select *, 'parent', 'bench', now(), now() from unnest($1::uuid[], $2::uuid[])`,
    [parents, pupils],
  );
  const all = [...pupils, ...parents, ...teachers];
  await sql.query(
    `insert into matrix_account (person_id, user_id, origin, arrived_at)
     select p, u, 'created', now() from unnest($1::uuid[], $2::text[]) as one (p, u)`,
    [all, all.map(userIdOf)],
  );
  await sql.query('analyze');
  return { schoolId: school.schoolId, pupils, parents, teachers, userIdOf };
}
