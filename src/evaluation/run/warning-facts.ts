import { calibrationErrorKernel } from "../../metrics/calibration-error.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { ReportExtras } from "../../results/report-input.js";

/** Bins of the calibration error that a result has unless another number is asked for. */
const BINS = "15";

/**
 * What the words of warnings take from the outcomes: the smallest class, and by about how much the
 * calibration error is too high by itself (METHODS §2.1).
 *
 * @param size units of each class
 */
export function warningFacts(
  { classes, scores, answerConfidence, truth, predicted, unitCount }: ClassificationOutcomes,
  size: Float64Array,
): NonNullable<ReportExtras["warningFacts"]> {
  const facts = new Map<string, ReadonlyMap<string, string>>();
  let smallest = -1;
  for (let k = 0; k < size.length; k++) {
    if (size[k]! > 0 && (smallest < 0 || size[k]! < size[smallest]!)) smallest = k;
  }
  if (smallest >= 0) {
    const name = classes[smallest]!;
    const words = { count: String(size[smallest]), class: name, rare: name };
    facts.set("interval/few-of-a-class", new Map(Object.entries(words)));
  }
  const confidence = scores?.confidence ?? answerConfidence ?? null;
  if (confidence !== null && unitCount > 0) {
    const correct = Uint8Array.from(truth, (t, i) => (t === predicted[i] ? 1 : 0));
    const { bias } = calibrationErrorKernel(confidence, correct, BINS)(null);
    facts.set("interval/biased", new Map([["excess", `about ${(bias * 100).toFixed(1)} points`]]));
  }
  return facts;
}

/** Images of a class below this number are few (METHODS §2.2). */
const FEW = 10;

/** Of how many classes a detector's images are few: in its means, one class is seldom alone. */
export function detectionWarningFacts({
  classes,
  truths,
}: Pick<DetectionOutcomes, "classes" | "truths">): NonNullable<ReportExtras["warningFacts"]> {
  const few: number[] = [];
  let there = 0;
  let last = 0;
  for (let k = 0; k < classes.length; k++) {
    const units = new Set(truths.unit.subarray(truths.classStart[k]!, truths.classStart[k + 1]!));
    if (units.size === 0) continue;
    there++;
    if (units.size < FEW) few.push(k);
    if (units.size < FEW) last = units.size;
  }
  const [only] = few;
  if (only === undefined) return new Map();
  const name = classes[only]!;
  const words =
    few.length === 1
      ? { count: String(last), class: name, rare: name }
      : { count: "a few (under 10)", class: `${few.length} of the ${there} classes that occur` };
  return new Map([["interval/few-of-a-class", new Map(Object.entries(words))]]);
}
