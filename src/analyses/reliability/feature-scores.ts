import { createRandom, drawToFront } from "../../core/random.js";
import type { TrainingFeatures } from "../../dataset/feature-columns.js";
import {
  alikeFeatures,
  type ImageFeatures,
  SKETCH,
  sketched,
} from "../../dataset/image-features.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { type ShrunkInverse, shrunkInverse } from "../../statistics/shrunk-covariance.js";
import type { ConfidenceScore } from "./confidence-scores.js";

/** Units that an image is held against, at most. */
const MOST_REFERENCES = 2_000;
/** Multiplications of all distances: some seconds. */
const MOST_WORK = 5e9;
const NEIGHBOURS = 5;
/** The first of the random streams of references. */
const STREAM = 2 ** 45;
/** With fewer there is no class to be near to. */
const LEAST_OF_A_CLASS = 2;

/** Unit-by-unit features, a row a unit; units without any have `has` 0. */
interface UnitFeatures {
  readonly width: number;
  readonly values: Float32Array;
  readonly has: Uint8Array;
}

/**
 * How near an image is to others in the features of the model, which it is not among: the units of four of five folds,
 * whole clusters where there are some.
 *
 * `knn`: − mean Euclidean distance to the five nearest of them, of features brought to length 1. `mahalanobis`: − the
 * least squared distance (x − μ)ᵀΣ⁻¹(x − μ) to the mean of a class, of those with two images or more; Σ is common to all
 * classes, shrunk by Ledoit & Wolf. A score is NaN of a unit without features.
 *
 * Source: Sun et al. 2022; Lee et al. 2018 (without the noise of inputs and the sum over layers).
 *
 * @param foldOf each unit
 * @returns fewer where folds are too small
 */
export function featureScores(
  { truth, unitCount }: Pick<ClassificationOutcomes, "truth" | "unitCount">,
  features: ImageFeatures,
  image: Int32Array,
  foldOf: Int32Array,
  folds: number,
  seed: number,
): readonly ConfidenceScore[] {
  const units = unitFeatures(features, image);
  const whole = unitLengths(units);
  const few = narrowed(units);
  const found = emptyScores(unitCount);
  for (let fold = 0; fold < folds; fold++) {
    const tested: number[] = [];
    const others: number[] = [];
    for (let unit = 0; unit < unitCount; unit++) {
      if (units.has[unit] === 1) (foldOf[unit] === fold ? tested : others).push(unit);
    }
    if (tested.length === 0) continue;
    const references = drawn(others, mostReferences(unitCount, units.width), seed, fold);
    const labelled = drawn(others, MOST_REFERENCES, seed, fold);
    found.add(tested, { whole, few }, { whole, few, label: truth, references, labelled });
  }
  return found.finish();
}

/**
 * The same of what the model was trained on: how near an image is to training images, and to the mean of a class of them.
 *
 * @throws HomegroundError `features/other-length`
 */
export function trainingScores(
  unitCount: number,
  features: ImageFeatures,
  image: Int32Array,
  training: TrainingFeatures,
  seed: number,
): readonly ConfidenceScore[] {
  const [own, trained] = alikeFeatures(features, training.features);
  const units = unitFeatures(own, image);
  const places = Array.from(trained.has.keys()).filter((row) => trained.has[row] === 1);
  const found = emptyScores(unitCount);
  const tested = Array.from(units.has.keys()).filter((unit) => units.has[unit] === 1);
  const { label } = training;
  found.add(
    tested,
    { whole: unitLengths(units), few: narrowed(units) },
    {
      whole: unitLengths(trained),
      few: narrowed(trained),
      label,
      references: drawn(places, mostReferences(unitCount, units.width), seed, 0),
      labelled: drawn(
        places.filter((row) => label[row]! >= 0),
        MOST_REFERENCES,
        seed,
        1,
      ),
    },
  );
  return found.finish();
}

/** Features of length 1, and as many as a covariance can be made of. */
interface Looked {
  readonly whole: UnitFeatures;
  readonly few: UnitFeatures;
}

/** What units are held against: neighbours, and classes of labelled rows. */
interface HeldAgainst extends Looked {
  readonly label: Int32Array;
  readonly references: Int32Array;
  readonly labelled: Int32Array;
}

function emptyScores(unitCount: number) {
  const knn = new Float64Array(unitCount).fill(Number.NaN);
  const mahalanobis = new Float64Array(unitCount).fill(Number.NaN);
  let hasNeighbours = true;
  let hasClasses = true;
  return {
    add(tested: readonly number[], { whole, few }: Looked, against: HeldAgainst): void {
      hasNeighbours &&= against.references.length >= NEIGHBOURS;
      if (hasNeighbours) {
        for (const unit of tested) {
          knn[unit] = -meanOfNearest(whole, unit, against.whole.values, against.references);
        }
      }
      const classes = classMeans(against.few, against.labelled, against.label);
      hasClasses &&= classes !== null;
      if (classes !== null) {
        for (const unit of tested) mahalanobis[unit] = -nearestClass(few, unit, classes);
      }
    },
    finish: (): readonly ConfidenceScore[] => [
      ...(hasNeighbours ? [{ name: "knn", values: knn }] : []),
      ...(hasClasses ? [{ name: "mahalanobis", values: mahalanobis }] : []),
    ],
  };
}

function unitFeatures({ width, values, has }: ImageFeatures, image: Int32Array): UnitFeatures {
  const own = new Float32Array(image.length * width);
  for (const [unit, i] of image.entries()) {
    own.set(values.subarray(i * width, (i + 1) * width), unit * width);
  }
  return { width, values: own, has: Uint8Array.from(image, (i) => has[i]!) };
}

/** Each row divided by its length; one of zeros stays. */
function unitLengths({ width, values, has }: UnitFeatures): UnitFeatures {
  const scaled = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += width) {
    let sum = 0;
    for (let d = from; d < from + width; d++) sum += values[d]! * values[d]!;
    const by = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (let d = from; d < from + width; d++) scaled[d] = values[d]! * by;
  }
  return { width, values: scaled, has };
}

/** As many numbers a row as a covariance can be made of. */
function narrowed(units: UnitFeatures): UnitFeatures {
  if (units.width <= SKETCH) return units;
  const { width, values, has } = units;
  return sketched({ source: "", given: width, width, values, has });
}

function mostReferences(units: number, width: number): number {
  return Math.min(MOST_REFERENCES, Math.max(200, Math.floor(MOST_WORK / (units * width))));
}

/** All, or so many at random. */
function drawn(units: readonly number[], most: number, seed: number, fold: number): Int32Array {
  const all = Int32Array.from(units);
  if (all.length <= most) return all;
  drawToFront(all, most, createRandom(seed, STREAM + fold));
  return all.subarray(0, most);
}

function meanOfNearest(
  { width, values }: UnitFeatures,
  unit: number,
  of: Float32Array,
  others: Int32Array,
): number {
  const own = values.subarray(unit * width, (unit + 1) * width);
  const nearest = new Float64Array(NEIGHBOURS).fill(Number.POSITIVE_INFINITY);
  for (const other of others) {
    const from = other * width;
    let sum = 0;
    for (let d = 0; d < width; d++) {
      const apart = own[d]! - of[from + d]!;
      sum += apart * apart;
    }
    if (sum >= nearest[NEIGHBOURS - 1]!) continue;
    let at = NEIGHBOURS - 1;
    for (; at > 0 && nearest[at - 1]! > sum; at--) nearest[at] = nearest[at - 1]!;
    nearest[at] = sum;
  }
  return nearest.reduce((sum, squared) => sum + Math.sqrt(squared), 0) / NEIGHBOURS;
}

interface ClassMeans {
  /** A row a class, whitened. */
  readonly means: Float64Array;
  readonly inverse: ShrunkInverse;
}

/** Null where no class has two units, or all of them are alike. */
function classMeans(
  { width, values }: UnitFeatures,
  units: Int32Array,
  truth: Int32Array,
): ClassMeans | null {
  const count = new Map<number, number>();
  for (const unit of units) count.set(truth[unit]!, (count.get(truth[unit]!) ?? 0) + 1);
  const row = new Map(
    [...count]
      .filter(([, n]) => n >= LEAST_OF_A_CLASS)
      .map(([name], at): [number, number] => [name, at]),
  );
  const kept = units.filter((unit) => row.has(truth[unit]!));
  const means = new Float64Array(row.size * width);
  for (const unit of kept) {
    const at = row.get(truth[unit]!)! * width;
    const share = 1 / count.get(truth[unit]!)!;
    for (let d = 0; d < width; d++) means[at + d]! += share * values[unit * width + d]!;
  }
  const residuals = new Float64Array(kept.length * width);
  for (const [place, unit] of kept.entries()) {
    const at = row.get(truth[unit]!)! * width;
    for (let d = 0; d < width; d++) {
      residuals[place * width + d] = values[unit * width + d]! - means[at + d]!;
    }
  }
  const inverse = shrunkInverse(residuals, width);
  if (inverse === null) return null;
  for (let at = 0; at < means.length; at += width) inverse.whiten(means.subarray(at, at + width));
  return { means, inverse };
}

function nearestClass(
  { width, values }: UnitFeatures,
  unit: number,
  { means, inverse }: ClassMeans,
): number {
  const own = Float64Array.from(values.subarray(unit * width, (unit + 1) * width));
  inverse.whiten(own);
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < means.length; at += width) {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += (own[d]! - means[at + d]!) ** 2;
    least = Math.min(least, sum);
  }
  return least;
}
