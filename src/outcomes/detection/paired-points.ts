import { hypot } from "../../core/elementary.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import type { EvaluatedDetections } from "./evaluated-detections.js";

/**
 * Objects with annotated points, each beside the prediction that is of it: a row an object, in the order of the
 * input.
 */
export interface PairedPoints {
  readonly unitCount: number;
  readonly unit: string;
  readonly cluster: Int32Array | null;
  readonly clusterCount: number;
  readonly classes: readonly string[];
  /** Names of the points. */
  readonly joints: readonly string[];
  readonly count: number;
  /** Of each object: its unit, its class, its row in the input, and that of its prediction; −1 for none. */
  readonly unitOf: Int32Array;
  readonly label: Int32Array;
  readonly source: Int32Array;
  readonly partner: Int32Array;
  /** x, y, visibility of each point, row-major count × joints × 3. */
  readonly truth: Float64Array;
  /** Distance of each point that is annotated and predicted, in px; NaN for the others. Row-major count × joints. */
  readonly distance: Float64Array;
  /** x, y of each point of the prediction, row-major count × joints × 2; NaN for none. */
  readonly predicted: Float64Array;
  /** x, y, width, height. */
  readonly box: Float64Array;
}

/** What pairs are made of. */
export type PairableObjects = Pick<
  EvaluatedDetections,
  | "input"
  | "unitOfImage"
  | "classes"
  | "unitCount"
  | "unit"
  | "cluster"
  | "clusterCount"
  | "threshold"
>;

const paired = new WeakMap<PairableObjects, PairedPoints>();

/**
 * Which prediction is of which object, for figures of single points. Of an image's predictions of a label the surest
 * count, as many as it has objects of that label, and only those that reach the threshold where one is set. They are paired
 * one to one, the pair with the least mean distance of annotated points first; of equal ones the surer, then the first.
 */
export function pairedPoints(outcomes: PairableObjects): PairedPoints {
  const known = paired.get(outcomes);
  if (known !== undefined) return known;
  const made = pairPoints(outcomes);
  paired.set(outcomes, made);
  return made;
}

function pairPoints(outcomes: PairableObjects): PairedPoints {
  const { input, unitOfImage, classes, unitCount, unit, cluster, clusterCount } = outcomes;
  const { truth, keypoints } = input;
  if (keypoints === undefined) throw new Error("points to pair, and none given");
  const { joints = null, sigmas, truth: annotated, detections: found } = keypoints;
  const width = sigmas.length;
  const isCounted = (row: number): boolean =>
    (truth.flags[row]! & (OBJECT_FLAG.crowd | OBJECT_FLAG.ignored)) === 0;
  const source = Int32Array.from(
    Array.from({ length: truth.count }, (_, row) => row).filter(isCounted),
  );
  const count = source.length;
  const partnerOf = pairs(outcomes, annotated, found, width, isCounted);
  const partner = source.map((row) => partnerOf[row]!);
  const points = new Float64Array(count * width * 3);
  const predicted = new Float64Array(count * width * 2).fill(Number.NaN);
  const distance = new Float64Array(count * width).fill(Number.NaN);
  const box = new Float64Array(count * 4);
  for (let i = 0; i < count; i++) {
    const row = source[i]!;
    points.set(annotated.subarray(row * width * 3, (row + 1) * width * 3), i * width * 3);
    box.set(truth.box.subarray(4 * row, 4 * row + 4), 4 * i);
    const d = partner[i]!;
    if (d < 0) continue;
    predicted.set(found.subarray(d * width * 2, (d + 1) * width * 2), i * width * 2);
    for (let k = 0; k < width; k++) {
      if (!(points[(i * width + k) * 3 + 2]! > 0)) continue;
      distance[i * width + k] = distanceOf(annotated, row * width + k, found, d * width + k);
    }
  }
  return {
    unitCount,
    unit,
    cluster,
    clusterCount,
    classes,
    joints: joints?.names ?? Array.from({ length: width }, (_, k) => `point ${k + 1}`),
    count,
    unitOf: source.map((row) => unitOfImage[truth.image[row]!]!),
    label: source.map((row) => truth.label[row]!),
    source,
    partner,
    truth: points,
    distance,
    predicted,
    box,
  };
}

/** Distance of point j of the truth and point k of the predictions; NaN where it is not predicted. */
function distanceOf(annotated: Float64Array, j: number, found: Float64Array, k: number): number {
  return hypot(found[2 * k]! - annotated[3 * j]!, found[2 * k + 1]! - annotated[3 * j + 1]!);
}

/** Row of the detection that is paired with each object; −1 for none. */
function pairs(
  { input, threshold }: PairableObjects,
  annotated: Float64Array,
  found: Float64Array,
  width: number,
  isCounted: (row: number) => boolean,
): Int32Array {
  const { truth, detections, imageCount } = input;
  const partnerOf = new Int32Array(truth.count).fill(-1);
  const objectsOf = rowsByImage(truth.image, imageCount);
  const detectionsOf = rowsByImage(detections.image, imageCount);
  const least = threshold ?? Number.NEGATIVE_INFINITY;
  for (let image = 0; image < imageCount; image++) {
    const objects = rowsOfImage(objectsOf, image);
    const inImage = rowsOfImage(detectionsOf, image);
    for (const label of new Set(objects.map((row) => truth.label[row]!))) {
      const own = objects.filter((row) => truth.label[row] === label);
      const sure = [...inImage.filter((row) => detections.label[row] === label)]
        .filter((row) => detections.score[row]! >= least)
        .sort((a, b) => detections.score[b]! - detections.score[a]! || a - b)
        .slice(0, own.length);
      const candidates: { readonly g: number; readonly d: number; readonly far: number }[] = [];
      for (const d of sure) {
        for (const g of own) {
          if (isCounted(g))
            candidates.push({ g, d, far: meanDistance(annotated, g, found, d, width) });
        }
      }
      // Stable: of equal distances the surer detection, then the first object, stays first.
      candidates.sort((a, b) => (a.far === b.far ? 0 : a.far - b.far));
      const taken = new Set<number>();
      for (const { g, d } of candidates) {
        if (partnerOf[g]! >= 0 || taken.has(d)) continue;
        partnerOf[g] = d;
        taken.add(d);
      }
    }
  }
  return partnerOf;
}

/** Over annotated points that are predicted; infinite where none is. */
function meanDistance(
  annotated: Float64Array,
  g: number,
  found: Float64Array,
  d: number,
  width: number,
): number {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < width; k++) {
    if (!(annotated[(g * width + k) * 3 + 2]! > 0)) continue;
    const one = distanceOf(annotated, g * width + k, found, d * width + k);
    if (Number.isNaN(one)) continue;
    sum += one;
    count++;
  }
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count;
}
