import { expect } from 'chai';
import { describeChanges, mergeChanges, type Snapshot, type TimetableChange } from './changes.ts';
import type { Names } from './settings-store.ts';

const names: Names = {
  classes: new Map(),
  teachers: new Map([
    ['t1', 'Анна Пёстрая'],
    ['t2', 'Иван Лунный'],
  ]),
  locations: new Map([
    ['201', '201'],
    ['204', '204'],
    ['gym', 'спортзал'],
  ]),
};
const physics: Snapshot = {
  title: 'Физика',
  startsAt: '2026-09-14T10:15:00',
  durationMinutes: 45,
  rrule: null,
  locationId: '201',
  teacherIds: ['t1'],
  cancelled: false,
};
const one = (now: Partial<Snapshot>, was: Partial<Snapshot> | null = {}): TimetableChange => ({
  lessonId: 'physics',
  recurrenceId: '2026-09-14T10:15:00',
  was: was === null ? null : { ...physics, ...was },
  now: { ...physics, ...now },
});
const series = (now: Partial<Snapshot>, was: Partial<Snapshot> | null = {}): TimetableChange => {
  const weekly = { rrule: 'FREQ=WEEKLY;BYDAY=MO' };
  return { ...one({ ...weekly, ...now }, was === null ? null : { ...weekly, ...was }), recurrenceId: null };
};
const said = (change: TimetableChange, locale: 'ru' | 'en' = 'ru'): string =>
  describeChanges([change], names, locale)?.split('\n').slice(1).join(' ') ?? 'nothing';

describe('A change is told', () => {
  const cases: readonly [string, TimetableChange, string, string][] = [
    [
      'of room and teacher together',
      one({ locationId: '204', teacherIds: ['t2'] }),
      'пн, 14 сентября • Физика 10:15 → каб. 204, замена: Иван Лунный',
      'Mon 14 September • Физика 10:15 → room 204, substitute: Иван Лунный',
    ],
    [
      'of a cancellation',
      one({ cancelled: true, locationId: '204' }),
      'пн, 14 сентября • Физика 10:15: отменён',
      'Mon 14 September • Физика 10:15: cancelled',
    ],
    [
      'of a cancellation taken back',
      one({}, { cancelled: true }),
      'пн, 14 сентября • Физика 10:15 → всё же состоится',
      'Mon 14 September • Физика 10:15 → takes place after all',
    ],
    [
      'of another time on the same day, longer',
      one({ startsAt: '2026-09-14T12:00:00', durationMinutes: 90 }),
      'пн, 14 сентября • Физика 10:15 → 12:00 (90 мин)',
      'Mon 14 September • Физика 10:15 → 12:00 (90 min)',
    ],
    [
      'of another day and a room that is no number',
      one({ startsAt: '2026-09-15T12:00:00', locationId: 'gym' }),
      'пн, 14 сентября • Физика 10:15 → вт, 15 сентября 12:00, спортзал',
      'Mon 14 September • Физика 10:15 → Tue 15 September 12:00, спортзал',
    ],
    [
      'of a lost room and a lost teacher',
      one({ locationId: null, teacherIds: [] }),
      'пн, 14 сентября • Физика 10:15 → без кабинета, замена: пока никто',
      'Mon 14 September • Физика 10:15 → no room, substitute: nobody yet',
    ],
    [
      'of a new lesson',
      series({}, null),
      'Уроки • Новый урок: Физика пн 10:15, каб. 201',
      'Lessons • New lesson: Физика Mon 10:15, room 201',
    ],
    [
      'of a lesson that moves in the week and gets another teacher for good',
      series({ startsAt: '2026-09-15T08:00:00', rrule: 'FREQ=WEEKLY;BYDAY=TU', teacherIds: ['t2'] }),
      'Уроки • Физика пн 10:15 → вт 08:00, учитель: Иван Лунный',
      'Lessons • Физика Mon 10:15 → Tue 08:00, teacher: Иван Лунный',
    ],
    ['of nothing that was taken back', one({}), 'nothing', 'nothing'],
    ['of nothing that came and went', series({ cancelled: true }, null), 'nothing', 'nothing'],
  ];
  for (const [what, change, ru, en] of cases) {
    it(what, () => expect([said(change), said(change, 'en')]).to.deep.equal([ru, en]));
  }
});

describe('Many changes', () => {
  it('of one occurrence become one, from what it was to what it is', () => {
    const merged = mergeChanges([
      one({ locationId: '204' }),
      one({ locationId: 'gym' }, { locationId: '204' }),
    ]);
    expect(merged).to.deep.equal([one({ locationId: 'gym' })]);
  });

  it('stand under their days in order of time, lessons as a whole first', () => {
    const later = {
      ...one({ cancelled: true }, { startsAt: '2026-09-21T10:15:00' }),
      recurrenceId: '2026-09-21T10:15:00',
    };
    const moved = { ...later, now: { ...later.now, startsAt: '2026-09-21T10:15:00' } };
    const text = describeChanges(
      [moved, one({ locationId: '204' }), { ...series({}, null), lessonId: 'x' }],
      names,
      'ru',
    );
    expect(text).to.equal(
      'Изменения в расписании:\nУроки\n• Новый урок: Физика пн 10:15, каб. 201\nпн, 14 сентября\n• Физика 10:15 → каб. 204\nпн, 21 сентября\n• Физика 10:15: отменён',
    );
  });

  it('are counted when they are too many to read', () => {
    const many = Array.from({ length: 23 }, (_, n) => ({
      ...one({ locationId: '204' }),
      lessonId: String(n),
    }));
    const lines = describeChanges(many, names, 'ru')!.split('\n');
    expect([lines.length, lines.at(-1)]).to.deep.equal([23, '… и ещё 3 изменения.']);
  });
});
