export interface ConfigProblem {
  /** The setting, dotted (`homeserver.url`); an environment variable; `line 3, column 7`; or empty for the whole file. */
  readonly path: string;
  /** What is wrong and what to do; starts in lower case, to be read after the path. */
  readonly message: string;
}

/** A problem as one line. */
export function describeProblem({ path, message }: ConfigProblem): string {
  return `${path === '' ? 'the file' : path} ${message}`;
}

/** A file of an operator cannot be used; names every problem at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[], what = 'configuration') {
    const lines = problems.map((problem) => `- ${describeProblem(problem)}`);
    super(`The ${what} ${file} cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
