/** A grid of tiles of one size, of which only the rows that are seen exist. */
export interface GridShape {
  readonly columns: number;
  readonly tilePx: number;
  readonly rowPx: number;
  readonly rows: number;
}

/** How large tiles are. */
export const TILE_SIZES = ["S", "M", "L"] as const;
export type TileSize = (typeof TILE_SIZES)[number];

const GAP_PX = 10;
const LEAST_TILE_PX = { S: 150, M: 300, L: 460 } as const satisfies Record<TileSize, number>;
/** A phone has two small tiles beside each other, and one of the others. */
const LEAST_COLUMNS = { S: 2, M: 1, L: 1 } as const satisfies Record<TileSize, number>;
/** Below the picture: label, answer, bar of sureness. */
const CAPTION_PX = 76;
/** Rows above and below what is seen. */
const BEYOND = 1;

/** @param widthPx of the grid @param count tiles @param captionPx below the picture of each */
export function gridShape(
  widthPx: number,
  count: number,
  size: TileSize = "S",
  captionPx = CAPTION_PX,
): GridShape {
  const fitting = Math.floor((widthPx + GAP_PX) / (LEAST_TILE_PX[size] + GAP_PX));
  const columns = Math.max(LEAST_COLUMNS[size], fitting);
  const tilePx = Math.max(60, (widthPx - GAP_PX * (columns - 1)) / columns);
  const rowPx = tilePx + captionPx + GAP_PX;
  return { columns, tilePx, rowPx, rows: Math.ceil(count / columns) };
}

/** Rows that exist while the grid is scrolled to `topPx` and `heightPx` of it are seen. */
export function rowsSeen(
  { rowPx, rows }: GridShape,
  topPx: number,
  heightPx: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(topPx / rowPx) - BEYOND);
  const to = Math.min(rows, Math.ceil((topPx + heightPx) / rowPx) + BEYOND);
  return { from: Math.min(from, to), to };
}

/** Place that a key leads to from place `at`; null where the key is none of the grid's. */
export function placeOfKey(
  key: string,
  at: number,
  { columns }: Pick<GridShape, "columns">,
  count: number,
  pageRows: number,
): number | null {
  const within = (to: number): number => Math.max(0, Math.min(count - 1, to));
  switch (key) {
    case "ArrowRight":
      return within(at + 1);
    case "ArrowLeft":
      return within(at - 1);
    case "ArrowDown":
      return at + columns < count ? at + columns : at;
    case "ArrowUp":
      return at - columns >= 0 ? at - columns : at;
    case "PageDown":
      return within(at + columns * pageRows);
    case "PageUp":
      return within(at - columns * pageRows);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
