import type { AnomalyOutcomes } from "../../outcomes/classification-types.js";
import type { Presence } from "../../outcomes/detection/presence.js";
import { createProportionEstimate } from "../estimate-proportion.js";
import type { EstimateDetail, Estimator, MetricReference } from "../estimate-types.js";
import { createEstimator } from "../estimators.js";
import { createKernel, type MetricKernel } from "../kernels.js";
import { entryForTask, notAvailable } from "../not-available.js";
import { createUnitSample, type Units } from "../sample.js";
import { totalsOfUnits } from "../share-totals.js";

export interface PresenceEstimateOptions {
  /** What each unit of the detection outcomes weighs, ≥ 0; default: all alike. */
  readonly weights?: Float64Array | null;
}

/** Whether a metric is one of whole images: do they hold an object? */
export function isPresenceMetric(id: string): boolean {
  return id === "image-sensitivity" || id === "image-specificity";
}

/**
 * The estimator of `image-sensitivity` or `image-specificity`: recall of the units that hold an
 * object, or of those that do not, by `wilson`, `wilson-cluster` (METHODS §2.1).
 *
 * @param presence of the class that the reference names, or of any object
 * @throws HomegroundError `metric/not-available` without a threshold, or for another metric
 */
export function createPresenceEstimator(
  presence: Presence,
  reference: MetricReference,
  { weights = null }: PresenceEstimateOptions = {},
): Estimator {
  entryForTask(reference, "detection");
  const { outcomes } = presence;
  const recall = recallOf(outcomes, reference);
  const estimator = createEstimator(outcomes, recall, { weights: unitWeights(presence, weights) });
  return { ...estimator, reference };
}

/** `image-sensitivity` or `image-specificity` as a function of weights of the detection units. */
export function createPresenceKernel(presence: Presence, reference: MetricReference): MetricKernel {
  entryForTask(reference, "detection");
  const kernel = createKernel(presence.outcomes, recallOf(presence.outcomes, reference));
  return (weights) => kernel(unitWeights(presence, weights));
}

function recallOf(outcomes: AnomalyOutcomes, reference: MetricReference): MetricReference {
  if (!isPresenceMetric(reference.id)) {
    throw notAvailable(reference, "it is no metric of whole images", "Take image-sensitivity");
  }
  if (outcomes.threshold === null) throw withoutThreshold(reference);
  const name = outcomes.classes[reference.id === "image-sensitivity" ? 1 : 0];
  return { id: "recall", parameters: new Map([["class", name]]) };
}

/** What a detector says of whole images, for a page: each with its interval. */
export interface PresenceFigures {
  /** Of images that hold one, how many got a detection. */
  readonly sensitivity: EstimateDetail;
  /** Of images that hold none, how many stayed empty. */
  readonly specificity: EstimateDetail;
  /** Of images with a detection, how many hold one. */
  readonly precision: EstimateDetail;
  /** Of images without a detection, how many hold none: what is lost when they are not looked at. */
  readonly emptyRight: EstimateDetail;
  /** Of all images, how many have a detection: what a person still has to look at. */
  readonly toLookAt: EstimateDetail;
  /** Area under the ROC curve of the images' greatest scores; it needs no threshold. */
  readonly auc: EstimateDetail;
}

/** @throws HomegroundError `metric/not-available` without a threshold */
export function presenceFigures(
  presence: Presence,
  units: Units,
  level: number,
  { weights = null }: PresenceEstimateOptions = {},
): PresenceFigures {
  const { outcomes } = presence;
  if (outcomes.threshold === null) {
    throw withoutThreshold({ id: "image-sensitivity", parameters: new Map() });
  }
  const own = unitWeights(presence, weights);
  const figure = (id: string, side?: 0 | 1): EstimateDetail => {
    const parameters = new Map(side === undefined ? [] : [["class", outcomes.classes[side]]]);
    return createEstimator(outcomes, { id, parameters }, { weights: own }).at(level);
  };
  return {
    sensitivity: figure("recall", 1),
    specificity: figure("recall", 0),
    precision: figure("precision", 1),
    emptyRight: figure("precision", 0),
    toLookAt: lookedAt(presence, units, outcomes.threshold, weights)(level),
    auc: figure("roc-auc"),
  };
}

/** Over all units, those too of which it is not known what they hold. */
function lookedAt(
  { scores }: Presence,
  units: Units,
  threshold: number,
  weights: Float64Array | null,
): (level: number) => EstimateDetail {
  const { sample, kept } = createUnitSample(units, weights);
  const count = sample.outcomes.unitCount;
  const size = new Float64Array(count).fill(1);
  const hits = new Float64Array(count);
  for (let i = 0; i < count; i++) hits[i] = scores[kept?.[i] ?? i]! >= threshold ? 1 : 0;
  const totals = totalsOfUnits(sample, { size, hits }, false);
  return createProportionEstimate(sample, totals, { fromUnit: null, classAbsent: false });
}

function unitWeights({ units }: Presence, weights: Float64Array | null): Float64Array | null {
  return weights === null ? null : Float64Array.from(units, (unit) => weights[unit]!);
}

function withoutThreshold(reference: MetricReference): Error {
  const what = "detections have scores and nothing says from which score on they count";
  return notAvailable(reference, what, "Give --threshold, or a model card that states one");
}
