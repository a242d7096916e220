import { anatomyCosts } from "../../metrics/detection/anatomy-costs.js";
import { anatomyCounts } from "../../metrics/detection/anatomy-counts.js";
import {
  attributeBins,
  companyBins,
  neighbourBins,
  placeBins,
  sizeBins,
} from "../../metrics/detection/object-bins.js";
import { operatingCurve } from "../../metrics/detection/operating-curve.js";
import { type ErrorAnatomy, errorAnatomy } from "../../outcomes/detection/anatomy.js";
import { matchPairs } from "../../outcomes/detection/match-detections.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import { surestOutcomes } from "../../outcomes/detection/surest-outcomes.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { DetectionFacts } from "../../reports/report-input.js";
import type { LevelledAttribute } from "../../transfer/attribute-levels.js";
import type { EvaluatedDetections } from "./evaluated-detections.js";

/** The detections that count, and what is wrong with them. */
export interface CountedErrors {
  /** Matched at IoU 0.5, with the units of the outcomes. */
  readonly counting: DetectionOutcomes;
  readonly anatomy: ErrorAnatomy;
}

/** The errors of the detections that reach the threshold; of all where none is set. */
export function countedErrors(outcomes: EvaluatedDetections): CountedErrors {
  const counting = countingOutcomes(outcomes);
  return { counting, anatomy: errorAnatomy(outcomes.input, counting) };
}

/** What a report shows of detections beyond `result.json`. */
export function detectionFacts(
  outcomes: EvaluatedDetections,
  { counting, anatomy }: CountedErrors,
  attributes: readonly LevelledAttribute[],
  { level, choice }: { readonly level: number; readonly choice: string | null },
): DetectionFacts {
  const { threshold, unit, input, unitOfImage } = outcomes;
  const curve = operatingCurve(outcomes, { index: null, level });
  const now =
    threshold === null
      ? null
      : operatingCurve(outcomes, { index: null, level, thresholds: Float64Array.of(threshold) });
  const bins = [companyBins(input), neighbourBins(input)];
  if (outcomes.rules.areas.length > 1) bins.unshift(sizeBins(input), placeBins(input));
  for (const { name, levels, codes } of attributes) {
    const levelOfImage = unitOfImage.map((unit) => codes[unit]!);
    bins.push(attributeBins(input, name, levels, levelOfImage));
  }
  return {
    ...{ curve, now, threshold, unit, choice },
    costs: anatomyCosts(counting, anatomy, { level }),
    all: anatomyCounts(counting, anatomy, null, { level }),
    tables: bins.map((by) => anatomyCounts(counting, anatomy, by, { level })),
  };
}

function countingOutcomes(outcomes: EvaluatedDetections): DetectionOutcomes {
  const { input, rules, classes, modelClassCount, threshold, unitOfImage } = outcomes;
  const pairs = matchPairs(
    input,
    { ...rules, thresholds: [0.5], areas: rules.areas.slice(0, 1) },
    { classes, modelClassCount, threshold },
  );
  const least = new Float64Array(classes.length).fill(threshold ?? Number.NEGATIVE_INFINITY);
  return onUnits(surestOutcomes(pairs, least), unitOfImage, outcomes);
}
