/** `parta doctor` */
import { parseArgs } from 'node:util';
import { ConfigError, describeProblem } from '../../config/config-error.ts';
import type { Command } from '../command.ts';
import { explainFailure } from '../failure.ts';
import type { Check, Result } from './check.ts';

const SIGN: { readonly [status in Result['status']]: string } = {
  ok: 'ok',
  warn: 'WARN',
  fail: 'FAIL',
  skipped: '-',
};

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'checks a deployment and says what to fix',
  help: `parta doctor: checks a deployment and says what to fix

  parta doctor [--config FILE] [--json]

Looks at Node.js, the configuration, files with secrets, the database, the homeserver and its clock, the registration, whether each
side reaches the other, the administrator token, the public addresses, and for lessons LiveKit and what calls need of the homeserver. Changes nothing. Works beside a running Parta and without one.

Exit code 0: nothing failed (warnings may be there). 1: something failed.

  --json    for programs`,

  async run({ args, configPath, env, print }) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
    const json = values.json === true;
    const { runChecks } = await import('./check.ts');
    const results = await runChecks(await planChecks(configPath, env), (result) => {
      if (!json) print(describe(result));
    });
    const failed = results.filter(({ status }) => status === 'fail').length;
    const warned = results.filter(({ status }) => status === 'warn').length;
    if (json) print(JSON.stringify({ ok: failed === 0, checks: results }, null, 2));
    else
      print(`\n${failed === 0 && warned === 0 ? 'All is well.' : `${failed} failed, ${warned} to look at.`}`);
    return failed === 0 ? 0 : 1;
  },
};

function describe({ name, status, detail, fix }: Result): string {
  const line = `${SIGN[status].padEnd(5)}${name}: ${detail}`;
  return fix === undefined ? line : `${line}\n     To do: ${fix}`;
}

function explainProblems(error: unknown): string {
  if (!(error instanceof ConfigError)) return explainFailure(error);
  const lines = error.problems.map(describeProblem);
  return lines.length === 1 ? lines[0]! : lines.map((line) => `\n       ${line}`).join('');
}

/** Without a configuration there is little to look at; without a registration nothing that needs its tokens. */
async function planChecks(configPath: string, env: NodeJS.ProcessEnv): Promise<Check[]> {
  const [
    local,
    remote,
    outside,
    lessons,
    { ok, fail },
    { loadConfig },
    { loadRegistration },
    { default: pg },
  ] = await Promise.all([
    import('./local-checks.ts'),
    import('./homeserver-checks.ts'),
    import('./public-checks.ts'),
    import('./lessons-checks.ts'),
    import('./check.ts'),
    import('../../config/config.ts'),
    import('../../matrix/registration.ts'),
    import('pg'),
  ]);
  const broken = (name: string, error: unknown): Check => ({
    name,
    run: () => Promise.resolve(fail(explainProblems(error), 'see docs/configuration.md')),
  });
  const checks: Check[] = [local.nodeCheck()];
  const config = await loadConfig(configPath, env).catch(
    (error: unknown) => void checks.push(broken('configuration', error)),
  );
  if (typeof config !== 'object') return checks;
  const { registration: path } = config.appservice;
  const registration = await loadRegistration(path, config).catch((error: unknown) =>
    broken('registration', error),
  );

  async function connect(): Promise<InstanceType<typeof pg.Client>> {
    const client = new pg.Client({
      connectionString: config!.database.url,
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    });
    await client.connect();
    return client;
  }
  checks.push(
    { name: 'configuration', run: () => Promise.resolve(ok(configPath)) },
    local.secretsCheck(configPath, config),
    local.evidenceCheck(config),
    local.filesCheck(config),
    local.webClientCheck(config),
    ...local.databaseChecks(config, connect),
    ...remote.homeserverChecks(config),
  );
  if ('run' in registration) checks.push(registration);
  else {
    checks.push(
      {
        name: 'registration',
        run: () => Promise.resolve(ok(`${path}: fits the configuration, without rate limits`)),
      },
      ...remote.registrationChecks(config, registration),
    );
  }
  return [
    ...checks,
    remote.adminTokenCheck(config),
    ...outside.publicChecks(config),
    ...lessons.lessonsChecks({ config, registration: 'run' in registration ? null : registration, connect }),
  ];
}
