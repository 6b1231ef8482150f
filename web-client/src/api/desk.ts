/** The operations of those who moderate and administer: cases, restrictions, the contact policy, the audit log. */
import { queryOf, type Call } from './call.ts';
import type { Schemas } from './types.ts';

export type Case = Schemas['Case'];
export type CaseView = Schemas['CaseView'];
export type CaseAction = Schemas['CaseAction'];
export type CaseStep = Omit<Schemas['NewCaseStep'], 'idempotency_key'>;
export type Restriction = Schemas['Restriction'];
/** What holds in a room. */
export interface RoomOrder {
  readonly kind: Schemas['RoomKind'];
  readonly class_id: string | null;
  readonly restrictions: readonly Restriction[];
}
export type ContactMatrix = Schemas['ContactMatrix'];
export type ContactChange = Schemas['ContactMatrixChange'];
export type ContactSimulation = Schemas['ContactSimulation'];
export type QuietHours = Schemas['QuietHours'];
export type AuditPage = Schemas['AuditPage'];
export type AuditEntry = Schemas['AuditEntry'];

/** A long log takes its time. Milliseconds. */
const LOG_TIMEOUT = 120_000;

export function deskOperations(call: Call) {
  const id = encodeURIComponent;
  const restrictions = (roomId: string): string => `/rooms/${id(roomId)}/restrictions`;
  const quiet = (schoolId: string): string => `/schools/${id(schoolId)}/quiet-hours`;
  return {
    cases: () => call<{ cases: Case[]; people: Schemas['Names'] }>('GET', '/cases'),
    caseView: (caseId: string) => call<CaseView>('GET', `/cases/${id(caseId)}`),
    /** @param key the same for every try of one step */
    takeStep: (caseId: string, step: CaseStep, key: string) =>
      call<undefined>('POST', `/cases/${id(caseId)}/steps`, {
        body: { ...step, idempotency_key: key },
        repeatable: true,
      }),
    evidence: (caseId: string) => call<Schemas['Evidence']>('GET', `/cases/${id(caseId)}/evidence`),
    restrictions: (roomId: string) => call<RoomOrder>('GET', restrictions(roomId)),
    restrict: (roomId: string, wish: Schemas['NewRestriction']) =>
      call<undefined>('POST', restrictions(roomId), { body: wish, repeatable: true }),
    lift: (roomId: string, { kind, user_id: userId }: Restriction) =>
      call<undefined>(
        'DELETE',
        `${restrictions(roomId)}?${queryOf({ kind, ...(userId !== null && { user_id: userId }) })}`,
        { repeatable: true },
      ),
    contactMatrix: (schoolId: string | null) =>
      call<ContactMatrix>('GET', `/policy/matrix?${queryOf({ school_id: schoolId ?? undefined })}`),
    simulateMatrix: (change: ContactChange) =>
      call<ContactSimulation>('POST', '/policy/simulations', { body: change, repeatable: true }),
    saveMatrix: (change: ContactChange) => call<ContactMatrix>('PUT', '/policy/matrix', { body: change }),
    /** @param about `from` and `to`, or `user_id` and `room_id` */
    explain: (about: Record<string, string>) =>
      call<{ contact?: Schemas['ContactExplanation']; room?: Schemas['RoomExplanation'] }>(
        'GET',
        `/policy/explanation?${queryOf(about)}`,
      ),
    quietHours: async (schoolId: string) =>
      (await call<Schemas['QuietHoursList']>('GET', quiet(schoolId))).quiet_hours,
    setQuietHours: async (schoolId: string, lines: QuietHours[]) =>
      (
        await call<Schemas['QuietHoursList']>('PUT', quiet(schoolId), {
          body: { quiet_hours: lines },
          repeatable: true,
        })
      ).quiet_hours,
    audit: (about: Record<string, string | undefined>) => call<AuditPage>('GET', `/audit?${queryOf(about)}`),
    verifyAudit: (schoolId: string) =>
      call<Schemas['AuditVerification']>('GET', `/audit/verification?${queryOf({ school_id: schoolId })}`, {
        timeoutMs: LOG_TIMEOUT,
      }),
    exportAudit: (schoolId: string) =>
      call<string>('GET', `/audit/export?${queryOf({ school_id: schoolId })}`, {
        text: true,
        timeoutMs: LOG_TIMEOUT,
      }),
  };
}
