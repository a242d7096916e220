import { WAY } from "../../core/ways.js";
import type { AnomalyOutcomes } from "../../outcomes/classification-types.js";
import type { Presence } from "../../outcomes/detection/presence.js";
import type { MetricReference } from "../estimate-types.js";
import type { PresenceMethod } from "../metric.js";
import { notAvailable } from "../not-available.js";
import { RECALL_RATIO } from "../predictions/recall.js";
import { ratioMethod } from "../ratio-method.js";
import { createSample } from "../sample.js";

const RECALL = ratioMethod(RECALL_RATIO);

/**
 * Recall of the units that hold an object, or of those that do not, by `wilson`, `wilson-cluster`
 * (METHODS §2.1).
 */
export function presenceMethod(side: PresenceMethod["side"]): PresenceMethod {
  const recallOf = (outcomes: AnomalyOutcomes, reference: MetricReference): MetricReference => {
    if (outcomes.threshold === null) throw withoutThreshold(reference);
    const name = outcomes.classes[side === "with-object" ? 1 : 0];
    return { ...reference, parameters: new Map([["class", name]]) };
  };
  return {
    over: "images",
    side,
    estimate(presence, reference, { weights = null }) {
      const recall = recallOf(presence.outcomes, reference);
      const sample = createSample(presence.outcomes, presenceWeights(presence, weights));
      return RECALL.estimate(sample, recall, 0);
    },
    kernel(presence, reference) {
      const recall = recallOf(presence.outcomes, reference);
      const kernel = RECALL.kernel(presence.outcomes, recall);
      return (weights) => kernel(presenceWeights(presence, weights));
    },
  };
}

/** Weights of the units whose presence is known, of those of all units. */
export function presenceWeights(
  { units }: Presence,
  weights: Float64Array | null,
): Float64Array | null {
  return weights === null ? null : Float64Array.from(units, (unit) => weights[unit]!);
}

export function withoutThreshold(reference: MetricReference): Error {
  const what = "detections have scores and nothing says from which score on they count";
  return notAvailable(reference, what, WAY.giveSomeThreshold);
}
