/** The operations of the contact policy with bodies, as an administrator sends them. */
import type { Operation } from './lesson-operations.ts';

export function policyOperations(
  { schoolId, classId }: { schoolId: string; classId: string },
  pupilId: string,
): Record<string, Operation> {
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
  return {
    setContactMatrix: { method: 'PUT', path: '/policy/matrix', body, loggedIn: true },
    simulateContactMatrix: { method: 'POST', path: '/policy/simulations', body, loggedIn: true },
    setQuietHours: {
      method: 'PUT',
      path: `/schools/${schoolId}/quiet-hours`,
      body: { quiet_hours: [hours, { ...structuredClone(hours), role: null, class_id: null }] },
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
