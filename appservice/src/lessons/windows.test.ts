import { expect } from 'chai';
import type { Occurrence } from '../schedule/model.ts';
import { sampleLesson } from '../schedule/testing/samples.ts';
import type { Session } from './model.ts';
import { nextMoment, nextStep, windows } from './windows.ts';

/** A moment of the day, from `HH:MM`. */
const at = (clock: string): number => Date.parse(`2026-11-24T${clock}:00Z`);
const clock = (moment: number): string => new Date(moment).toISOString().slice(11, 16);

function held(id: string, begins: string, ends: string, more: Partial<Occurrence> = {}): Occurrence {
  return {
    lesson: sampleLesson({ id }),
    recurrenceId: `2026-11-24T${begins}:00`,
    startsAt: `2026-11-24T${begins}:00`,
    begins: at(begins),
    ends: at(ends),
    title: id,
    locationId: null,
    teacherIds: [`teacher of ${id}`],
    note: null,
    cancelled: false,
    change: null,
    ...more,
  };
}

const OPTIONS = { opensBefore: 10, closesAfter: 10 };
const spans = (occurrences: Occurrence[], options = OPTIONS): string[] =>
  windows(occurrences, options).map(
    ({ title, opensAt, begins, ends, closesAt }) =>
      `${title}: ${clock(opensAt)} ${clock(begins)}–${clock(ends)} ${clock(closesAt)}`,
  );

describe('When the timetable opens a room', () => {
  const cases: [sentence: string, Occurrence[], string[]][] = [
    ['before the lesson, until after it', [held('a', '10:15', '11:00')], ['a: 10:05 10:15–11:00 11:10']],
    ['not for a cancelled one', [held('a', '10:15', '11:00', { cancelled: true })], []],
    [
      'for each lesson of the day, in order',
      [held('b', '12:00', '12:45'), held('a', '10:15', '11:00')],
      ['a: 10:05 10:15–11:00 11:10', 'b: 11:50 12:00–12:45 12:55'],
    ],
    [
      'in a short break it goes over when the next one opens',
      [held('a', '10:00', '10:45'), held('b', '11:00', '11:45')],
      ['a: 09:50 10:00–10:45 10:50', 'b: 10:50 11:00–11:45 11:55'],
    ],
    [
      'in a shorter one as soon as the first has ended',
      [held('a', '10:00', '10:45'), held('b', '10:50', '11:35')],
      ['a: 09:50 10:00–10:45 10:45', 'b: 10:45 10:50–11:35 11:45'],
    ],
    [
      'without a break at the bell',
      [held('a', '10:00', '10:45'), held('b', '10:45', '11:30')],
      ['a: 09:50 10:00–10:45 10:45', 'b: 10:45 10:45–11:30 11:40'],
    ],
    [
      'groups at the same time share the room',
      [held('German', '10:00', '10:45'), held('French', '10:00', '10:45')],
      ['French / German: 09:50 10:00–10:45 10:55'],
    ],
    [
      'until the longer has ended',
      [held('a', '10:00', '10:45'), held('b', '10:15', '11:00'), held('c', '11:00', '11:45')],
      ['a / b: 09:50 10:00–11:00 11:00', 'c: 11:00 11:00–11:45 11:55'],
    ],
  ];
  for (const [sentence, occurrences, said] of cases)
    it(sentence, () => expect(spans(occurrences)).to.deep.equal(said));

  it('for the bell alone where nothing is set before and after', () =>
    expect(spans([held('a', '10:15', '11:00')], { opensBefore: 0, closesAfter: 0 })).to.deep.equal([
      'a: 10:15 10:15–11:00 11:00',
    ]));

  it('with the teachers of all groups', () =>
    expect(
      windows([held('a', '10:00', '10:45'), held('b', '10:00', '10:45')], OPTIONS)[0]!.teacherIds,
    ).to.deep.equal(['teacher of a', 'teacher of b']));
});

describe('What happens to a session as time goes by', () => {
  const day = windows(
    [held('a', '10:00', '10:45'), held('b', '10:50', '11:35'), held('c', '13:00', '13:45')],
    OPTIONS,
  );
  const [a, b] = [day[0]!, day[1]!];

  function session(of: 'a' | 'b' | 'hand', more: Partial<Session> = {}): Session {
    const window = of === 'b' ? b : a;
    return {
      ...window,
      id: of,
      roomId: '!room',
      kind: 'lesson',
      schoolId: 'school',
      classId: '7b',
      profile: 'discussion',
      locked: false,
      lobby: false,
      spotlight: null,
      groups: [],
      prolonged: false,
      teacherCame: true,
      recordingSince: null,
      hlsPath: null,
      sweptAt: null,
      endedAt: null,
      ...(of === 'hand' ? { lessonId: null, recurrenceId: null, uid: null } : {}),
      ...more,
    };
  }
  const cases: [sentence: string, Session | null, now: string, said: string, over?: string[]][] = [
    ['nothing while nothing is due', null, '09:30', 'nothing'],
    ['the lesson opens ten minutes before', null, '09:50', 'open a'],
    ['it goes on', session('a'), '10:20', 'nothing'],
    ['somebody ended it: it stays ended', null, '10:20', 'nothing', ['a']],
    ['the next one opens when the first has ended', session('a'), '10:45', 'open b'],
    ['it goes over even when the first was forgotten', session('a'), '13:00', 'open c'],
    ['after the last it ends', session('b'), '11:45', 'end'],
    ['a prolonged one stays', session('a', { prolonged: true, closesAt: at('11:10') }), '11:00', 'nothing'],
    ['until its own end', session('a', { prolonged: true, closesAt: at('11:10') }), '11:10', 'open b'],
    ['one opened by hand stays', session('hand', { closesAt: at('12:30') }), '12:00', 'nothing'],
    ['until its own end too', session('hand', { closesAt: at('12:30') }), '12:30', 'end'],
    [
      'and goes over to the lesson when that begins',
      session('hand', { closesAt: at('13:30') }),
      '13:00',
      'open c',
    ],
    ['but not before', session('hand', { closesAt: at('13:30') }), '12:55', 'nothing'],
    ['a moved lesson moves with the timetable', session('a', { begins: at('09:55') }), '10:20', 'adjust a'],
    ['a cancelled one ends', session('a', { lessonId: 'cancelled' }), '09:55', 'open a'],
    [
      'a cancelled one ends when nothing else is due',
      session('a', { lessonId: 'cancelled' }),
      '12:00',
      'end',
    ],
  ];
  for (const [sentence, current, now, said, over = []] of cases) {
    it(sentence, () => {
      const step = nextStep(current, day, at(now), ({ lessonId }) => over.includes(lessonId));
      expect('window' in step ? `${step.do} ${step.window.title}` : step.do).to.equal(said);
    });
  }

  it('knows when to look again', () => {
    expect(clock(nextMoment(null, day, at('09:00'))!)).to.equal('09:50');
    expect(clock(nextMoment(session('hand', { closesAt: at('12:10') }), day, at('11:45'))!)).to.equal(
      '12:10',
    );
    expect(nextMoment(null, day, at('14:00'))).to.equal(null);
  });
});
