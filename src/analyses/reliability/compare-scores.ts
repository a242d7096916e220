import type { EvaluateRequest } from "../../evaluation/request.js";
import { aucDifference } from "../../metrics/auc-difference.js";
import { AUGRC } from "../../metrics/confidence/augrc.js";
import { AURC } from "../../metrics/confidence/aurc.js";
import { AUROC_FAILURE } from "../../metrics/confidence/auroc-failure.js";
import { riskCoverageCurve, rocCurve } from "../../metrics/curves.js";
import type { EstimateDetail, MetricReference } from "../../metrics/estimate-types.js";
import { createEstimator } from "../../metrics/estimators.js";
import { COVERAGES, failureFigures } from "../../metrics/failure-figures.js";
import type { Metric } from "../../metrics/metric.js";
import { falsePositiveRateAt, riskAtCoverage } from "../../metrics/operating-points.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import { influenceSums, influenceVariance, jackknifeVariance } from "../../statistics/jackknife.js";
import { studentLevelQuantile } from "../../statistics/quantiles.js";
import type { ConfidenceScore } from "./confidence-scores.js";
import type {
  ResultConfidenceScore,
  ResultFailures,
  ResultLimits,
  ResultScoreDifference,
} from "./result.js";

type Options = Pick<EvaluateRequest, "level" | "interval" | "seed">;

/** A score that is higher where answers are wrong. */
export const INVERTED = "reliability/inverted";

/** Clusters of fewer have no spread worth a range (METHODS §1.2). */
const FEWEST_CLUSTERS = 3;

/**
 * Each score by AUROC of failures, AURC, AUGRC, the false positive rates and the risks of METHODS §14, and against
 * the model's own confidence on the same units: AUROC by DeLong's difference with t, AURC and AUGRC by the
 * jackknife, over clusters where there are some, at level 1 − (1 − level)/(scores compared).
 *
 * Better is who has the difference of AUROC above 0. Of one set of predictions AUGRC says the same, for
 * AUGRC = (1 − AUROC)·acc·(1 − acc) + ½(1 − acc)².
 *
 * @param others with a value of each unit
 */
export function compareScores(
  outcomes: ClassificationOutcomes,
  own: ConfidenceScore,
  others: readonly ConfidenceScore[],
  options: Options,
): Omit<ResultFailures, "leftOut" | "without"> {
  const { truth, predicted, unitCount, unit } = outcomes;
  const correct = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0));
  const comparedAt = others.length === 0 ? null : 1 - (1 - options.level) / others.length;
  const figuresOf = (score: ConfidenceScore) => figures(outcomes, score, correct, options);
  const compared = others.map((score) => ({
    ...figuresOf(score),
    ...heldAgainst(outcomes, own, score, comparedAt!),
  }));
  const nothing = { against: null, againstAurc: null, againstAugrc: null, better: null };
  const told = compared.flatMap(({ better }) => (better === null ? [] : [better]));
  return {
    unit,
    n: unitCount,
    errors: correct.reduce((sum, right) => sum - right, unitCount),
    level: options.level,
    comparedAt,
    scores: [{ ...figuresOf(own), ...nothing }, ...compared],
    none: told.length === 0 ? null : !told.includes(true),
  };
}

type Comparison = Pick<
  ResultConfidenceScore,
  "against" | "againstAurc" | "againstAugrc" | "better"
>;

/** A score against the model's own confidence. @param level of the ranges */
export function heldAgainst(
  outcomes: ClassificationOutcomes,
  own: ConfidenceScore,
  score: ConfidenceScore,
  level: number,
): Comparison {
  const against = aucAgainst(outcomes, score, own, level);
  const { low = null } = against ?? {};
  return {
    against,
    againstAurc: areaAgainst(outcomes, AURC, score, own, level),
    againstAugrc: areaAgainst(outcomes, AUGRC, score, own, level),
    better: low === null ? null : low > 0,
  };
}

function figures(
  outcomes: ClassificationOutcomes,
  { name, values }: ConfidenceScore,
  correct: Uint8Array,
  { level, interval, seed }: Options,
): Omit<ResultConfidenceScore, keyof Comparison> {
  const scored = withConfidence(outcomes, values);
  const hasRanges = interval !== "none";
  const detail = (metric: Metric): EstimateDetail => {
    const estimator = createEstimator(scored, referenceOf(metric));
    return hasRanges ? estimator.at(level) : estimator.point(level);
  };
  const auroc = detail(AUROC_FAILURE);
  const aurc = detail(AURC);
  const augrc = detail(AUGRC);
  const points = hasRanges ? failureFigures(scored, { level, seed }) : [];
  const rangeAt = (figure: "fpr" | "risk", target: number): ResultLimits => {
    const found = points.find((one) => one.figure === figure && one.target === target);
    return limitsOf(found?.estimate);
  };
  const roc = rocCurve(values, correct);
  const fpr = (target: number) => (roc === null ? null : falsePositiveRateAt(roc, target));
  const curve = riskCoverageCurve(
    values,
    correct.map((right) => 1 - right),
  );
  return {
    name,
    aurocFailure: auroc.value,
    aurc: aurc.value,
    augrc: augrc.value,
    fpr95: fpr(0.95),
    fpr80: fpr(0.8),
    ranges: {
      aurocFailure: limitsOf(auroc),
      aurc: limitsOf(aurc),
      augrc: limitsOf(augrc),
      fpr95: rangeAt("fpr", 0.95),
      fpr80: rangeAt("fpr", 0.8),
    },
    risk: COVERAGES.flatMap((target) => {
      const found = riskAtCoverage(curve, target);
      if (found === null) return [];
      const { coverage, risk: value } = found;
      return [{ target, coverage, value, ...rangeAt("risk", target) }];
    }),
    warnings: [
      ...new Set([auroc, aurc, augrc].flatMap(({ warnings }) => warnings)),
      ...(auroc.high !== null && auroc.high < 0.5 ? [INVERTED] : []),
    ],
  };
}

function limitsOf(detail: EstimateDetail | undefined): ResultLimits {
  return { low: detail?.low ?? null, high: detail?.high ?? null };
}

/** The predictions as they are, with another number for how sure each is. */
function withConfidence(
  outcomes: ClassificationOutcomes,
  answerConfidence: Float64Array,
): ClassificationOutcomes {
  return { ...outcomes, scores: null, answerConfidence };
}

function referenceOf({ id }: Metric): MetricReference {
  return { id, parameters: new Map() };
}

function aucAgainst(
  { truth, predicted, cluster, clusterCount }: ClassificationOutcomes,
  score: ConfidenceScore,
  own: ConfidenceScore,
  level: number,
): ResultScoreDifference | null {
  const correct = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0));
  const clusters = cluster === null ? null : { cluster, clusterCount };
  const found = aucDifference(correct, score.values, own.values, clusters);
  if (found === null) return null;
  const { difference, varianceOfDifference, df } = found;
  const isKnown = clusters === null || df >= FEWEST_CLUSTERS - 1;
  return rangeOf(difference, isKnown ? varianceOfDifference : null, df, level);
}

function areaAgainst(
  outcomes: ClassificationOutcomes,
  metric: Metric,
  score: ConfidenceScore,
  own: ConfidenceScore,
  level: number,
): ResultScoreDifference | null {
  const reference = referenceOf(metric);
  const { kernel, leaveUnitsOut } = metric.images ?? {};
  const [first, second] = [own, score].map(({ values }) => {
    const scored = withConfidence(outcomes, values);
    const value = kernel?.(scored, reference)(null);
    return { value: value ?? Number.NaN, leftOut: leaveUnitsOut?.(scored, reference) };
  });
  const difference = first!.value - second!.value;
  const without = second!.leftOut;
  if (Number.isNaN(difference) || without === undefined) return null;
  const leftOut = first!.leftOut!.map((value, i) => value - without[i]!);
  const { cluster, clusterCount, unitCount } = outcomes;
  if (cluster === null) {
    return rangeOf(difference, jackknifeVariance(leftOut), unitCount - 1, level);
  }
  const used = new Uint8Array(clusterCount);
  for (const g of cluster) used[g] = 1;
  const sums = influenceSums(leftOut, cluster, clusterCount).filter((_sum, g) => used[g] === 1);
  const isKnown = sums.length >= FEWEST_CLUSTERS;
  return rangeOf(difference, isKnown ? influenceVariance(sums) : null, sums.length - 1, level);
}

/**
 * difference ± t·se. Scores that order all units alike differ by nothing; a difference that is the same whichever
 * unit is left out has no range that could be believed.
 */
function rangeOf(
  difference: number,
  variance: number | null,
  df: number,
  level: number,
): ResultScoreDifference {
  const isNothing = Math.abs(difference) < 1e-12;
  if (variance === null || !(df > 0) || (variance < 1e-26 && !isNothing)) {
    return { difference, low: null, high: null };
  }
  const half = variance < 1e-26 ? 0 : studentLevelQuantile(level, df) * Math.sqrt(variance);
  const value = isNothing ? 0 : difference;
  // Of three clusters t goes further than two figures between 0 and 1 can be apart.
  return {
    difference: value,
    low: Math.max(-1, value - half),
    high: Math.min(1, value + half),
  };
}
