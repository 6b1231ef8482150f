/** The operations on people: whom one reaches, direct rooms, guardians, reports. */
import { queryOf, type Call } from './call.ts';
import type { Schemas } from './types.ts';

export type Contact = Schemas['Contact'];
export type ContactExplanation = Schemas['ContactExplanation'];
export type DirectRoom = Schemas['DirectRoom'];
export type MyDirectRoom = Schemas['MyDirectRoom'];
export type MyReports = Schemas['MyReports'];
export type PersonAttendance = Schemas['PersonAttendance'];
type Target = Schemas['ContactTarget'];

export function peopleOperations(call: Call) {
  const id = encodeURIComponent;
  return {
    contacts: (query: { search?: string; after?: string; limit?: string }, signal?: AbortSignal) =>
      call<Schemas['Contacts']>('GET', `/contacts?${queryOf(query)}`, { signal }),
    explainContact: async (from: string, to: string) =>
      (await call<{ contact: ContactExplanation }>('GET', `/policy/explanation?${queryOf({ from, to })}`))
        .contact,
    directRooms: async () => (await call<{ rooms: MyDirectRoom[] }>('GET', '/direct-rooms')).rooms,
    openDirectRoom: (to: Target) => call<DirectRoom>('POST', '/direct-rooms', { body: to, repeatable: true }),
    nameSecondAdult: (roomId: string, who: Target) =>
      call<DirectRoom>('PUT', `/direct-rooms/${id(roomId)}/second-adult`, { body: who, repeatable: true }),
    attendanceOfPerson: async (personId: string) =>
      (await call<{ sessions: PersonAttendance[] }>('GET', `/people/${id(personId)}/attendance`)).sessions,
    report: (report: Schemas['NewReport']) =>
      call<Schemas['ReportReceipt']>('POST', '/reports', { body: report, repeatable: true }),
    myReports: () => call<MyReports>('GET', '/me/reports'),
    appeal: (caseId: string, text: string, idempotencyKey: string) =>
      call<undefined>('POST', `/cases/${id(caseId)}/steps`, {
        body: { action: 'appeal', text, idempotency_key: idempotencyKey },
        repeatable: true,
      }),
  };
}
