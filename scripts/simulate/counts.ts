/** Figures of counts: coverage and wrong verdicts, on independent images and in clusters. */

import type { Random } from "../../src/core/random.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import type { CountingOutcomes } from "../../src/outcomes/counting.js";
import type { Experiment } from "./measure.js";
import { clusterColumn, measured } from "./metrics.js";
import { drawBinomial, drawPoisson } from "./worlds.js";

/** Things in an image: few in most, many in some; what there is more of is missed more often by number. */
const LEVELS = [2, 2, 2, 12] as const;
/** A thing is found with this probability, and so many are seen that are not there. */
const FOUND = 0.8;
const FALSE = 0.5;
/** A law of Poisson is summed up to here: beyond it is nothing that a double holds. */
const MOST = 60;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Figures of the population, in closed form: of t things Poisson(λ) the missed are Poisson(λ(1 − q)) and the
 * false Poisson(f), independent of each other and of those found.
 */
export function trueFigures(): ReadonlyMap<string, number> {
  const missed = LEVELS.map((level) => level * (1 - FOUND));
  const things = mean(LEVELS);
  const spread = mean(LEVELS.map((level) => (level - things) ** 2));
  const bias = mean(missed.map((m) => FALSE - m));
  const squares = mean(missed.map((m) => FALSE + m + (FALSE - m) ** 2));
  const covariance = FOUND * (things + spread);
  const variances = things + spread + FOUND * things + FALSE + FOUND ** 2 * spread;
  return new Map([
    ["count-mae", mean(missed.map((m) => meanDistance(FALSE, m)))],
    ["count-rmse", Math.sqrt(squares)],
    ["count-bias", bias],
    ["count-ccc", (2 * covariance) / (variances + bias ** 2)],
    ["count-total-error", bias / things],
  ]);
}

/** Mean distance of two independent numbers of Poisson. */
function meanDistance(a: number, b: number): number {
  return meanOf(a, b, (i, j) => Math.abs(i - j));
}

/** Mean of a function of two independent numbers of Poisson. */
function meanOf(a: number, b: number, value: (i: number, j: number) => number): number {
  const law = (rate: number): number[] => {
    const of = [Math.exp(-rate)];
    for (let k = 1; k < MOST; k++) of.push((of[k - 1]! * rate) / k);
    return of;
  };
  const [p, q] = [law(a), law(b)];
  let sum = 0;
  for (let i = 0; i < MOST; i++) {
    for (let j = 0; j < MOST; j++) sum += p[i]! * q[j]! * value(i, j);
  }
  return sum;
}

const WITHIN_1 = "count-within{tolerance=1}";

/** The share of images of the population whose count is off by 1 at most. */
function shareWithin1(): number {
  return mean(
    LEVELS.map((level) =>
      meanOf(FALSE, level * (1 - FOUND), (i, j) => Number(Math.abs(i - j) <= 1)),
    ),
  );
}

function counts(
  id: string,
  units: number,
  perCluster: number | null,
  own: { readonly part: string; readonly truth: number } | null = null,
): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const reference = parseReference(id);
  const truth = own?.truth ?? trueFigures().get(id)!;
  const draw = (random: Random) => {
    const outcomes: CountingOutcomes = {
      kind: "counting",
      unitCount: n,
      unit: "image",
      classes: ["count"],
      truthClassCount: 1,
      truth: new Float64Array(n),
      predicted: new Float64Array(n),
      ...clusterColumn(n, perCluster),
    };
    let level: number = LEVELS[0];
    for (let i = 0; i < n; i++) {
      if (perCluster === null || i % perCluster === 0) level = LEVELS[random.below(LEVELS.length)]!;
      const things = drawPoisson(level, random);
      outcomes.truth[i] = things;
      outcomes.predicted[i] = drawBinomial(things, FOUND, random) + drawPoisson(FALSE, random);
    }
    return createEstimator(outcomes, reference);
  };
  const setting = perCluster === null ? { n, figure: id } : { G: units, figure: id };
  const part = perCluster === null ? "counts, independent" : "counts, clusters";
  return measured(own?.part ?? part, setting, 0.5, reference, () => ({ truth, draw }));
}

/** Every figure of counts. */
export function countExperiments(): Experiment[] {
  const ids = [...trueFigures().keys()];
  return [
    ...[30, 100, 400].flatMap((n) => ids.map((id) => counts(id, n, null))),
    ...[10, 20, 50].flatMap((G) => ids.map((id) => counts(id, G, 20))),
  ];
}

/** The share of close counts, whose place is behind the others. */
export function closeCountExperiments(): Experiment[] {
  const own = { part: "close counts", truth: shareWithin1() };
  return [
    ...[30, 100, 400].map((n) => counts(WITHIN_1, n, null, own)),
    ...[10, 20, 50].map((G) => counts(WITHIN_1, G, 20, own)),
  ];
}
