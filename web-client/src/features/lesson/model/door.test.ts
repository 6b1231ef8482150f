import { expect } from 'chai';
import { Failure } from '../../../api/failure.ts';
import type { LessonView } from '../../../api/types.ts';
import { askAgainIn, doorOf, reasonOf } from './door.ts';

const VIEW: LessonView = {
  room_id: '!r',
  class_id: 'c',
  school_id: 's',
  kind: 'lesson',
  media: { status: 'ready' },
  state: 'open',
  may: { enter: true, run: false, publish: ['microphone'] },
  why_not: null,
  session: null,
  next: null,
};
const shut = (reason: string, canStart = false) => ({ kind: 'shut', reason, canStart });
const refused = (status: number, errcode: string) => new Failure('refused', { status, errcode });

describe('the door of a lesson', () => {
  const cases: [sentence: string, view: LessonView | null, failure: Failure | null, door: object][] = [
    ['is not known before the first answer', null, null, { kind: 'loading' }],
    ['is open to whoever may enter', VIEW, null, { kind: 'open' }],
    [
      'is shut while nothing is on',
      { ...VIEW, state: 'closed', may: { ...VIEW.may, enter: false } },
      null,
      shut('closed'),
    ],
    [
      'lets a teacher begin while nothing is on',
      { ...VIEW, state: 'closed', may: { enter: false, run: true, publish: [] } },
      null,
      shut('closed', true),
    ],
    [
      'says why it is shut to this person',
      { ...VIEW, may: { ...VIEW.may, enter: false }, why_not: 'lesson.locked' },
      null,
      shut('locked'),
    ],
    [
      'is not this person’s when no reason is told',
      { ...VIEW, may: { ...VIEW.may, enter: false } },
      null,
      shut('not_yours'),
    ],
    [
      'waits for the media server first',
      { ...VIEW, media: { status: 'preparing' } },
      null,
      shut('media_preparing'),
    ],
    ['says that there is no media server', { ...VIEW, media: { status: 'off' } }, null, shut('media_off')],
    ['is shut to parents by the code of a refusal', null, refused(403, 'lesson.parents'), shut('parents')],
    ['of a call is shut while the second adult is missing', null, refused(403, 'call.alone'), shut('alone')],
    ['is somebody else’s when the room is', null, refused(403, 'M_FORBIDDEN'), shut('not_yours')],
    ['is nobody’s in a room without lessons', null, refused(404, 'M_NOT_FOUND'), shut('not_yours')],
  ];
  for (const [sentence, view, failure, door] of cases) {
    it(sentence, () => expect(doorOf(view, failure)).to.deep.equal(door));
  }

  it('is not known when the server does not answer', () =>
    expect(doorOf(null, new Failure('offline')).kind).to.equal('unknown'));

  it('knows codes with and without prefixes', () => {
    expect(reasonOf('lesson.media_off')).to.equal('media_off');
    expect(reasonOf('ORG.PARTA.LESSON.REMOVED')).to.equal('removed');
    expect(reasonOf('M_FORBIDDEN')).to.equal(null);
    expect(reasonOf(undefined)).to.equal(null);
  });
});

describe('asking again', () => {
  const now = Date.parse('2026-09-01T08:00:00Z');
  const opening = { title: '', opens_at: '2026-09-01T08:00:05Z', begins: '', ends: '' };
  it('comes when the lesson opens', () => {
    const view = { ...VIEW, state: 'closed' as const, next: opening };
    expect(askAgainIn(doorOf(view, null), view, now)).to.equal(5_500);
  });
  it('comes when the media server said', () => {
    const view = { ...VIEW, media: { status: 'preparing' as const, retry_after_seconds: 9 } };
    expect(askAgainIn(doorOf(view, null), view, now)).to.equal(9_000);
  });
  it('is rare where only a teacher can change anything', () => {
    const view: LessonView = { ...VIEW, may: { ...VIEW.may, enter: false }, why_not: 'lesson.removed' };
    expect(askAgainIn(doorOf(view, null), view, now)).to.equal(60_000);
  });
});
