import { anytimeExperiments } from "./simulate-anytime.js";
import { detectionExperiments } from "./simulate-detection.js";
import { gapExperiments } from "./simulate-gap.js";
import { manyLabelExperiments } from "./simulate-many-labels.js";
import type { Experiment } from "./simulate-measure.js";
import { metricExperiments } from "./simulate-metrics.js";
import { scopeExperiments } from "./simulate-scope.js";
import { shareExperiments } from "./simulate-shares.js";
import { trapExperiments } from "./simulate-traps.js";

/** Every experiment in the order of the document; its place is its number, and its streams'. */
export function allExperiments(): Experiment[] {
  return [
    ...shareExperiments(),
    ...metricExperiments(),
    ...anytimeExperiments(),
    ...gapExperiments(),
    ...detectionExperiments(),
    ...manyLabelExperiments(),
    ...trapExperiments(),
    ...scopeExperiments(),
  ];
}
