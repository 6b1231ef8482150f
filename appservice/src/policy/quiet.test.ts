/** Quiet hours: until when pushes to somebody are held. Moscow is three hours ahead of UTC. */
import { expect } from 'chai';
import { decide } from './decide.ts';
import type { QuietHours } from './model.ts';
import { quietUntil } from './quiet.ts';
import { person, quiet, world } from './testing/people.ts';

const NIGHT = quiet('21:00-07:00');
const WORKDAYS = [1, 2, 3, 4, 5];

const CASES: readonly [sentence: string, who: string, at: string, until: string | null, lines: QuietHours[], daysOff?: boolean][] = [
  ['no lines: it is never quiet', 'pupil of 7B', '2026-11-25T23:00', null, []],
  ['at noon it is not quiet', 'pupil of 7B', '2026-11-25T12:00', null, [NIGHT]],
  ['a minute before it begins it is not quiet', 'pupil of 7B', '2026-11-25T20:59', null, [NIGHT]],
  ['it begins to the minute', 'pupil of 7B', '2026-11-25T21:00', '2026-11-26T07:00', [NIGHT]],
  ['late in the evening it is quiet until the next morning', 'pupil of 7B', '2026-11-25T23:30', '2026-11-26T07:00', [NIGHT]],
  ['after midnight it is quiet until this morning', 'pupil of 7B', '2026-11-26T00:30', '2026-11-26T07:00', [NIGHT]],
  ['it ends to the minute', 'pupil of 7B', '2026-11-26T07:00', null, [NIGHT]],
  ['teachers of the school have the same hours', 'teacher of 7B', '2026-11-25T23:30', '2026-11-26T07:00', [NIGHT]],
  ['a stranger has none', 'stranger from another homeserver', '2026-11-25T23:30', null, [NIGHT]],
  ['another school has its own', 'pupil of 5C', '2026-11-25T23:30', null, [NIGHT]],
  ['a line of a role goes before those of the school', 'teacher of 7B', '2026-11-25T19:00', '2026-11-26T08:00', [NIGHT, quiet('18:00-08:00', { role: 'teacher' })]],
  ['a class teacher is a teacher', 'class teacher of 7B', '2026-11-25T19:00', '2026-11-26T08:00', [NIGHT, quiet('18:00-08:00', { role: 'teacher' })]],
  ['other roles keep those of the school', 'pupil of 7B', '2026-11-25T19:00', null, [NIGHT, quiet('18:00-08:00', { role: 'teacher' })]],
  ['a line of a role may also be shorter', 'teacher of 7B', '2026-11-25T21:30', null, [NIGHT, quiet('22:00-06:00', { role: 'teacher' })]],
  ['a line of a class goes before those of a role', 'pupil of 7B', '2026-11-25T20:30', '2026-11-26T06:30', [quiet('22:00-07:00', { role: 'pupil' }), quiet('20:00-06:30', { classId: '7B' })]],
  ['and not for another class', 'pupil of 8A', '2026-11-25T20:30', null, [quiet('22:00-07:00', { role: 'pupil' }), quiet('20:00-06:30', { classId: '7B' })]],
  ['a line of a class and a role goes before all', 'pupil of 7B', '2026-11-25T19:30', '2026-11-26T06:00', [quiet('21:00-08:00', { classId: '7B' }), quiet('19:00-06:00', { classId: '7B', role: 'pupil' })]],
  ['whoever is two things has quiet as long as one of them has', 'teacher of 7B and parent of 5C', '2026-11-25T23:30', '2026-11-26T07:00', [NIGHT]],
  ['on a Friday evening the night before Saturday is quiet', 'pupil of 7B', '2026-11-27T23:00', '2026-11-28T07:00', [quiet('21:00-07:00', { weekdays: WORKDAYS })]],
  ['on a Saturday evening it is not, if Saturdays are not named', 'pupil of 7B', '2026-11-28T23:00', null, [quiet('21:00-07:00', { weekdays: WORKDAYS })]],
  ['lines that follow one another are one quiet', 'teacher of 7B', '2026-11-27T19:00', '2026-11-30T07:00', [quiet('18:00-07:00'), quiet('00:00-00:00', { weekdays: [6, 7] })]],
  ['hours by day end on the same day', 'pupil of 7B', '2026-11-25T09:00', '2026-11-25T13:00', [quiet('08:30-13:00')]],
  ['hours by day are not quiet in the evening', 'pupil of 7B', '2026-11-25T13:30', null, [quiet('08:30-13:00')]],
  ['a day off is quiet all day where the line says so', 'teacher of 7B', '2026-12-31T12:00', '2027-01-03T07:00', [quiet('21:00-07:00', { daysOff: true })], true],
  ['the evening before it leads over to it', 'teacher of 7B', '2026-12-30T22:00', '2027-01-03T07:00', [quiet('21:00-07:00', { daysOff: true })], true],
  ['a day off is like any other where it does not', 'teacher of 7B', '2026-12-31T12:00', null, [NIGHT], true],
  ['a day off of one role is none of another', 'pupil of 7B', '2026-12-31T12:00', null, [quiet('21:00-07:00', { role: 'teacher', daysOff: true })], true],
]; // prettier-ignore

describe('Quiet hours', () => {
  for (const [sentence, who, at, until, quiet1, off = false] of CASES) {
    it(sentence, () => {
      const context = world({
        at: `${at}+03:00`,
        quiet1,
        daysOff: off ? [{ beginsOn: '2026-12-31', endsOn: '2027-01-03' }] : [],
      });
      const found = quietUntil(person(who, 'one'), context);
      expect(found?.toISOString() ?? null).to.equal(
        until === null ? null : new Date(`${until}+03:00`).toISOString(),
      );
    });
  }

  it('follow the clocks when these are put forward', () => {
    const context = world({ at: '2026-03-28T23:00+01:00', quiet1: [NIGHT] });
    const berlin = { ...context.schools.get('School 1')!, timeZone: 'Europe/Berlin' };
    const found = quietUntil(person('pupil of 7B', 'one'), {
      ...context,
      schools: new Map([['School 1', berlin]]),
    });
    expect(found?.toISOString()).to.equal('2026-03-29T05:00:00.000Z');
  });

  it('are those of the one who is written to, and deny nothing', () => {
    const context = world({
      at: '2026-11-25T23:00+03:00',
      quiet1: [quiet('21:00-07:00', { role: 'pupil' })],
    });
    const [teacher, pupil] = [person('teacher of 7B', 'one'), person('pupil of 7B', 'other')];
    const toPupil = decide(teacher, pupil, context);
    expect(toPupil.outcome).to.equal('second_adult');
    expect(toPupil.quietUntil?.toISOString()).to.equal('2026-11-26T04:00:00.000Z');
    expect(decide(pupil, teacher, context)).to.include({ outcome: 'second_adult', quietUntil: null });
  });

  it('of a whole summer end in an answer', () => {
    const context = world({
      at: '2026-06-01T12:00+03:00',
      quiet1: [quiet('21:00-07:00', { daysOff: true })],
      daysOff: [{ beginsOn: '2026-06-01', endsOn: '2026-09-01' }],
    });
    expect(quietUntil(person('pupil of 7B', 'one'), context)?.toISOString()).to.equal(
      '2026-09-01T04:00:00.000Z',
    );
  });
});
