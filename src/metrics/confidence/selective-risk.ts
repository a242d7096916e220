import type { Outcomes } from "../../outcomes/classification-types.js";
import { influenceSums, influenceVariance } from "../../statistics/jackknife.js";
import { riskCoverageCurve } from "../curves.js";
import type { MetricReference } from "../estimate-types.js";
import { pointEstimate, riskKernel } from "../failure-figures.js";
import { CLASSIFICATION, type MetricParameter, metric } from "../metric.js";
import { riskAtCoverage } from "../operating-points.js";
import { settingOf } from "../parameters.js";
import { confidentPredictions } from "../score-columns.js";

/** Least share of all answers that is kept. */
export const COVERAGE = {
  name: "coverage",
  kind: "number",
  low: 0.01,
  high: 1,
  default: "0.8",
  alwaysPrinted: true,
} as const satisfies MetricParameter;

const coverageOf = (reference: MetricReference): number => Number(settingOf(reference, COVERAGE));

/**
 * How much each answer moves the risk R at a coverage C, divided by their number: 1(kept)·(wrong − e)/C − (R − e), e the share
 * that is wrong near the threshold. Who is left out lets the next one in: by that one answer alone, as the
 * jackknife has it, e would be 0 or 1, and the variance many times too great or too small.
 */
function influences(outcomes: Outcomes, reference: MetricReference) {
  const { confidence, wrong } = confidentPredictions(outcomes, reference);
  const point = riskAtCoverage(riskCoverageCurve(confidence, wrong), coverageOf(reference));
  if (point === null) return null;
  const { coverage, risk } = point;
  const n = wrong.length;
  const order = Int32Array.from(wrong.keys()).sort((i, j) => confidence[j]! - confidence[i]!);
  const kept = Math.round(coverage * n);
  const near = Math.max(FEWEST_NEAR, Math.ceil(Math.sqrt(n)));
  const around = order.subarray(Math.max(0, kept - near), Math.min(n, kept + near));
  const local = kept === n ? 0 : around.reduce((sum, i) => sum + wrong[i]!, 0) / around.length;
  const influence = new Float64Array(n);
  for (const [rank, i] of order.entries()) {
    const own = rank < kept ? (wrong[i]! - local) / coverage : 0;
    influence[i] = (own - (risk - local)) / n;
  }
  return { risk, influence };
}

/** So many answers on either side say what is wrong near the threshold, at least. */
const FEWEST_NEAR = 10;

export const SELECTIVE_RISK = metric({
  id: "selective-risk",
  name: "selective risk",
  tasks: CLASSIFICATION,
  direction: "lower-is-better",
  kind: "ranked",
  needs: "confidence",
  parameters: [COVERAGE],
  nullUnits: "None.",
  ties: "Answers of one confidence stay together: what is kept may be more than coverage.",
  formula: "wrong / kept among the surest answers, the fewest that are at least coverage of all",
  source: "Geifman & El-Yaniv 2017; docs/reliability.md",
  words: {
    label: "Errors where it may be silent",
    phrase: "share of errors among the surest answers",
    sentence: "What is wrong among the surest answers, if the others go to a person.",
    short: "wrong among the surest answers",
    variant(parameters) {
      const coverage = Number(parameters.get(COVERAGE.name) ?? COVERAGE.default);
      const kept = `the surest ${Math.round(1000 * coverage) / 10}%`;
      return {
        label: `Errors among ${kept}`,
        phrase: `share of errors among ${kept} of the answers`,
        sentence: `What is wrong among ${kept} of the answers, if the others go to a person.`,
        short: `wrong among ${kept}`,
      };
    },
  },
  definition: "the share of wrong answers among the surest ones",
  fieldName: "selective risk at a coverage",
  images: {
    kernel: (outcomes, reference) =>
      riskKernel(confidentPredictions(outcomes, reference), coverageOf(reference)),
    estimate(sample, reference, seed) {
      const predictions = confidentPredictions(sample.outcomes, reference);
      const kernel = riskKernel(predictions, coverageOf(reference));
      return pointEstimate(sample, predictions.correct, kernel, seed);
    },
    difference(first, second, reference) {
      const [a, b] = [first, second].map((one) => influences(one, reference));
      if (a == null || b == null) return null;
      const { cluster, clusterCount, unitCount } = first;
      const parts = a.influence.map((one, i) => one - b.influence[i]!);
      const sums = cluster === null ? parts : influenceSums(parts, cluster, clusterCount);
      const groups = cluster === null ? unitCount : new Set(cluster).size;
      if (groups < 2) return null;
      return {
        difference: a.risk - b.risk,
        variance: influenceVariance(sums),
        df: groups - 1,
      };
    },
  },
});
