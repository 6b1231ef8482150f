/** The command line: finds the command, runs it, and explains in a sentence what went wrong. */
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { nearest } from '../config/nearest.ts';
import { audit } from './audit.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { doctorCommand } from './doctor/command.ts';
import { explain } from './explain.ts';
import { explainFailure } from './failure.ts';
import { inbox } from './inbox.ts';
import { loginLink } from './login-link.ts';
import { migrateCommand } from './migrate.ts';
import { registration } from './registration.ts';
import { roster } from './roster.ts';
import { start } from './start.ts';

const COMMANDS: readonly Command[] = [
  start,
  registration,
  roster,
  loginLink,
  explain,
  inbox,
  audit,
  migrateCommand,
  doctorCommand,
];
const DEFAULT_CONFIG = 'config/parta.yaml';

/** Options of every command; all others belong to the command itself. */
const SHARED = {
  config: { type: 'string', short: 'c' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const USAGE = `parta: a school platform on Matrix

  parta COMMAND [--config FILE]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}

  parta help COMMAND        explains a command
  parta --version           prints the version

  --config FILE, -c FILE    the configuration; default: PARTA_CONFIG, else ${DEFAULT_CONFIG}
  --debug                   shows where in the program an error came from
`;

interface CommandLine {
  readonly values: { config?: string; debug?: boolean; help?: boolean; version?: boolean };
  /** Everything else, in order. */
  readonly rest: readonly string[];
}

/** Takes the shared options out, wherever they stand. */
function readCommandLine(args: readonly string[]): CommandLine {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: SHARED,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !(token.name in SHARED)) continue;
    taken.add(token.index);
    if (token.name === 'config') {
      if (token.value === undefined || token.value === '')
        throw new UsageError('--config needs the path of a file');
      if (token.inlineValue === false) taken.add(token.index + 1);
    }
  }
  return { values: values as CommandLine['values'], rest: args.filter((_, index) => !taken.has(index)) };
}

/** Runs `parta` with its arguments; returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr, env } = terminal;
  const debug = args.includes('--debug');
  let command: Command | undefined;
  try {
    const { values, rest } = readCommandLine(args);
    if (values.version === true) {
      stdout.write(`${packageJson.version}\n`);
      return 0;
    }
    const wantsHelp = values.help === true || rest[0] === 'help' || rest.length === 0;
    const [name, ...others] = rest[0] === 'help' ? rest.slice(1) : rest;
    if (name === undefined) {
      stdout.write(USAGE);
      return rest.length === 0 && values.help !== true ? 2 : 0;
    }
    command = COMMANDS.find((one) => one.name === name);
    if (command === undefined) throw new UsageError(unknownCommand(name));
    if (wantsHelp) {
      stdout.write(`${command.help}\n`);
      return 0;
    }
    const configPath = values.config ?? (env['PARTA_CONFIG'] || DEFAULT_CONFIG);
    const print = (line: string): void => void stdout.write(`${line}\n`);
    return await command.run({ stdout, stderr, env, args: others, configPath, debug, print });
  } catch (error) {
    const wrongUsage = isUsageError(error);
    const hint = wrongUsage ? `\nSee: parta help${command === undefined ? '' : ` ${command.name}`}` : '';
    stderr.write(`${explainFailure(error)}${hint}\n`);
    if (debug && !wrongUsage) stderr.write(`${(error as Error).stack ?? ''}\n`);
    return wrongUsage ? 2 : 1;
  }
}

function unknownCommand(name: string): string {
  const near = nearest(
    name,
    COMMANDS.map((one) => one.name),
  );
  return `There is no command "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`}`;
}

/** Ours, or one of parseArgs: an unknown option, a missing value, too many arguments. */
function isUsageError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return error instanceof UsageError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS_'));
}
