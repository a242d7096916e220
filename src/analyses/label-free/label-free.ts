import type { LocalClasses } from "../../evaluation/claim-record/claim-record.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import {
  type ClassWeights,
  classWeights,
  confidenceDifference,
  type KnownPredictions,
  meanOf,
  thresholdedConfidence,
  weightedAccuracy,
  weightedKolmogorovSmirnov,
} from "./estimates.js";
import type { ResultLabelFree, ResultLabelFreeEstimate } from "./result.js";

/** Of fewer known units nothing is estimated (METHODS §12). */
export const LEAST_KNOWN = 100;
/** Confusion that turns a little noise into much, and weights that leave few units. */
const MOST_CONDITION = 100;
const LEAST_EFFECTIVE = 30;
/** Further off from the labels here, an estimate's assumption does not hold. */
export const MOST_OFF = 0.05;
/** A predicted class with more has its confidences compared. */
const FEW_PREDICTED = 20;
const MOST_CLASSES = 300;
/** Rounding of a difference of two shares. */
const SLACK = 1e-12;

const NOT_IDENTIFIABLE = "scope/not-identifiable";
const HIDDEN = "scope/label-free-hidden";
const ASSUMPTION_FAILS = "scope/assumption-fails";
const NOT_PROBABILITIES = "label-free/not-probabilities";

/** Predictions with how sure each is. */
export interface SureOutcomes {
  readonly outcomes: ClassificationOutcomes;
  readonly confidence: Float64Array;
}

/**
 * ATC, DoC, BBSE and CBPE of the share that is right (METHODS §12), each held against the labels here. CBPE is the
 * mean confidence, which is the share right of a model whose probabilities mean here what they say.
 *
 * @param known outcomes of the claim's test set, {@link LEAST_KNOWN} or more
 * @param isFar whether most images here are of kinds that were not tested: then nothing is shown
 */
export function labelFree(
  record: string,
  known: SureOutcomes,
  here: SureOutcomes,
  classes: LocalClasses | null,
  isFar: boolean,
): ResultLabelFree {
  const there = predictionsOf(known);
  const labelled = meanOf(predictionsOf(here).correct);
  const told = (
    method: string,
    value: number | null,
    more: Partial<Pick<ResultLabelFreeEstimate, "effectiveN" | "warnings">> = {},
  ): ResultLabelFreeEstimate => {
    const { effectiveN = null, warnings = [] } = more;
    if (isFar || value === null) {
      const reasons = isFar ? [HIDDEN] : warnings;
      return {
        method,
        value: null,
        error: null,
        struckOut: reasons.includes(HIDDEN),
        effectiveN,
        warnings: reasons,
      };
    }
    const error = value - labelled;
    const struckOut = Math.abs(error) > MOST_OFF + SLACK;
    return {
      method,
      value,
      error,
      struckOut,
      effectiveN,
      warnings: struckOut ? [...warnings, ASSUMPTION_FAILS] : warnings,
    };
  };
  const areProbabilities = here.outcomes.scores?.sums.areProbabilities === true;
  return {
    record,
    unit: here.outcomes.unit,
    claimed: known.outcomes.unitCount,
    local: here.outcomes.unitCount,
    claimedAccuracy: meanOf(there.correct),
    labelledAccuracy: labelled,
    estimates: [
      told("atc", thresholdedConfidence(there, here.confidence).value),
      told("doc", confidenceDifference(there, here.confidence)),
      told("bbse", ...ofClassMix(known, here, classes)),
      areProbabilities
        ? told("cbpe", meanOf(here.confidence))
        : told("cbpe", null, { warnings: [NOT_PROBABILITIES] }),
    ],
  };
}

function predictionsOf({ outcomes, confidence }: SureOutcomes): KnownPredictions {
  const { truth, predicted } = outcomes;
  return { confidence, correct: Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0)) };
}

type Told = readonly [
  value: number | null,
  more?: { readonly effectiveN?: number; readonly warnings?: readonly string[] },
];

/** The known outcomes weighed to the mix of classes here, and whether confidences bear it out. */
function ofClassMix(known: SureOutcomes, here: SureOutcomes, local: LocalClasses | null): Told {
  const names = new Map<string, number>();
  const codeOf = (name: string): number => {
    const code = names.get(name) ?? names.size;
    names.set(name, code);
    return code;
  };
  const coded = (codes: Int32Array, labels: readonly string[]) => {
    const ofLabel = new Map<number, number>();
    return codes.map((k) => {
      const code = ofLabel.get(k) ?? codeOf(labels[k]!);
      ofLabel.set(k, code);
      return code;
    });
  };
  // A map of labels may make one class here of several there.
  const there = known.outcomes.classes.map((label) => local?.nameOf.get(label) ?? label);
  const truth = coded(known.outcomes.truth, there);
  // A label that is predicted and was never true there leaves the matrix singular.
  const predicted = coded(known.outcomes.predicted, there);
  const fresh = coded(here.outcomes.predicted, here.outcomes.classes);
  const size = names.size;
  const found = size > MOST_CLASSES ? null : weightsOf(truth, predicted, fresh, size);
  if (found === null || found.condition > MOST_CONDITION) {
    return [null, { warnings: [NOT_IDENTIFIABLE] }];
  }
  const weights = Float64Array.from(truth, (k) => found.weights[k]!);
  const { value, effectiveN } = weightedAccuracy(predictionsOf(known).correct, weights);
  if (!(effectiveN >= LEAST_EFFECTIVE)) return [null, { warnings: [NOT_IDENTIFIABLE] }];
  if (differsWithin(known, here, { predicted, fresh, weights, size })) {
    return [null, { effectiveN, warnings: [HIDDEN] }];
  }
  return [value, { effectiveN }];
}

function weightsOf(
  truth: Int32Array,
  predicted: Int32Array,
  fresh: Int32Array,
  size: number,
): ClassWeights | null {
  const counts = new Float64Array(size * size);
  for (const [i, k] of truth.entries()) counts[predicted[i]! * size + k]! += 1;
  const shares = new Float64Array(size);
  for (const k of fresh) shares[k]! += 1;
  return classWeights(counts, shares);
}

/**
 * Whether confidences of one predicted class differ from what the weighed known ones say: if only the mix of classes
 * had changed, they would not. The smallest p times the classes looked at is below 0.05.
 */
function differsWithin(
  known: SureOutcomes,
  here: SureOutcomes,
  by: {
    readonly predicted: Int32Array;
    readonly fresh: Int32Array;
    readonly weights: Float64Array;
    readonly size: number;
  },
): boolean {
  const p: number[] = [];
  for (let k = 0; k < by.size; k++) {
    const ours = here.confidence.filter((_c, i) => by.fresh[i] === k);
    if (ours.length <= FEW_PREDICTED) continue;
    const theirs = known.confidence.filter((_c, i) => by.predicted[i] === k);
    const weights = by.weights.filter((_w, i) => by.predicted[i] === k);
    if (!weights.some((w) => w > 0)) continue;
    p.push(weightedKolmogorovSmirnov(theirs, weights, ours));
  }
  return p.length > 0 && Math.min(...p) * p.length < 0.05;
}
