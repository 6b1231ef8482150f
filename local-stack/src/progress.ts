/**
 * Steps that run side by side, shown while they run: on a terminal one living line at the bottom, elsewhere a new
 * line now and then. A finished step leaves one line with the time that it took.
 */

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const QUIET_MS = 5000;

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Progress {
  /** Runs `work`, which may say what it does now; its outcome is the step's. */
  step<T>(name: string, work: (update: (message: string) => void) => Promise<T>): Promise<T>;
  /** A line of its own. */
  say(line: string): void;
  /** Draws nothing more: steps that are being given up leave no line. */
  end(): void;
}

interface Step {
  name: string;
  message: string;
  began: number;
}

/** @param options.everyMs milliseconds between lines where there is no terminal */
export function createProgress(output: Output = process.stdout, everyMs = QUIET_MS): Progress {
  const running = new Set<Step>();
  const terminal = Boolean(output.isTTY);
  let frame = 0;
  let ended = false;

  const clear = terminal ? '\r\x1b[K' : '';
  const seconds = (step: Step): string => `${Math.round((performance.now() - step.began) / 1000)} s`;
  const describe = (step: Step): string =>
    `${step.name}${step.message && `: ${step.message}`} (${seconds(step)})`;

  function draw(): void {
    if (running.size === 0) return;
    if (terminal) {
      const text = [...running].map(describe).join('  ·  ');
      output.write(`${clear}${FRAMES[frame++ % FRAMES.length]} ${text.slice(0, (output.columns || 80) - 3)}`);
      return;
    }
    for (const step of running) output.write(`  ... ${describe(step)}\n`);
  }
  const timer = setInterval(draw, terminal ? 100 : everyMs);
  timer.unref();

  const say = (line: string): void => {
    if (!ended) output.write(`${clear}${line}\n`);
  };
  return {
    say,
    async step(name, work) {
      const step: Step = { name, message: '', began: performance.now() };
      running.add(step);
      if (!terminal) say(`  ... ${name}`);
      try {
        const result = await work((message) => (step.message = message));
        say(`  ✔ ${name} (${seconds(step)})`);
        return result;
      } catch (error) {
        // A step that was given up because another failed did not fail itself.
        if ((error as Error).name !== 'AbortError') say(`  ✘ ${name} (${seconds(step)})`);
        throw error;
      } finally {
        running.delete(step);
      }
    },
    end() {
      ended = true;
      clearInterval(timer);
      output.write(clear);
    },
  };
}
