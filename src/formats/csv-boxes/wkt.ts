/** Whether a cell begins as an area does in well-known text (OGC 06-103r4, 7.2). */
export function looksLikeWkt(cell: string): boolean {
  return /^\s*(MULTI)?POLYGON\s*\(/i.test(cell);
}

/** An area of well-known text. */
export interface WktArea {
  /** The outer ring of each part: x and y in turn, without the point that closes it. */
  readonly rings: readonly (readonly number[])[];
  /** Whether a part has holes. */
  readonly hasHoles: boolean;
}

const PART = /\(\s*(\([^()]*\)(?:\s*,\s*\([^()]*\))*)\s*\)/g;

/** Reads `POLYGON ((x y, …))` or `MULTIPOLYGON (((x y, …)), …)`; null where it is none. */
export function readWkt(cell: string): WktArea | null {
  if (!looksLikeWkt(cell)) return null;
  const rings: number[][] = [];
  let hasHoles = false;
  for (const [, part = ""] of cell.matchAll(PART)) {
    const [outer = "", ...holes] = [...part.matchAll(/\(([^()]*)\)/g)].map(([, ring = ""]) => ring);
    hasHoles ||= holes.length > 0;
    const points = outer
      .split(",")
      .map((point) => point.trim().split(/\s+/).slice(0, 2).map(Number));
    const isRead = points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
    if (!isRead) return null;
    const [first, last] = [points[0]!, points.at(-1)!];
    if (points.length > 1 && first[0] === last[0] && first[1] === last[1]) points.pop();
    if (points.length < 3) return null;
    rings.push(points.flat());
  }
  return rings.length === 0 ? null : { rings, hasHoles };
}
