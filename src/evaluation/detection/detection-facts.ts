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
import { surestOutcomes } from "../../outcomes/detection/surest-outcomes.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { DetectionFacts, Mistake, MistakeFacts } from "../../reports/report-input.js";
import { ERROR_WORDS } from "../../reports/words/detections.js";
import type { LevelledAttribute } from "../../transfer/attribute-levels.js";
import type { EvaluatedDetections } from "./evaluated-detections.js";

/** So many errors are shown, the surest first. */
const MISTAKES = 24;

/** What a report shows of detections beyond `result.json`. */
export function detectionFacts(
  outcomes: EvaluatedDetections,
  attributes: readonly LevelledAttribute[],
  { level, choice }: { readonly level: number; readonly choice: string | null },
): DetectionFacts {
  const { threshold, unit, input, unitOfImage } = outcomes;
  const curve = operatingCurve(outcomes, { index: null, level });
  const now =
    threshold === null
      ? null
      : operatingCurve(outcomes, { index: null, level, thresholds: Float64Array.of(threshold) });
  const counting = countingOutcomes(outcomes);
  const anatomy = errorAnatomy(input, counting);
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

/** The detections that count, matched at IoU 0.5, with the units of the outcomes. */
function countingOutcomes(outcomes: EvaluatedDetections): DetectionOutcomes {
  const { input, rules, classes, modelClassCount, threshold, unitOfImage } = outcomes;
  const { unitCount, unit, cluster, clusterCount } = outcomes;
  const pairs = matchPairs(
    input,
    { ...rules, thresholds: [0.5], areas: rules.areas.slice(0, 1) },
    { classes, modelClassCount, threshold },
  );
  const least = new Float64Array(classes.length).fill(threshold ?? Number.NEGATIVE_INFINITY);
  const counting = surestOutcomes(pairs, least);
  const unitsOf = (images: Int32Array): Int32Array => images.map((image) => unitOfImage[image]!);
  return {
    ...counting,
    ...{ unitCount, unit, cluster, clusterCount },
    detections: { ...counting.detections, unit: unitsOf(counting.detections.unit) },
    truths: { ...counting.truths, unit: unitsOf(counting.truths.unit) },
  };
}

/** The errors that the model was surest about. @param files name of each image of the answers */
export function detectionMistakes(
  outcomes: EvaluatedDetections,
  files: readonly string[],
): MistakeFacts {
  const counting = countingOutcomes(outcomes);
  const anatomy = errorAnatomy(outcomes.input, counting);
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
