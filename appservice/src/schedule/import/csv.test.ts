import { expect } from 'chai';
import fc from 'fast-check';
import { createFindings, describePlace } from '../../roster/findings.ts';
import { autumn } from '../testing/samples.ts';
import { readCsvTimetable, type CsvContext } from './csv.ts';
import type { ImportCode } from './messages.ts';

const context: CsvContext = {
  file: 'lessons.csv',
  timeZone: 'Europe/Moscow',
  today: '2026-09-10',
  classes: [
    { id: '7b', title: '7Б' },
    { id: '8a', title: '8А' },
    { id: '9a', title: '9А' },
    { id: '9a2', title: '9-А' },
  ],
  teachers: [
    { id: 't1', givenName: 'Анна', middleName: 'Петровна', familyName: 'Пёстрая' },
    { id: 't2', givenName: 'Иван', middleName: '', familyName: 'Лунный' },
    { id: 't3', givenName: 'Пётр', middleName: '', familyName: 'Лунный' },
  ],
  terms: [
    autumn,
    { ...autumn, id: 'winter', title: 'Winter', weekCycle: 1, beginsOn: '2027-01-11', endsOn: '2027-03-20' },
  ],
  periods: [
    { number: 1, beginsAt: '08:30', endsAt: '09:15' },
    { number: 2, beginsAt: '09:25', endsAt: '10:10' },
  ],
};

function read(text: string): { lessons: ReturnType<typeof readCsvTimetable>; findings: string[] } {
  const findings = createFindings<ImportCode>();
  const lessons = readCsvTimetable(text, context, findings);
  return {
    lessons,
    findings: findings.list().map((one) => `${one.severity} ${one.code} ${describePlace(one)}`),
  };
}
const lines = (text: string): string[] =>
  read(text).lessons.map((one) =>
    [
      one.classId,
      one.title,
      one.startsAt,
      one.durationMinutes,
      one.rrule,
      one.location,
      one.teacherIds.join('+'),
    ].join(' '),
  );

describe('A timetable as a table', () => {
  it('is read in English with commas', () => {
    expect(
      lines('class,subject,weekday,period,week,room,teacher\n7Б,Physics,Tue,2,A,204,Anna\n'),
    ).to.deep.equal([
      '7b Physics 2026-09-01T09:25:00 45 FREQ=WEEKLY;UNTIL=20261225T205959Z;INTERVAL=2;BYDAY=TU;WKST=MO 204 ',
    ]);
  });

  it('is read in Russian with semicolons, a byte-order mark and CRLF', () => {
    expect(
      lines(
        '\ufeffКласс;Предмет;День недели;Начало;Конец;Кабинет;Учитель\r\n7б;Физика;пн;10.15;11:00;;Пестрая А. П.',
      ),
    ).to.deep.equal([
      '7b Физика 2026-09-07T10:15:00 45 FREQ=WEEKLY;UNTIL=20261225T205959Z;BYDAY=MO;WKST=MO  t1',
    ]);
  });

  it('takes single dates, quoted cells and several teachers', () => {
    expect(
      lines('class,subject,date,period,teacher\n"7-Б","Физика, опыты",2026-10-01,1,"Иван Лунный; Пёстрая"\n'),
    ).to.deep.equal(['7b Физика, опыты 2026-10-01T08:30:00 45   t2+t1']);
  });

  it('gives a row the same key when only room and teacher change', () => {
    const key = (rest: string): string =>
      read(`class,subject,weekday,period,room,teacher\n7Б,Физика,пн,1,${rest}\n`).lessons[0]!.key;
    expect(key('204,Пёстрая')).to.equal(key('105,'));
  });

  const wrong: readonly [string, string, string[]][] = [
    ['an empty file', '', ['error file_empty lessons.csv:1']],
    ['a header alone', 'class,subject,weekday,period\n', ['error file_empty lessons.csv:1']],
    [
      'columns that are missing',
      'class,subject\n7Б,x\n',
      ['error header_missing lessons.csv:1', 'error header_missing lessons.csv:1'],
    ],
    [
      'a column twice',
      'class,класс,subject,day,period\n7Б,7Б,x,Mon,1\n',
      ['error column_twice lessons.csv:1 · класс'],
    ],
    [
      'a column nobody knows',
      'class,subject,day,period,mood\n7Б,x,Mon,1,good\n',
      ['warning column_unknown lessons.csv:1 · mood'],
    ],
    [
      'a class that does not exist',
      'class,subject,day,period\n5Ю,x,Mon,1\n',
      ['error class_unknown lessons.csv:2 · class · «5Ю»'],
    ],
    [
      'a class of which there are two',
      'class,subject,day,period\n9А,x,Mon,1\n',
      ['error class_ambiguous lessons.csv:2 · class · «9А»'],
    ],
    [
      'a day that does not exist',
      'class,subject,day,period\n7Б,x,Someday,1\n',
      ['error weekday_unknown lessons.csv:2 · weekday · «Someday»'],
    ],
    [
      'a date that does not exist',
      'class,subject,date,period\n7Б,x,2026-02-30,1\n',
      ['error day_wrong lessons.csv:2 · date · «2026-02-30»'],
    ],
    [
      'both a day and a date',
      'class,subject,day,date,period\n7Б,x,Mon,2026-10-01,1\n',
      ['error day_or_weekday lessons.csv:2 · date · «2026-10-01»'],
    ],
    [
      'a period without a bell',
      'class,subject,day,period\n7Б,x,Mon,9\n',
      ['error period_unknown lessons.csv:2 · period · «9»'],
    ],
    [
      'a time that does not exist',
      'class,subject,day,begins,ends\n7Б,x,Mon,25:00,26:00\n',
      [
        'error clock_wrong lessons.csv:2 · begins · «25:00»',
        'error clock_wrong lessons.csv:2 · ends · «26:00»',
      ],
    ],
    [
      'an end before the begin',
      'class,subject,day,begins,ends\n7Б,x,Mon,10:00,09:00\n',
      ['error clock_backwards lessons.csv:2 · ends · «09:00»'],
    ],
    [
      'weeks A and B where there are none',
      'class,subject,day,period,week,term\n7Б,x,Mon,1,A,winter\n',
      ['error week_without_cycle lessons.csv:2 · week · «A»'],
    ],
    [
      'a term that does not exist',
      'class,subject,day,period,term\n7Б,x,Mon,1,Fifth\n',
      ['error term_unknown lessons.csv:2 · term · «Fifth»'],
    ],
    [
      'a teacher of whom there are two, without the name',
      'class,subject,day,period,teacher\n7Б,x,Mon,1,Лунный\n',
      ['warning teacher_ambiguous lessons.csv:2 · teacher'],
    ],
    ['a row that is too short', 'class,subject,day,period\n7Б,x\n', ['error row_length lessons.csv:2']],
    [
      'a quote that never closes',
      'class,subject,day,period\n7Б,"x,Mon,1\n',
      ['error csv_unreadable lessons.csv:2'],
    ],
    [
      'a subject that is missing',
      'class,subject,day,period\n7Б,,Mon,1\n',
      ['error value_missing lessons.csv:2 · subject'],
    ],
  ];
  for (const [what, text, expected] of wrong) {
    it(`explains ${what}`, () => expect(read(text).findings).to.deep.equal(expected));
  }

  it('of any other kind ends in findings and never in a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(60), (noise, at) => {
        const good = 'class,subject,weekday,period\n7Б,Физика,пн,1\n';
        const { lessons, findings } = read(good.slice(0, at) + noise + good.slice(at));
        expect(lessons.length + findings.length).to.be.greaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
