/** How many columns and rows of tiles fill a stage best. Pure. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Of one tile, in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

interface Stage {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/** Width by height of a tile at the narrowest: upright like the phone, square where there is room beside it. */
const NARROWEST = { upright: 3 / 4, wide: 1 } as const;
const WIDEST = 16 / 9;

/**
 * The grid in which `count` tiles are largest. Their shape gives way a little, so that four people fill a phone and a
 * desktop alike.
 */
export function fitGrid(count: number, { width, height, gap }: Stage): Grid {
  const narrowest = NARROWEST[width > height ? 'wide' : 'upright'];
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns) || 1;
    const cell = {
      width: (width - gap * (columns - 1)) / columns,
      height: (height - gap * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const shape = Math.min(WIDEST, Math.max(narrowest, cell.width / cell.height));
    const tileWidth = Math.floor(Math.min(cell.width, cell.height * shape));
    const tileHeight = Math.floor(Math.min(cell.height, cell.width / shape));
    if (tileWidth * tileHeight > best.width * best.height)
      best = { columns, rows, width: tileWidth, height: tileHeight };
  }
  return best;
}

/** The smallest tile on which a face and a name can be told. CSS pixels. */
const LEAST = { width: 132, height: 110 } as const;
/** More pictures at once than a phone can draw and a class's line can carry. */
const MOST_TILES = { narrow: 8, wide: 16 } as const;

/** How many tiles go on one page of the stage. */
export function pageSize({ width, height, gap }: Stage): number {
  const columns = Math.max(1, Math.floor((width + gap) / (LEAST.width + gap)));
  const rows = Math.max(1, Math.floor((height + gap) / (LEAST.height + gap)));
  return Math.max(1, Math.min(columns * rows, width < 700 ? MOST_TILES.narrow : MOST_TILES.wide));
}
