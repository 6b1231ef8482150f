import { expect } from 'chai';
import { GIVE_UP_AFTER, isForced, levelOf, observe, startSaving, TRY_AFTER, type Saving } from './quality.ts';
import type { Quality } from './tiles.ts';

/** Looks once a second for so many seconds. */
function watch(saving: Saving, quality: Quality, seconds: number, from: number): Saving {
  let now = saving;
  for (let s = 0; s <= seconds; s++) now = observe(now, quality, from + s * 1000);
  return now;
}

describe('saving on a bad connection', () => {
  it('gives up nothing for a short dip', () =>
    expect(levelOf(watch(startSaving('all'), 'poor', GIVE_UP_AFTER / 1000 - 1, 0))).to.equal('all'));

  it('gives up cameras first, then slides, never the sound', () => {
    const once = watch(startSaving('all'), 'poor', 6, 0);
    expect(levelOf(once)).to.equal('slides');
    const twice = watch(once, 'lost', 7, 7_000);
    expect(levelOf(twice)).to.equal('sound');
    expect(levelOf(watch(twice, 'lost', 60, 15_000))).to.equal('sound');
  });

  it('brings back step by step what it gave up', () => {
    const bad = watch(startSaving('all'), 'poor', 14, 0);
    expect(levelOf(bad)).to.equal('sound');
    const better = watch(bad, 'good', TRY_AFTER / 1000, 20_000);
    expect(levelOf(better)).to.equal('slides');
    expect(levelOf(watch(better, 'good', (2 * TRY_AFTER) / 1000, 51_000))).to.equal('all');
  });

  it('waits longer after each relapse', () => {
    const first = watch(watch(startSaving('all'), 'poor', 6, 0), 'good', 30, 10_000);
    expect(levelOf(first)).to.equal('all');
    const again = watch(first, 'poor', 7, 41_000);
    expect(levelOf(watch(again, 'good', 31, 50_000))).to.equal('slides');
    expect(levelOf(watch(again, 'good', 61, 50_000))).to.equal('all');
  });

  it('never receives more than was chosen', () => {
    const chosen = startSaving('slides');
    expect(levelOf(chosen)).to.equal('slides');
    expect(isForced(chosen)).to.equal(false);
    expect(levelOf(watch(chosen, 'poor', 6, 0))).to.equal('slides');
    expect(levelOf(watch(chosen, 'poor', 14, 0))).to.equal('sound');
    expect(isForced(watch(chosen, 'poor', 14, 0))).to.equal(true);
  });

  it('concludes nothing from an unknown quality', () =>
    expect(watch(startSaving('all'), 'unknown', 60, 0)).to.deep.equal(startSaving('all')));
});
