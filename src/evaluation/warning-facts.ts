import { calibrationErrorKernel } from "../metrics/calibration-error.js";
import type { ClassificationOutcomes } from "../outcomes/classification-types.js";
import type { ReportExtras } from "../reports/report-input.js";

/** Bins of the calibration error that a result has unless another number is asked for. */
const BINS = "15";

/**
 * What the words of warnings take from the outcomes: the smallest class, and by about how much the
 * calibration error is too high by itself (METHODS §2.1).
 *
 * @param size units of each class
 */
export function warningFacts(
  { classes, scores, truth, predicted, unitCount }: ClassificationOutcomes,
  size: Float64Array,
): NonNullable<ReportExtras["warningFacts"]> {
  const facts = new Map<string, ReadonlyMap<string, string>>();
  let smallest = -1;
  for (let k = 0; k < size.length; k++) {
    if (size[k]! > 0 && (smallest < 0 || size[k]! < size[smallest]!)) smallest = k;
  }
  if (smallest >= 0) {
    const words = { count: String(size[smallest]), class: classes[smallest]! };
    facts.set("interval/few-of-a-class", new Map(Object.entries(words)));
  }
  const confidence = scores?.confidence ?? null;
  if (confidence !== null && unitCount > 0) {
    const correct = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0));
    const { bias } = calibrationErrorKernel(confidence, correct, BINS)(null);
    facts.set("interval/biased", new Map([["excess", `about ${(bias * 100).toFixed(1)} points`]]));
  }
  return facts;
}
