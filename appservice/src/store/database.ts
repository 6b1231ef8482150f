/** The way to PostgreSQL: a pool, transactions, and migrations. */
import pg from 'pg';

/** Anything that can run a parameterised statement: the pool or a transaction. */
export interface Sql {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

export interface Database extends Sql {
  readonly pool: pg.Pool;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Keeps everybody else who holds the same name, in any process, waiting until the transaction ends. */
export async function holdName(tx: Sql, name: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

// Calendar dates stay strings (`YYYY-MM-DD`): a Date would shift them by the process's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

/**
 * Opens a pool. Connections that hang are given up after 10 s, and a transaction that its process left idle
 * (a machine gone without closing its socket) is ended by PostgreSQL after two minutes.
 */
export function openDatabase(
  url: string,
  options: { poolSize?: number; applicationName?: string } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 20,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 120_000,
    application_name: options.applicationName ?? 'parta',
  });
  // An idle connection that breaks (PostgreSQL restarted) must not end the process; the next query reports it.
  pool.on('error', () => {});
  // Neither must one that is in use: its next query reports it.
  pool.on('connect', (client) => client.on('error', () => {}));

  return {
    pool,
    query: (text, values) => pool.query(text, values as unknown[]),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      // A connection that breaks between two statements must not end the process either: the next statement fails.
      const onBroken = (error: Error): void => void (broken = error);
      client.on('error', onBroken);
      try {
        await client.query('begin');
        const result = await work({ query: (text, values) => client.query(text, values as unknown[]) });
        await client.query('commit');
        return result;
      } catch (error) {
        // What comes after a break ("not queryable") is only its consequence.
        const cause = broken ?? error;
        await client.query('rollback').catch((failure: Error) => (broken = failure));
        throw cause;
      } finally {
        client.off('error', onBroken);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}
