/** The middle of a mark, in px of the window. */
export interface MarkPoint {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** Marks that are no further apart than this in x stand above each other. */
const SAME_X_PX = 1;

/** Row of the mark nearest in x, among those at the same x the nearest in y; null of none. */
export function nearestRow(points: readonly MarkPoint[], x: number, y: number): number | null {
  let best: MarkPoint | null = null;
  for (const point of points) {
    if (best === null) {
      best = point;
      continue;
    }
    const gain = Math.abs(best.x - x) - Math.abs(point.x - x);
    const higher = Math.abs(best.x - point.x) <= SAME_X_PX;
    if (higher ? Math.abs(point.y - y) < Math.abs(best.y - y) : gain > 0) best = point;
  }
  return best?.row ?? null;
}
