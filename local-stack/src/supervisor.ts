/** The servers of the stack, as long as they run: stopped in the reverse order of their start, together. */
import { type Child, describeExit } from './child.ts';
import { StackProblem } from './problem.ts';

export type Part = Pick<Child, 'name' | 'logFile' | 'exited'> & {
  stop(): Promise<void>;
  kill(): Promise<void>;
};

export interface Supervisor {
  add(part: Part): void;
  /** Rejects with a StackProblem when a part ends without having been asked to. Never resolves. */
  readonly failure: Promise<never>;
  stopAll(): Promise<void>;
  killAll(): void;
}

export function createSupervisor(): Supervisor {
  const parts: Part[] = [];
  let stopping = false;
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => {}); // whoever cares awaits it
  return {
    failure,
    add(part) {
      parts.push(part);
      void part.exited.then((exit) => {
        if (!stopping)
          reject(
            new StackProblem(
              `${describeExit(part, exit)}\nEverything else was stopped. Start again with: npm start`,
            ),
          );
      });
    },
    async stopAll() {
      stopping = true;
      for (const part of parts.toReversed()) await part.stop();
    },
    killAll() {
      stopping = true;
      for (const part of parts) void part.kill();
    },
  };
}
