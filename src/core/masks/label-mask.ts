/** A label for each pixel of one image, row-major: an index into label names, or {@link NO_LABEL}. */
export interface LabelMask {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly labels: Int16Array;
}

/** Of a pixel of which nothing is said: it is not counted (void). */
export const NO_LABEL = -1;

/** So many labels can be told apart. */
export const MAX_MASK_LABELS = 32_767;

/** Name of what is on a pixel where nothing is: it is not averaged with others. */
const BACKGROUND = /^_*(background|bg|backgr)_*$/i;

/** Index of the background among labels; −1 where none is called so. */
export function backgroundOf(labels: readonly string[]): number {
  return labels.findIndex((name) => BACKGROUND.test(name));
}

/**
 * A mask as numbers, so that it is kept and handed on as scores are: width, height, then a label and
 * its number of pixels in turn, row after row.
 */
export function packMask({ widthPx, heightPx, labels }: LabelMask): Float64Array {
  let runs = labels.length === 0 ? 0 : 1;
  for (let i = 1; i < labels.length; i++) if (labels[i] !== labels[i - 1]) runs++;
  const packed = new Float64Array(2 + 2 * runs);
  packed[0] = widthPx;
  packed[1] = heightPx;
  let to = 2;
  for (let from = 0; from < labels.length; to += 2) {
    const label = labels[from]!;
    let end = from + 1;
    while (end < labels.length && labels[end] === label) end++;
    packed[to] = label;
    packed[to + 1] = end - from;
    from = end;
  }
  return packed;
}

/**
 * Whether numbers are a mask, without making it: a few numbers may stand for more pixels than there is memory.
 *
 * @param labelCount labels are below it
 * @param maxPixels the most that a mask may have
 */
export function isPackedMask(
  packed: ArrayLike<number>,
  labelCount: number,
  maxPixels: number,
): boolean {
  const [widthPx, heightPx] = [packed[0] ?? 0, packed[1] ?? 0];
  const areSides = [widthPx, heightPx].every((side) => Number.isSafeInteger(side) && side > 0);
  if (!areSides || widthPx * heightPx > maxPixels || packed.length % 2 !== 0) return false;
  let left = widthPx * heightPx;
  for (let k = 2; k < packed.length; k += 2) {
    const [label, length] = [packed[k]!, packed[k + 1]!];
    if (!Number.isInteger(label) || label < NO_LABEL || label >= labelCount) return false;
    if (!Number.isInteger(length) || length < 1) return false;
    left -= length;
  }
  return left === 0;
}

/** {@link packMask} the other way round; null for numbers that are no mask. */
export function unpackMask(packed: Float64Array): LabelMask | null {
  const [widthPx = 0, heightPx = 0] = packed;
  const count = widthPx * heightPx;
  if (!Number.isInteger(widthPx) || !Number.isInteger(heightPx) || !(count >= 1)) return null;
  if (packed.length % 2 !== 0) return null;
  const labels = new Int16Array(count);
  let at = 0;
  for (let k = 2; k < packed.length; k += 2) {
    const end = at + packed[k + 1]!;
    if (!(end > at && end <= count)) return null;
    labels.fill(packed[k]!, at, end);
    at = end;
  }
  return at === count ? { widthPx, heightPx, labels } : null;
}

/**
 * Lengths of runs of each label that occurs, down the columns: zeros and ones in turn, zeros first, as
 * COCO writes masks. By ascending label; pixels without a label have no runs.
 */
export function runsOfLabels({
  widthPx,
  heightPx,
  labels,
}: LabelMask): ReadonlyMap<number, readonly number[]> {
  const runs = new Map<number, number[]>();
  const ends = new Map<number, number>();
  let place = 0;
  for (let x = 0; x < widthPx; x++) {
    for (let at = x; at < labels.length; at += widthPx, place++) {
      const label = labels[at]!;
      if (label < 0) continue;
      const counts = runs.get(label);
      const end = ends.get(label) ?? 0;
      if (counts === undefined) runs.set(label, [place, 1]);
      else if (end === place) counts[counts.length - 1]!++;
      else counts.push(place - end, 1);
      ends.set(label, place + 1);
    }
  }
  const count = widthPx * heightPx;
  for (const [label, counts] of runs) {
    const end = ends.get(label)!;
    if (end < count) counts.push(count - end);
  }
  return new Map([...runs].sort(([a], [b]) => a - b));
}

/** Gives the pixels of an object a label. @param edges of its mask, as `runs.ts` has them */
export function paintEdges(
  { widthPx, heightPx, labels }: LabelMask,
  edges: Uint32Array,
  label: number,
): void {
  for (let e = 0; e + 1 < edges.length; e += 2) {
    let place = edges[e]!;
    const end = edges[e + 1]!;
    while (place < end) {
      const x = Math.floor(place / heightPx);
      const stop = Math.min(end, (x + 1) * heightPx);
      let at = (place - x * heightPx) * widthPx + x;
      for (; place < stop; place++, at += widthPx) labels[at] = label;
    }
  }
}
