import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { runSteps, type Dependent, type Outcome } from './schedule.ts';

interface Step extends Dependent {
  readonly lane: string;
}
const step = (id: string, lane = id, needs: string[] = []): Step => ({ id, lane, needs });

/** Runs steps that take a turn of the event loop each, and notes what happens. */
async function run(
  steps: Step[],
  more: {
    concurrency?: number;
    failing?: string[];
    signal?: AbortSignal;
    unmet?: string[];
    onBegin?: (id: string) => void;
  } = {},
) {
  const began: string[] = [];
  const outcomes = new Map<string, Outcome>();
  const busy = new Map<string, number>();
  let running = 0;
  let mostRunning = 0;
  let mostInLane = 0;
  await runSteps(
    steps,
    async ({ id, lane }) => {
      began.push(id);
      more.onBegin?.(id);
      running += 1;
      busy.set(lane, (busy.get(lane) ?? 0) + 1);
      mostRunning = Math.max(mostRunning, running);
      mostInLane = Math.max(mostInLane, busy.get(lane)!);
      await turn();
      running -= 1;
      busy.set(lane, busy.get(lane)! - 1);
      if (more.failing?.includes(id)) throw new Error(`${id} failed`);
    },
    {
      concurrency: more.concurrency ?? 3,
      lane: ({ lane }) => lane,
      signal: more.signal ?? new AbortController().signal,
      onOutcome: ({ id }, outcome) => {
        expect(outcomes.has(id), `${id} settled twice`).to.equal(false);
        outcomes.set(id, outcome);
      },
      unmet: new Set(more.unmet),
    },
  );
  const kinds = Object.fromEntries([...outcomes].map(([id, { kind }]) => [id, kind]));
  return { began, outcomes, kinds, mostRunning, mostInLane };
}

describe('Steps that depend on each other', () => {
  it('are done in an order in which each comes after what it needs', async () => {
    const { began } = await run([
      step('a'),
      step('c', 'c', ['b']),
      step('b', 'b', ['a']),
      step('d', 'd', ['a', 'c']),
    ]);
    expect(began).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('run at once up to the bound and not beyond', async () => {
    const { mostRunning } = await run(Array.from({ length: 20 }, (_, i) => step(`s${i}`)));
    expect(mostRunning).to.equal(3);
  });

  it('of one lane are kept apart while other lanes have work', async () => {
    const steps = ['x', 'y', 'z'].flatMap((lane) =>
      Array.from({ length: 4 }, (_, i) => step(`${lane}${i}`, lane)),
    );
    expect((await run(steps)).mostInLane).to.equal(1);
  });

  it('of one lane run at once when there is nothing else', async () => {
    expect((await run(Array.from({ length: 6 }, (_, i) => step(`s${i}`, 'x')))).mostInLane).to.equal(3);
  });

  it('go on after a failure, which takes only its dependents with it', async () => {
    const steps = [step('a'), step('b', 'b', ['a']), step('c', 'c', ['b']), step('d'), step('e', 'e', ['d'])];
    const { kinds, outcomes, began } = await run(steps, { failing: ['a'] });
    expect(kinds).to.deep.equal({ a: 'failed', b: 'skipped', c: 'skipped', d: 'done', e: 'done' });
    expect(outcomes.get('c')).to.deep.equal({ kind: 'skipped', because: 'b' });
    expect(began).to.have.members(['a', 'd', 'e']);
  });

  it('with two needs of which one fails are skipped once', async () => {
    const { kinds } = await run([step('a'), step('b'), step('c', 'c', ['a', 'b']), step('d', 'd', ['c'])], {
      failing: ['a', 'b'],
    });
    expect(kinds).to.deep.equal({ a: 'failed', b: 'failed', c: 'skipped', d: 'skipped' });
  });

  it('that need what failed in an earlier run are skipped', async () => {
    const { kinds, began } = await run([step('a', 'a', ['x']), step('b', 'b', ['a']), step('c')], {
      unmet: ['x'],
    });
    expect(kinds).to.deep.equal({ a: 'skipped', b: 'skipped', c: 'done' });
    expect(began).to.deep.equal(['c']);
  });

  it('that need what is not among them just run', async () => {
    expect((await run([step('a', 'a', ['elsewhere'])])).kinds).to.deep.equal({ a: 'done' });
  });

  it('end when aborted: those under way are finished, the rest is skipped', async () => {
    const controller = new AbortController();
    const { kinds } = await run(
      Array.from({ length: 6 }, (_, i) => step(`s${i}`)),
      { concurrency: 2, signal: controller.signal, onBegin: (id) => id === 's2' && controller.abort() },
    );
    expect(Object.values(kinds).filter((kind) => kind === 'done').length).to.be.within(3, 4);
    expect(Object.keys(kinds)).to.have.length(6);
  });

  it('of an empty list are done at once', async () => expect((await run([])).began).to.deep.equal([]));
});
