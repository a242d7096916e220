import type { OnnxInspection, OnnxOutput } from "../../onnx/onnx-inspect.js";
import { FAMILIES } from "../registry.js";
import type { DetectorFamily } from "./detector-family.js";
import { isDetectorFamily } from "./detectors.js";
import type { FrameSize, ModelOutputs, Recognised } from "./recognition.js";

interface RecognisedDetector {
  readonly family: DetectorFamily;
  readonly found: Recognised;
}

type Inspected = Pick<OnnxInspection, "outputs" | "operators">;

/**
 * The first family of detectors that takes a model's outputs for its own.
 *
 * @param size of the input
 * @returns null where the outputs are those of no family that is known
 */
export function recogniseDetector(
  inspection: Inspected,
  labels: readonly string[],
  size: FrameSize,
): RecognisedDetector | null {
  return firstOf(modelOutputs(inspection, labels, size));
}

function firstOf(model: ModelOutputs): RecognisedDetector | null {
  for (const family of FAMILIES.filter(isDetectorFamily)) {
    const found = family.recognise(model);
    if (found !== null) return { family, found };
  }
  return null;
}

function modelOutputs(
  { outputs, operators }: Inspected,
  labels: readonly string[],
  size: FrameSize,
): ModelOutputs {
  return { outputs, labels, size, operators: new Set(operators.map(({ operator }) => operator)) };
}

/** A family that a model's outputs are like, were there so many labels. */
export interface LikelyFamily {
  readonly family: DetectorFamily;
  readonly labels: number;
}

/**
 * The families that would take the outputs for their own, or may with a card, if there were another number
 * of labels.
 *
 * @param size of the input
 */
export function likelyFamilies(inspection: Inspected, size: FrameSize): readonly LikelyFamily[] {
  const found: LikelyFamily[] = [];
  for (const count of possibleLabels(inspection.outputs)) {
    const labels = new Array<string>(count).fill("a label");
    const model = modelOutputs(inspection, labels, size);
    for (const family of FAMILIES.filter(isDetectorFamily)) {
      const isLike = family.recognise(model) !== null || family.resembles?.(model) === true;
      if (isLike) found.push({ family, labels: count });
    }
  }
  return found;
}

/** Labels are some of the values of a place: less a box, an objectness, the bins of sides, … */
const BESIDE_CLASSES = [0, 1, 4, 5, 32, 64];

const MOST_LABELS = 10_000;

function possibleLabels(outputs: readonly OnnxOutput[]): readonly number[] {
  const counts = new Set<number>([1]);
  for (const { shape } of outputs.slice(0, 16)) {
    for (const size of shape?.slice(1) ?? []) {
      if (typeof size !== "number") continue;
      for (const values of [size, size / 3]) {
        for (const beside of BESIDE_CLASSES) counts.add(values - beside);
      }
    }
  }
  const isCount = (count: number) => Number.isInteger(count) && count > 0 && count <= MOST_LABELS;
  return [...counts].filter(isCount).sort((a, b) => a - b);
}
