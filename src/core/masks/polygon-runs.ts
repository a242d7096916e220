import { HomegroundError } from "../errors.js";
import { mergeEdges, runsOfEdges } from "./runs.js";

/** Outlines are drawn on a grid so many times finer than the pixels. */
const FINE = 5;

/** Where a pixel's column is cut, on the fine grid: between this step of five and the next. */
const CUT = 2;

/** Coordinates beyond this are no place of any image, and would lose digits on the fine grid. */
const POLYGON_LIMIT_PX = 1e8;

/**
 * Mask of an outline of polygons as lengths of runs, to the pixel as COCO's reference draws it:
 * corners are rounded to a grid five times finer than the pixels, the boundary is walked in whole
 * steps of that grid, and where it passes the middle of a column of pixels its height is rounded
 * up. Inside is what the boundary passes an odd number of times; several polygons are joined.
 *
 * Source: COCO API, `maskApi.c` (`rleFrPoly`). The places where a boundary passes a column are
 * computed one by one instead of walking to them.
 *
 * @param polygons each x1, y1, x2, y2, … in pixels, within ± {@link POLYGON_LIMIT_PX}
 * @throws HomegroundError `argument/out-of-range` for other coordinates
 */
export function runsOfPolygons(
  polygons: readonly Float64Array[],
  widthPx: number,
  heightPx: number,
): Float64Array {
  return runsOfEdges(edgesOfPolygons(polygons, widthPx, heightPx), widthPx * heightPx);
}

/** {@link runsOfPolygons} as edges. */
export function edgesOfPolygons(
  polygons: readonly Float64Array[],
  widthPx: number,
  heightPx: number,
): Uint32Array {
  let joined: Uint32Array = new Uint32Array();
  for (const polygon of polygons) {
    const edges = edgesOfPolygon(polygon, widthPx, heightPx);
    if (joined.length === 0) {
      joined = edges;
      continue;
    }
    const into = new Uint32Array(joined.length + edges.length);
    joined = into.subarray(0, mergeEdges(joined, edges, "union", into));
  }
  return joined;
}

/** Places where the boundary passes columns, growing. */
interface Crossings {
  places: Uint32Array<ArrayBuffer>;
  count: number;
}

function edgesOfPolygon(xy: Float64Array, widthPx: number, heightPx: number): Uint32Array {
  const crossings: Crossings = { places: new Uint32Array(256), count: 0 };
  const corners = xy.length >> 1;
  if (corners > 0) {
    let fromX = onGrid(xy[2 * corners - 2]!);
    let fromY = onGrid(xy[2 * corners - 1]!);
    for (let j = 0; j < corners; j++) {
      const toX = onGrid(xy[2 * j]!);
      const toY = onGrid(xy[2 * j + 1]!);
      // The reference walks from corner j to j + 1; which side is first makes no difference.
      addCrossings(crossings, fromX, fromY, toX, toY, widthPx, heightPx);
      fromX = toX;
      fromY = toY;
    }
  }
  const sorted = crossings.places.subarray(0, crossings.count).sort();
  // Passed twice at one place is not passed.
  let kept = 0;
  for (let k = 0; k < sorted.length; k++) {
    if (kept > 0 && sorted[kept - 1] === sorted[k]) kept--;
    else sorted[kept++] = sorted[k]!;
  }
  return sorted.slice(0, kept);
}

function onGrid(coordinate: number): number {
  if (!(Math.abs(coordinate) <= POLYGON_LIMIT_PX)) {
    throw new HomegroundError("argument/out-of-range", {
      what: `${coordinate} is no coordinate of an image`,
      where: "polygons",
      fix: "Pass finite coordinates in pixels",
    });
  }
  return Math.trunc(FINE * coordinate + 0.5);
}

/** Adds the place of each column that a side of the polygon passes; all on the fine grid. */
function addCrossings(
  crossings: Crossings,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  widthPx: number,
  heightPx: number,
): void {
  const width = Math.abs(toX - fromX);
  const height = Math.abs(toY - fromY);
  const low = Math.max(0, Math.ceil((Math.min(fromX, toX) - CUT) / FINE));
  const high = Math.min(widthPx - 1, Math.floor((Math.max(fromX, toX) - CUT - 1) / FINE));
  if (low > high) return;
  const isFlat = width >= height;
  const isTurned = isFlat ? fromX > toX : fromY > toY;
  const startX = isTurned ? toX : fromX;
  const startY = isTurned ? toY : fromY;
  const endX = isTurned ? fromX : toX;
  const endY = isTurned ? fromY : toY;
  const slope = isFlat ? (endY - startY) / width : (endX - startX) / height;
  for (let column = low; column <= high; column++) {
    const cut = column * FINE + CUT;
    let y: number;
    if (isFlat) {
      const t = cut - startX;
      const before = Math.trunc(startY + slope * t + 0.5);
      y = Math.min(before, Math.trunc(startY + slope * (t + 1) + 0.5));
    } else y = startY + stepAcross(startX, slope, cut) - 1;
    const fine = (y + 0.5) / FINE - 0.5;
    const row = Math.ceil(Math.min(heightPx, Math.max(0, fine)));
    if (crossings.count === crossings.places.length) {
      const larger = new Uint32Array(crossings.count * 2);
      larger.set(crossings.places);
      crossings.places = larger;
    }
    crossings.places[crossings.count++] = column * heightPx + row;
  }
}

/** The first step of a steep side that is on the other side of a cut. */
function stepAcross(startX: number, slope: number, cut: number): number {
  const isAcross = (t: number): boolean => {
    const x = Math.trunc(startX + slope * t + 0.5);
    return slope > 0 ? x > cut : x <= cut;
  };
  // From where it should be in real numbers to where it is in doubles.
  let t = Math.max(1, Math.ceil((cut + 0.5 - startX) / slope));
  while (t > 1 && isAcross(t - 1)) t--;
  while (!isAcross(t)) t++;
  return t;
}
