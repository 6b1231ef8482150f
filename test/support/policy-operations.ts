/** The operations of the contact policy with bodies, as an administrator sends them. */
import type { Operation } from './lesson-operations.ts';
import { newKey, type LoggedInPerson, type RunningSchool } from './running-school.ts';

export async function policyOperations(
  town: RunningSchool,
  teacher: LoggedInPerson,
  pupilId: string,
): Promise<Record<string, Operation>> {
  const { schoolId, classId } = town.school;
  const rule = { roles: ['pupil', 'pupil'], relation: 'same_class', age: 'under_age', outcome: 'deny' };
  // Nothing is in it twice by reference, for a spoilt value must be in one place.
  const body = {
    school_id: schoolId,
    rules: [rule, { ...structuredClone(rule), relation: 'same_school' }],
    reason: 'Так решил совет',
  };
  const hours = {
    role: 'pupil',
    class_id: classId,
    weekdays: [1, 2, 7],
    begins_at: '21:00',
    ends_at: '07:00',
    days_off: true,
  };
  // Always quiet, so that something can wait.
  const always = { ...hours, role: null, class_id: null, begins_at: '00:00', ends_at: '00:00' };
  const everyDay = { ...always, weekdays: [1, 2, 3, 4, 5, 6, 7] };
  await teacher.parta.put(`/schools/${schoolId}/quiet-hours`, { quiet_hours: [everyDay] });
  const post = {
    room_id: await town.room('class_chat'),
    kind: 'morning',
    body: 'Завтра контрольная',
    formatted_body: '<b>Завтра</b> контрольная',
    reply_to: '$message',
    idempotency_key: newKey(),
  };
  const { body: waiting } = await teacher.parta.post('/posts', { ...post, idempotency_key: newKey() });
  const { post_id: postId } = waiting as { post_id: string };
  return {
    setContactMatrix: { method: 'PUT', path: '/policy/matrix', body, loggedIn: true },
    simulateContactMatrix: { method: 'POST', path: '/policy/simulations', body, loggedIn: true },
    setQuietHours: {
      method: 'PUT',
      path: `/schools/${schoolId}/quiet-hours`,
      body: { quiet_hours: [hours, { ...structuredClone(hours), role: null, class_id: null }] },
      loggedIn: true,
    },
    createPost: { method: 'POST', path: '/posts', body: post, loggedIn: true },
    changePost: {
      method: 'PUT',
      path: `/posts/${postId}`,
      body: { body: post.body, formatted_body: post.formatted_body },
      loggedIn: true,
    },
    leaveQuietHours: { method: 'PUT', path: '/me/quiet-hours', body: { left: true }, loggedIn: true },
    setQuietPosting: {
      method: 'PUT',
      path: `/schools/${schoolId}/quiet-posting`,
      body: { now_allowed: false },
      loggedIn: true,
    },
    setPersonAge: {
      method: 'PUT',
      path: `/people/${pupilId}/age`,
      body: { of_age_from: '2027-05-01' },
      loggedIn: true,
    },
  };
}
