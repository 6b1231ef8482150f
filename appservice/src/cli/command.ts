/** What a command of `parta` is, and what it gets from the command line around it. */

/** A stream of the terminal, as of `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The process around a command. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}

export interface CommandContext extends Terminal {
  /** What follows the command's name, without the options that all commands share. */
  readonly args: readonly string[];
  /** The configuration file that was named, or the default. */
  readonly configPath: string;
  readonly debug: boolean;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  /** Returns the exit code: 0 done, 1 failed, 2 wrong usage. What it throws is explained in one sentence; exit code 1. */
  run(context: CommandContext): Promise<number>;
}

/** Wrong arguments: exit code 2, and a hint where the help is. */
export class UsageError extends Error {}
