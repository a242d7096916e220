import { quantileSorted } from "../../statistics/bootstrap.js";

/*
 * The outer edges of numbers (METHODS §7.1 step 2) of all images but those of one cluster (step 4), for
 * every cluster.
 */

/** Images of cluster g: `images[start[g]]` … `images[start[g + 1] − 1]`. */
export interface ClusterImages {
  readonly images: Int32Array;
  readonly start: Int32Array;
}

/** @param cluster 0 … count − 1 for each image */
export function imagesByCluster({
  cluster,
  count,
}: {
  readonly cluster: Int32Array;
  readonly count: number;
}): ClusterImages {
  const start = new Int32Array(count + 1);
  for (const g of cluster) start[g + 1]!++;
  for (let g = 0; g < count; g++) start[g + 1]! += start[g]!;
  const next = start.slice();
  const images = new Int32Array(cluster.length);
  for (let i = 0; i < cluster.length; i++) images[next[cluster[i]!]!++] = i;
  return { images, start };
}

/**
 * 1 for images that lie within the outer edges of the test set without their own cluster.
 *
 * @param columns numbers of each image, NaN = missing, which is never outside
 * @param groups null where each image stands for itself
 */
export function withinTheRest(
  columns: readonly Float64Array[],
  groups: ClusterImages | null,
  n: number,
): Uint8Array {
  const inside = new Uint8Array(n).fill(1);
  const count = groups === null ? n : groups.start.length - 1;
  const single = new Int32Array(1);
  for (const values of columns) {
    const rest = createRest(values);
    for (let g = 0; g < count; g++) {
      single[0] = g;
      const members =
        groups === null ? single : groups.images.subarray(groups.start[g]!, groups.start[g + 1]!);
      if (rest.isSurelyWithin(members)) continue;
      const edges = rest.edgesWithout(members);
      for (const i of members) {
        const value = values[i]!;
        if (Number.isNaN(value)) continue;
        if (edges === null || value < edges[0] || value > edges[1]) inside[i] = 0;
      }
    }
  }
  return inside;
}

/** Of more images than this the edges are found at once: that costs each of them little. */
const MOST_LOOKED_AT = 64;

interface Rest {
  /** Whether all of `members` are within the edges of the others, which is seen without finding these. */
  isSurelyWithin(members: Int32Array): boolean;
  /** Outer edges (METHODS §7.1 step 2) of all values but those of `members`; null if none is left. */
  edgesWithout(members: Int32Array): readonly [number, number] | null;
}

/** Values sorted once, so that leaving a few out costs as many steps as they are. */
function createRest(values: Float64Array): Rest {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const sureBySize = new Map<number, readonly [number, number]>();
  const sureRange = (size: number): readonly [number, number] => {
    const known = sureBySize.get(size) ?? surelyWithin(sorted, size);
    sureBySize.set(size, known);
    return known;
  };
  return {
    isSurelyWithin(members) {
      const [low, high] = sureRange(members.length);
      for (let k = 0; k < members.length; k++) {
        const value = values[members[k]!]!;
        // A missing value is within.
        if (value <= low || value >= high) return false;
      }
      return true;
    },
    edgesWithout(members) {
      const out = Float64Array.from(members, (i) => values[i]!)
        .filter((value) => !Number.isNaN(value))
        .sort();
      const left = sorted.length - out.length;
      if (left === 0) return null;
      const q = (share: number): number => quantileWithout(sorted, out, share);
      const range = q(0.75) - q(0.25);
      let low = orderWithout(sorted, out, 0);
      let high = orderWithout(sorted, out, left - 1);
      if (range > 0) {
        const countWithin = (from: number, to: number): number =>
          upperBound(sorted, to) -
          lowerBound(sorted, from) -
          (upperBound(out, to) - lowerBound(out, from));
        const near = (value: number): number => nearCount(value, range, countWithin);
        while (low < high && near(low) < 3) low = nextAbove(sorted, out, low);
        while (high > low && near(high) < 3) high = nextBelow(sorted, out, high);
      }
      return [low, high];
    },
  };
}

/**
 * Limits between which values are within the outer edges of what is left, whichever `size` values between
 * them are taken away: both limits stay and have three values near them whatever goes, so that no edge
 * moves beyond them.
 *
 * @returns [∞, −∞] where there are none such
 */
function surelyWithin(sorted: Float64Array, size: number): readonly [number, number] {
  const none = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
  const left = sorted.length - size;
  if (left < 1 || size > MOST_LOOKED_AT) return none;
  // Taking values away moves a place in the order by as many at most; missing ones take none away.
  const at = (place: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, place))]!;
  const lowestUpper = at(Math.floor((left - 1) * 0.75));
  const highestLower = at(Math.floor((sorted.length - 1) * 0.25) + 1 + size);
  const range = Math.max(0, lowestUpper - highestLower);
  const isKept = (value: number): boolean =>
    upperBound(sorted, value + range) - lowerBound(sorted, value - range) >= 3 + size;
  let first = 0;
  while (first < sorted.length && !isKept(sorted[first]!)) first++;
  let last = sorted.length - 1;
  while (last > first && !isKept(sorted[last]!)) last--;
  return first < last ? [sorted[first]!, sorted[last]!] : none;
}

/** Values v with |v − value| ≤ range, as the difference is rounded. */
function nearCount(
  value: number,
  range: number,
  countWithin: (from: number, to: number) => number,
): number {
  return countWithin(value - range, value + range);
}

/** r-th smallest (from 0) of `sorted` without the values of `out`, which it holds. */
function orderWithout(sorted: Float64Array, out: Float64Array, r: number): number {
  // As many of `out` stand before it as have at most r of the others before them.
  let low = 0;
  let high = out.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = out[middle]!;
    if (lowerBound(sorted, value) - lowerBound(out, value) > r) high = middle;
    else low = middle + 1;
  }
  return sorted[r + low]!;
}

function quantileWithout(sorted: Float64Array, out: Float64Array, share: number): number {
  if (out.length === 0) return quantileSorted(sorted, share);
  const h = (sorted.length - out.length - 1) * share;
  const floor = Math.floor(h);
  const low = orderWithout(sorted, out, floor);
  const weight = h - floor;
  if (weight === 0) return low;
  return low + weight * (orderWithout(sorted, out, floor + 1) - low);
}

/** The next greater value that is left; the same where there is none. */
function nextAbove(sorted: Float64Array, out: Float64Array, value: number): number {
  let at = upperBound(sorted, value);
  while (at < sorted.length) {
    const next = sorted[at]!;
    const end = upperBound(sorted, next);
    if (end - at > upperBound(out, next) - lowerBound(out, next)) return next;
    at = end;
  }
  return value;
}

function nextBelow(sorted: Float64Array, out: Float64Array, value: number): number {
  let at = lowerBound(sorted, value) - 1;
  while (at >= 0) {
    const next = sorted[at]!;
    const start = lowerBound(sorted, next);
    if (at + 1 - start > upperBound(out, next) - lowerBound(out, next)) return next;
    at = start - 1;
  }
  return value;
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
