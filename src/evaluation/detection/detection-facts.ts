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
import { ERROR_TYPES, type ErrorAnatomy, errorAnatomy } from "../../outcomes/detection/anatomy.js";
import { matchPairs } from "../../outcomes/detection/match-detections.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import { surestOutcomes } from "../../outcomes/detection/surest-outcomes.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { DetectionFacts, Mistake, MistakeFacts } from "../../reports/report-input.js";
import { ERROR_WORDS } from "../../reports/words/detections.js";
import type { LevelledAttribute } from "../../transfer/attribute-levels.js";
import type { EvaluatedDetections } from "./evaluated-detections.js";

/** So many errors are shown, the surest first. */
const MISTAKES = 24;

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

/** The errors that the model was surest about. @param files name of each image of the answers */
export function detectionMistakes(
  outcomes: EvaluatedDetections,
  { counting, anatomy }: CountedErrors,
  files: readonly string[],
): MistakeFacts {
  const rows = [...anatomy.ofDetection.keys()].filter((row) => anatomy.ofDetection[row]! >= 0);
  const { score } = counting.detections;
  rows.sort((a, b) => score[b]! - score[a]! || a - b);
  return {
    worst: rows.slice(0, MISTAKES).map((row) => mistakeOf(row, outcomes, counting, anatomy, files)),
    total: rows.length,
    picturesWithheld: null,
  };
}

function mistakeOf(
  row: number,
  { input, classes }: EvaluatedDetections,
  { detections, truths }: DetectionOutcomes,
  { ofDetection, truthOf }: ErrorAnatomy,
  files: readonly string[],
): Mistake {
  const source = detections.source[row]!;
  const truth = truthOf[row]!;
  const about = truth < 0 ? null : classes[input.truth.label[truths.source[truth]!]!];
  const kind = ERROR_WORDS[ERROR_TYPES[ofDetection[row]!]!].label;
  return {
    file: files[input.detections.image[source]!]!,
    truth: about == null ? kind : `${about}: ${kind.toLowerCase()}`,
    predicted: classes[input.detections.label[source]!]!,
    confidence: detections.score[row]!,
  };
}
