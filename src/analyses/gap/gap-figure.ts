import type { ClaimFigure } from "../../claims/claim.js";
import { isHomegroundError } from "../../core/errors.js";
import type { MetricReference } from "../../metrics/estimate-types.js";
import { metricOf } from "../../metrics/lookup.js";
import {
  type EvaluatedOutcomes,
  haveObjects,
} from "../../outcomes/detection/evaluated-detections.js";
import { dealGroups } from "../../statistics/jackknife.js";
import { taskOf } from "../../tasks/registry.js";
import { type GapArm, type GapClusters, withScores } from "./gap-arm.js";
import {
  type AttributeGap,
  type GapAttributes,
  type GapUnitColumns,
  gapByAttributes,
} from "./gap-attributes.js";
import { type GapView, meanMetric } from "./gap-metric.js";

/** Units of any task on the user's side. */
export interface FigureUnits {
  readonly outcomes: EvaluatedOutcomes;
  /** Those that are compared; null for all. */
  readonly units: Int32Array | null;
  /** A row a compared unit. */
  readonly attributes: GapAttributes;
}

/**
 * Whether the gap of a figure can be split by conditions: that of a ranking would be ranked again for each
 * group, condition and side.
 */
export function isSplitByConditions(reference: MetricReference): boolean {
  const { kind } = metricOf(reference);
  return kind !== "ranked" && kind !== "refit";
}

/**
 * Splits the gap of a figure whose images have no one class, of masks, points, counts or outlines: cells
 * are conditions alone (METHODS §6.1). A mean over images is split as one; any other figure is a
 * function of the weights of images, and its jackknife leaves out groups of them.
 *
 * @returns null where it cannot be split so: of a ranking, or of outcomes that lack what it needs
 */
export function figureGap(
  claimed: ClaimFigure,
  local: FigureUnits,
  reference: MetricReference,
  level: number,
): AttributeGap | null {
  if (claimed.attributes === null) return null;
  const a = sideOf(claimed.outcomes, null, 0);
  const b = sideOf(local.outcomes, local.units, claimed.outcomes.unitCount);
  const view = viewOf(a, b, reference, local.attributes.seed);
  if (view === null) return null;
  return gapByAttributes(
    { attributes: claimed.attributes, originOf: claimed.originOf },
    columnsOf(a),
    columnsOf(b),
    view,
    1,
    local.attributes,
    level,
  );
}

/** Units of one side; they are numbered through both sides, those of the claim first. */
interface Side {
  readonly outcomes: EvaluatedOutcomes;
  readonly units: Int32Array;
  readonly first: number;
}

function sideOf(outcomes: EvaluatedOutcomes, units: Int32Array | null, first: number): Side {
  const all = units ?? Int32Array.from({ length: outcomes.unitCount }, (_, i) => i);
  return { outcomes, units: all, first };
}

/** What a unit "answers" is its number, so that each is a kind of its own. */
function columnsOf({ outcomes, units, first }: Side): GapUnitColumns {
  const { cluster, clusterCount } = outcomes;
  return {
    truth: new Int32Array(units.length),
    predicted: units.map((unit) => first + unit),
    cluster: cluster === null ? null : units.map((unit) => cluster[unit]!),
    clusterCount,
  };
}

function viewOf(a: Side, b: Side, reference: MetricReference, seed: number): GapView | null {
  if (!isSplitByConditions(reference)) return null;
  const { direction, range, shareOf } = metricOf(reference);
  try {
    const [first, second] = [a, b].map((side) => meanValues(side.outcomes, reference));
    if (first != null && second != null) {
      const valueAt = (unit: number) => first[unit] ?? second[unit - b.first]!;
      const isBit = (value: number) => value === 0 || value === 1 || Number.isNaN(value);
      const isShare =
        (shareOf?.(reference) ?? null) !== null && first.every(isBit) && second.every(isBit);
      return {
        metric: meanMetric(direction, range, isShare),
        view: (arm) =>
          withScores(arm, (_, unit) => {
            const value = valueAt(unit);
            return Number.isNaN(value) ? null : value;
          }),
        needsPredictions: true,
      };
    }
    return weighedView(a, b, reference, seed);
  } catch (error) {
    const lacks = ["metric/not-available", "metric/bad-parameter"];
    if (isHomegroundError(error) && lacks.includes(error.code)) return null;
    throw error;
  }
}

/** The value of each unit of which the metric is the mean, NaN where it has none; null for no such mean. */
function meanValues(outcomes: EvaluatedOutcomes, reference: MetricReference): Float64Array | null {
  const values = taskOf(outcomes.kind).unitMean(outcomes, reference);
  if (values !== null) return values;
  if (haveObjects(outcomes)) return null;
  return metricOf(reference).images?.lookedValues?.(outcomes, reference) ?? null;
}

/** A figure as a function of what units weigh. */
function weighedView(a: Side, b: Side, reference: MetricReference, seed: number): GapView {
  const { direction, range } = metricOf(reference);
  const sides = [a, b].map((side) => ({
    ...side,
    kernel: taskOf(side.outcomes.kind).kernel(side.outcomes, reference),
    groupOf: groupsOf(side, seed),
    highOf: highScores(side.outcomes, reference),
  }));
  const sideOfArm = ({ answer }: GapArm) => sides[answer![0]! < b.first ? 0 : 1]!;
  return {
    metric: {
      direction,
      range,
      isMean: false,
      isShare: false,
      evaluate({ arm, count }, weight) {
        const { kernel, first, outcomes } = sideOfArm(arm);
        const weights = new Float64Array(outcomes.unitCount);
        let some = false;
        for (let kind = 0; kind < count.length; kind++) {
          const own = count[kind]! * (weight?.[arm.cell[kind]!] ?? 1);
          weights[arm.answer![kind]! - first] = own;
          some ||= own > 0;
        }
        return some ? kernel(weights) : Number.NaN;
      },
    },
    view(arm) {
      const { groupOf, highOf, first } = sideOfArm(arm);
      const units = arm.answer!.map((unit) => unit - first);
      return {
        ...arm,
        score: Float64Array.from(units, (unit) => highOf?.[unit] ?? 0.5),
        clusters: groupOf === null ? arm.clusters : dealtGroups(units, groupOf),
      };
    },
    needsPredictions: true,
  };
}

/**
 * Whether each unit's own score is at least the median: what tells how alike the images of a cluster are where
 * the figure is no mean (as the pooled figures of masks have it). Null where units have no score.
 */
function highScores(outcomes: EvaluatedOutcomes, reference: MetricReference): Float64Array | null {
  if (haveObjects(outcomes)) return null;
  const scores = metricOf(reference).images?.imageScores?.(outcomes, reference) ?? null;
  if (scores === null) return null;
  const median = [...scores].sort((a, b) => a - b)[scores.length >> 1] ?? 0;
  return scores.map((score) => (score >= median ? 1 : 0));
}

/** Group of each unit of the outcomes; null where its units, or clusters, are few enough to be left out one by one. */
function groupsOf({ outcomes, units }: Side, seed: number): Uint32Array | null {
  const { cluster, unitCount } = outcomes;
  const idOf = new Map<number, number>();
  for (const unit of units) {
    const id = cluster === null ? unit : cluster[unit]!;
    if (!idOf.has(id)) idOf.set(id, idOf.size);
  }
  const dealt = dealGroups(idOf.size, seed);
  if (new Set(dealt).size === dealt.length) return null;
  const groupOf = new Uint32Array(unitCount);
  for (const unit of units)
    groupOf[unit] = dealt[idOf.get(cluster === null ? unit : cluster[unit]!)!]!;
  return groupOf;
}

/** Units of the kinds 0, 1, … in their groups. */
function dealtGroups(units: Int32Array, groupOf: Uint32Array): GapClusters {
  const groups = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  const start = new Int32Array(groups + 1);
  for (const unit of units) start[groupOf[unit]! + 1]!++;
  for (let g = 0; g < groups; g++) start[g + 1]! += start[g]!;
  const next = start.slice();
  const kind = new Int32Array(units.length);
  for (const [k, unit] of units.entries()) kind[next[groupOf[unit]!]!++] = k;
  return { start, kind, amount: new Float64Array(units.length).fill(1), isDealt: true };
}
