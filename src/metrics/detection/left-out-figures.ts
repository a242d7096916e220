import { dealGroups } from "../../statistics/jackknife.js";
import { memberships } from "../unit-replicates.js";
import type { DetectionSample } from "./detection-sample.js";
import { type DetectionFigure, figureOf, planOf } from "./figures.js";
import type { PrecisionPlan } from "./precision-plan.js";
import { createTableKernel, type PrecisionTable } from "./precision-table.js";

/** Tables of one plan on a sample, and on it with each group of units left out. */
interface LeftOutTables {
  readonly plan: PrecisionPlan;
  readonly whole: PrecisionTable;
  readonly withoutGroup: readonly PrecisionTable[];
}

/** A figure on a sample, and with each group left out. */
export interface LeftOutFigure {
  /** NaN where no class has truth. */
  readonly value: number;
  readonly defined: number;
  /** NaN where it is undefined then. */
  readonly withoutGroup: Float64Array;
}

/**
 * A figure with one of q = min(units or clusters, 200) groups left out at a time, dealt by stream
 * 2³² − 1 of the seed (METHODS §2.2). All figures of one area range and number of detections come
 * from the same evaluations, which are made once for a sample.
 */
export function leaveGroupsOutOfFigure(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
): LeftOutFigure {
  const { plan, whole, withoutGroup } = leftOutTables(sample, figure, seed);
  return {
    ...figureOf(whole, plan, figure),
    withoutGroup: Float64Array.from(withoutGroup, (table) => figureOf(table, plan, figure).value),
  };
}

const tablesOf = new WeakMap<DetectionSample, Map<string, LeftOutTables>>();

function leftOutTables(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
): LeftOutTables {
  const known = tablesOf.get(sample) ?? new Map<string, LeftOutTables>();
  tablesOf.set(sample, known);
  const key = [figure.area, figure.maxDetections, figure.interpolation, seed].join("/");
  const tables = known.get(key) ?? makeTables(sample, figure, seed);
  known.set(key, tables);
  return tables;
}

function makeTables(sample: DetectionSample, figure: DetectionFigure, seed: number): LeftOutTables {
  const { outcomes } = sample;
  const { rules, classes, unitCount } = outcomes;
  const plan = planOf(outcomes, figure);
  const kernel = createTableKernel(plan, {
    // Precision is never asked of fewer detections than the rules keep.
    interpolation: figure.maxDetections < rules.maxDetections ? null : figure.interpolation,
    classes: new Uint8Array(classes.length).fill(1),
    thresholds: rules.thresholds.map((_, t) => t),
  });
  const evaluate = (weights: Float64Array | null): PrecisionTable => {
    const { precision, recall } = kernel(weights);
    return { precision: precision.slice(), recall: recall.slice() };
  };
  const members = memberships(sample);
  const dealt = dealGroups(members?.count ?? unitCount, seed);
  const groups = dealt.reduce((most, group) => Math.max(most, group + 1), 0);
  const weights = new Float64Array(unitCount);
  const withoutGroup = Array.from({ length: groups }, (_, g) => {
    for (let i = 0; i < unitCount; i++) {
      const isOut = dealt[members === null ? i : members.id[i]!] === g;
      weights[i] = isOut ? 0 : (sample.weights?.[i] ?? 1);
    }
    return evaluate(weights);
  });
  return { plan, whole: evaluate(sample.weights), withoutGroup };
}
