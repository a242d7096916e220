import { binIndex, reliabilityBins } from "../../metrics/calibration.js";
import { groupShares } from "../../metrics/group-shares.js";
import { selectiveCurve } from "../../metrics/selective-curve.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { KeptFacts, ReliabilityFacts, ReportExtras } from "../../results/report-input.js";
import { CONFIDENCE_BINS } from "./confidence-bins.js";

/** Confidences of the table "if only surer answers were kept". */
const KEPT_FROM = [0, 0.5, 0.7, 0.9, 0.95];

/** Confidence of each prediction, and whether it is wrong. */
interface SurePredictions {
  readonly confidence: Float64Array;
  readonly wrong: Uint8Array;
}

/**
 * What confidences are good for: whether they mean what they say, and what is wrong among the predictions
 * that are kept. All ranges are Wilson's, or over clusters where units are in some.
 *
 * @returns nothing where no prediction states how sure it is
 */
export function confidenceFacts(
  outcomes: ClassificationOutcomes,
  level: number,
): Pick<ReportExtras, "reliability" | "kept" | "selective"> {
  const confidence = outcomes.scores?.confidence ?? outcomes.answerConfidence;
  if (confidence === undefined || outcomes.unitCount === 0) return {};
  const { truth, predicted } = outcomes;
  const wrong = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 0 : 1));
  const predictions = { confidence, wrong };
  return {
    // Numbers that are no probabilities rank answers, and promise nothing.
    ...(outcomes.scores?.sums.areProbabilities === false
      ? {}
      : { reliability: reliabilityFacts(outcomes, predictions, level) }),
    kept: keptFacts(outcomes, predictions, level),
    selective: selectiveCurve(outcomes, predictions, { level }),
  };
}

function keptFacts(
  outcomes: ClassificationOutcomes,
  predictions: SurePredictions,
  level: number,
): readonly KeptFacts[] {
  const thresholds = Float64Array.from(KEPT_FROM);
  const { kept, risk } = selectiveCurve(outcomes, predictions, { level, thresholds });
  const turned = (limit: number) => (Number.isNaN(limit) ? null : 1 - limit);
  return KEPT_FROM.map((threshold, i) => ({
    threshold,
    kept: kept[i]!,
    right: kept[i] === 0 ? 0 : Math.round(kept[i]! * (1 - risk.value[i]!)),
    low: turned(risk.high[i]!),
    high: turned(risk.low[i]!),
  }));
}

function reliabilityFacts(
  outcomes: ClassificationOutcomes,
  { confidence, wrong }: SurePredictions,
  level: number,
): ReliabilityFacts {
  const { unitCount } = outcomes;
  const correct = wrong.map((one) => 1 - one);
  const things = {
    unit: Int32Array.from({ length: unitCount }, (_, i) => i),
    classIndex: new Int32Array(unitCount).fill(-1),
    hit: correct,
    classCount: 0,
    severalPerUnit: false,
    severalPerClass: false,
  };
  const of = Int32Array.from(confidence, (one) => binIndex(one, CONFIDENCE_BINS));
  const shares = groupShares(things, outcomes, { of, count: CONFIDENCE_BINS }, level);
  return {
    bins: reliabilityBins({ confidence, correct }, CONFIDENCE_BINS),
    low: Float64Array.from(shares, ([all]) => all?.low ?? Number.NaN),
    high: Float64Array.from(shares, ([all]) => all?.high ?? Number.NaN),
    meanConfidence: mean(confidence),
    accuracy: mean(correct),
  };
}

function mean(column: Float64Array | Uint8Array): number {
  let sum = 0;
  for (const value of column) sum += value;
  return sum / column.length;
}
