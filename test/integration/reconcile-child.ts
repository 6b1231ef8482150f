/** Reconciles once and prints the report as JSON: a process of its own, so that a test can kill it at any point. */
import { openDatabase } from '../../appservice/src/store/database.ts';
import { setUp } from './reconcile-school.ts';

const [url, serverName, registrationFile, databaseUrl] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const database = openDatabase(databaseUrl, { poolSize: 10 });
const { reconciler } = await setUp({ url, serverName, registrationFile, database });
const { ok, done, failed, problems } = await reconciler.reconcile();
await database.close();
process.stdout.write(JSON.stringify({ ok, done, failed, problems }));
