import { HomegroundError } from "../errors.js";

/**
 * Masks as COCO has them: lengths of runs of zeros and ones in turn, zeros first (0 where the mask
 * begins with a one), down the columns of the image; they add up to width × height.
 *
 * The *edges* of a mask are the same by place: first pixel of each run of ones and first pixel
 * after it, in turn, pixels counted down the columns. Edges are what overlaps are made from.
 */

/** Lengths of runs of a bitmap. @param bitmap row-major, 0 outside of the mask */
export function runsOfBitmap(bitmap: Uint8Array, widthPx: number, heightPx: number): Float64Array {
  if (bitmap.length !== widthPx * heightPx) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `a bitmap of ${bitmap.length} values is not ${widthPx} × ${heightPx}`,
      where: "bitmap",
      fix: "Pass one value for each pixel",
    });
  }
  const counts: number[] = [];
  let last = false;
  let run = 0;
  for (let x = 0; x < widthPx; x++) {
    for (let at = x; at < bitmap.length; at += widthPx) {
      if ((bitmap[at] !== 0) !== last) {
        counts.push(run);
        run = 0;
        last = !last;
      }
      run++;
    }
  }
  counts.push(run);
  return Float64Array.from(counts);
}

/**
 * A bitmap of lengths of runs: row-major, 1 in the mask.
 *
 * @throws HomegroundError `argument/length-mismatch` when they do not add up to width × height
 */
export function bitmapOfRuns(counts: Float64Array, widthPx: number, heightPx: number): Uint8Array {
  checkRuns(counts, widthPx, heightPx);
  const bitmap = new Uint8Array(widthPx * heightPx);
  let at = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = at + counts[i]!;
    for (; at < end; at++) {
      if (i % 2 === 1) bitmap[(at % heightPx) * widthPx + Math.floor(at / heightPx)] = 1;
    }
  }
  return bitmap;
}

/** Whether lengths of runs are whole, not negative, and add up to width × height. */
export function fillsImage(counts: Float64Array, widthPx: number, heightPx: number): boolean {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (!(count >= 0 && Number.isInteger(count))) return false;
    sum += count;
  }
  return sum === widthPx * heightPx;
}

/** @throws HomegroundError `argument/length-mismatch` unless {@link fillsImage} */
export function checkRuns(counts: Float64Array, widthPx: number, heightPx: number): void {
  if (fillsImage(counts, widthPx, heightPx)) return;
  throw new HomegroundError("argument/length-mismatch", {
    what: `the runs of a mask do not add up to ${widthPx} × ${heightPx} pixels`,
    where: "counts",
    fix: "Pass whole lengths of runs of the whole image",
  });
}

/** Pixels in a mask. */
export function areaOfRuns(counts: Float64Array): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i]!;
  return area;
}

/** x, y, width, height of the least box around a mask; zeros for an empty one. */
export function boxOfRuns(counts: Float64Array, heightPx: number): Float64Array {
  const edges = new Uint32Array(counts.length + 1);
  const box = new Float64Array(4);
  setBox(box, 0, edges, 0, edgesOfRuns(counts, edges, 0), heightPx);
  return box;
}

/**
 * Union or intersection of masks of one size, as lengths of runs; of none of them, no runs.
 *
 * @throws HomegroundError `argument/length-mismatch` when their runs add up differently
 */
export function mergeRuns(
  masks: readonly Float64Array[],
  how: "union" | "intersection",
): Float64Array {
  const [first, ...others] = masks;
  if (first === undefined) return new Float64Array();
  const pixels = first.reduce((sum, count) => sum + count, 0);
  let merged: Uint32Array = allEdges(first);
  for (const counts of others) {
    checkRuns(counts, pixels, 1);
    const edges = allEdges(counts);
    const into = new Uint32Array(merged.length + edges.length);
    merged = into.subarray(0, mergeEdges(merged, edges, how, into));
  }
  return runsOfEdges(merged, pixels);
}

function allEdges(counts: Float64Array): Uint32Array {
  const edges = new Uint32Array(counts.length + 1);
  return edges.subarray(0, edgesOfRuns(counts, edges, 0));
}

/**
 * Writes the edges of a mask. Runs without length leave none.
 *
 * @param edges room for counts.length + 1 values from `from`
 * @returns the place after the last one
 */
export function edgesOfRuns(counts: Float64Array, edges: Uint32Array, from: number): number {
  let to = from;
  let at = 0;
  for (let i = 0; i < counts.length; i++) {
    const start = at;
    at += counts[i]!;
    if (i % 2 === 0 || at === start) continue;
    if (to > from && edges[to - 1] === start) edges[to - 1] = at;
    else {
      edges[to++] = start;
      edges[to++] = at;
    }
  }
  return to;
}

/** @param pixels width × height */
export function runsOfEdges(edges: Uint32Array, pixels: number): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  let at = 0;
  for (let i = 0; i < edges.length; i++) {
    counts[i] = edges[i]! - at;
    at = edges[i]!;
  }
  counts[edges.length] = pixels - at;
  return edges.length > 0 && at === pixels ? counts.subarray(0, edges.length) : counts;
}

/**
 * Union or intersection of two masks.
 *
 * @param into room for the edges of both
 * @returns how many it got
 */
export function mergeEdges(
  a: Uint32Array,
  b: Uint32Array,
  how: "union" | "intersection",
  into: Uint32Array,
): number {
  const wanted = how === "union" ? 1 : 2;
  let i = 0;
  let j = 0;
  let count = 0;
  while (i < a.length || j < b.length) {
    const nextA = i < a.length ? a[i]! : Number.POSITIVE_INFINITY;
    const nextB = j < b.length ? b[j]! : Number.POSITIVE_INFINITY;
    const wasInside = (i & 1) + (j & 1) >= wanted;
    if (nextA <= nextB) i++;
    if (nextB <= nextA) j++;
    if ((i & 1) + (j & 1) >= wanted !== wasInside) into[count++] = Math.min(nextA, nextB);
  }
  return count;
}

/** Writes the least box around edges[from … to − 1] as x, y, width, height; zeros for none. */
export function setBox(
  box: Float64Array,
  place: number,
  edges: Uint32Array,
  from: number,
  to: number,
  heightPx: number,
): void {
  if (to === from) {
    box.fill(0, place, place + 4);
    return;
  }
  let top = heightPx;
  let bottom = -1;
  for (let k = from; k < to; k += 2) {
    const first = edges[k]!;
    const last = edges[k + 1]! - 1;
    const y = first % heightPx;
    // A run that goes on in the next column holds the end of one and the start of the other.
    const reachesNext = y + last - first >= heightPx;
    if (reachesNext || y < top) top = reachesNext ? 0 : y;
    const low = reachesNext ? heightPx - 1 : y + last - first;
    if (low > bottom) bottom = low;
  }
  const left = Math.floor(edges[from]! / heightPx);
  box[place] = left;
  box[place + 1] = top;
  box[place + 2] = Math.floor((edges[to - 1]! - 1) / heightPx) - left + 1;
  box[place + 3] = bottom - top + 1;
}
