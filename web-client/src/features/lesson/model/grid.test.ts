import { expect } from 'chai';
import { fitGrid, pageSize } from './grid.ts';

const PHONE = { width: 344, height: 560, gap: 8 };
const DESKTOP = { width: 1240, height: 640, gap: 12 };

describe('the grid of tiles', () => {
  const cases: [sentence: string, count: number, stage: typeof PHONE, columns: number, rows: number][] = [
    ['gives one person the whole stage', 1, PHONE, 1, 1],
    ['puts two on a phone one under the other', 2, PHONE, 1, 2],
    ['puts two on a desktop side by side', 2, DESKTOP, 2, 1],
    ['puts four on a phone in a square', 4, PHONE, 2, 2],
    ['puts four on a desktop in a square', 4, DESKTOP, 2, 2],
    ['puts eight on a phone in two columns', 8, PHONE, 2, 4],
    ['has a place for nobody', 0, PHONE, 1, 1],
  ];
  for (const [sentence, count, stage, columns, rows] of cases) {
    it(sentence, () => {
      const grid = fitGrid(count, stage);
      expect([grid.columns, grid.rows]).to.deep.equal([columns, rows]);
    });
  }

  it('never lets tiles stand out of the stage, and never makes them narrower than 3:4 or wider than 16:9', () => {
    for (const stage of [PHONE, DESKTOP, { width: 740, height: 240, gap: 8 }]) {
      for (let count = 1; count <= 30; count++) {
        const { columns, rows, width, height } = fitGrid(count, stage);
        expect(columns * rows).to.be.at.least(count);
        expect(columns * width + (columns - 1) * stage.gap).to.be.at.most(stage.width);
        expect(rows * height + (rows - 1) * stage.gap).to.be.at.most(stage.height);
        expect(width / height).to.be.within(0.7, 1.85);
      }
    }
  });

  it('shows at most eight on a phone and sixteen on a desktop, and fewer where tiles would be too small', () => {
    expect(pageSize(PHONE)).to.equal(8);
    expect(pageSize(DESKTOP)).to.equal(16);
    expect(pageSize({ width: 344, height: 240, gap: 8 })).to.equal(4);
    expect(pageSize({ width: 10, height: 10, gap: 8 })).to.equal(1);
  });
});
