/** Brings the register to what a roster says: all of it in one transaction, or nothing. */
import { audit } from '../audit/audit.ts';
import type { IsoDate, SchoolId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { countFindings, createFindings, type Finding } from './findings.ts';
import type { Roster } from './model.ts';
import { countChanges, countVanished, planRoster, type RosterPlan, type SchoolChange } from './plan.ts';
import { findFormerSource, loadRegister, refusals } from './register.ts';
import { finishRun, markApplied, startRun } from './runs.ts';
import { writeChanges } from './write.ts';

/** The export is well formed, but importing it would do harm. */
export class RosterRefused extends Error {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(`the import was refused: ${Object.keys(countFindings(findings)).join(', ')}`);
    this.name = 'RosterRefused';
    this.findings = findings;
  }
}

/** Compares a roster with the register, reading only. Throws RosterRefused. */
export async function preparePlan(sql: Sql, roster: Roster, day: IsoDate): Promise<RosterPlan> {
  const register = await loadRegister(sql, roster.source);
  const refused = refusals(roster, register, roster.source, day);
  if (refused.length > 0) throw new RosterRefused(refused);
  if (register.persons.length === 0) {
    const known = await findFormerSource(sql, roster);
    if (known !== null) {
      const findings = createFindings();
      findings.error('source_changed', { file: 'manifest.csv', column: 'source.systemCode' }, { known });
      throw new RosterRefused(findings.list());
    }
  }
  return planRoster(roster, register);
}

export interface ApplyOptions {
  readonly database: Database;
  readonly roster: Roster;
  /** SHA-256 of the export. */
  readonly digest: string;
  readonly startedBy: string;
  readonly day: IsoDate;
  /** What the reading found, for the record. */
  readonly findings: readonly Finding[];
  readonly onProgress?: (progress: { done: number; total: number }) => void;
}

export interface Applied {
  readonly runId: string;
  readonly plan: RosterPlan;
}

/**
 * Plans and writes under a lock, so that two imports at once come one after the other. When it throws, or the process dies,
 * the register is as it was and the import can be repeated; a second import of the same export changes nothing.
 */
export async function applyRoster(options: ApplyOptions): Promise<Applied> {
  const { database, roster, onProgress } = options;
  const runId = await startRun(database, {
    source: roster.source,
    digest: options.digest,
    startedBy: options.startedBy,
    findings: countFindings(options.findings),
  });
  try {
    const plan = await database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('parta roster import'))`);
      const prepared = await preparePlan(tx, roster, options.day);
      const total = prepared.changes.length;
      await writeChanges(tx, roster.source, prepared.changes, (done) => onProgress?.({ done, total }));
      await markApplied(tx, runId, {
        changes: countChanges(prepared.changes),
        vanished: countVanished(prepared.vanished),
      });
      await note(tx, runId, prepared.changes);
      return prepared;
    });
    return { runId, plan };
  } catch (error) {
    // The error itself matters more than a record that could not be written.
    await finishRun(database, runId, 'failed', codeOf(error)).catch(() => {});
    throw error;
  }
}

/** In the log of each school that it changed, and for what is of no single school in the district's. */
async function note(tx: Sql, runId: string, changes: readonly SchoolChange[]): Promise<void> {
  const { rows } = await tx.query<{ id: string; school_id: SchoolId }>(
    'select id, school_id from class where id = any($1::uuid[])',
    [[...new Set(changes.flatMap((change) => (change.kind === 'enrollment' ? change.record.classId : [])))]],
  );
  const schoolOfClass = new Map(rows.map(({ id, school_id }) => [id, school_id]));
  const bySchool = Map.groupBy(changes, ({ kind, record }): SchoolId | null => {
    switch (kind) {
      case 'school':
        return record.id;
      case 'year':
      case 'class':
      case 'role':
        return record.schoolId;
      case 'enrollment':
        return schoolOfClass.get(record.classId) ?? null;
      default:
        return null;
    }
  });
  // Always in the same order, so that two who write to several logs never wait for each other.
  for (const schoolId of [...bySchool.keys()].sort()) {
    const counts = Object.entries(countChanges(bySchool.get(schoolId)!));
    const details = Object.fromEntries(counts.map(([what, count]) => [what.replace(' ', '_'), count]));
    await audit(tx, {
      action: 'roster.apply',
      actorId: null,
      schoolId,
      details: { run_id: runId, ...details },
    });
  }
}

function codeOf(error: unknown): string {
  if (error instanceof RosterRefused) return error.findings[0]?.code ?? error.name;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
