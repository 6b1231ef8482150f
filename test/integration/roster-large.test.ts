/** An export of a hundred thousand enrollments: read as a stream, planned and written in seconds. */
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { applyRoster } from '../../appservice/src/roster/apply.ts';
import type { Bundle } from '../../appservice/src/roster/bundle/bundle.ts';
import { createFindings } from '../../appservice/src/roster/findings.ts';
import { readOneRoster } from '../../appservice/src/roster/oneroster/read.ts';
import { freshDatabase } from '../support/postgres.ts';

const PUPILS = 10_000;
const CLASSES = 500;
const ENROLLMENTS = 100_000;
const DAY = '2026-11-24';

describe(`an export of ${ENROLLMENTS} enrollments`, function () {
  this.timeout(180_000);

  it('is read in well under ten seconds, never wholly in memory, and imported once', async () => {
    let waiting = 0;
    let mostWaiting = 0;
    const bundle = largeExport({
      produced: (bytes) => (mostWaiting = Math.max(mostWaiting, (waiting += bytes))),
      consumed: (bytes) => (waiting -= bytes),
    });
    const findings = createFindings();
    const began = process.cpuUsage();
    const roster = await readOneRoster(bundle, findings, {
      defaults: { locale: 'ru', timeZone: 'Europe/Moscow' },
      day: DAY,
    });
    const { user, system } = process.cpuUsage(began);
    expect(findings.list()).to.deep.equal([]);
    expect(roster?.enrollments).to.have.lengthOf(ENROLLMENTS);
    // Processor time: what else runs on the machine does not count.
    expect((user + system) / 1e6).to.be.below(8);
    // The stream never ran ahead of its reader by more than its buffers.
    expect(mostWaiting).to.be.below(1024 ** 2);

    const { database } = await freshDatabase();
    const apply = () =>
      applyRoster({
        database,
        roster: roster!,
        digest: '0'.repeat(64),
        startedBy: 'test',
        day: DAY,
        findings: [],
      });
    expect((await apply()).plan.changes).to.have.lengthOf(2 + CLASSES + 2 * PUPILS + ENROLLMENTS);
    expect((await apply()).plan.changes).to.deep.equal([]);
  });
});

interface Meter {
  produced(bytes: number): void;
  consumed(bytes: number): void;
}

/** Rows made while they are read, so that nothing but the reader can hold them. */
function largeExport(meter: Meter): Bundle {
  const files: Record<string, () => Iterable<string>> = {
    'manifest.csv': () => [
      'propertyName,value\noneroster.version,1.2\nsource.systemCode,large\nfile.courses,absent\n',
      ...['orgs', 'academicSessions', 'classes', 'users', 'roles', 'enrollments'].map(
        (name) => `file.${name},bulk\n`,
      ),
    ],
    'orgs.csv': () => [
      'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nschool,,,Школа,school,,\n',
    ],
    'academicSessions.csv': () => [
      'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n',
      'year,,,2026/27,schoolYear,2026-09-01,2027-09-01,,2027\n',
    ],
    *'classes.csv'() {
      yield 'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n';
      for (let n = 0; n < CLASSES; n++) yield `class-${n},,,Группа ${n},,,,scheduled,,school,year,,,\n`;
    },
    *'users.csv'() {
      yield 'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns\n';
      for (let n = 0; n < PUPILS; n++) yield `pupil-${n},,,true,pupil-${n},,Имя,Вымышленное,,,,,,,,,,,,,,\n`;
    },
    *'roles.csv'() {
      yield 'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\n';
      for (let n = 0; n < PUPILS; n++) yield `role-${n},,,pupil-${n},primary,student,,,school,\n`;
    },
    *'enrollments.csv'() {
      yield 'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n';
      for (let n = 0; n < ENROLLMENTS; n++) {
        const classNumber = (n * 7 + Math.floor(n / PUPILS)) % CLASSES;
        yield `e-${n},,,class-${classNumber},school,pupil-${n % PUPILS},student,,2026-09-01,\n`;
      }
    },
  };
  return {
    name: 'large',
    files: Object.entries(files).map(([path, rows]) => ({
      path,
      open: () => Promise.resolve(metered(rows(), meter)),
    })),
    digest: () => Promise.resolve('0'.repeat(64)),
    close: () => Promise.resolve(),
  };
}

const CHUNK = 64 * 1024;

function metered(rows: Iterable<string>, meter: Meter): Readable {
  const iterator = rows[Symbol.iterator]();
  const stream = new Readable({
    read() {
      let text = '';
      while (text.length < CHUNK) {
        const { value, done } = iterator.next() as IteratorResult<string, undefined>;
        if (done === true) break;
        text += value;
      }
      if (text === '') {
        this.push(null);
        return;
      }
      const bytes = Buffer.from(text);
      meter.produced(bytes.length);
      this.push(bytes);
    },
  });
  stream.on('data', (bytes: Buffer) => meter.consumed(bytes.length)).pause();
  return stream;
}
