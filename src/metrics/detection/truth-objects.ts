import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { effectiveCount } from "../sample.js";
import type { DetectionSample } from "./detection-sample.js";

/** Truth objects of a sample and those that are found: the hit table of METHODS §2.2, step 3. */
export interface TruthObjectTotals {
  /** Objects of each unit, and of those the ones found. */
  readonly size: Float64Array;
  readonly hits: Float64Array;
  /** Weight of all objects, and of those found. */
  readonly weight: number;
  readonly hitWeight: number;
  /** Kish's effective number of objects. */
  readonly effective: number;
  /** Each class with an object. */
  readonly byClass: readonly ClassObjects[];
}

/** Objects of one class. */
export interface ClassObjects {
  readonly index: number;
  /** Units that hold one. */
  readonly units: number;
  /**
   * m_k = √(objects × units, or clusters, that hold one), of effective numbers where units are weighted
   * (METHODS-2 A2 step 3; a cluster weighs what its units that hold one do on average).
   */
  readonly evidence: number;
}

const known = new WeakMap<DetectionSample, Map<string, TruthObjectTotals>>();

/**
 * Counted once for a sample, since most metrics ask for the same.
 *
 * @param area index into the rules' area ranges: the objects that are counted in it
 * @param classIndex null for all classes
 */
export function truthObjects(
  sample: DetectionSample,
  area: number,
  classIndex: number | null,
): TruthObjectTotals {
  const made = known.get(sample) ?? new Map<string, TruthObjectTotals>();
  known.set(sample, made);
  const key = `${area}/${classIndex}`;
  const totals = made.get(key) ?? count(sample, area, classIndex);
  made.set(key, totals);
  return totals;
}

function count(
  { outcomes, weights }: DetectionSample,
  area: number,
  classIndex: number | null,
): TruthObjectTotals {
  const { truths, unitCount, classes, cluster } = outcomes;
  const bit = overlapBit(outcomes);
  const size = new Float64Array(unitCount);
  const hits = new Float64Array(unitCount);
  let weight = 0;
  let squares = 0;
  let hitWeight = 0;
  const byClass: ClassObjects[] = [];
  const seenOfClass = new Int32Array(unitCount).fill(-1);
  const from = classIndex ?? 0;
  const to = classIndex === null ? classes.length : from + 1;
  for (let k = from; k < to; k++) {
    const units: number[] = [];
    let [ofClass, squaresOfClass] = [0, 0];
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if (((truths.counted[row]! >> area) & 1) === 0) continue;
      const unit = truths.unit[row]!;
      const own = weights === null ? 1 : weights[unit]!;
      if (seenOfClass[unit] !== k) units.push(unit);
      seenOfClass[unit] = k;
      size[unit]!++;
      ofClass += own;
      squaresOfClass += own * own;
      if (((truths.found[row]! >> bit) & 1) === 0) continue;
      hits[unit]!++;
      hitWeight += own;
    }
    weight += ofClass;
    squares += squaresOfClass;
    if (units.length === 0) continue;
    const objects = effectiveCount(ofClass, squaresOfClass);
    const evidence = Math.sqrt(objects * effectiveHolders(units, cluster, weights));
    byClass.push({ index: k, units: units.length, evidence });
  }
  return { size, hits, weight, hitWeight, effective: effectiveCount(weight, squares), byClass };
}

/** Fewest units that hold an object of a class; null without objects. */
export function fewestUnits({ byClass }: TruthObjectTotals): number | null {
  return byClass.reduce<number | null>((least, { units }) => Math.min(least ?? units, units), null);
}

/** Kish's effective number of the units, or clusters, given. */
function effectiveHolders(
  units: readonly number[],
  cluster: Int32Array | null,
  weights: Float64Array | null,
): number {
  if (cluster === null) {
    let [sum, squares] = [0, 0];
    for (const unit of units) {
      const weight = weights?.[unit] ?? 1;
      sum += weight;
      squares += weight * weight;
    }
    return effectiveCount(sum, squares);
  }
  const held = new Map<number, { sum: number; count: number }>();
  for (const unit of units) {
    const group = cluster[unit]!;
    const { sum, count } = held.get(group) ?? { sum: 0, count: 0 };
    held.set(group, { sum: sum + (weights?.[unit] ?? 1), count: count + 1 });
  }
  let [sum, squares] = [0, 0];
  for (const group of held.values()) {
    const mean = group.sum / group.count;
    sum += mean;
    squares += mean * mean;
  }
  return effectiveCount(sum, squares);
}

/** The threshold at which an object is called found: IoU 0.5, or the loosest there is. */
function overlapBit({ rules }: DetectionOutcomes): number {
  if (rules.matching === "centre") return rules.thresholds.length - 1;
  return Math.max(
    0,
    rules.thresholds.findIndex((t) => Math.abs(t - 0.5) < 1e-9),
  );
}
