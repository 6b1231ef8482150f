/** Who is in which class: enrollments.csv. */
import type { ClassRole, IsoDate } from '../../school/model.ts';
import type { RosterEnrollment } from '../model.ts';
import { ENROLLMENT_ROLES, FILES, type UserRole } from './columns.ts';
import type { User } from './people.ts';
import { betterPeriod, joinPeriods, samePeriod } from './periods.ts';
import { reportNoRows, type Records, type Source } from './records.ts';
import type { ExportClass } from './structure.ts';
import { readTable, type Row } from './table.ts';

interface Member {
  readonly line: number;
  readonly role: ClassRole;
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

interface ClassList {
  readonly pupils: Map<string, Member>;
  readonly teachers: Map<string, Member>;
  /** False when rows of the class were left out, so that what seems to be missing may be in them. */
  whole: boolean;
}

interface Placed {
  readonly personId: string;
  readonly member: Member;
}

export interface EnrollmentOptions {
  readonly source: Source;
  readonly classes: Records<ExportClass>;
  readonly users: Records<User>;
  /** Whether all roles of people are known, so that enrollments can be compared with them. */
  readonly rolesComplete: boolean;
  readonly day: IsoDate;
}

/**
 * Reads enrollments. The primary teacher of a homeroom is its class teacher. `administrator` and `proctor` are left out:
 * administrators have their rights in the whole school, and who only supervises gets no power over a class's rooms.
 */
export async function readEnrollments(options: EnrollmentOptions): Promise<RosterEnrollment[]> {
  const { source, users } = options;
  const file = source.files.get('enrollments');
  if (file === undefined) return [];
  const lists = new Map<string, ClassList>();
  const { rows, complete } = await readTable(file, FILES.enrollments, source.findings, (row) => {
    if (row.id('sourcedId') === undefined || row.isActive() !== true) return;
    const classId = row.id('classSourcedId');
    if (classId === undefined) return;
    let list = lists.get(classId);
    if (list === undefined) {
      list = { pupils: new Map(), teachers: new Map(), whole: true };
      lists.set(classId, list);
    }
    const placed = readMember(row, classId, options);
    if (placed === undefined) list.whole = false;
    else put(placed.member.role === 'pupil' ? list.pupils : list.teachers, placed, row, options.day);
  });
  if (complete && rows === 0) reportNoRows(file, 'enrollments', source.findings);
  if (complete && rows > 0 && users.complete) checkClasses(options, lists, file.path);
  return [...lists].flatMap(([classSourcedId, { pupils, teachers }]) =>
    [...pupils, ...teachers].map(([personSourcedId, { role, beginsOn, endsOn }]) => ({
      personSourcedId,
      classSourcedId,
      role,
      beginsOn,
      endsOn,
    })),
  );
}

/** Who is placed in the class by a row, and as what; undefined when the row is left out. */
function readMember(row: Row, classId: string, options: EnrollmentOptions): Placed | undefined {
  const { classes, users } = options;
  const personId = row.id('userSourcedId');
  const role = row.oneOf('role', ENROLLMENT_ROLES);
  const primary = row.boolean('primary', false);
  const period = row.period('beginDate', 'endDate');
  if (personId === undefined || role === undefined || primary === undefined || period === undefined)
    return undefined;
  const found = classes.get(classId);
  const user = users.get(personId);
  if (found === undefined && classes.isUnknown(classId)) row.warn('class_unknown', 'classSourcedId');
  if (user === undefined && users.isUnknown(personId)) row.warn('user_unknown', 'userSourcedId');
  if (found === undefined || user === undefined) return undefined;
  if (row.text('schoolSourcedId') !== found.school) {
    row.warn('school_differs', 'schoolSourcedId', { used: found.school });
  }
  if (role === 'administrator' || role === 'proctor') {
    row.warn('enrollment_role_unused', 'role');
    return undefined;
  }
  if (options.rolesComplete && !fits(role, user.roles)) {
    return row.error('role_conflict', 'role', { roles: [...user.roles].join(', ') });
  }
  const teacher = primary && found.kind === 'homeroom' ? 'class_teacher' : 'teacher';
  return {
    personId: user.id,
    member: { line: row.line, role: role === 'student' ? 'pupil' : teacher, ...period },
  };
}

/**
 * Whether somebody's roles allow the enrollment: nobody becomes a teacher of a class who is only a pupil or parent, and no
 * adult a pupil among pupils. People without any role were reported already and are taken as enrolled.
 */
function fits(role: 'student' | 'teacher', roles: ReadonlySet<UserRole>): boolean {
  if (roles.size === 0) return true;
  if (role === 'student') return roles.has('student');
  return [...roles].some((one) => !['student', 'guardian', 'parent', 'relative'].includes(one));
}

/** Puts somebody on a list once: periods of one role join, and of two roles the one that counts on the day is kept. */
function put(list: Map<string, Member>, { personId, member }: Placed, row: Row, day: IsoDate): void {
  const before = list.get(personId);
  if (before === undefined) {
    list.set(personId, member);
    return;
  }
  const first = before.line;
  if (before.role === member.role && samePeriod(before, member)) {
    row.warn('enrollment_twice', 'userSourcedId', { first });
    return;
  }
  if (before.role === member.role) list.set(personId, { ...before, ...joinPeriods(before, member, day) });
  else if (samePeriod(before, member)) list.set(personId, before.role === 'class_teacher' ? before : member);
  else list.set(personId, betterPeriod(before, member, day));
  row.warn('enrollment_several', 'userSourcedId', { first });
}

function checkClasses(
  { source, classes, users }: EnrollmentOptions,
  lists: Map<string, ClassList>,
  file: string,
): void {
  const { findings } = source;
  for (const [classId, { row, kind, title }] of classes.all()) {
    const list = lists.get(classId);
    if (list === undefined) row.warn('class_without_people', 'sourcedId');
    if (list === undefined || !list.whole || kind !== 'homeroom') continue;
    const leaders = [...list.teachers.values()].filter(({ role }) => role === 'class_teacher');
    if (leaders.length === 0) row.warn('class_teacher_missing', 'sourcedId', { title });
    const second = leaders[1];
    if (second !== undefined) {
      findings.warn(
        'class_teachers_several',
        { file, line: second.line, column: 'primary', value: 'true' },
        { title },
      );
    }
    warnOfSamePupils(source, users, list);
  }
}

/** Two pupils of one homeroom with the same full name are most often one child with two keys. */
function warnOfSamePupils({ files, findings }: Source, users: Records<User>, { pupils }: ClassList): void {
  const lines = new Map<string, number>();
  for (const id of pupils.keys()) {
    const { line, givenName, familyName, middleName } = users.get(id)!;
    const name = JSON.stringify([givenName, familyName, middleName]).toLowerCase();
    const first = lines.get(name);
    if (first === undefined) lines.set(name, line);
    else
      findings.warn(
        'pupil_twice',
        { file: files.get('users')!.path, line, column: 'sourcedId', value: id },
        { first },
      );
  }
}
