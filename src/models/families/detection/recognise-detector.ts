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

/** A family that a model's outputs are like, were there as many labels as one of these. */
export interface LikelyFamily {
  readonly family: DetectorFamily;
  readonly labels: readonly number[];
}

/**
 * The families that would take the outputs for their own if there were another number of labels; where
 * none would, those that a card may name.
 *
 * @param size of the input
 */
export function likelyFamilies(inspection: Inspected, size: FrameSize): readonly LikelyFamily[] {
  const models = possibleLabels(inspection.outputs).map((count) =>
    modelOutputs(inspection, new Array<string>(count).fill("a label"), size),
  );
  const families = FAMILIES.filter(isDetectorFamily);
  const like = (test: (family: DetectorFamily, model: ModelOutputs) => boolean) =>
    families.flatMap((family): LikelyFamily[] => {
      const labels = models.filter((model) => test(family, model)).map((one) => one.labels.length);
      return labels.length === 0 ? [] : [{ family, labels }];
    });
  const found = like((family, model) => family.recognise(model) !== null);
  return found.length > 0 ? found : like((family, model) => family.resembles?.(model) === true);
}

/** Labels are some of the values of a place: less a box, an objectness, the bins of sides, … */
const BESIDE_CLASSES = [0, 1, 4, 5, 32, 36, 64];

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
