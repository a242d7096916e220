import type { LevelledAttribute } from "../../claims/attribute-levels.js";
import { pickIntegers } from "../../core/picked-rows.js";
import { anatomyCosts } from "../../metrics/detection/anatomy-costs.js";
import { anatomyCounts } from "../../metrics/detection/anatomy-counts.js";
import {
  attributeBins,
  companyBins,
  neighbourBins,
  placeBins,
  sizeBins,
} from "../../metrics/detection/object-bins.js";
import { type OperatingCurve, operatingCurve } from "../../metrics/detection/operating-curve.js";
import { type ErrorAnatomy, errorAnatomy } from "../../outcomes/detection/anatomy.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { matchPairs } from "../../outcomes/detection/match-detections.js";
import { notOfBoxes } from "../../outcomes/detection/match-rules.js";
import { onUnits } from "../../outcomes/detection/on-units.js";
import { outlineErrors } from "../../outcomes/detection/outline-errors.js";
import { surestOutcomes } from "../../outcomes/detection/surest-outcomes.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { DetectionFacts } from "../../results/report-input.js";
import { kindMixUps } from "./kind-mix-ups.js";
import { fewestErrors } from "./percent-thresholds.js";

/** The detections that count, and what is wrong with them. */
export interface CountedErrors {
  /** Least score of a detection that counts; null where all do. */
  readonly threshold: number | null;
  /** Matched at IoU 0.5, with the units of the outcomes. */
  readonly counting: DetectionOutcomes;
  readonly anatomy: ErrorAnatomy;
  /**
   * By row of `counting.detections`: input row of the object that it is matched to, one that does
   * not count included; −1 for none.
   */
  readonly partner: Int32Array;
}

/** Report, table and pictures ask for the same errors, which take seconds to find among a million. */
const found = new WeakMap<EvaluatedDetections, Map<number | null, CountedErrors>>();

/** The errors of the detections that reach the threshold; of all where none is set. Found once. */
export function countedErrors(outcomes: EvaluatedDetections): CountedErrors {
  return errorsFrom(outcomes, outcomes.threshold);
}

/**
 * Found once for each threshold.
 *
 * @param threshold least score; null for all
 */
export function errorsFrom(outcomes: EvaluatedDetections, threshold: number | null): CountedErrors {
  const known = found.get(outcomes) ?? new Map<number | null, CountedErrors>();
  found.set(outcomes, known);
  const before = known.get(threshold);
  if (before !== undefined) return before;
  const { counting, partner } = countingOutcomes(outcomes, threshold);
  const anatomy = errorAnatomy(outcomes.input, counting);
  const errors = { threshold, counting, partner, anatomy };
  known.set(threshold, errors);
  return errors;
}

/** Those of {@link toldErrors}, by the confidence level of their ranges. */
const told = new WeakMap<EvaluatedDetections, Map<number, ToldErrors>>();

/** What a report tells of single boxes. */
export interface ToldErrors {
  readonly errors: CountedErrors;
  /** Where missed and false together are fewest; null where a threshold is set, or scores are no shares. */
  readonly fewest: OperatingCurve | null;
}

/**
 * The errors of the detections that reach the threshold; where none is set, of those that reach the one at
 * which missed and false together are fewest. Found once.
 */
export function toldErrors(outcomes: EvaluatedDetections, level: number): ToldErrors {
  const known = told.get(outcomes) ?? new Map<number, ToldErrors>();
  told.set(outcomes, known);
  const before = known.get(level);
  if (before !== undefined) return before;
  const fewest = outcomes.threshold === null ? fewestErrors(outcomes, level) : null;
  const least = fewest?.threshold[0];
  const errors = least === undefined ? countedErrors(outcomes) : errorsFrom(outcomes, least);
  const made = { errors, fewest };
  known.set(level, made);
  return made;
}

interface DetectionFactOptions {
  readonly level: number;
  /** Whether costs have intervals; those of counts take no time. */
  readonly hasIntervals: boolean;
  /** How a threshold was chosen on these images; null where none was. */
  readonly choice: string | null;
}

/** What a report shows of detections beyond `result.json`. */
export function detectionFacts(
  outcomes: EvaluatedDetections,
  { counting, anatomy }: CountedErrors,
  attributes: readonly LevelledAttribute[],
  { level, hasIntervals, choice }: DetectionFactOptions,
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
    const levelOfImage = pickIntegers(codes, unitOfImage);
    bins.push(attributeBins(input, name, levels, levelOfImage));
  }
  const { errors, fewest } = toldErrors(outcomes, level);
  const noBoxes = notOfBoxes(outcomes.rules);
  return {
    curve,
    now,
    threshold,
    ...(noBoxes === undefined ? {} : { notOfBoxes: noBoxes }),
    ...(outcomes.rules.geometry === "masks" && threshold !== null
      ? { outlines: outlineErrors(outcomes) }
      : {}),
    ...(fewest === null ? {} : { fewest }),
    kinds: kindsOf(outcomes),
    mixUps: kindMixUps(errors.counting, errors.anatomy),
    unit,
    choice,
    costs: anatomyCosts(counting, anatomy, { level, hasIntervals }),
    all: anatomyCounts(counting, anatomy, null, { level }),
    tables: bins.map((by) => anatomyCounts(counting, anatomy, by, { level })),
  };
}

/** Classes of which an object is there, with the units that hold one. */
function kindsOf({ classes, truths }: EvaluatedDetections): NonNullable<DetectionFacts["kinds"]> {
  return classes.flatMap((name, k) => {
    const units = new Set<number>();
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if ((truths.counted[row]! & 1) === 1) units.add(truths.unit[row]!);
    }
    return units.size === 0 ? [] : [{ name, units: units.size }];
  });
}

/**
 * The detections from a score on, matched at IoU 0.5.
 *
 * @param threshold least score; null for all
 */
function countingOutcomes(
  outcomes: EvaluatedDetections,
  threshold: number | null,
): Pick<CountedErrors, "counting" | "partner"> {
  const { input, rules, classes, modelClassCount, unitOfImage } = outcomes;
  const pairs = matchPairs(
    input,
    { ...rules, thresholds: [0.5], areas: rules.areas.slice(0, 1) },
    { classes, modelClassCount, threshold },
  );
  const least = new Float64Array(classes.length).fill(threshold ?? Number.NEGATIVE_INFINITY);
  const counting = onUnits(surestOutcomes(pairs, least), unitOfImage, outcomes);
  const partnerOf = new Int32Array(input.detections.count).fill(-1);
  const [truthOf = new Int32Array(0)] = pairs.truthOf;
  const { source } = pairs.outcomes.detections;
  for (let row = 0; row < source.length; row++) partnerOf[source[row]!] = truthOf[row]!;
  return { counting, partner: pickIntegers(partnerOf, counting.detections.source) };
}
