/** A small school in the register, as an import would leave it. Plainly fictional names. */
import { randomUUID } from 'node:crypto';
import type { Enrollment, RoleGrant } from '../../appservice/src/school/model.ts';
import type { Sql } from '../../appservice/src/store/database.ts';
import { addGuardianship, enroll, grantRole, insertPerson } from '../../appservice/src/store/school-store.ts';

export interface TestSchool {
  readonly schoolId: string;
  /** 7Б of this school. */
  readonly classId: string;
  addClass(title: string): Promise<string>;
  /** A person of the register; `role` in the school, and in 7Б or another class. */
  person(
    name: string,
    is?: {
      role?: RoleGrant['role'];
      inClass?: Enrollment['role'];
      classId?: string;
      guardianOf?: string;
      sourcedId?: string;
    },
  ): Promise<string>;
}

/** Makes a school with the class 7Б of this year. */
export async function makeSchool(sql: Sql, name = 'Школа № 1'): Promise<TestSchool> {
  const one = async (text: string, values: unknown[]): Promise<string> =>
    (await sql.query<{ id: string }>(text, values)).rows[0]!.id;
  const source = 'test';
  const schoolId = await one(
    `insert into school (source, sourced_id, name, locale, time_zone) values ($1, $2, $3, 'ru', 'Europe/Moscow')
     returning id`,
    [source, randomUUID(), name],
  );
  const yearId = await one(
    `insert into school_year (school_id, source, sourced_id, title, begins_on, ends_on)
     values ($1, $2, 'year', '2026/27', current_date - 60, current_date + 300) returning id`,
    [schoolId, source],
  );
  const addClass = (title: string): Promise<string> =>
    one(
      `insert into class (school_id, school_year_id, source, sourced_id, title, kind)
       values ($1, $2, $3, $4, $5, 'homeroom') returning id`,
      [schoolId, yearId, source, randomUUID(), title],
    );
  const classId = await addClass('7Б');

  return {
    schoolId,
    classId,
    addClass,
    async person(fullName, is = {}) {
      const [givenName = '', familyName = ''] = fullName.split(' ');
      const personId = await insertPerson(sql, {
        source,
        sourcedId: is.sourcedId ?? randomUUID(),
        givenName,
        familyName,
      });
      if (is.role !== undefined) {
        const where = is.role === 'district_admin' ? null : schoolId;
        await grantRole(sql, { source, personId, schoolId: where, role: is.role });
      }
      if (is.inClass !== undefined) {
        await enroll(sql, { source, personId, classId: is.classId ?? classId, role: is.inClass });
      }
      if (is.guardianOf !== undefined) {
        await addGuardianship(sql, {
          guardianId: personId,
          childId: is.guardianOf,
          relation: 'parent',
          source,
        });
      }
      return personId;
    },
  };
}
