import { dealGroups } from "../../statistics/jackknife.js";
import { type HalvedLabel, splitBias, splitHalves } from "../../statistics/split-bias.js";
import { memberships } from "../unit-replicates.js";
import type { DetectionSample } from "./detection-sample.js";
import { type DetectionFigure, type FigureValue, figureOf, planOf } from "./figures.js";
import { tablesWithoutGroups } from "./left-out-tables.js";
import type { PrecisionPlan } from "./precision-plan.js";
import { createTableKernel, type PrecisionTable, type TableScope } from "./precision-table.js";
import type { ClassObjects } from "./truth-objects.js";

/** Tables of one plan on a sample, and on it with each group of units left out. */
interface LeftOutTables {
  /** Of the outcomes that the sample is of. */
  readonly plan: PrecisionPlan;
  readonly whole: PrecisionTable;
  /** Made when they are first asked for, as those of the halves are. */
  readonly withoutGroup: () => readonly PrecisionTable[];
  /** Tables of both halves of each halving. */
  readonly halves: () => readonly (readonly PrecisionTable[])[];
}

/**
 * A figure with one of q = min(units or clusters, 200) groups left out at a time, dealt by stream
 * 2³² − 1 of the seed (METHODS §2.2). All figures of one area range and number of detections come
 * from the same evaluations, which are made once for a sample.
 *
 * @returns NaN where it is undefined then
 */
export function leaveGroupsOutOfFigure(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
): Float64Array {
  const { plan, withoutGroup } = leftOutTables(sample, figure, seed);
  return Float64Array.from(withoutGroup(), (table) => figureOf(table, plan, figure).value);
}

/** The figure on the whole sample; figures of one table share its evaluation. */
export function figureOfSample(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
): FigureValue {
  const { plan, whole } = leftOutTables(sample, figure, seed);
  return figureOf(whole, plan, figure);
}

/**
 * By how much `map…` reads too high on a sample of this size, from 20 halvings of its units or clusters
 * (METHODS-2 A2 steps 2 and 3), which are evaluated once for a sample as the groups are.
 *
 * @param evidence m_k of the classes that have an object
 * @returns B; null where no class has an object in both halves of a halving
 */
export function biasOfFigure(
  sample: DetectionSample,
  figure: DetectionFigure,
  seed: number,
  evidence: readonly ClassObjects[],
): number | null {
  const { plan, whole, halves } = leftOutTables(sample, figure, seed);
  const ofClass = (table: PrecisionTable, classIndex: number): number =>
    figureOf(table, plan, { ...figure, classIndex }).value;
  return splitBias(
    evidence.map(({ index, evidence: m }): HalvedLabel => {
      let [sum, splits] = [0, 0];
      for (const [first, second] of halves()) {
        const both = (ofClass(first!, index) + ofClass(second!, index)) / 2;
        if (Number.isNaN(both)) continue;
        sum += both;
        splits++;
      }
      return { whole: ofClass(whole, index), halves: sum, splits, evidence: m };
    }),
  );
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
  const { outcomes, weights, whole } = sample;
  const { rules, classes, unitCount } = outcomes;
  const plan = planOf(whole.outcomes, figure);
  const scope: TableScope = {
    // Precision is never asked of fewer detections than the rules keep.
    interpolation: figure.maxDetections < rules.maxDetections ? null : figure.interpolation,
    classes: new Uint8Array(classes.length).fill(1),
    thresholds: rules.thresholds.map((_, t) => t),
  };
  const members = memberships(sample);
  const count = members?.count ?? unitCount;
  /** Tables without the units that were dealt to each group, by their own number or their cluster's. */
  const without = (dealt: ArrayLike<number>, groups: number): readonly PrecisionTable[] => {
    const groupOf = members === null ? dealt : members.id.map((id) => dealt[id]!);
    return tablesWithoutGroups(planOf(outcomes, figure), scope, { groupOf, groups }, weights);
  };
  /** With one group left out at a time. */
  const withoutEach = (): readonly PrecisionTable[] => {
    const dealt = dealGroups(count, seed);
    return without(
      dealt,
      dealt.reduce((most, group) => Math.max(most, group + 1), 0),
    );
  };
  let halved: readonly (readonly PrecisionTable[])[] | null = null;
  let left: readonly PrecisionTable[] | null = null;
  return {
    plan,
    whole: createTableKernel(plan, scope)(whole.weights),
    withoutGroup() {
      left ??= withoutEach();
      return left;
    },
    halves() {
      halved ??= splitHalves(count, seed).map((first) => without(first, 2));
      return halved;
    },
  };
}
