import { expect } from 'chai';
import { attendanceCsv } from './attendance-csv.ts';
import { report, type Correction, type Visit } from './attendance-report.ts';

const at = (clock: string): number => Date.parse(`2026-11-24T${clock}:00Z`);
const visit = (
  personId: string,
  joined: string,
  left: string | null,
  role: Visit['role'] = 'pupil',
): Visit => ({
  personId,
  role,
  joined: at(joined),
  left: left === null ? null : at(left),
});
const corrected = (personId: string, more: Partial<Correction>): Correction => ({
  personId,
  status: null,
  note: null,
  correctedBy: 'teacher',
  ...more,
});

/** Mila's line, in a lesson from 10:00 on, at 10:40. */
function line(visits: Visit[], corrections: Correction[] = []): string {
  const [mila] = report({ begins: at('10:00') }, ['mila'], visits, corrections, at('10:40'));
  const clock = (moment: number | null): string =>
    moment === null ? '–' : new Date(moment).toISOString().slice(11, 16);
  return `${mila!.status} ${clock(mila!.firstJoined)} ${clock(mila!.lastLeft)} ${mila!.minutes}`;
}

describe('Attendance', () => {
  const cases: [sentence: string, Visit[], said: string, corrections?: Correction[]][] = [
    ['who never came is absent', [], 'absent – – 0'],
    ['who came and stays is present', [visit('mila', '10:00', null)], 'present 10:00 – 40'],
    ['who came and went is present', [visit('mila', '10:00', '10:30')], 'present 10:00 10:30 30'],
    ['five minutes are not late', [visit('mila', '10:05', '10:30')], 'present 10:05 10:30 25'],
    ['six are', [visit('mila', '10:06', '10:30')], 'late 10:06 10:30 24'],
    ['who came early is not late', [visit('mila', '09:55', '10:30')], 'present 09:55 10:30 35'],
    [
      'a broken connection leaves a gap',
      [visit('mila', '10:00', '10:10'), visit('mila', '10:15', '10:30')],
      'present 10:00 10:30 25',
    ],
    [
      'two devices at once count once',
      [visit('mila', '10:00', '10:30'), visit('mila', '10:10', '10:20')],
      'present 10:00 10:30 30',
    ],
    [
      'one of two devices is still there',
      [visit('mila', '10:00', '10:30'), visit('mila', '10:10', null)],
      'present 10:00 – 40',
    ],
    ['what the teacher says holds', [], 'excused – – 0', [corrected('mila', { status: 'excused' })]],
    [
      'also against what was recorded',
      [visit('mila', '10:20', '10:30')],
      'present 10:20 10:30 10',
      [corrected('mila', { status: 'present' })],
    ],
    [
      'a note changes no status',
      [visit('mila', '10:20', '10:30')],
      'late 10:20 10:30 10',
      [corrected('mila', { note: 'Врач' })],
    ],
    ['others do not count for her', [visit('lev', '10:00', null)], 'absent – – 0'],
  ];
  for (const [sentence, visits, said, corrections] of cases)
    it(sentence, () => expect(line(visits, corrections)).to.equal(said));

  it('lists all pupils first, then others who were there; a teacher is not late', () =>
    expect(
      report(
        { begins: at('10:00') },
        ['lev', 'mila'],
        [visit('anna', '10:20', null, 'teacher'), visit('mila', '10:00', null)],
        [],
        at('10:30'),
      ).map(({ personId, role, status }) => `${personId} ${role} ${status}`),
    ).to.deep.equal(['lev pupil absent', 'mila pupil present', 'anna teacher present']));

  describe('as a table', () => {
    const person = (name: string, note: string | null = null) => ({
      person_id: 'x',
      display_name: name,
      role: 'pupil' as const,
      status: 'late' as const,
      first_joined: '2026-11-24T07:20:05.000Z',
      last_left: null,
      minutes: 25,
      note,
    });
    const rows = (locale: 'ru' | 'en', ...people: ReturnType<typeof person>[]): string[] =>
      attendanceCsv({ people }, locale, 'Europe/Moscow').split('\r\n');

    it('has a byte-order mark, headings and the school’s time, in either language', () => {
      expect(rows('ru', person('Мила Тихая', 'Врач'))).to.deep.equal([
        '\uFEFFИмя;Кто;Посещение;Пришёл(а);Ушёл(ла);Минут;Заметка',
        'Мила Тихая;ученик;опоздал(а);2026-11-24 10:20:05;;25;Врач',
        '',
      ]);
      expect(rows('en', person('Mila Still'))[1]).to.equal('Mila Still,pupil,late,2026-11-24 10:20:05,,25,');
    });

    const cells: [text: string, cell: string][] = [
      ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
      ['+1', "'+1"],
      ['-1', "'-1"],
      ['@SUM(A1)', "'@SUM(A1)"],
      ['  =1+1', "'  =1+1"],
      ['\t=1', "'\t=1"],
      ['a,b', '"a,b"'],
      ['a\nb', '"a\nb"'],
      ['a"b', '"a""b"'],
      ['Anna-Maria', 'Anna-Maria'],
    ];
    for (const [text, cell] of cells)
      it(`writes ${JSON.stringify(text)} as ${JSON.stringify(cell)}`, () =>
        expect(attendanceCsv({ people: [person('x', text)] }, 'en', 'UTC')).to.include(`,25,${cell}\r\n`));
  });
});
