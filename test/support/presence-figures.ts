import { IMAGE_SENSITIVITY } from "../../src/metrics/detection/image-sensitivity.js";
import { presenceWeights, withoutThreshold } from "../../src/metrics/detection/presence-method.js";
import type { EstimateDetail } from "../../src/metrics/estimate-types.js";
import { createEstimator } from "../../src/metrics/estimators.js";
import type { DetectionOptions, Metric } from "../../src/metrics/metric.js";
import { PRECISION } from "../../src/metrics/predictions/precision.js";
import { RECALL } from "../../src/metrics/predictions/recall.js";
import { ROC_AUC } from "../../src/metrics/rankings/roc-auc.js";
import { createUnitSample, type Units } from "../../src/metrics/sample.js";
import { shareEstimate } from "../../src/metrics/share-estimate.js";
import { totalsOfUnits } from "../../src/metrics/share-totals.js";
import type { Presence } from "../../src/outcomes/detection/presence.js";

type PresenceOptions = Pick<DetectionOptions, "weights">;

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
  { weights = null }: PresenceOptions = {},
): PresenceFigures {
  const { outcomes } = presence;
  if (outcomes.threshold === null) {
    throw withoutThreshold({ id: IMAGE_SENSITIVITY.id, parameters: new Map() });
  }
  const own = presenceWeights(presence, weights);
  const figure = ({ id }: Metric, side?: 0 | 1): EstimateDetail => {
    const parameters = new Map(side === undefined ? [] : [["class", outcomes.classes[side]]]);
    return createEstimator(outcomes, { id, parameters }, { weights: own }).at(level);
  };
  return {
    sensitivity: figure(RECALL, 1),
    specificity: figure(RECALL, 0),
    precision: figure(PRECISION, 1),
    emptyRight: figure(PRECISION, 0),
    toLookAt: lookedAt(presence, units, outcomes.threshold, weights)(level),
    auc: figure(ROC_AUC),
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
  return shareEstimate(sample, totalsOfUnits(sample, { size, hits }, false)).at;
}
