import { curveLabels } from "../../evaluation/curve-labels.js";
import { estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { DEFAULT_THRESHOLD } from "../../evaluation/request.js";
import type { EstimateDetail, MetricReference } from "../../metrics/estimate-types.js";
import { formatReference } from "../../metrics/reference-text.js";
import { type ScoredClass, scoredClass } from "../../metrics/score-columns.js";
import { thresholdCurve } from "../../metrics/threshold-curve.js";
import type { Outcomes } from "../../outcomes/classification-types.js";
import type { RankedCurveFacts, ReportExtras } from "../../results/report-input.js";

/**
 * ROC, precision–recall and thresholds of the labels of {@link curveLabels}, where all scores of a
 * label are there; nothing else.
 */
export function rankedFacts(
  evaluation: Pick<Evaluation, "result" | "request">,
  outcomes: Outcomes,
): Pick<ReportExtras, "ranked" | "rankedMore"> {
  const { positive, level } = evaluation.request;
  const { indices, more } = curveLabels(outcomes, positive, (k) => hasScores(outcomes, k));
  if (indices.length === 0) return {};
  const ranked = indices.map((index): RankedCurveFacts => {
    const label = outcomes.classes[index]!;
    const scored = scoredClass(outcomes, index);
    const inUse = thresholdInUse(evaluation, outcomes, index, scored);
    return {
      ...{ label, scoreName: outcomes.kind === "classification" ? "probability" : "score" },
      ...{ ...thresholdCurve(outcomes, scored, { level, inUse }), inUse },
      rocAuc: ownEstimate(evaluation, outcomes, "roc-auc", label),
      averagePrecision: ownEstimate(evaluation, outcomes, "average-precision", label),
    };
  });
  return { ranked, rankedMore: more };
}

function hasScores(outcomes: Outcomes, index: number): boolean {
  switch (outcomes.kind) {
    case "classification":
      return outcomes.scores?.columns.has(index) ?? false;
    case "multilabel":
      return outcomes.scores !== null;
    case "anomaly":
      return true;
    default:
      return outcomes satisfies never;
  }
}

/**
 * The threshold that made the answers; null where none did: the greatest probability answers, and
 * the images of a sequence may have voted.
 */
function thresholdInUse(
  { request }: Pick<Evaluation, "request">,
  outcomes: Outcomes,
  index: number,
  { score }: ScoredClass,
): number | null {
  if (outcomes.kind === "anomaly") return outcomes.threshold;
  if (outcomes.kind === "classification") return null;
  const { predicted, classes, unitCount } = outcomes;
  const threshold = request.threshold ?? DEFAULT_THRESHOLD;
  for (let i = 0; i < unitCount; i++) {
    const isAnswered = predicted[i * classes.length + index] === 1;
    if (isAnswered !== score[i]! >= threshold) return null;
  }
  return threshold;
}

/** The estimate that the result has, in every detail; where it has none, what it would have. */
function ownEstimate(
  { result, request }: Pick<Evaluation, "result" | "request">,
  outcomes: Outcomes,
  id: "roc-auc" | "average-precision",
  label: string,
): EstimateDetail {
  const parameters = new Map(outcomes.kind === "anomaly" ? [] : [["class", label]]);
  const reference: MetricReference = { id, parameters };
  const estimator = estimatorOf(outcomes, reference);
  const detail =
    request.interval === "none" ? estimator.point(request.level) : estimator.at(request.level);
  const text = formatReference(reference);
  const own = result.estimates.find(({ metric, slice }) => metric === text && slice === null);
  if (own !== undefined) {
    const { value, low, high, method, warnings } = own;
    return { ...detail, value, low, high, method, warnings };
  }
  return detail;
}
