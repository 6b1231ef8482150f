/** How far a long step is: a bar on a terminal, a plain line now and then elsewhere. */

/** A stream of the terminal, as of `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressLine {
  update(progress: { done: number; total: number; label?: string }): void;
  /** Leaves the last state standing. */
  end(): void;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 80;
/** Without a terminal, a line at most for every so many percent. */
const STEP_PERCENT = 10;

export function createProgress(output: Output, title: string): ProgressLine {
  return output.isTTY === true ? bar(output, title) : lines(output, title);
}

function bar(output: Output, title: string): ProgressLine {
  let drawn = 0;
  let line = '';
  const draw = (): void => void output.write(`\r\u001b[2K${line}`);
  return {
    update({ done, total, label = '' }) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const full = Math.round(share * BAR_WIDTH);
      const text = `${title} [${'█'.repeat(full)}${'·'.repeat(BAR_WIDTH - full)}] ${done}/${total} ${label}`;
      line = [...text].slice(0, Math.max(20, (output.columns ?? 80) - 1)).join('');
      if (done < total && Date.now() - drawn < REDRAW_MS) return;
      drawn = Date.now();
      draw();
    },
    end() {
      if (line === '') return;
      draw();
      output.write('\n');
    },
  };
}

function lines(output: Output, title: string): ProgressLine {
  let said = -STEP_PERCENT;
  return {
    update({ done, total }) {
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      if (percent < said + STEP_PERCENT && !(percent === 100 && said < 100)) return;
      said = percent;
      output.write(`${title}: ${done}/${total}\n`);
    },
    end() {},
  };
}
