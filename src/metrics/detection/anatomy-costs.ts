import {
  ERROR_TYPES,
  type ErrorAnatomy,
  type ErrorType,
} from "../../outcomes/detection/anatomy.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import { clusterDesign } from "../../statistics/cluster-design.js";
import type { MethodCode } from "../../statistics/codes.js";
import { dealGroups, jackknifeVariance } from "../../statistics/jackknife.js";
import { jackknifeEstimate } from "../estimate-jackknife.js";
import type { EstimateDetail } from "../estimate-types.js";
import { withoutInterval } from "../estimators.js";
import { SHARE, undefinedEstimate } from "../ranked-parts.js";
import { type ChosenUnits, clusterSums, createUnitSample } from "../sample.js";
import { memberships } from "../unit-replicates.js";
import { type AnatomyFix, fixedOutcomes } from "./anatomy-fixes.js";
import { createDetectionSample } from "./detection-sample.js";
import { type DealtUnits, tablesWithoutGroups } from "./left-out-tables.js";
import { createPrecisionPlan, type RankedMatches } from "./precision-plan.js";
import { createTableKernel, type PrecisionTable, type TableScope } from "./precision-table.js";
import { fewestUnits, truthObjects } from "./truth-objects.js";

/** What is reported of errors: AP50 as it is, and what each kind of error costs it. */
export const ANATOMY_COSTS = [
  "ap50",
  ...ERROR_TYPES,
  "false-positives",
  "false-negatives",
] as const;
export type AnatomyCost = (typeof ANATOMY_COSTS)[number];

/**
 * AP at the anatomy's overlap, and by how much it would rise if each kind of error alone were set
 * right ({@link fixedOutcomes}), as a function of weights; in the order of {@link ANATOMY_COSTS}.
 *
 * AP is COCO's: the mean over classes with truth of the precision, made falling, at 101 recalls. The
 * classes stay those that have truth before. One of which no object is left to be found is then 1,
 * or 0 where wrong detections of it are left.
 *
 * @returns a function of weights (≥ 0, one a unit; null for ones) that writes the values; NaN where
 *   no class has truth
 */
export function createAnatomyKernel(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
): (weights: Float64Array | null, into: Float64Array) => void {
  const precisions = fixedPrecisions(outcomes, anatomy);
  return (weights, into) => into.set(costsOf(precisions.map(({ under }) => under(weights))));
}

/** AP of each class as it is, and with each cost of {@link ANATOMY_COSTS} set right. */
function fixedPrecisions(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
): readonly ClassPrecisions[] {
  return ANATOMY_COSTS.map((cost) =>
    classPrecisions(
      fixedOutcomes(outcomes, anatomy, fixOf(cost)),
      cost === "ap50" ? Number.NaN : 1,
    ),
  );
}

/** @param precisions AP of each class, as it is and with each cost set right */
function costsOf([own, ...fixed]: readonly Float64Array[]): Float64Array {
  const costs = new Float64Array(ANATOMY_COSTS.length);
  let sum = 0;
  let defined = 0;
  for (const precision of own!) {
    if (Number.isNaN(precision)) continue;
    sum += precision;
    defined++;
  }
  costs[0] = sum / defined;
  for (const [i, precisions] of fixed.entries()) {
    let gained = 0;
    for (let k = 0; k < precisions.length; k++) {
      if (!Number.isNaN(own![k])) gained += precisions[k]! - own![k]!;
    }
    costs[i + 1] = gained / defined;
  }
  return costs;
}

function fixOf(cost: AnatomyCost): AnatomyFix {
  if (cost === "false-positives" || cost === "false-negatives") return cost;
  return cost === "ap50" ? [] : [cost satisfies ErrorType];
}

/** AP of each class; NaN where it has no truth and none is wanted of it. */
interface ClassPrecisions {
  /** @param weights ≥ 0, one a unit; null for ones */
  under(weights: Float64Array | null): Float64Array;
  /** The same with each group left out. @param weights ≥ 0, one a unit; null for ones */
  withoutGroups(dealt: DealtUnits, weights: Float64Array | null): readonly Float64Array[];
}

/**
 * @param nothingLeft value of a class without truth and without detections; with detections it is 0,
 *   or NaN where this is
 */
function classPrecisions(outcomes: RankedMatches, nothingLeft: number): ClassPrecisions {
  const { classes, rules, detections } = outcomes;
  const plan = createPrecisionPlan(outcomes, 0, rules.maxDetections);
  const scope: TableScope = {
    interpolation: "points-101",
    thresholds: [0],
    classes: new Uint8Array(classes.length).fill(1),
  };
  const kernel = createTableKernel(plan, scope);
  const ignored = detections.ignored[0] ?? new Uint16Array(0);
  const hasRows = (k: number, isIn: (unit: number) => boolean): boolean => {
    for (let row = detections.classStart[k]!; row < detections.classStart[k + 1]!; row++) {
      if (ignored[row] === 0 && isIn(detections.unit[row]!)) return true;
    }
    return false;
  };
  const filled = ({ precision }: PrecisionTable, isIn: (unit: number) => boolean) =>
    precision.map((value, k) => {
      if (!Number.isNaN(value)) return value;
      return hasRows(k, isIn) ? 0 * nothingLeft : nothingLeft;
    });
  return {
    under: (weights) => filled(kernel(weights), (unit) => (weights?.[unit] ?? 1) > 0),
    withoutGroups: (dealt, weights) =>
      tablesWithoutGroups(plan, scope, dealt, weights).map((table, g) =>
        filled(table, (unit) => dealt.groupOf[unit] !== g && (weights?.[unit] ?? 1) > 0),
      ),
  };
}

export interface AnatomyCostOptions {
  /** In (0, 1). Default 0.95. */
  readonly level?: number;
  /** Whether intervals are wanted. Default true. */
  readonly hasIntervals?: boolean;
  /** What each unit weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
  /** Deals the groups of the jackknife. Default 0. */
  readonly seed?: number;
}

/**
 * AP50 and what each kind of error costs it, each in [0, 1] with `wilson-jackknife` by a
 * delete-a-group jackknife over units or clusters, as mAP has it (METHODS §2.1, §2.2; by analogy
 * for the costs, which METHODS does not name). What an error costs is found for each kind alone, so
 * the costs do not add up to 1 − AP50.
 */
export function anatomyCosts(
  outcomes: DetectionOutcomes,
  anatomy: ErrorAnatomy,
  options: AnatomyCostOptions = {},
): ReadonlyMap<AnatomyCost, EstimateDetail> {
  const { level = 0.95, hasIntervals = true, weights = null, seed = 0 } = options;
  const precisions = fixedPrecisions(outcomes, anatomy);
  const chosen = createUnitSample(outcomes, weights);
  const n = chosen.sample.outcomes.unitCount;
  const values = costsOf(precisions.map(({ under }) => under(weights)));
  const left = hasIntervals ? leaveGroupsOut(precisions, chosen, outcomes.unitCount, seed) : [];
  const detections = createDetectionSample(outcomes, weights);
  const objects = truthObjects(detections, 0, null);
  const share = objects.hitWeight / objects.weight;
  const warnings: MethodCode[] =
    (fewestUnits(objects) ?? 0) < 10 ? ["interval/few-of-a-class"] : [];
  const design =
    outcomes.cluster === null || Number.isNaN(values[0])
      ? null
      : clusterDesign(clusterSums(detections, objects.size), clusterSums(detections, objects.hits));
  const details = ANATOMY_COSTS.map((cost, i): [AnatomyCost, EstimateDetail] => {
    const value = values[i]!;
    const base = { n, defined: null, fewLabels: null };
    if (Number.isNaN(value)) {
      const code: MethodCode = n === 0 ? "interval/no-images" : "interval/class-absent";
      const none = { ...base, minority: null, warnings: [code] };
      return [cost, undefinedEstimate(none).at(level)];
    }
    const estimate = jackknifeEstimate(
      {
        ...base,
        value: Math.max(0, Math.min(1, value)),
        cap: objects.effective,
        design,
        variance: jackknifeVariance(Float64Array.from(left, (group) => group[i]!)),
        groups: left.length,
        minority: Math.min(share, 1 - share) * objects.effective + 1e-9, // rounding warns of nothing
        warnings,
      },
      SHARE,
    );
    const detail = estimate.at(level);
    return [cost, hasIntervals ? detail : withoutInterval(detail)];
  });
  return new Map(details);
}

/** All values with each group of units, or clusters, left out. */
function leaveGroupsOut(
  precisions: readonly ClassPrecisions[],
  { sample, kept }: ChosenUnits,
  unitCount: number,
  seed: number,
): readonly Float64Array[] {
  const members = memberships(sample);
  const numbers = dealGroups(members?.count ?? sample.outcomes.unitCount, seed);
  const groups = numbers.reduce((most, group) => Math.max(most, group + 1), 0);
  const groupOf = new Uint32Array(unitCount);
  const weights = kept === null && sample.weights === null ? null : new Float64Array(unitCount);
  for (let i = 0; i < sample.outcomes.unitCount; i++) {
    const unit = kept?.[i] ?? i;
    groupOf[unit] = numbers[members === null ? i : members.id[i]!]!;
    if (weights !== null) weights[unit] = sample.weights?.[i] ?? 1;
  }
  const left = precisions.map((one) => one.withoutGroups({ groupOf, groups }, weights));
  return Array.from({ length: groups }, (_, g) => costsOf(left.map((byGroup) => byGroup[g]!)));
}
