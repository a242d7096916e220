import { haveOneLabel, type Outcomes } from "../../outcomes/classification-types.js";
import type { MetricReference } from "../estimate-types.js";
import { CLASSIFICATION, type MetricParameter, metric } from "../metric.js";
import { meanKernel } from "../metric-kernel.js";
import { settingOf } from "../parameters.js";
import { noScores } from "../score-columns.js";
import { shareEstimate } from "../share-estimate.js";
import { totalsOfUnits } from "../share-totals.js";
import { topKShares, type UnitShares } from "../unit-shares.js";

const K = {
  name: "k",
  kind: "whole",
  low: 1,
  high: 1_000_000,
  words: [],
  default: "5",
  alwaysPrinted: true,
} as const satisfies MetricParameter;

function numberOf(match: RegExpExecArray | null): Readonly<Record<string, string>> | null {
  return match === null ? null : { k: String(Number(match[1] ?? match[2])) };
}

export const TOP_K_ACCURACY = metric({
  id: "top-k-accuracy",
  name: "top-k accuracy",
  tasks: CLASSIFICATION,
  kind: "additive",
  needs: "probabilities",
  parameters: [K],
  nullUnits: "None. A truth that the model does not have is never among its k best.",
  ties: "Classes tied with the true one are in a random order: a unit counts the probability that the true class is among the k best.",
  formula: "Σ min(1, max(0, (k − above) / (tied + 1))) / n",
  source: "expected value under uniform tie breaking (oracle a, topk.expected)",
  readAlias: (name) =>
    numberOf(/^(?:top-?(\d{1,6})(?:-acc(?:uracy)?)?|acc(?:uracy)?@(\d{1,6}))$/.exec(name)),
  hub: {
    read: (name) => numberOf(/^(?:top_?(\d+)(?:_acc(?:uracy)?)?|acc(?:uracy)?@(\d+))$/.exec(name)),
  },
  words: {
    ...wordsWith("k"),
    variant(parameters) {
      const k = parameters.get(K.name);
      return k === undefined ? null : wordsWith(k);
    },
  },
  definition: ({ units, parameters }) =>
    `the share of ${units} whose true label is among the ${parameters.get("k") ?? "k"} with the highest scores`,
  shareOf: () => "all",
  isUnitMean: () => true,
  chance: (reference, classCount) =>
    classCount === null || classCount < 1
      ? null
      : Math.min(1, Number(settingOf(reference, K)) / classCount),
  images: {
    kernel: (outcomes, reference) => meanKernel(sharesOf(outcomes, reference).hits),
    estimate: (sample, reference) =>
      shareEstimate(sample, totalsOfUnits(sample, sharesOf(sample.outcomes, reference), false)),
    unitValues: (outcomes, reference) => sharesIn(outcomes, reference)?.hits ?? null,
  },
});

function wordsWith(k: string) {
  return {
    label: `Right within ${k} answers`,
    phrase: `top-${k} accuracy`,
    sentence: `The share of images whose right label is among the model's ${k} best guesses.`,
    short: `right label among its ${k} best`,
    hit: { long: `have the right label among the ${k} best answers`, short: "right" },
  };
}

function sharesOf(outcomes: Outcomes, reference: MetricReference): UnitShares {
  const shares = sharesIn(outcomes, reference);
  if (shares === null) throw noScores(reference);
  return shares;
}

/** Null where there are no scores. */
function sharesIn(outcomes: Outcomes, reference: MetricReference): UnitShares | null {
  const k = Number(settingOf(reference, K));
  return haveOneLabel(outcomes) ? topKShares(outcomes, k) : null;
}
