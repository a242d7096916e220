import { curveLabels } from "../../evaluation/curve-labels.js";
import { estimateDetail } from "../../evaluation/estimates.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { EstimateDetail, MetricReference } from "../../metrics/estimate-types.js";
import { AVERAGE_PRECISION } from "../../metrics/rankings/average-precision.js";
import { ROC_AUC } from "../../metrics/rankings/roc-auc.js";
import { formatReference } from "../../metrics/reference-text.js";
import { scoredClass } from "../../metrics/score-columns.js";
import { thresholdCurve } from "../../metrics/threshold-curve.js";
import {
  type EvaluatedOutcomes,
  haveObjects,
} from "../../outcomes/detection/evaluated-detections.js";
import type { RankedCurveFacts, ReportExtras } from "../../results/report-input.js";
import { taskOf } from "../../tasks/registry.js";

/**
 * ROC, precision–recall and thresholds of the labels of {@link curveLabels}, where all scores of a
 * label are there; nothing else.
 */
export function rankedFacts(
  evaluation: Pick<Evaluation, "result" | "request">,
  outcomes: EvaluatedOutcomes,
): Pick<ReportExtras, "ranked" | "rankedMore"> {
  const { ranked } = taskOf(outcomes.kind);
  if (ranked === undefined || haveObjects(outcomes)) return {};
  const { positive, level, threshold } = evaluation.request;
  const { indices, more } = curveLabels(outcomes, ranked, positive);
  if (indices.length === 0) return {};
  const curves = indices.map((index): RankedCurveFacts => {
    const label = outcomes.classes[index]!;
    const inUse = ranked.threshold(outcomes, index, threshold);
    const parameters = new Map(ranked.lookedFor === null ? [["class", label]] : []);
    return {
      label,
      scoreName: ranked.scoreName,
      ...thresholdCurve(outcomes, scoredClass(outcomes, index), { level, inUse }),
      inUse,
      rocAuc: ownEstimate(evaluation, outcomes, { id: ROC_AUC.id, parameters }),
      averagePrecision: ownEstimate(evaluation, outcomes, { id: AVERAGE_PRECISION.id, parameters }),
    };
  });
  return { ranked: curves, rankedMore: more };
}

/** The estimate that the result has, in every detail; where it has none, what it would have. */
function ownEstimate(
  { result, request }: Pick<Evaluation, "result" | "request">,
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
): EstimateDetail {
  const detail = estimateDetail(outcomes, reference, request);
  const text = formatReference(reference);
  const own = result.estimates.find(({ metric, slice }) => metric === text && slice === null);
  if (own !== undefined) {
    const { value, low, high, method, warnings } = own;
    return { ...detail, value, low, high, method, warnings };
  }
  return detail;
}
