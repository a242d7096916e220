import { HomegroundError } from "../../core/errors.js";
import { WAY } from "../../core/ways.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { type ClassSums, createClassSums } from "../class-sums.js";
import { type ClusterClassSums, unitsByCluster } from "../cluster-class-sums.js";
import type { UnitSample } from "../sample.js";

/** Where a detector is used: least scores, and the overlap that makes a detection right. */
export interface DetectionPoint {
  /** Least score of a detection that counts, one a class. */
  readonly thresholds: Float64Array;
  /** Index of the overlap in the outcomes' `rules.thresholds`. */
  readonly overlap: number;
}

export interface DetectionPointOptions {
  /** One for all classes, or one a class; default: the outcomes' own. */
  readonly threshold?: number | Float64Array | null;
  /** Least overlap; it must be one of those that were matched at. Default 0.5. */
  readonly iou?: number;
}

/**
 * The operating point of outcomes.
 *
 * @param where the metric or option that asks, for messages
 * @throws HomegroundError `metric/not-available` where nothing says a threshold, or where nothing
 *   was matched at the overlap; `argument/length-mismatch`, `argument/not-a-number`
 */
export function detectionPoint(
  outcomes: DetectionOutcomes,
  options: DetectionPointOptions,
  where: string,
): DetectionPoint {
  const threshold = options.threshold ?? outcomes.threshold;
  if (threshold === null) {
    throw new HomegroundError("metric/not-available", {
      what: "detections have scores and nothing says from which score on they count",
      where,
      fix: WAY.giveSomeThreshold,
    });
  }
  const count = outcomes.classes.length;
  const thresholds =
    typeof threshold === "number" ? new Float64Array(count).fill(threshold) : threshold;
  if (thresholds.length !== count) {
    throw new HomegroundError("argument/length-mismatch", {
      what: `${thresholds.length} thresholds for ${count} classes`,
      where,
      fix: "Pass one threshold, or one for each class",
    });
  }
  if (thresholds.some((value) => Number.isNaN(value))) {
    throw new HomegroundError("argument/not-a-number", {
      what: "a threshold is not a number",
      where,
      fix: "Pass numbers on the scale of the scores",
    });
  }
  return { thresholds, overlap: overlapIndex(outcomes, options.iou ?? 0.5, where) };
}

/**
 * Index of an overlap among those that were matched at; decimals that differ by rounding are equal.
 *
 * @throws HomegroundError `metric/not-available`
 */
export function overlapIndex(outcomes: DetectionOutcomes, iou: number, where: string): number {
  const { thresholds, matching } = outcomes.rules;
  if (matching === "centre") return 0; // matched by distance: an overlap says nothing
  const index = thresholds.findIndex((one) => Math.abs(one - iou) < 1e-9);
  if (index >= 0) return index;
  throw new HomegroundError("metric/not-available", {
    what: `no detection was matched at an overlap of ${iou}`,
    where,
    fix: `Take one of ${thresholds.map((one) => Number(one.toFixed(4))).join(", ")}`,
  });
}

/**
 * What each unit holds of each class at an operating point, only where there is something: `truth`
 * counts objects, `predicted` detections that are right or wrong, `hits` those that are right.
 * Crowds, flagged objects and ignored detections are in none. Entries of a unit are by class.
 */
export function unitClassSums(
  outcomes: DetectionOutcomes,
  { thresholds, overlap }: DetectionPoint,
): ClusterClassSums {
  const { unitCount, classes, detections, truths } = outcomes;
  const matched = detections.matched[0] ?? new Uint16Array(0);
  const ignored = detections.ignored[0] ?? new Uint16Array(0);
  const scratch = { truth: new Uint32Array(unitCount), predicted: new Uint32Array(unitCount) };
  const hits = new Uint32Array(unitCount);
  const seen = new Uint8Array(unitCount);
  const touched = new Int32Array(unitCount);
  const found = createEntries();
  for (let k = 0; k < classes.length; k++) {
    let count = 0;
    const touch = (unit: number): void => {
      if (seen[unit] === 0) touched[count++] = unit;
      seen[unit] = 1;
    };
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if ((truths.counted[row]! & 1) === 0) continue;
      const unit = truths.unit[row]!;
      touch(unit);
      scratch.truth[unit]! += 1;
    }
    for (let row = detections.classStart[k]!; row < detections.classStart[k + 1]!; row++) {
      if (detections.score[row]! < thresholds[k]!) break; // scores fall
      const isHit = (matched[row]! >> overlap) & 1;
      if (isHit === 0 && ((ignored[row]! >> overlap) & 1) === 1) continue;
      const unit = detections.unit[row]!;
      touch(unit);
      scratch.predicted[unit]! += 1;
      hits[unit]! += isHit;
    }
    for (let i = 0; i < count; i++) {
      const unit = touched[i]!;
      found.add(unit, k, scratch.truth[unit]!, scratch.predicted[unit]!, hits[unit]!);
      scratch.truth[unit] = 0;
      scratch.predicted[unit] = 0;
      hits[unit] = 0;
      seen[unit] = 0;
    }
  }
  return found.byUnit(unitCount, classes.length);
}

/** Entries of all units as they come, class after class; then grouped by unit. */
function createEntries() {
  const unit: number[] = [];
  const classIndex: number[] = [];
  const truth: number[] = [];
  const predicted: number[] = [];
  const hits: number[] = [];
  return {
    add(u: number, k: number, t: number, p: number, h: number): void {
      unit.push(u);
      classIndex.push(k);
      truth.push(t);
      predicted.push(p);
      hits.push(h);
    },
    byUnit(unitCount: number, classCount: number): ClusterClassSums {
      const { start, unit: order } = unitsByCluster(Int32Array.from(unit), unitCount);
      const picked = (values: readonly number[]) =>
        Float64Array.from(order, (entry) => values[entry]!);
      return {
        clusterCount: unitCount,
        classCount,
        start,
        total: new Float64Array(unitCount).fill(1),
        classIndex: Int32Array.from(order, (entry) => classIndex[entry]!),
        truth: picked(truth),
        predicted: picked(predicted),
        hits: picked(hits),
      };
    },
  };
}

/** Sums of each class over units. @param weights one a unit; null for ones */
export function weightedClassSums(
  table: ClusterClassSums,
  weights: Float64Array | null,
): ClassSums {
  const sums = createClassSums(table.classCount);
  const { start, classIndex, truth, predicted, hits } = table;
  for (let i = 0; i < table.clusterCount; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    sums.total += weight;
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const k = classIndex[e]!;
      sums.truth[k]! += weight * truth[e]!;
      sums.predicted[k]! += weight * predicted[e]!;
      sums.hits[k]! += weight * hits[e]!;
    }
  }
  return sums;
}

/**
 * The sums of each cluster of a sample, or of each of its units where there are none, weighted.
 *
 * @param kept units of the table that are in the sample, in its order; null for all
 */
export function sampleClassTable(
  table: ClusterClassSums,
  { outcomes, weights }: UnitSample,
  kept: Int32Array | null,
): ClusterClassSums {
  const { cluster, clusterCount, unitCount } = outcomes;
  const groups = cluster === null ? unitCount : clusterCount;
  const members = cluster === null ? null : unitsByCluster(cluster, groups);
  const scratch = createClassSums(table.classCount);
  const seen = new Uint8Array(table.classCount);
  const found = createEntries();
  const total = new Float64Array(groups);
  for (let g = 0; g < groups; g++) {
    const touched: number[] = [];
    const from = members?.start[g] ?? g;
    const to = members?.start[g + 1] ?? g + 1;
    for (let at = from; at < to; at++) {
      const i = members?.unit[at] ?? at;
      const weight = weights?.[i] ?? 1;
      const unit = kept?.[i] ?? i;
      total[g]! += weight;
      for (let e = table.start[unit]!; e < table.start[unit + 1]!; e++) {
        const k = table.classIndex[e]!;
        if (seen[k] === 0) touched.push(k);
        seen[k] = 1;
        scratch.truth[k]! += weight * table.truth[e]!;
        scratch.predicted[k]! += weight * table.predicted[e]!;
        scratch.hits[k]! += weight * table.hits[e]!;
      }
    }
    for (const k of touched) {
      found.add(g, k, scratch.truth[k]!, scratch.predicted[k]!, scratch.hits[k]!);
      scratch.truth[k] = 0;
      scratch.predicted[k] = 0;
      scratch.hits[k] = 0;
      seen[k] = 0;
    }
  }
  return { ...found.byUnit(groups, table.classCount), total };
}

/** Objects, detections and right ones of each unit, of one class or (null) of all together. */
export interface UnitCounts {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly hits: Float64Array;
}

export function unitCounts(table: ClusterClassSums, index: number | null): UnitCounts {
  const counts = {
    truth: new Float64Array(table.clusterCount),
    predicted: new Float64Array(table.clusterCount),
    hits: new Float64Array(table.clusterCount),
  };
  for (let i = 0; i < table.clusterCount; i++) {
    for (let e = table.start[i]!; e < table.start[i + 1]!; e++) {
      if (index !== null && table.classIndex[e] !== index) continue;
      counts.truth[i]! += table.truth[e]!;
      counts.predicted[i]! += table.predicted[e]!;
      counts.hits[i]! += table.hits[e]!;
    }
  }
  return counts;
}
