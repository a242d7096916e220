import { HomegroundError } from "../errors.js";
import { type ObjectColumns, SHAPE_FORM } from "../objects.js";
import { edgesOfPolygons } from "./polygon-runs.js";
import { checkRuns, edgesOfRuns, setBox } from "./runs.js";

/** Masks of objects of one image as columns, ready to be compared. */
export interface Masks {
  readonly count: number;
  readonly heightPx: number;
  /**
   * First pixel of each run and first pixel after it, in turn, counted down the columns: those of
   * mask i are edges[start[i]] … edges[start[i + 1] − 1].
   */
  readonly edges: Uint32Array;
  readonly start: Int32Array;
  /** Pixels of each mask. */
  readonly area: Float64Array;
  /** Least box around each mask: x, y, width, height, row-major count × 4; zeros for none. */
  readonly box: Float64Array;
}

/** An image may have so many pixels for masks to be compared: places are 32-bit numbers. */
const MAX_MASK_PIXELS = 2 ** 32 - 1;

/**
 * Masks of some objects of one image, in the order of `rows`. An object without an outline has its
 * box as its mask, drawn as a polygon; so the reference does for detections.
 *
 * @param rows places in `objects`, all of one image
 * @param widthPx whole, > 0; `heightPx` likewise, with at most {@link MAX_MASK_PIXELS} pixels
 * @throws HomegroundError `argument/out-of-range` for a size that is none, or for a polygon's
 *   coordinates; `argument/length-mismatch` when runs are of another size
 */
export function masksOf(
  objects: ObjectColumns,
  rows: ArrayLike<number>,
  widthPx: number,
  heightPx: number,
): Masks {
  checkSize(widthPx, heightPx);
  const count = rows.length;
  const start = new Int32Array(count + 1);
  const area = new Float64Array(count);
  const box = new Float64Array(count * 4);
  let edges = new Uint32Array(1024);
  let length = 0;
  const reserve = (more: number): void => {
    if (length + more <= edges.length) return;
    const larger = new Uint32Array(Math.max(length + more, edges.length * 2));
    larger.set(edges.subarray(0, length));
    edges = larger;
  };
  for (let k = 0; k < count; k++) {
    const from = length;
    const runs = runsOf(objects, rows[k]!);
    if (runs !== null) {
      checkRuns(runs, widthPx, heightPx);
      reserve(runs.length + 1);
      length = edgesOfRuns(runs, edges, from);
    } else {
      const drawn = edgesOfPolygons(polygonsOf(objects, rows[k]!), widthPx, heightPx);
      reserve(drawn.length);
      edges.set(drawn, from);
      length += drawn.length;
    }
    for (let e = from; e < length; e += 2) area[k]! += edges[e + 1]! - edges[e]!;
    setBox(box, k * 4, edges, from, length, heightPx);
    start[k + 1] = length;
  }
  return { count, heightPx, edges: edges.subarray(0, length), start, area, box };
}

/** Lengths of the runs of an object's outline; null where it is none of runs. */
function runsOf({ shapes }: ObjectColumns, row: number): Float64Array | null {
  if (shapes === undefined || shapes.form[row] !== SHAPE_FORM.runs) return null;
  const part = shapes.partStart[row]!;
  return shapes.values.subarray(shapes.valueStart[part], shapes.valueStart[part + 1]);
}

function polygonsOf({ shapes, box }: ObjectColumns, row: number): Float64Array[] {
  if (shapes === undefined || shapes.form[row] !== SHAPE_FORM.polygons) {
    return [boxPolygon(box, row)];
  }
  const polygons: Float64Array[] = [];
  for (let part = shapes.partStart[row]!; part < shapes.partStart[row + 1]!; part++) {
    polygons.push(shapes.values.subarray(shapes.valueStart[part], shapes.valueStart[part + 1]));
  }
  return polygons;
}

function boxPolygon(box: Float64Array, row: number): Float64Array {
  const x = box[row * 4]!;
  const y = box[row * 4 + 1]!;
  const right = x + box[row * 4 + 2]!;
  const low = y + box[row * 4 + 3]!;
  return Float64Array.of(x, y, x, low, right, low, right, y);
}

function checkSize(widthPx: number, heightPx: number): void {
  const isSize = (side: number) => Number.isInteger(side) && side > 0;
  if (isSize(widthPx) && isSize(heightPx) && widthPx * heightPx <= MAX_MASK_PIXELS) return;
  throw new HomegroundError("argument/out-of-range", {
    what: `${widthPx} × ${heightPx} is no size of an image for masks`,
    where: "widthPx, heightPx",
    fix: `Pass whole pixels, at most ${MAX_MASK_PIXELS} of them`,
  });
}

/**
 * Overlap of detected with annotated masks of one image: area of what they share over the area of
 * both together; for a crowd over the area of the detection alone. 0 where they share nothing.
 *
 * Only pairs whose boxes meet are compared run by run, and of those only the runs of the columns
 * that both have. Source: COCO API, `maskApi.c` (`rleIou`).
 *
 * @param detected places in `detections` that are compared, as `annotated` in `truths`
 * @param isCrowd of each mask of `truths`: not 0 for a crowd
 * @returns row-major detected × annotated, in [0, 1]
 * @throws HomegroundError `argument/length-mismatch` when the images are of different height
 */
export function maskOverlaps(
  detections: Masks,
  detected: ArrayLike<number>,
  truths: Masks,
  annotated: ArrayLike<number>,
  isCrowd: Uint8Array,
): Float64Array {
  if (detections.heightPx !== truths.heightPx) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `masks of images of ${detections.heightPx} and ${truths.heightPx} px height`,
      where: "masks",
      fix: "Compare masks of one image",
    });
  }
  const overlaps = new Float64Array(detected.length * annotated.length);
  let place = 0;
  for (let d = 0; d < detected.length; d++) {
    const detection = detected[d]!;
    for (let t = 0; t < annotated.length; t++, place++) {
      const truth = annotated[t]!;
      const shared = sharedPixels(detections, detection, truths, truth);
      if (shared === 0) continue;
      const own = detections.area[detection]!;
      overlaps[place] =
        isCrowd[truth] !== 0 ? shared / own : shared / (own + truths.area[truth]! - shared);
    }
  }
  return overlaps;
}

/** One mask. @param edges as `runs.ts` has them */
export function maskOfEdges(edges: Uint32Array, heightPx: number): Masks {
  const box = new Float64Array(4);
  setBox(box, 0, edges, 0, edges.length, heightPx);
  let area = 0;
  for (let e = 0; e < edges.length; e += 2) area += edges[e + 1]! - edges[e]!;
  const start = Int32Array.of(0, edges.length);
  return { count: 1, heightPx, edges, start, area: Float64Array.of(area), box };
}

/** Pixels that two masks of one image share. */
export function sharedPixels(a: Masks, i: number, b: Masks, j: number): number {
  const boxA = a.box;
  const boxB = b.box;
  const left = Math.max(boxA[i * 4]!, boxB[j * 4]!);
  const right = Math.min(boxA[i * 4]! + boxA[i * 4 + 2]!, boxB[j * 4]! + boxB[j * 4 + 2]!);
  if (left >= right) return 0;
  const top = Math.max(boxA[i * 4 + 1]!, boxB[j * 4 + 1]!);
  const low = Math.min(boxA[i * 4 + 1]! + boxA[i * 4 + 3]!, boxB[j * 4 + 1]! + boxB[j * 4 + 3]!);
  if (top >= low) return 0;
  const edgesA = a.edges;
  const edgesB = b.edges;
  const endA = a.start[i + 1]!;
  const endB = b.start[j + 1]!;
  const first = left * a.heightPx;
  const last = right * a.heightPx;
  let p = firstRunAfter(edgesA, a.start[i]!, endA, first);
  let q = firstRunAfter(edgesB, b.start[j]!, endB, first);
  let shared = 0;
  while (p < endA && q < endB) {
    const startA = edgesA[p]!;
    const startB = edgesB[q]!;
    if (startA >= last || startB >= last) break;
    const stopA = edgesA[p + 1]!;
    const stopB = edgesB[q + 1]!;
    const from = Math.max(startA, startB);
    const to = Math.min(stopA, stopB);
    if (to > from) shared += to - from;
    if (stopA < stopB) p += 2;
    else q += 2;
  }
  return shared;
}

/** Place of the first run between `from` and `to` that ends after a pixel. */
function firstRunAfter(edges: Uint32Array, from: number, to: number, pixel: number): number {
  let low = 0;
  let high = (to - from) >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[from + 2 * middle + 1]! > pixel) high = middle;
    else low = middle + 1;
  }
  return from + 2 * low;
}
