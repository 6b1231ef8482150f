/** A small, faultless export in memory, and ways to spoil it. For tests. */
import { Readable } from 'node:stream';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Roster } from '../../model.ts';

export interface Case {
  /** The rule, as a sentence. */
  readonly name: string;
  readonly edit: (edit: Export) => void;
  /** `severity code file:line column`, in order; the line is left out for a whole file. Empty: nothing is odd. */
  readonly findings: readonly string[];
  /** What came of it; only asked when there is no error. */
  readonly then?: (roster: Roster) => unknown;
  /** What `then` must give. */
  readonly gives?: unknown;
}

const FILES: Readonly<Record<string, string>> = {
  'manifest.csv': `propertyName,value
manifest.version,1.0
oneroster.version,1.2
file.academicSessions,bulk
file.classes,bulk
file.courses,bulk
file.demographics,absent
file.enrollments,bulk
file.orgs,bulk
file.roles,bulk
file.users,bulk
source.systemName,Test system
source.systemCode,test
`,
  'orgs.csv': `sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
district,,,Округ Вымышлен,district,,
school,,,Школа № 1,school,,district
`,
  'academicSessions.csv': `sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
year,,,2026/27,schoolYear,2026-09-01,2027-07-01,,2027
term,,,Первая четверть,term,2026-09-01,2026-11-01,year,2027
`,
  'courses.csv': `sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes
course,,,year,7 класс,,07,school,,
`,
  'classes.csv': `sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
7b,,,7Б,07,course,,homeroom,,school,year,,,
maths,,,Алгебра,07,course,,scheduled,,school,"term,year",,,
`,
  'users.csv': `sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
admin,,,true,admin,,Нина,Примерова,Сергеевна,,,,,,,,,,,,,
teacher,,,true,teacher,,Вера,Образцова,Павловна,,,,,,,,,,,,,
child,,,true,child,,Алиса,Тестова,,,,,,mother,,,,,,,,
other-child,,,true,other,,Боря,Выдумкин,,,,,,,,,,,,,,
mother,,,true,mother,,Ольга,Тестова,,,,,,child,,,,,,,,
`,
  'roles.csv': `sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r1,,,admin,primary,siteAdministrator,,,school,
r2,,,teacher,primary,teacher,,,school,
r3,,,child,primary,student,,,school,
r4,,,other-child,primary,student,,,school,
r5,,,mother,primary,parent,,,school,
`,
  'enrollments.csv': `sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,7b,school,teacher,teacher,true,,
e2,,,7b,school,child,student,,2026-09-01,
e3,,,7b,school,other-child,student,false,2026-09-01,2027-06-01
e4,,,maths,school,teacher,teacher,true,,
e5,,,maths,school,child,student,,,
`,
};

/** The export, being edited. Lines are counted from 1, the header is line 1. */
export class Export {
  readonly files = new Map<string, string | Buffer>(Object.entries(FILES));

  text(file: string): string {
    return String(this.files.get(`${file}.csv`));
  }

  set(file: string, content: string | Buffer): void {
    this.files.set(`${file}.csv`, content);
  }

  /** Replaces a text that must be there. */
  replace(file: string, from: string, to: string): void {
    if (!this.text(file).includes(from)) throw new Error(`"${from}" is not in ${file}.csv`);
    this.set(
      file,
      this.text(file).replace(from, () => to),
    );
  }

  /** Sets one cell; works on lines without quoted cells before the column. */
  cell(file: string, line: number, column: string, value: string): void {
    const lines = this.text(file).split('\n');
    const index = lines[0]!.split(',').indexOf(column);
    if (index === -1) throw new Error(`${file}.csv has no column ${column}`);
    const cells = lines[line - 1]!.split(',');
    cells[index] = value;
    lines[line - 1] = cells.join(',');
    this.set(file, lines.join('\n'));
  }

  append(file: string, ...rows: string[]): void {
    this.set(file, this.text(file) + rows.map((row) => `${row}\n`).join(''));
  }

  rename(from: string, to: string): void {
    const content = this.files.get(from);
    if (content === undefined) throw new Error(`there is no ${from}`);
    this.files.delete(from);
    this.files.set(to, content);
  }

  bundle(): Bundle {
    return {
      name: 'export.zip',
      files: [...this.files].map(([path, content]) => ({
        path,
        open: () => Promise.resolve(Readable.from([Buffer.from(content as string)])),
      })),
      digest: () => Promise.resolve('0'.repeat(64)),
      close: () => Promise.resolve(),
    };
  }
}
