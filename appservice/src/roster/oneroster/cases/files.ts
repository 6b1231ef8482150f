/** Cases: the manifest, which files there are, and their form. */
import type { Case } from './export.ts';

const titles: NonNullable<Case['then']> = ({ classes }) => classes.map(({ title }) => title);

/** As a spreadsheet in an old Russian Windows saves it. */
function inWindows1251(text: string): Buffer {
  const byteOf = (code: number): number =>
    code < 0x80 ? code : code === 0x2116 ? 0xb9 : code - 0x410 + 0xc0;
  return Buffer.from([...text].map((character) => byteOf(character.codePointAt(0)!)));
}

export const FILE_CASES: readonly Case[] = [
  {
    name: 'a faultless export has no findings',
    edit: () => {},
    findings: [],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },

  // The manifest.
  {
    name: 'without a manifest nothing is read',
    edit: (e) => e.files.delete('manifest.csv'),
    findings: ['error manifest_missing export.zip'],
  },
  {
    name: 'an unknown manifest version is read as 1.0',
    edit: (e) => e.cell('manifest', 2, 'value', '9.9'),
    findings: ['warning manifest_version manifest.csv:2 value'],
  },
  {
    name: 'a manifest without the OneRoster version is refused',
    edit: (e) => e.replace('manifest', 'oneroster.version,1.2\n', ''),
    findings: ['error version_missing manifest.csv:1 propertyName'],
  },
  {
    name: 'OneRoster 1.1 is not read yet',
    edit: (e) => e.cell('manifest', 3, 'value', '1.1'),
    findings: ['error version_unsupported manifest.csv:3 value'],
  },
  {
    name: 'a blank manifest value for a file that is there means bulk',
    edit: (e) => e.cell('manifest', 5, 'value', ''),
    findings: ['warning manifest_blank manifest.csv:5 value'],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'a manifest value in capitals is understood',
    edit: (e) => e.cell('manifest', 5, 'value', 'Bulk'),
    findings: ['warning value_spelling manifest.csv:5 value'],
  },
  {
    name: 'a manifest value that is neither bulk, delta nor absent is refused',
    edit: (e) => e.cell('manifest', 5, 'value', 'yes'),
    findings: ['error value_unknown manifest.csv:5 value'],
  },
  {
    name: 'a delta is refused',
    edit: (e) => e.cell('manifest', 5, 'value', 'delta'),
    findings: ['error delta_unsupported manifest.csv:5 value'],
  },
  {
    name: 'a property twice is refused',
    edit: (e) => e.append('manifest', 'file.users,absent'),
    findings: [
      'error manifest_twice manifest.csv:14 propertyName',
      'error file_declared_absent manifest.csv:14 value',
    ],
  },
  {
    name: 'an unknown property is ignored',
    edit: (e) => e.append('manifest', 'file.usres,bulk'),
    findings: ['warning manifest_unknown manifest.csv:14 propertyName'],
  },
  {
    name: 'without a system code records get the default one',
    edit: (e) => e.cell('manifest', 13, 'value', ''),
    findings: ['warning system_code_missing manifest.csv:13 value'],
    then: ({ source }) => source,
    gives: 'oneroster:default',
  },

  // Files that are there and should not be, and the reverse.
  {
    name: 'a needed file that is declared but not there is an error',
    edit: (e) => e.files.delete('users.csv'),
    findings: ['error file_missing manifest.csv:11 value'],
  },
  {
    name: 'a needed file that is declared absent is an error',
    edit: (e) => {
      e.cell('manifest', 11, 'value', 'absent');
      e.files.delete('users.csv');
    },
    findings: ['error file_needed manifest.csv:11 value'],
  },
  {
    name: 'a needed file declared absent that is there is an error, for one of the two is wrong',
    edit: (e) => e.cell('manifest', 11, 'value', 'absent'),
    findings: ['error file_declared_absent manifest.csv:11 value'],
  },
  {
    name: 'courses declared absent that are there are not read',
    edit: (e) => e.cell('manifest', 6, 'value', 'absent'),
    findings: ['warning file_declared_absent manifest.csv:6 value'],
  },
  {
    name: 'with courses declared absent, the courses of classes may dangle',
    edit: (e) => {
      e.cell('manifest', 6, 'value', 'absent');
      e.files.delete('courses.csv');
    },
    findings: [],
  },
  {
    name: 'a file that the manifest does not name is read',
    edit: (e) => e.replace('manifest', 'file.users,bulk\n', ''),
    findings: ['warning file_undeclared manifest.csv:1 propertyName'],
  },
  {
    name: 'a file name in other letter case is understood',
    edit: (e) => e.rename('users.csv', 'Users.CSV'),
    findings: ['warning file_spelling Users.CSV'],
  },
  {
    name: 'two files that differ in letter case only are an error',
    edit: (e) => e.set('Users', 'x'),
    findings: ['error file_twice Users.csv'],
  },
  {
    name: 'a file that OneRoster does not know is ignored',
    edit: (e) => e.files.set('readme.txt', 'x'),
    findings: ['warning file_unknown readme.txt'],
  },
  {
    name: 'what operating systems leave behind is nothing to speak of',
    edit: (e) => {
      e.files.set('.DS_Store', 'x');
      e.files.set('__MACOSX/._users.csv', 'x');
    },
    findings: [],
  },
  {
    name: 'files in a folder of the archive are found',
    edit: (e) => [...e.files.keys()].forEach((path) => e.rename(path, `export 2026/${path}`)),
    findings: ['warning folder_inside export.zip'],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'demographic data are not opened, whatever is in them',
    edit: (e) => e.set('demographics', '"\u0000'),
    findings: ['warning demographics_unread demographics.csv'],
  },

  // The form of a file.
  {
    name: 'a byte-order mark is no part of the first header',
    edit: (e) => e.set('classes', `\ufeff${e.text('classes')}`),
    findings: [],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'CRLF line ends are as good as LF',
    edit: (e) => e.set('classes', e.text('classes').replaceAll('\n', '\r\n')),
    findings: [],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'no newline at the end loses no record',
    edit: (e) => e.set('classes', e.text('classes').trimEnd()),
    findings: [],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'empty lines are nothing',
    edit: (e) => e.set('classes', `${e.text('classes').replaceAll('\n', '\n\n')},,,,\n`),
    findings: [],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'a quoted cell over several lines is one cell, and later lines keep their numbers',
    edit: (e) => {
      e.replace('classes', '7Б', '"7\r\nБ"');
      e.cell('classes', 4, 'classType', 'Scheduled');
    },
    findings: ['warning value_spelling classes.csv:4 classType'],
    then: titles,
    gives: ['7 Б', 'Алгебра'],
  },
  {
    name: 'a quotation mark out of place ends the reading there',
    edit: (e) => e.replace('classes', '7Б', '7"Б'),
    findings: ['error csv_quote classes.csv:2 title'],
  },
  {
    name: 'a quotation mark that is never closed is reported where it opens',
    edit: (e) => e.replace('users', 'Алиса', '"Алиса'),
    findings: ['error csv_quote users.csv:4 givenName'],
  },
  {
    name: 'a record that never ends does not fill the memory',
    edit: (e) => e.replace('users', 'Алиса', `"${'x'.repeat(300_000)}`),
    findings: ['error csv_record_too_large users.csv:4 givenName'],
  },
  {
    name: 'an empty file is an error',
    edit: (e) => e.set('users', ''),
    findings: ['error file_empty users.csv:1'],
  },
  {
    name: 'a file with a header only is an error',
    edit: (e) => e.set('enrollments', e.text('enrollments').split('\n')[0]!),
    findings: ['error file_without_rows enrollments.csv:1'],
  },
  {
    name: 'courses with a header only leave the classes without courses',
    edit: (e) => e.set('courses', e.text('courses').split('\n')[0]!),
    findings: [
      'warning file_without_rows courses.csv:1',
      'warning course_unknown classes.csv:2 courseSourcedId',
      'warning course_unknown classes.csv:3 courseSourcedId',
    ],
  },
  {
    name: 'a file in an old Windows encoding is refused, for its letters cannot be known',
    edit: (e) => e.set('orgs', inWindows1251(e.text('orgs'))),
    findings: ['error not_utf8 orgs.csv:2 name', 'error not_utf8 orgs.csv:3 name'],
  },
  {
    name: 'a file in UTF-16 with a byte-order mark is read',
    edit: (e) => e.set('classes', Buffer.from(`\ufeff${e.text('classes')}`, 'utf16le')),
    findings: [],
    then: titles,
    gives: ['7Б', 'Алгебра'],
  },
  {
    name: 'semicolons instead of commas are named',
    edit: (e) => e.set('orgs', e.text('orgs').replaceAll(',', ';')),
    findings: ['error delimiter orgs.csv:1 1'],
  },

  // Headers.
  {
    name: 'headers in other letter case are understood',
    edit: (e) => e.replace('users', 'givenName', 'GivenName'),
    findings: ['warning column_spelling users.csv:1 7'],
  },
  {
    name: 'a misspelt header of a needed column is an error with the right name, never a guess',
    edit: (e) => e.replace('users', 'givenName', 'giveName'),
    findings: ['error column_misspelt users.csv:1 7'],
  },
  {
    name: 'a misspelt header of a column that nobody reads is a remark',
    edit: (e) => e.replace('users', 'pronouns', 'pronuns'),
    findings: ['warning column_misspelt users.csv:1 22'],
  },
  {
    name: 'a needed column that is missing is an error',
    edit: (e) => e.replace('orgs', ',parentSourcedId\n', '\n'),
    findings: ['error column_missing orgs.csv:1 parentSourcedId'],
  },
  {
    name: 'a missing column of older systems is a remark',
    edit: (e) => e.set('users', e.text('users').replaceAll(/,[^,\n]*,[^,\n]*\n/g, '\n')),
    findings: [
      'warning column_missing users.csv:1 primaryOrgSourcedId',
      'warning column_missing users.csv:1 pronouns',
    ],
  },
  {
    name: 'a column twice is an error',
    edit: (e) => e.replace('users', 'pronouns', 'username'),
    findings: ['error column_twice users.csv:1 username', 'warning column_missing users.csv:1 pronouns'],
  },
  {
    name: 'a column that OneRoster does not know is not read',
    edit: (e) => e.set('courses', e.text('courses').replaceAll('\n', ',x\n')),
    findings: ['warning column_unknown courses.csv:1 11'],
  },
  {
    name: 'a column without a name is not read',
    edit: (e) => e.set('courses', e.text('courses').replaceAll('\n', ',\n')),
    findings: ['warning column_nameless courses.csv:1 11'],
  },
  {
    name: 'metadata columns are as the standard wants them',
    edit: (e) => e.set('courses', e.text('courses').replaceAll('\n', ',metadata.x\n')),
    findings: [],
  },
  {
    name: 'columns in another order are read by their names',
    edit: (e) => e.set('orgs', e.text('orgs').replaceAll(/^(.*),(.*),(.*),(.*)$/gm, '$1,$3,$2,$4')),
    findings: ['warning column_order orgs.csv:1 5'],
  },
  {
    name: 'the header of another file is recognised',
    edit: (e) => e.set('users', e.text('classes')),
    findings: ['error header_of_other_file users.csv:1 1'],
  },
  {
    name: 'another file that begins inside a file is recognised',
    edit: (e) => e.set('users', e.text('users') + e.text('roles')),
    findings: ['error header_inside users.csv:7 1'],
  },
  {
    name: 'a repeated header is skipped',
    edit: (e) => e.append('users', e.text('users').split('\n')[0]!),
    findings: ['warning header_repeated users.csv:7 sourcedId'],
  },
  {
    name: 'a line that is cut off is an error at the cell where it ends',
    edit: (e) => e.append('enrollments', 'e6,,,maths,scho'),
    findings: ['error row_length enrollments.csv:7 5'],
  },
  {
    name: 'a line with a cell too many is an error',
    edit: (e) => e.replace('classes', '7Б', '7,Б'),
    findings: ['error row_length classes.csv:2 15'],
  },
  {
    name: 'blank cells too many are an error, for a stray comma may have shifted the line',
    edit: (e) => e.replace('classes', 'school,year,,,', 'school,year,,,,'),
    findings: ['error row_length classes.csv:2 15'],
  },
];
