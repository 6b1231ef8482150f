/** Cases: what refers to what, and what people are. */
import type { Case } from './export.ts';

const rolesOf =
  (id: string): NonNullable<Case['then']> =>
  ({ roles }) =>
    roles
      .filter((one) => one.personSourcedId === id)
      .map(({ role, schoolSourcedId }) => [role, schoolSourcedId]);
const inClass =
  (id: string): NonNullable<Case['then']> =>
  ({ enrollments }) =>
    enrollments
      .filter((one) => one.classSourcedId === id)
      .map(({ personSourcedId, role }) => `${personSourcedId} ${role}`);
const guardians: NonNullable<Case['then']> = ({ guardianships }) =>
  guardianships.map((one) => `${one.guardianSourcedId} ${one.relation} of ${one.childSourcedId}`);

export const REFERENCE_CASES: readonly Case[] = [
  // Orgs, sessions, courses, classes.
  {
    name: 'an org below an org that is not there stands alone',
    edit: (e) => e.cell('orgs', 3, 'parentSourcedId', 'nowhere'),
    findings: ['warning parent_unknown orgs.csv:3 parentSourcedId'],
  },
  {
    name: 'an export without a school is refused',
    edit: (e) => e.cell('orgs', 3, 'type', 'district'),
    findings: [
      'error org_no_school classes.csv:2 schoolSourcedId',
      'error org_no_school classes.csv:3 schoolSourcedId',
      ...[2, 3, 4, 5, 6].map((line) => `warning role_without_school roles.csv:${line} orgSourcedId`),
      'error no_school orgs.csv:1 type',
    ],
  },
  {
    name: 'a class of a school that is not there is an error',
    edit: (e) => e.cell('classes', 2, 'schoolSourcedId', 'nowhere'),
    findings: ['error school_unknown classes.csv:2 schoolSourcedId'],
  },
  {
    name: 'a class of a district is an error',
    edit: (e) => e.cell('classes', 2, 'schoolSourcedId', 'district'),
    findings: ['error org_no_school classes.csv:2 schoolSourcedId'],
  },
  {
    name: 'a class whose course is not there is a class all the same',
    edit: (e) => e.cell('classes', 2, 'courseSourcedId', 'nowhere'),
    findings: ['warning course_unknown classes.csv:2 courseSourcedId'],
  },
  {
    name: 'a term that is not there is left out when another tells the year',
    edit: (e) => e.cell('classes', 2, 'termSourcedIds', '"year,nowhere"'),
    findings: ['warning term_unknown classes.csv:2 termSourcedIds'],
  },
  {
    name: 'a class without a known school year is an error',
    edit: (e) => e.cell('classes', 2, 'termSourcedIds', 'nowhere'),
    findings: [
      'warning term_unknown classes.csv:2 termSourcedIds',
      'error school_year_unknown classes.csv:2 termSourcedIds',
    ],
  },
  {
    name: 'a term without a parent belongs to the only school year of its number',
    edit: (e) => {
      e.cell('academicSessions', 3, 'parentSourcedId', '');
      e.cell('classes', 2, 'termSourcedIds', 'term');
    },
    findings: [],
    then: ({ classes }) => classes.map(({ yearSourcedId }) => yearSourcedId),
    gives: ['year', 'year'],
  },
  {
    name: 'terms that are each other’s parents end in an error, not in a circle',
    edit: (e) => {
      e.cell('academicSessions', 3, 'parentSourcedId', 'term');
      e.cell('academicSessions', 3, 'schoolYear', '2031');
      e.cell('classes', 2, 'termSourcedIds', 'term');
    },
    findings: ['error school_year_unknown classes.csv:2 termSourcedIds'],
  },
  {
    name: 'a class of two school years is an error',
    edit: (e) => {
      e.append('academicSessions', 'next,,,2027/28,schoolYear,2027-09-01,2028-07-01,,2028');
      e.cell('classes', 2, 'termSourcedIds', '"year,next"');
    },
    findings: ['error terms_of_several_years classes.csv:2 termSourcedIds'],
  },
  {
    name: 'two homerooms with one title are remarked on',
    edit: (e) => {
      e.append('classes', '7b-again,,,7Б,07,course,,homeroom,,school,year,,,');
      e.append('enrollments', 'e6,,,7b-again,school,teacher,teacher,true,,');
    },
    findings: ['warning class_twice classes.csv:4 title'],
  },
  {
    name: 'a class that nobody is in is remarked on',
    edit: (e) => e.append('classes', '8b,,,8Б,08,course,,homeroom,,school,year,,,'),
    findings: ['warning class_without_people classes.csv:4 sourcedId'],
  },

  // Roles.
  {
    name: 'every user role has its role in the school',
    edit: (e) => {
      for (const role of ['aide', 'counselor', 'proctor', 'principal', 'guardian', 'relative']) {
        e.append('users', `${role},,,true,${role},,Имя,Вымышленное,,,,,,,,,,,,,,`);
        e.append('roles', `r-${role},,,${role},primary,${role},,,school,`);
      }
    },
    findings: [],
    then: ({ roles }) => roles.map(({ personSourcedId, role }) => `${personSourcedId} ${role}`),
    gives: [
      'admin school_admin',
      'teacher teacher',
      'child pupil',
      'other-child pupil',
      'mother parent',
      'aide staff',
      'counselor staff',
      'proctor staff',
      'principal school_admin',
      'guardian parent',
      'relative parent',
    ],
  },
  {
    name: 'a district administrator has that role without a school',
    edit: (e) => {
      e.cell('roles', 2, 'role', 'districtAdministrator');
      e.cell('roles', 2, 'orgSourcedId', 'district');
    },
    findings: [],
    then: rolesOf('admin'),
    gives: [['district_admin', null]],
  },
  {
    name: 'a system administrator of a school administers that school alone',
    edit: (e) => e.cell('roles', 2, 'role', 'systemAdministrator'),
    findings: ['warning role_narrowed roles.csv:2 role'],
    then: rolesOf('admin'),
    gives: [['school_admin', 'school']],
  },
  {
    name: 'a role in a department is a role in its school',
    edit: (e) => {
      e.append('orgs', 'maths-department,,,Кафедра,department,,school');
      e.cell('roles', 3, 'orgSourcedId', 'maths-department');
    },
    findings: [],
    then: rolesOf('teacher'),
    gives: [['teacher', 'school']],
  },
  {
    name: 'a teacher of a district has no role in a school',
    edit: (e) => e.cell('roles', 3, 'orgSourcedId', 'district'),
    findings: ['warning role_without_school roles.csv:3 orgSourcedId'],
    then: rolesOf('teacher'),
    gives: [],
  },
  {
    name: 'a role of somebody who is not there is left out',
    edit: (e) => e.append('roles', 'r6,,,nobody,primary,teacher,,,school,'),
    findings: ['warning user_unknown roles.csv:7 userSourcedId'],
  },
  {
    name: 'a role in an org that is not there is left out',
    edit: (e) => e.append('roles', 'r6,,,teacher,secondary,aide,,,nowhere,'),
    findings: ['warning org_unknown roles.csv:7 orgSourcedId'],
  },
  {
    name: 'the same role twice for periods that touch is one role',
    edit: (e) => {
      e.cell('roles', 3, 'endDate', '2026-12-01');
      e.append('roles', 'r6,,,teacher,secondary,teacher,2026-12-01,,school,');
    },
    findings: [],
    then: ({ roles }) => roles.filter((one) => one.personSourcedId === 'teacher'),
    gives: [
      {
        personSourcedId: 'teacher',
        schoolSourcedId: 'school',
        role: 'teacher',
        beginsOn: null,
        endsOn: null,
      },
    ],
  },
  {
    name: 'of the same role at two times the one of today is kept',
    edit: (e) => {
      e.cell('roles', 3, 'endDate', '2025-01-01');
      e.append('roles', 'r6,,,teacher,secondary,teacher,2026-09-01,,school,');
    },
    findings: ['warning periods_several roles.csv:7 beginDate'],
    then: ({ roles }) => roles.find((one) => one.personSourcedId === 'teacher')?.beginsOn,
    gives: '2026-09-01',
  },
  {
    name: 'a person without any role is remarked on',
    edit: (e) => e.append('users', 'guest,,,true,guest,,Гость,Вымышленный,,,,,,,,,,,,,,'),
    findings: ['warning user_without_role users.csv:7 sourcedId'],
  },

  // Guardians.
  {
    name: 'links both ways are one guardianship',
    edit: () => {},
    findings: [],
    then: guardians,
    gives: ['mother parent of child'],
  },
  {
    name: 'a link from the guardian alone is enough',
    edit: (e) => e.cell('users', 4, 'agentSourcedIds', ''),
    findings: [],
    then: guardians,
    gives: ['mother parent of child'],
  },
  {
    name: 'several agents in one cell are all read',
    edit: (e) => e.cell('users', 6, 'agentSourcedIds', '"child, other-child"'),
    findings: [],
    then: guardians,
    gives: ['mother parent of child', 'mother parent of other-child'],
  },
  {
    name: 'an agent of a pupil who is no guardian is no guardian',
    edit: (e) => e.cell('users', 5, 'agentSourcedIds', 'teacher'),
    findings: ['warning agent_not_guardian users.csv:5 agentSourcedIds'],
    then: guardians,
    gives: ['mother parent of child'],
  },
  {
    name: 'a teacher who is a parent too is a guardian',
    edit: (e) => {
      e.cell('users', 5, 'agentSourcedIds', 'teacher');
      e.append('roles', 'r6,,,teacher,secondary,parent,,,school,');
    },
    findings: [],
    then: guardians,
    gives: ['mother parent of child', 'teacher parent of other-child'],
  },
  {
    name: 'an agent who is not there is left out',
    edit: (e) => e.cell('users', 5, 'agentSourcedIds', 'nobody'),
    findings: ['warning agent_unknown users.csv:5 agentSourcedIds'],
  },
  {
    name: 'nobody is their own guardian',
    edit: (e) => e.cell('users', 5, 'agentSourcedIds', 'other-child'),
    findings: ['warning agent_self users.csv:5 agentSourcedIds'],
  },

  // Enrollments.
  {
    name: 'the primary teacher of a homeroom is its class teacher, and of another class a teacher',
    edit: () => {},
    findings: [],
    then: ({ enrollments }) =>
      enrollments.filter((one) => one.personSourcedId === 'teacher').map(({ role }) => role),
    gives: ['class_teacher', 'teacher'],
  },
  {
    name: 'a homeroom without a primary teacher has no class teacher',
    edit: (e) => e.cell('enrollments', 2, 'primary', 'false'),
    findings: ['warning class_teacher_missing classes.csv:2 sourcedId'],
  },
  {
    name: 'two primary teachers are two class teachers',
    edit: (e) => {
      e.append('users', 'second,,,true,second,,Игорь,Указкин,,,,,,,,,,,,,,');
      e.append('roles', 'r6,,,second,primary,teacher,,,school,');
      e.append('enrollments', 'e6,,,7b,school,second,teacher,true,,');
    },
    findings: ['warning class_teachers_several enrollments.csv:7 primary'],
  },
  {
    name: 'an enrollment in a class that is not there is left out',
    edit: (e) => e.append('enrollments', 'e6,,,nowhere,school,child,student,,,'),
    findings: ['warning class_unknown enrollments.csv:7 classSourcedId'],
  },
  {
    name: 'an enrollment of somebody who is not there is left out',
    edit: (e) => e.append('enrollments', 'e6,,,7b,school,nobody,student,,,'),
    findings: ['warning user_unknown enrollments.csv:7 userSourcedId'],
  },
  {
    name: 'the school of the class goes before the school of the enrollment',
    edit: (e) => e.cell('enrollments', 3, 'schoolSourcedId', 'district'),
    findings: ['warning school_differs enrollments.csv:3 schoolSourcedId'],
  },
  {
    name: 'administrators and proctors of a class get no place in it',
    edit: (e) => {
      e.append('enrollments', 'e6,,,7b,school,admin,administrator,,,');
      e.append('enrollments', 'e7,,,7b,school,admin,proctor,,,');
    },
    findings: [
      'warning enrollment_role_unused enrollments.csv:7 role',
      'warning enrollment_role_unused enrollments.csv:8 role',
    ],
    then: inClass('7b'),
    gives: ['child pupil', 'other-child pupil', 'teacher class_teacher'],
  },
  {
    name: 'a pupil who is enrolled as a teacher is an error',
    edit: (e) => e.cell('enrollments', 3, 'role', 'teacher'),
    findings: ['error role_conflict enrollments.csv:3 role'],
  },
  {
    name: 'a parent who is enrolled as a teacher is an error',
    edit: (e) => e.append('enrollments', 'e6,,,7b,school,mother,teacher,,,'),
    findings: ['error role_conflict enrollments.csv:7 role'],
  },
  {
    name: 'an adult who is enrolled as a pupil is an error',
    edit: (e) => e.append('enrollments', 'e6,,,7b,school,mother,student,,,'),
    findings: ['error role_conflict enrollments.csv:7 role'],
  },
  {
    name: 'an aide may teach a class',
    edit: (e) => {
      e.append('users', 'aide,,,true,aide,,Пётр,Заглушкин,,,,,,,,,,,,,,');
      e.append('roles', 'r6,,,aide,primary,aide,,,school,');
      e.append('enrollments', 'e6,,,7b,school,aide,teacher,,,');
    },
    findings: [],
    then: inClass('7b'),
    gives: ['child pupil', 'other-child pupil', 'teacher class_teacher', 'aide teacher'],
  },
  {
    name: 'the same enrollment twice is one',
    edit: (e) => e.append('enrollments', 'e6,,,7b,school,child,student,,2026-09-01,'),
    findings: ['warning enrollment_twice enrollments.csv:7 userSourcedId'],
    then: inClass('7b'),
    gives: ['child pupil', 'other-child pupil', 'teacher class_teacher'],
  },
  {
    name: 'of two enrollments at two times the one of today is kept',
    edit: (e) => {
      e.cell('enrollments', 3, 'endDate', '2026-10-01');
      e.append('enrollments', 'e6,,,7b,school,child,student,,2026-11-01,');
    },
    findings: ['warning enrollment_several enrollments.csv:7 userSourcedId'],
    then: ({ enrollments }) =>
      enrollments.find((one) => one.personSourcedId === 'child' && one.classSourcedId === '7b')?.beginsOn,
    gives: '2026-11-01',
  },
  {
    name: 'a class teacher who is listed as a teacher too is the class teacher',
    edit: (e) => e.append('enrollments', 'e6,,,7b,school,teacher,teacher,false,,'),
    findings: ['warning enrollment_several enrollments.csv:7 userSourcedId'],
    then: inClass('7b'),
    gives: ['child pupil', 'other-child pupil', 'teacher class_teacher'],
  },

  // The same person twice.
  {
    name: 'a username twice may be one person under two keys',
    edit: (e) => e.cell('users', 5, 'username', 'CHILD'),
    findings: ['warning person_twice users.csv:5 username'],
  },
  {
    name: 'a master identifier twice may be one person under two keys',
    edit: (e) => {
      e.cell('users', 4, 'userMasterIdentifier', 'm-1');
      e.cell('users', 5, 'userMasterIdentifier', 'm-1');
    },
    findings: ['warning person_twice users.csv:5 userMasterIdentifier'],
  },
  {
    name: 'two pupils of one name in one class may be one child under two keys',
    edit: (e) => {
      e.cell('users', 5, 'givenName', 'Алиса');
      e.cell('users', 5, 'familyName', 'Тестова');
    },
    findings: ['warning pupil_twice users.csv:5 sourcedId'],
  },
];
