/** Cases: what stands in cells. */
import type { Case } from './export.ts';

const active: NonNullable<Case['then']> = ({ persons }) =>
  persons.filter((one) => one.active).map(({ sourcedId }) => sourcedId);
const child: NonNullable<Case['then']> = ({ persons }) =>
  persons.find(({ sourcedId }) => sourcedId === 'child');
const periodOfChild: NonNullable<Case['then']> = ({ enrollments }) => {
  const found = enrollments.find((one) => one.personSourcedId === 'child' && one.classSourcedId === '7b');
  return [found?.beginsOn, found?.endsOn];
};
const ALISA = { sourcedId: 'child', givenName: 'Алиса', familyName: 'Тестова', middleName: '', active: true };

export const CELL_CASES: readonly Case[] = [
  // Status and access.
  {
    name: 'status "active" in a full export is taken at its word',
    edit: (e) => e.cell('classes', 2, 'status', 'active'),
    findings: ['warning status_filled classes.csv:2 status'],
    then: ({ classes }) => classes.length,
    gives: 2,
  },
  {
    name: 'a class to be deleted is left out, and its enrollments without further words',
    edit: (e) => e.cell('classes', 3, 'status', 'tobedeleted'),
    findings: ['warning status_ended classes.csv:3 status'],
    then: ({ classes, enrollments }) => [classes.length, enrollments.length],
    gives: [1, 3],
  },
  {
    name: 'a person to be deleted has no access',
    edit: (e) => e.cell('users', 5, 'status', 'inactive'),
    findings: ['warning status_ended_kept users.csv:5 status'],
    then: active,
    gives: ['admin', 'teacher', 'child', 'mother'],
  },
  {
    name: 'a user who is not enabled has no access',
    edit: (e) => e.cell('users', 5, 'enabledUser', 'false'),
    findings: [],
    then: active,
    gives: ['admin', 'teacher', 'child', 'mother'],
  },
  {
    name: 'TRUE from a spreadsheet is true',
    edit: (e) => e.cell('users', 5, 'enabledUser', 'TRUE'),
    findings: ['warning value_spelling users.csv:5 enabledUser'],
    then: active,
    gives: ['admin', 'teacher', 'child', 'other-child', 'mother'],
  },
  {
    name: 'enabledUser "yes" is refused',
    edit: (e) => e.cell('users', 5, 'enabledUser', 'yes'),
    findings: ['error value_unknown users.csv:5 enabledUser'],
  },

  // Vocabularies.
  {
    name: 'a value in other letter case is understood',
    edit: (e) => e.cell('classes', 3, 'classType', 'Scheduled'),
    findings: ['warning value_spelling classes.csv:3 classType'],
  },
  {
    name: 'a value outside the vocabulary is refused',
    edit: (e) => e.cell('classes', 3, 'classType', 'lesson'),
    findings: ['error value_unknown classes.csv:3 classType'],
  },
  {
    name: 'an unknown role is refused',
    edit: (e) => e.cell('roles', 2, 'role', 'director'),
    findings: ['error value_unknown roles.csv:2 role'],
  },

  // Dates.
  {
    name: 'a date day first with dots is understood',
    edit: (e) => e.cell('enrollments', 3, 'beginDate', '01.10.2026'),
    findings: ['warning date_form enrollments.csv:3 beginDate'],
    then: periodOfChild,
    gives: ['2026-10-01', null],
  },
  {
    name: 'a date with a time of day is understood',
    edit: (e) => e.cell('enrollments', 3, 'endDate', '2027-05-01T00:00:00Z'),
    findings: ['warning date_form enrollments.csv:3 endDate'],
    then: periodOfChild,
    gives: ['2026-09-01', '2027-05-01'],
  },
  {
    name: 'a date with slashes could be two days and is refused',
    edit: (e) => e.cell('enrollments', 3, 'beginDate', '09/10/2026'),
    findings: ['error date_invalid enrollments.csv:3 beginDate'],
  },
  {
    name: 'a day that no calendar has is refused',
    edit: (e) => e.cell('enrollments', 3, 'beginDate', '2027-02-29'),
    findings: ['error date_invalid enrollments.csv:3 beginDate'],
  },
  {
    name: 'an end that is not after the begin is refused, for the end is exclusive',
    edit: (e) => e.cell('enrollments', 3, 'endDate', '2026-09-01'),
    findings: ['error period_backwards enrollments.csv:3 endDate'],
  },
  {
    name: 'a school year that ends before it begins is refused, and its classes without further words',
    edit: (e) => e.cell('academicSessions', 2, 'endDate', '2026-07-01'),
    findings: ['error period_backwards academicSessions.csv:2 endDate'],
  },
  {
    name: 'a school year that is over and has classes is remarked on',
    edit: (e) => {
      e.cell('academicSessions', 2, 'endDate', '2026-10-01');
      e.cell('academicSessions', 2, 'schoolYear', '2026');
    },
    findings: ['warning school_year_over academicSessions.csv:2 endDate'],
  },
  {
    name: 'a school year is called after the year in which it ends',
    edit: (e) => e.cell('academicSessions', 2, 'schoolYear', '2026'),
    findings: ['warning school_year_differs academicSessions.csv:2 schoolYear'],
  },

  // Names and keys.
  {
    name: 'a missing key is an error',
    edit: (e) => e.cell('classes', 3, 'sourcedId', ''),
    findings: ['error value_missing classes.csv:3 sourcedId'],
  },
  {
    name: 'a missing given name is an error, and says nothing about the person',
    edit: (e) => e.cell('users', 4, 'givenName', ''),
    findings: ['error value_missing users.csv:4 givenName'],
  },
  {
    name: 'a key twice is an error',
    edit: (e) => e.cell('classes', 3, 'sourcedId', '7b'),
    findings: [
      'error id_twice classes.csv:3 sourcedId',
      'warning class_unknown enrollments.csv:5 classSourcedId',
      'warning class_unknown enrollments.csv:6 classSourcedId',
    ],
  },
  {
    name: 'a title that is too long is an error',
    edit: (e) => e.cell('classes', 3, 'title', 'ы'.repeat(256)),
    findings: ['error value_too_long classes.csv:3 title'],
  },
  {
    name: 'control characters are an error, for PostgreSQL and terminals',
    edit: (e) => e.cell('classes', 3, 'title', 'a\u0000b'),
    findings: ['error control_character classes.csv:3 title'],
  },
  {
    name: 'a name that turns the direction of writing is an error',
    edit: (e) => e.cell('users', 4, 'givenName', '\u202eАлиса'),
    findings: ['error control_character users.csv:4 givenName'],
  },
  {
    name: 'a name with a letter and its mark apart is the same name',
    edit: (e) => e.cell('users', 4, 'givenName', ' Андре\u0438\u0306  Лёва '),
    findings: [],
    then: child,
    gives: { ...ALISA, givenName: 'Андрей Лёва' },
  },
  {
    name: 'the preferred name goes before the name on record',
    edit: (e) => e.cell('users', 4, 'preferredGivenName', 'Аля'),
    findings: [],
    then: child,
    gives: { ...ALISA, givenName: 'Аля' },
  },
  {
    name: 'passwords and contact data are not looked at, whatever they are',
    edit: (e) => {
      e.cell('users', 4, 'password', 'a\u0000\ufffd');
      e.cell('users', 4, 'email', '\u202e');
    },
    findings: [],
    then: child,
    gives: ALISA,
  },

  // Schools.
  {
    name: 'language and time zone of a school come from its metadata columns',
    edit: (e) =>
      e.set(
        'orgs',
        e
          .text('orgs')
          .replace('Id\n', 'Id,metadata.locale,metadata.timeZone\n')
          .replace('district,,\n', 'district,,,,\n')
          .replace(',district\n', ',district,en-GB,Asia/Omsk\n'),
      ),
    findings: [],
    then: ({ schools }) => schools,
    gives: [{ sourcedId: 'school', name: 'Школа № 1', locale: 'en', timeZone: 'Asia/Omsk' }],
  },
  {
    name: 'a language or time zone that does not exist gives way to the default',
    edit: (e) =>
      e.set(
        'orgs',
        e
          .text('orgs')
          .replace('Id\n', 'Id,metadata.locale,metadata.timeZone\n')
          .replace('district,,\n', 'district,,,,\n')
          .replace(',district\n', ',district,tlh,Europe/Vymyslen\n'),
      ),
    findings: [
      'warning locale_unknown orgs.csv:3 metadata.locale',
      'warning time_zone_unknown orgs.csv:3 metadata.timeZone',
    ],
    then: ({ schools }) => schools,
    gives: [{ sourcedId: 'school', name: 'Школа № 1', locale: 'ru', timeZone: 'Europe/Moscow' }],
  },
];
