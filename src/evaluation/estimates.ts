import type { EstimateDetail, MetricReference } from "../metrics/estimate-types.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import type { ResultEstimate, ResultSlice } from "../results/result.js";
import { detectionDetails } from "./detection/detection-references.js";
import { type EvaluatedOutcomes, estimatorOf } from "./evaluated-outcomes.js";
import type { EvaluateRequest } from "./request.js";

/** Figures of each class. */
const OF_CLASS = ["precision", "recall", "specificity", "f1"] as const;

/** Which figures are given without being asked for, beside the headline. */
export function detailReferences(
  outcomes: EvaluatedOutcomes,
  positive: string | null,
): MetricReference[] {
  if (outcomes.kind === "anomaly") {
    const [, anomalous] = outcomes.classes;
    if (outcomes.threshold === null || anomalous === undefined) return texts(["average-precision"]);
    const atThreshold = OF_CLASS.map((id) => ofClass(id, anomalous));
    return [...texts(["average-precision", "accuracy", "balanced-accuracy"]), ...atThreshold];
  }
  if (outcomes.kind === "multilabel") {
    return texts(["f1{average=macro}", "f1{average=micro}", "precision{average=micro}"]);
  }
  if (outcomes.kind === "detection") return detectionDetails(outcomes);
  const { scores, classes, modelClassCount } = outcomes;
  const references = texts(["balanced-accuracy", "f1{average=macro}", "cohen-kappa", "mcc"]);
  if (scores !== null) {
    if (modelClassCount > 5) references.push(...texts(["top-k-accuracy{k=5}"]));
    if (scores.sums.areProbabilities) references.push(...texts(["log-loss", "brier", "ece"]));
    references.push(...texts(["auroc-failure", "aurc", "augrc"]));
  }
  if (positive !== null && scores !== null) {
    references.push(ofClass("roc-auc", positive), ofClass("average-precision", positive));
  }
  for (const k of classesSeen(outcomes)) {
    references.push(...OF_CLASS.map((id) => ofClass(id, classes[k]!)));
  }
  return references;
}

/** The figure that is the answer where no claim names another. */
export function headlineReference(outcomes: EvaluatedOutcomes): MetricReference {
  switch (outcomes.kind) {
    case "classification":
      return parseReference("accuracy");
    case "multilabel":
      return parseReference("f1{average=macro}");
    case "anomaly":
      return parseReference("roc-auc");
    case "detection":
      return parseReference("map");
    default:
      return outcomes satisfies never;
  }
}

/** References without repetition, in their order. */
export function distinct(references: readonly MetricReference[]): MetricReference[] {
  const byText = new Map<string, MetricReference>();
  for (const reference of references) {
    const text = formatReference(reference);
    if (!byText.has(text)) byText.set(text, reference);
  }
  return [...byText.values()];
}

/** An estimate in the form of `result.json`. */
export function toResultEstimate(
  reference: MetricReference,
  detail: EstimateDetail,
  role: "headline" | "detail",
  unit: string,
  slice: ResultSlice | null = null,
): ResultEstimate {
  return {
    metric: formatReference(reference),
    role,
    value: detail.value,
    low: detail.low,
    high: detail.high,
    level: detail.level,
    method: detail.method,
    n: detail.n,
    defined: detail.defined,
    unit,
    clusters: detail.clusters,
    slice,
    ...(detail.bias !== undefined && detail.warnings.includes("interval/biased")
      ? { bias: detail.bias }
      : {}),
    warnings: detail.warnings,
  };
}

/** The estimate of a metric on outcomes, as `result.json` has it; without an interval where none is asked for. */
export function estimate(
  outcomes: EvaluatedOutcomes,
  reference: MetricReference,
  role: "headline" | "detail",
  { level, interval }: Pick<EvaluateRequest, "level" | "interval">,
): ResultEstimate {
  const estimator = estimatorOf(outcomes, reference);
  const detail = interval === "none" ? estimator.point(level) : estimator.at(level);
  return toResultEstimate(reference, detail, role, outcomes.unit);
}

function texts(references: readonly string[]): MetricReference[] {
  return references.map((text) => parseReference(text));
}

function ofClass(id: string, name: string): MetricReference {
  return { id, parameters: new Map([["class", name]]) };
}

/** Classes that are true of a unit or answered for one, ascending. */
function classesSeen({ truth, predicted, classes }: ClassificationOutcomes): number[] {
  const seen = new Uint8Array(classes.length);
  for (let i = 0; i < truth.length; i++) {
    seen[truth[i]!] = 1;
    seen[predicted[i]!] = 1;
  }
  return [...seen.keys()].filter((k) => seen[k] === 1);
}
