import { influenceVariance } from "../../statistics/jackknife.js";
import type { MetricReference } from "../estimate-types.js";
import { riskEstimate, riskInfluences, riskKernel, sumsOf } from "../failure-figures.js";
import { CLASSIFICATION, type MetricParameter, metric } from "../metric.js";
import { settingOf } from "../parameters.js";
import { confidentPredictions } from "../score-columns.js";

/** Least share of all answers that is kept. */
const COVERAGE = {
  name: "coverage",
  kind: "number",
  low: 0.01,
  high: 1,
  default: "0.8",
  alwaysPrinted: true,
} as const satisfies MetricParameter;

const coverageOf = (reference: MetricReference): number => Number(settingOf(reference, COVERAGE));

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
    estimate: (sample, reference) =>
      riskEstimate(sample, confidentPredictions(sample.outcomes, reference), coverageOf(reference)),
    difference(first, second, reference) {
      const [a, b] = [first, second].map((one) =>
        riskInfluences(confidentPredictions(one, reference), coverageOf(reference)),
      );
      if (a == null || b == null) return null;
      const { cluster } = first;
      const parts = a.influence.map((one, i) => one - b.influence[i]!);
      const sums = cluster === null ? parts : sumsOf(parts, cluster);
      const groups = sums.length;
      if (groups < 2) return null;
      return {
        difference: a.risk - b.risk,
        variance: influenceVariance(sums),
        df: groups - 1,
      };
    },
  },
});
