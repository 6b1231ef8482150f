/**
 * The audit trail: what people in power did, append-only and hash-chained for each school and the district. The database
 * numbers, chains and keeps what is written (migrations 0005 and 0026). Ids only, no names or secrets.
 */
import type { Sql } from '../store/database.ts';
import type { PersonId, SchoolId } from '../school/model.ts';
import type { Details } from './chain.ts';

export interface AuditEntry {
  /** `subject.verb`, e.g. `invite.create`. */
  readonly action: string;
  /** Who did it; null for an operator on the command line or Parta itself. */
  readonly actorId: PersonId | null;
  readonly schoolId: SchoolId | null;
  /** Numbers are whole. `person_id` is whom it was done to, so that the log can be searched for them. */
  readonly details?: Details;
}

/**
 * Writes one line. Call it in the transaction of the act itself, so that there is never one without the other, and as late in it as can
 * be: from here on, others who write to the same school's log wait for this transaction to end.
 */
export async function audit(tx: Sql, { action, actorId, schoolId, details = {} }: AuditEntry): Promise<void> {
  await tx.query('insert into audit_entry (action, actor_id, school_id, details) values ($1, $2, $3, $4)', [
    action,
    actorId,
    schoolId,
    JSON.stringify(details),
  ]);
}
