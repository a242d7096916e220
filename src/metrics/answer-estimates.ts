import {
  agreementMetric,
  answerJackknife,
  macroMetric,
  weightedMetric,
} from "./answer-jackknife.js";
import type { ClassRatio } from "./class-metrics.js";
import type { ClassAnswers } from "./class-sums.js";
import { sampleAnswers } from "./cluster-class-sums.js";
import { createProportionEstimate } from "./estimate-proportion.js";
import type { MetricReference } from "./estimate-types.js";
import type { MetricEstimate } from "./metric-estimate.js";
import { namedClass, noAnswers } from "./not-available.js";
import { parameterOf } from "./reference.js";
import type { Sample } from "./sample.js";
import { noScores } from "./score-columns.js";
import {
  type ShareTotals,
  sampleAccuracy,
  sampleClassSums,
  totalsOfClass,
  totalsOfUnits,
} from "./share-totals.js";
import { pooledShares, topKShares } from "./unit-shares.js";

/** Estimates of metrics of answers, without their scores. Null for metrics that are none. */
export function answerEstimate(sample: Sample, reference: MetricReference): MetricEstimate | null {
  switch (reference.id) {
    case "accuracy":
      return shareEstimate(sample, unitAccuracy(sample, reference));
    case "top-k-accuracy":
      return shareEstimate(sample, topK(sample, reference));
    case "precision":
    case "recall":
    case "specificity":
    case "f1":
      return ratioEstimate(sample, reference, reference.id);
    case "balanced-accuracy":
      return answerJackknife(sample, answersOf(sample, reference), macroMetric("recall"));
    case "cohen-kappa":
    case "mcc":
      return answerJackknife(sample, answersOf(sample, reference), agreementMetric(reference.id));
    default:
      return null;
  }
}

function ratioEstimate(
  sample: Sample,
  reference: MetricReference,
  ratio: ClassRatio,
): MetricEstimate {
  const answers = answersOf(sample, reference);
  const index = namedClass(reference, answers.classes);
  const map = ratio === "f1" ? F1_OF_JACCARD : IDENTITY;
  if (index !== null) {
    const absent = sampleClassSums(sample)?.truth[index] === 0;
    return shareEstimate(sample, totalsOfClass(sample, answers, ratio, index), map, absent);
  }
  const average = parameterOf(reference, "average");
  const single = answers.kind === "single";
  // With one label a unit each of these is the share of units answered right.
  const isAccuracy =
    single &&
    ((average === "micro" && ratio !== "specificity") ||
      (average === "weighted" && ratio === "recall"));
  if (isAccuracy) return shareEstimate(sample, unitAccuracy(sample, reference));
  if (average === "micro") {
    return shareEstimate(sample, totalsOfUnits(sample, pooledShares(answers, ratio), true), map);
  }
  const averaged = average === "weighted" ? weightedMetric(ratio) : macroMetric(ratio);
  return answerJackknife(sample, answers, averaged);
}

interface UnitMap {
  readonly fromUnit: ((share: number) => number) | null;
  readonly toUnit: (value: number) => number;
}

const IDENTITY: UnitMap = { fromUnit: null, toUnit: (value) => value };
/** F1 = 2J/(1 + J) of the Jaccard index J, a proportion (METHODS §2.1). */
const F1_OF_JACCARD: UnitMap = {
  fromUnit: (j) => (2 * j) / (1 + j),
  toUnit: (f1) => f1 / (2 - f1),
};

function shareEstimate(
  sample: Sample,
  totals: ShareTotals,
  map: UnitMap = IDENTITY,
  classAbsent = false,
): MetricEstimate {
  const options = { fromUnit: map.fromUnit, classAbsent };
  return { toUnit: map.toUnit, at: createProportionEstimate(sample, totals, options) };
}

function unitAccuracy(sample: Sample, reference: MetricReference): ShareTotals {
  return sampleAccuracy(sample) ?? noAnswers(reference);
}

function topK(sample: Sample, reference: MetricReference): ShareTotals {
  const { outcomes } = sample;
  const k = Number(parameterOf(reference, "k"));
  const shares = outcomes.kind === "classification" ? topKShares(outcomes, k) : null;
  if (shares !== null) return totalsOfUnits(sample, shares, false);
  throw noScores(reference);
}

function answersOf(sample: Sample, reference: MetricReference): ClassAnswers {
  return sampleAnswers(sample) ?? noAnswers(reference);
}
