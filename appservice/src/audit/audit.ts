/** The audit trail: what people in power did, append-only (the database refuses changes). Ids only, no names or secrets. */
import type { Sql } from '../store/database.ts';
import type { PersonId, SchoolId } from '../school/model.ts';

export interface AuditEntry {
  /** `subject.verb`, e.g. `invite.create`. */
  readonly action: string;
  /** Who did it; null for an operator on the command line or Parta itself. */
  readonly actorId: PersonId | null;
  readonly schoolId: SchoolId | null;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes one line. Call it in the transaction of the act itself, so that there is never one without the other. */
export async function audit(tx: Sql, { action, actorId, schoolId, details = {} }: AuditEntry): Promise<void> {
  await tx.query('insert into audit_entry (action, actor_id, school_id, details) values ($1, $2, $3, $4)', [
    action,
    actorId,
    schoolId,
    JSON.stringify(details),
  ]);
}
