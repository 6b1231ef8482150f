/** The record of imports (`roster_run`): who ran what, and what came of it. */
import type { Sql } from '../store/database.ts';

export type RunState = 'running' | 'applied' | 'done' | 'incomplete' | 'failed';

export interface RunStart {
  readonly source: string;
  readonly digest: string;
  readonly startedBy: string;
  /** How many findings of each code the reading had. */
  readonly findings: Readonly<Record<string, number>>;
}

export async function startRun(sql: Sql, run: RunStart): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    'insert into roster_run (source, digest, started_by, findings) values ($1, $2, $3, $4) returning id',
    [run.source, run.digest, run.startedBy, JSON.stringify(run.findings)],
  );
  return rows[0]!.id;
}

/** In the transaction of the changes themselves: the record says "applied" exactly when they are there. */
export async function markApplied(
  tx: Sql,
  id: string,
  counts: { changes: Readonly<Record<string, number>>; vanished: Readonly<Record<string, number>> },
): Promise<void> {
  await tx.query(`update roster_run set state = 'applied', changes = $2, vanished = $3 where id = $1`, [
    id,
    JSON.stringify(counts.changes),
    JSON.stringify(counts.vanished),
  ]);
}

export async function finishRun(
  sql: Sql,
  id: string,
  state: 'done' | 'incomplete' | 'failed',
  error: string | null = null,
): Promise<void> {
  await sql.query('update roster_run set state = $2, error = $3, finished_at = now() where id = $1', [
    id,
    state,
    error,
  ]);
}
