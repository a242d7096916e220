import { edgesOfPolygons } from "../../core/masks/polygon-runs.js";

/**
 * Pixels of a picture as they are drawn: first pixel of each run and first pixel after it, in turn and
 * ascending, counted along the rows.
 */
export type Region = Uint32Array;

/** Size of a picture in pixels. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A place in a picture, in pixels from its upper left corner: the middle of the first pixel is (0.5, 0.5). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels whose middle is no further than a radius from the line between two places. */
export function brushRegion(
  from: Place,
  to: Place,
  radiusPx: number,
  { widthPx, heightPx }: Size,
): Region {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const limit = radiusPx * radiusPx;
  const isIn = (column: number, row: number): boolean => {
    const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / square));
    const [offX, offY] = [x - along * dx, y - along * dy];
    return offX * offX + offY * offY <= limit;
  };
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radiusPx - 1));
  const bottom = Math.min(heightPx - 1, Math.ceil(Math.max(from.y, to.y) + radiusPx));
  const edges: number[] = [];
  for (let row = top; row <= bottom; row++) {
    const [low, high] = acrossCapsule(from, to, radiusPx, row + 0.5);
    if (low > high) continue;
    // From where the ends are in real numbers to the pixels of which the distance says so.
    let first = Math.floor(low - 0.5);
    let last = Math.ceil(high - 0.5);
    while (first <= last && !isIn(first, row)) first++;
    while (first <= last && !isIn(last, row)) last--;
    if (first > last) continue;
    const start = Math.max(0, first);
    const end = Math.min(widthPx, last + 1);
    if (start < end) edges.push(row * widthPx + start, row * widthPx + end);
  }
  return Uint32Array.from(edges);
}

/** Where a row passes through the places within a radius of a line; the first above the second: nowhere. */
function acrossCapsule(
  from: Place,
  to: Place,
  radiusPx: number,
  y: number,
): readonly [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (x: number): void => {
    low = Math.min(low, x);
    high = Math.max(high, x);
  };
  for (const end of [from, to]) {
    // A hair more than the radius: what rounding takes away is looked at pixel by pixel.
    const rest = (radiusPx + 0.01) ** 2 - (y - end.y) ** 2;
    if (rest < 0) continue;
    take(end.x - Math.sqrt(rest));
    take(end.x + Math.sqrt(rest));
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0 || dy === 0) return [low, high];
  // The two long sides.
  const [offX, offY] = [(-dy / length) * radiusPx, (dx / length) * radiusPx];
  for (const side of [-1, 1]) {
    const along = (y - (from.y + side * offY)) / dy;
    if (along >= 0 && along <= 1) take(from.x + side * offX + along * dx);
  }
  return [low, high];
}

/** Pixels inside a polygon, as annotations of other tools are drawn: `core/masks/polygon-runs.ts`. */
export function polygonRegion(corners: readonly Place[], size: Size): Region {
  const points = Float64Array.from(corners.flatMap(({ x, y }) => [x, y]));
  return alongRows(edgesOfPolygons([points], size.widthPx, size.heightPx), size);
}

/** A mask whose edges run down the columns, as `core/masks/runs.ts` has them. */
export function alongRows(edges: Uint32Array, { widthPx, heightPx }: Size): Region {
  return turned(edges, heightPx, widthPx);
}

/** {@link alongRows} the other way round. */
export function downColumns(region: Region, { widthPx, heightPx }: Size): Uint32Array {
  return turned(region, widthPx, heightPx);
}

/** @param lineLength places of a line that edges run along; of `lines` */
function turned(edges: Uint32Array, lineLength: number, lines: number): Uint32Array {
  if (edges.length === 0) return new Uint32Array();
  let [least, most] = [lineLength, 0];
  eachPiece(edges, lineLength, (_, from, to) => {
    least = Math.min(least, from);
    most = Math.max(most, to);
  });
  const first = Math.floor(edges[0]! / lineLength);
  const width = Math.floor((edges[edges.length - 1]! - 1) / lineLength) - first + 1;
  const isIn = new Uint8Array(width * (most - least));
  eachPiece(edges, lineLength, (line, from, to) => {
    for (let at = from; at < to; at++) isIn[(at - least) * width + line - first] = 1;
  });
  const found: number[] = [];
  for (let row = 0; row < most - least; row++) {
    for (let at = row * width, stop = at + width; at < stop; ) {
      const start = isIn.indexOf(1, at);
      if (start < 0 || start >= stop) break;
      let end = start + 1;
      while (end < stop && isIn[end] === 1) end++;
      add(found, (row + least) * lines + first + start - row * width, end - start);
      at = end;
    }
  }
  return Uint32Array.from(found);
}

/** Adds a run behind the others, to the last one where it goes on. */
function add(edges: number[], start: number, length: number): void {
  if (edges.length > 0 && edges[edges.length - 1] === start)
    edges[edges.length - 1] = start + length;
  else edges.push(start, start + length);
}

/** The part of each run that lies in one line. */
function eachPiece(
  edges: Uint32Array,
  lineLength: number,
  take: (line: number, from: number, to: number) => void,
): void {
  for (let e = 0; e + 1 < edges.length; e += 2) {
    const end = edges[e + 1]!;
    for (let at = edges[e]!; at < end; ) {
      const line = Math.floor(at / lineLength);
      const stop = Math.min(end, (line + 1) * lineLength);
      take(line, at - line * lineLength, stop - line * lineLength);
      at = stop;
    }
  }
}

/** Pixels that hang together with one, side by side, and have its value. */
export function fillRegion(
  values: Int16Array,
  { widthPx, heightPx }: Size,
  column: number,
  row: number,
): Region {
  const value = values[row * widthPx + column];
  const isTaken = new Uint8Array(values.length);
  const open: number[] = [row * widthPx + column];
  const runs: number[] = [];
  while (open.length > 0) {
    const at = open.pop()!;
    if (isTaken[at] === 1) continue;
    const begin = at - (at % widthPx);
    let start = at;
    while (start > begin && values[start - 1] === value && isTaken[start - 1] === 0) start--;
    let end = at + 1;
    while (end < begin + widthPx && values[end] === value && isTaken[end] === 0) end++;
    isTaken.fill(1, start, end);
    runs.push(start);
    for (const step of [-widthPx, widthPx]) {
      const beside = begin + step;
      if (beside < 0 || beside >= widthPx * heightPx) continue;
      for (let next = start + step; next < end + step; next++) {
        const isFirst = next === start + step || values[next - 1] !== value;
        if (isFirst && values[next] === value && isTaken[next] === 0) open.push(next);
      }
    }
  }
  const edges: number[] = [];
  for (const start of Float64Array.from(runs).sort()) {
    let end = start + 1;
    const stop = start - (start % widthPx) + widthPx;
    while (end < stop && isTaken[end] === 1) end++;
    if (edges.length === 0 || edges[edges.length - 1]! <= start) add(edges, start, end - start);
  }
  return Uint32Array.from(edges);
}

/** Pixels that have a value. */
export function regionOfValue(values: Int16Array, value: number): Region {
  const edges: number[] = [];
  for (let start = values.indexOf(value); start >= 0; ) {
    let end = start + 1;
    while (end < values.length && values[end] === value) end++;
    edges.push(start, end);
    start = values.indexOf(value, end);
  }
  return Uint32Array.from(edges);
}
