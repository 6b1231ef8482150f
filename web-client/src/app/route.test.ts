import { expect } from 'chai';
import { parseRoute, pathOf, type Route } from './route.ts';

describe('an address', () => {
  const routes: [path: string, route: Route][] = [
    ['/', { name: 'home' }],
    ['/join', { name: 'join' }],
    ['/login', { name: 'login' }],
    ['/me', { name: 'me' }],
    ['/contacts', { name: 'contacts' }],
    ['/family', { name: 'family' }],
    ['/reports', { name: 'reports' }],
    ['/rooms/!aB%2Fc-_%3Ax', { name: 'room', roomId: '!aB/c-_:x' }],
    ['/rooms/!aB%2Fc-_%3Ax/lesson', { name: 'lesson', roomId: '!aB/c-_:x' }],
    ['/classes/12-34/attendance', { name: 'attendance', classId: '12-34' }],
    ['/classes/12-34/people', { name: 'people', classId: '12-34' }],
    ['/calendars', { name: 'calendars' }],
    ['/timetable', { name: 'timetable', subject: { of: 'me' }, day: null }],
    ['/timetable/me/2026-12-01', { name: 'timetable', subject: { of: 'me' }, day: '2026-12-01' }],
    ['/timetable/class/12-34', { name: 'timetable', subject: { of: 'class', id: '12-34' }, day: null }],
    [
      '/timetable/person/12-34/2026-12-01',
      { name: 'timetable', subject: { of: 'person', id: '12-34' }, day: '2026-12-01' },
    ],
    ['/schools/12-34/timetable', { name: 'frame', schoolId: '12-34' }],
    ['/schools/12-34/import', { name: 'import', schoolId: '12-34' }],
    ['/desk/cases', { name: 'desk', page: 'cases' }],
    ['/desk/order/!aB%2Fc', { name: 'desk', page: 'order', id: '!aB/c' }],
    ['/classes/12-34/invites', { name: 'invites', classId: '12-34' }],
  ];
  for (const [path, route] of routes) {
    it(`${path} leads to ${route.name} and back`, () => {
      expect(parseRoute(path)).to.deep.equal(route);
      expect(parseRoute(pathOf(route))).to.deep.equal(route);
    });
  }

  it('does not mind a slash at the end', () => {
    expect(parseRoute('/me/')).to.deep.equal({ name: 'me' });
  });

  for (const path of [
    '/x',
    '/desk',
    '/desk/cases/1',
    '/desk/policy',
    '/rooms',
    '/rooms/a/b',
    '/classes/1',
    '/classes/1/x',
    '/me/x',
    '/join/x',
    '/rooms/%E0%A4%A',
    '/timetable/class',
    '/timetable/team/1',
    '/timetable/me/tomorrow',
    '/timetable/me/2026-02-30',
    '/timetable/class/1/2026-12-01/x',
    '/schools/1',
    '/schools/1/x',
  ]) {
    it(`${path} is unknown`, () => expect(parseRoute(path)).to.deep.equal({ name: 'unknown' }));
  }
});
