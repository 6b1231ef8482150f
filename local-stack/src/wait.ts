/** Waiting for a server that was just started. */
import { type Child, describeExit, lastWords } from './child.ts';
import { StackProblem } from './problem.ts';

interface WaitOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Polls until `ready` answers true. Errors of `ready` mean "not yet". A child that does not get ready is stopped.
 * @throws StackProblem when the child ends first or the time is over, with the end of its log
 */
export async function untilReady(
  child: Child,
  ready: () => Promise<boolean>,
  options: WaitOptions,
): Promise<void> {
  try {
    await poll(child, ready, options);
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function poll(child: Child, ready: () => Promise<boolean>, options: WaitOptions): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  let ended = false;
  void child.exited.then(() => (ended = true));
  while (!(await ready().catch(() => false))) {
    options.signal?.throwIfAborted();
    if (ended)
      throw new StackProblem(`${child.name} did not start. ${describeExit(child, await child.exited)}`);
    if (Date.now() > deadline) {
      throw new StackProblem(
        `${child.name} was not ready after ${Math.round(options.timeoutMs / 1000)} s. ${lastWords(child.logFile)}`,
      );
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** Whether a GET is answered with 2xx. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  return response.ok;
}
