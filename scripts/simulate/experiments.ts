import { anytimeExperiments } from "./anytime.js";
import { backgroundExperiments } from "./background.js";
import { closeCountExperiments, countExperiments } from "./counts.js";
import { designExperiments } from "./designs.js";
import { taskDesignExperiments } from "./designs-of-tasks.js";
import { detectionExperiments } from "./detection.js";
import { gapExperiments, maskGapExperiments } from "./gap.js";
import {
  furtherInstanceExperiments,
  instanceExperiments,
  rarelyMissedExperiments,
} from "./instances.js";
import { labelRaceExperiments } from "./label-races.js";
import { labelSessionExperiments } from "./label-sessions.js";
import { ledgerExperiments } from "./ledger.js";
import { manyLabelExperiments } from "./many-labels.js";
import { boundaryExperiments, maskExperiments } from "./masks.js";
import type { Experiment } from "./measure.js";
import { metricExperiments } from "./metrics.js";
import { closeByImageExperiments, furtherPointExperiments, pointExperiments } from "./points.js";
import { predictionPoweredExperiments } from "./prediction-powered.js";
import { raceExperiments } from "./races.js";
import { reliabilityExperiments } from "./reliability.js";
import { boxReliabilityExperiments } from "./reliability-objects.js";
import { scopeExperiments } from "./scope.js";
import { scoreRaceExperiments } from "./score-races.js";
import { selectiveRiskExperiments } from "./selective-risk.js";
import { shareExperiments } from "./shares.js";
import { shortlistExperiments } from "./shortlist.js";
import { siteExperiments } from "./site.js";
import { sizeExperiments } from "./sizes.js";
import { stressExperiments } from "./stress.js";
import { trapExperiments } from "./traps.js";
import { hourExperiments, useExperiments } from "./uses.js";
import { valuedSessionExperiments } from "./valued-sessions.js";

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
    ...labelSessionExperiments(),
    ...designExperiments(),
    ...ledgerExperiments(),
    ...predictionPoweredExperiments(),
    ...raceExperiments(),
    ...shortlistExperiments(),
    ...labelRaceExperiments(),
    ...useExperiments(),
    ...siteExperiments(),
    ...countExperiments(),
    ...pointExperiments(),
    ...stressExperiments(),
    ...maskExperiments(),
    ...backgroundExperiments(),
    ...reliabilityExperiments(),
    ...instanceExperiments(),
    ...valuedSessionExperiments(),
    ...selectiveRiskExperiments(),
    ...furtherInstanceExperiments(),
    ...boundaryExperiments(),
    ...furtherPointExperiments(),
    ...maskGapExperiments(),
    ...boxReliabilityExperiments(),
    ...closeCountExperiments(),
    ...closeByImageExperiments(),
    ...scoreRaceExperiments(),
    ...rarelyMissedExperiments(),
    ...sizeExperiments(),
    ...hourExperiments(),
    ...taskDesignExperiments(),
  ];
}
