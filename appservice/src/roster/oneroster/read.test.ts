import { expect } from 'chai';
import { BundleDamaged } from '../bundle/bundle.ts';
import { createFindings, explainFinding, type Finding } from '../findings.ts';
import { CELL_CASES } from './cases/cells.ts';
import { Export, type Case } from './cases/export.ts';
import { FILE_CASES } from './cases/files.ts';
import { REFERENCE_CASES } from './cases/references.ts';
import { readOneRoster } from './read.ts';

const OPTIONS = { defaults: { locale: 'ru', timeZone: 'Europe/Moscow' }, day: '2026-11-24' } as const;
const NAMES_OF_PEOPLE = /Алиса|Тестова|Боря|Выдумкин|Вера|Образцова|Ольга|Нина|Примерова/;

const inShort = ({ severity, code, file, line, column }: Finding): string =>
  [severity, code, line === null ? file : `${file}:${line}`, column]
    .filter((part) => part !== null)
    .join(' ');

function describeCases(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const { name, edit, findings, then, gives } of cases) {
      it(name, async () => {
        const spoilt = new Export();
        edit(spoilt);
        const found = createFindings();
        const roster = await readOneRoster(spoilt.bundle(), found, OPTIONS);
        expect(found.list().map(inShort)).to.deep.equal(findings);
        expect(roster === null).to.equal(found.hasErrors());
        if (then !== undefined) expect(roster === null ? null : then(roster)).to.deep.equal(gives);
        for (const finding of found.list()) {
          for (const locale of ['ru', 'en'] as const) {
            const explained = explainFinding(finding, locale);
            expect(explained).to.match(/[.…:;!]$/);
            expect(`${finding.value} ${explained}`).not.to.match(NAMES_OF_PEOPLE);
          }
        }
      });
    }
  });
}

describeCases('OneRoster: files', FILE_CASES);
describeCases('OneRoster: cells', CELL_CASES);
describeCases('OneRoster: references', REFERENCE_CASES);

describe('OneRoster: the whole export', () => {
  it('becomes the roster model', async () => {
    const findings = createFindings();
    expect(await readOneRoster(new Export().bundle(), findings, OPTIONS)).to.deep.equal({
      source: 'oneroster:test',
      schools: [{ sourcedId: 'school', name: 'Школа № 1', locale: 'ru', timeZone: 'Europe/Moscow' }],
      years: [
        {
          sourcedId: 'year',
          schoolSourcedId: 'school',
          title: '2026/27',
          beginsOn: '2026-09-01',
          endsOn: '2027-07-01',
        },
      ],
      classes: [
        { sourcedId: '7b', schoolSourcedId: 'school', yearSourcedId: 'year', title: '7Б', kind: 'homeroom' },
        {
          sourcedId: 'maths',
          schoolSourcedId: 'school',
          yearSourcedId: 'year',
          title: 'Алгебра',
          kind: 'group',
        },
      ],
      persons: [
        ['admin', 'Нина', 'Примерова', 'Сергеевна'],
        ['teacher', 'Вера', 'Образцова', 'Павловна'],
        ['child', 'Алиса', 'Тестова', ''],
        ['other-child', 'Боря', 'Выдумкин', ''],
        ['mother', 'Ольга', 'Тестова', ''],
      ].map(([sourcedId, givenName, familyName, middleName]) => ({
        sourcedId,
        givenName,
        familyName,
        middleName,
        active: true,
      })),
      roles: [
        ['admin', 'school_admin'],
        ['teacher', 'teacher'],
        ['child', 'pupil'],
        ['other-child', 'pupil'],
        ['mother', 'parent'],
      ].map(([personSourcedId, role]) => ({
        personSourcedId,
        schoolSourcedId: 'school',
        role,
        beginsOn: null,
        endsOn: null,
      })),
      enrollments: [
        ['child', '7b', 'pupil', '2026-09-01', null],
        ['other-child', '7b', 'pupil', '2026-09-01', '2027-06-01'],
        ['teacher', '7b', 'class_teacher', null, null],
        ['child', 'maths', 'pupil', null, null],
        ['teacher', 'maths', 'teacher', null, null],
      ].map(([personSourcedId, classSourcedId, role, beginsOn, endsOn]) => ({
        personSourcedId,
        classSourcedId,
        role,
        beginsOn,
        endsOn,
      })),
      guardianships: [{ guardianSourcedId: 'mother', childSourcedId: 'child', relation: 'parent' }],
    });
    expect(findings.list()).to.deep.equal([]);
  });

  it('is refused when the archive turns out to be damaged in the middle of a file', async () => {
    const whole = new Export().bundle();
    const damaged = {
      ...whole,
      files: whole.files.map((file) => ({
        path: file.path,
        open: () =>
          file.path === 'users.csv' ? Promise.reject(new BundleDamaged('bad block')) : file.open(),
      })),
    };
    const findings = createFindings();
    expect(await readOneRoster(damaged, findings, OPTIONS)).to.equal(null);
    expect(findings.list().map(inShort)).to.deep.equal(['error file_unreadable users.csv']);
    expect(explainFinding(findings.list()[0]!, 'en')).to.include('bad block');
  });

  it('lists twenty findings of a kind in a column and counts the rest', async () => {
    const spoilt = new Export();
    for (let n = 0; n < 100; n++) spoilt.append('enrollments', `x${n},,,7b,school,nobody-${n},student,,,`);
    const findings = createFindings();
    await readOneRoster(spoilt.bundle(), findings, OPTIONS);
    expect(findings.list()).to.have.lengthOf(20);
    expect(findings.list().at(-1)).to.include({ code: 'user_unknown', line: 26, more: 80 });
  });
});
