import { expect } from 'chai';
import { sampleLesson } from '../testing/sample.ts';
import { formOf, formOfSeries, losesChanges, overrideOf, patchOf, type LessonForm } from './edit-model.ts';
import type { Lesson } from './series-model.ts';

const MOSCOW = { school: 'Europe/Moscow', lesson: 'Europe/Moscow' };
const was = formOf(sampleLesson());

describe('a change of one lesson', () => {
  const cases: [what: string, change: Partial<LessonForm>, expected: object | string][] = [
    ['is none when nothing was changed', {}, {}],
    ['is none when only blanks were', { place: ' 204 ', note: ' ' }, {}],
    ['names another room', { place: '305' }, { location: '305' }],
    ['gives the room up', { place: '' }, { location: null }],
    ['names a substitute', { teacherIds: ['t2'] }, { teacher_ids: ['t2'] }],
    ['has a note', { note: 'С тетрадью' }, { note: 'С тетрадью' }],
    [
      'moves on the same day and keeps its length',
      { begins: '10:15', ends: '11:00' },
      { starts_at: '2026-12-01T10:15:00' },
    ],
    ['moves to another day', { day: '2026-12-03' }, { starts_at: '2026-12-03T08:30:00' }],
    ['ends later', { ends: '09:45' }, { duration_minutes: 75 }],
    ['cannot end before it begins', { ends: '08:00' }, 'backwards'],
    ['needs a day', { day: '' }, 'day'],
  ];
  for (const [what, change, expected] of cases) {
    it(what, () => expect(overrideOf(was, { ...was, ...change }, MOSCOW)).to.deep.equal(expected));
  }

  it('is told in the time zone of the lesson', () => {
    const zones = { school: 'Europe/Moscow', lesson: 'Europe/Berlin' };
    expect(overrideOf(was, { ...was, begins: '00:30', ends: '01:15' }, zones)).to.deep.equal({
      starts_at: '2026-11-30T22:30:00',
    });
    // The clocks of Berlin change, those of Moscow do not.
    const summer = formOf(sampleLesson({ day: '2026-06-01' }));
    expect(overrideOf(summer, { ...summer, begins: '10:15', ends: '11:00' }, zones)).to.deep.equal({
      starts_at: '2026-06-01T09:15:00',
    });
  });

  it('leaves a lesson over midnight its times while only its room changes', () => {
    const night: LessonForm = { ...was, begins: '23:30', ends: '00:30' };
    expect(overrideOf(night, { ...night, place: 'крыша' }, MOSCOW)).to.deep.equal({ location: 'крыша' });
  });
});

describe('a change of all lessons', () => {
  const series: Lesson = {
    lesson_id: 'l',
    school_id: 's',
    uid: 'u',
    title: 'Алгебра',
    starts_at: '2026-11-10T08:30:00',
    time_zone: 'Europe/Moscow',
    duration_minutes: 45,
    rrule: 'FREQ=WEEKLY;UNTIL=20261229T205959Z;BYDAY=TU;WKST=MO',
    exdates: [],
    class_ids: ['7b'],
    teacher_ids: ['t1'],
    location_id: 'l204',
    note: null,
    status: 'confirmed',
    sequence: 3,
    overrides: [],
  };
  const form = formOfSeries(series, () => '204');

  it('starts from what the series says', () => {
    expect(form).to.deep.equal({
      day: '2026-11-10',
      begins: '08:30',
      ends: '09:15',
      place: '204',
      teacherIds: ['t1'],
      note: '',
      weekday: 2,
    });
  });

  it('takes time and weekday together with the room', () => {
    const next = { ...form, weekday: 4, begins: '10:15', ends: '11:00', place: '305' };
    const patch = patchOf(series, form, next);
    expect(patch).to.deep.equal({
      starts_at: '2026-11-12T10:15:00',
      duration_minutes: 45,
      exdates: [],
      rrule: 'FREQ=WEEKLY;UNTIL=20261229T205959Z;BYDAY=TH;WKST=MO',
      location: '305',
    });
  });

  it('leaves the times alone when only the teacher changes', () => {
    expect(patchOf(series, form, { ...form, teacherIds: ['t2', 't1'] })).to.deep.equal({
      teacher_ids: ['t2', 't1'],
    });
    expect(patchOf(series, form, form)).to.deep.equal({});
  });

  it('says when changes of single lessons would be lost', () => {
    const override = { recurrence_id: '2026-11-17T08:30:00', status: 'cancelled' as const };
    const empty = {
      starts_at: null,
      duration_minutes: null,
      title: null,
      location_id: null,
      teacher_ids: null,
      note: null,
    };
    const changed = { ...series, overrides: [{ ...override, ...empty }] };
    expect(losesChanges(changed, { starts_at: '2026-11-10T10:15:00' })).to.equal(true);
    expect(losesChanges(changed, { location: '305' })).to.equal(false);
    expect(losesChanges(series, { starts_at: '2026-11-10T10:15:00' })).to.equal(false);
  });
});
