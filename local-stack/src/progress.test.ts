import { expect } from 'chai';
import { createProgress } from './progress.ts';

describe('the progress of npm start', () => {
  const record = (isTTY: boolean): { text: string; write(text: string): void; isTTY: boolean } => ({
    text: '',
    isTTY,
    write(text) {
      this.text += text;
    },
  });

  it('shows a step at its begin and its end where there is no terminal', async () => {
    const output = record(false);
    const progress = createProgress(output);
    expect(await progress.step('PostgreSQL', () => Promise.resolve(42))).to.equal(42);
    progress.end();
    expect(output.text).to.equal('  ... PostgreSQL\n  ✔ PostgreSQL (0 s)\n');
  });

  it('marks a step that failed, and not one that was given up because of it', async () => {
    const output = record(true);
    const progress = createProgress(output);
    const gone = new DOMException('stopped', 'AbortError');
    for (const error of [new Error('no'), gone]) {
      const outcome = await progress
        .step(error.name, () => Promise.reject(error))
        .catch((failure: unknown) => failure);
      expect(outcome).to.equal(error);
    }
    progress.end();
    expect(output.text).to.include('✘ Error (0 s)').and.not.include('✘ AbortError');
  });

  it('writes nothing after its end', async () => {
    const output = record(false);
    const progress = createProgress(output);
    progress.end();
    progress.say('late');
    await progress.step('late', () => Promise.resolve());
    expect(output.text).to.equal('');
  });
});
